//! The examples of the pages, sent as they are written.
//!
//! A page has a server of its own on a fresh folder, with one alert to work on. Of a shell only
//! what the pages use is understood: quotes, a backslash at the end of a line, `date`.

use serde_json::json;

use crate::common::http::{ask, get, post};
use crate::common::server::Server;
use crate::common::terminal::now;
use crate::until;

/// Pages with calls to send.
const PAGES: [(&str, &str); 5] = [
    ("README.md", include_str!("../../../../README.md")),
    ("carrier.md", include_str!("../../../../docs/guide/carrier.md")),
    ("officer.md", include_str!("../../../../docs/guide/officer.md")),
    ("register.md", include_str!("../../../../docs/guide/register.md")),
    ("shipper.md", include_str!("../../../../docs/guide/shipper.md")),
];

/// A call of `curl`, up to the end of its command.
struct Call {
    method: String,
    path: String,
    body: String,
}

/// The words of a command: what stands before an unquoted end of line, pipe or parenthesis.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => word.push(letter),
            (None, '\'' | '"') => quote = Some(letter),
            (None, '\\') => drop(letters.next()),
            (None, '\n' | '|' | ')') => break,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (None, _) => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

fn calls(page: &str, alert: &str) -> Vec<Call> {
    let time = now().to_string();
    let page = page
        .replace("'$(date -u +%FT%TZ)'", &time)
        .replace("$(date -u +%F)", time.split('T').next().unwrap())
        .replace("$api", "127.0.0.1:8080/v1")
        .replace("$id", alert)
        .replace("alerts/ID", &format!("alerts/{alert}"))
        .replace("vehicles/VEHICLE", "vehicles/seen");
    page.split("curl -s ").skip(1).map(|call| read(&words(call))).collect()
}

fn read(words: &[String]) -> Call {
    let (mut method, mut path, mut body) = (None, None, String::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-d" => body.clone_from(words.next().unwrap()),
            "-X" => method = words.next().cloned(),
            url => path = Some(url.strip_prefix("127.0.0.1:8080").unwrap().to_owned()),
        }
    }
    let usual = if body.is_empty() { "GET" } else { "POST" };
    Call { method: method.unwrap_or_else(|| usual.to_owned()), path: path.unwrap(), body }
}

/// A vehicle that was seen in a closed zone; its alert's id.
fn an_alert(server: &Server) -> String {
    let vehicle = json!({"id": "seen", "plate": "湘J99999"});
    assert_eq!(post(server.http, "/v1/vehicles", &vehicle).status, 200);
    let start = now().millis() / 1000 - 60;
    let fixes = [29.06, 29.06, 29.019_86, 29.019_86, 29.019_86].iter().enumerate();
    let fixes: Vec<_> = fixes
        .map(|(i, latitude)| {
            let time = placard_domain::Timestamp::from_millis((start + 10 * i as i64) * 1000);
            json!({"vehicleId": "seen", "deviceTime": time.to_string(), "speedKmh": 30,
                "longitude": 111.605_053, "latitude": latitude})
        })
        .collect();
    let taken = post(server.http, "/v1/fixes:ingest", &json!({"fixes": fixes}));
    assert_eq!(taken.status, 200, "{}", taken.text);
    until("an alert", || {
        let alerts = get(server.http, "/v1/alerts?vehicleId=seen").json();
        Some(alerts["alerts"].as_array()?.first()?["id"].as_str()?.to_owned())
    })
}

#[test]
fn every_call_of_the_pages_is_answered() {
    for (page, text) in PAGES {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::start(dir.path(), &[]);
        let calls = calls(text, &an_alert(&server));
        assert_eq!(calls.len(), text.matches("curl -s ").count());
        assert!(!calls.is_empty(), "{page} has no call");
        for Call { method, path, body } in calls {
            let answer = ask(server.http, &method, &path, &[], &body);
            assert_eq!(answer.status, 200, "{page}: {method} {path} {body}\n{}", answer.text);
        }
    }
}
