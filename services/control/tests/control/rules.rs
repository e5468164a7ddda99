//! Transcripts of `RuleService`, in JSON and in gRPC, and what a setting does to the engine.

use placard_api::caller::Role;
use placard_api::v1;
use placard_domain::Millis;
use serde_json::{Value, json};
use tonic::Code;
use tonic::service::Routes;

use crate::common::{House, forbidden, house, key, open, vehicle, violations};

/// A furnished house with a chief, an officer, and a carrier's own administrator.
async fn city() -> House {
    let keys = vec![
        key("chief", Role::Administrator, None),
        key("deputy", Role::Administrator, Some("changde-police")),
        key("li", Role::Officer, None),
        key("carrier", Role::Administrator, Some("east-carrier")),
    ];
    let house = open(keys, Routes::default()).await;
    house.furnish().await;
    house
}

fn parameter<'a>(rule: &'a Value, name: &str) -> &'a Value {
    let parameters = rule["parameters"].as_array().unwrap();
    parameters.iter().find(|parameter| parameter["name"] == name).unwrap()
}

fn silence(area: &str, seconds: i64) -> Value {
    let parameters = json!([{"name": "moving_silence_s", "value": seconds}]);
    json!({"jurisdictionId": area, "setting": {"parameters": parameters}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_says_what_holds_where_and_who_set_it() {
    let house = city().await;
    let rule = async |area: &str| {
        let line = format!("GET /v1/rules/signal.lost?jurisdictionId={area}");
        house.ask_as("li", &line, Value::Null).await.ok()
    };
    let untouched = rule("").await;
    assert_eq!(
        (&untouched["jurisdictionId"], &untouched["etag"]),
        (&json!("CN-4307"), &json!("\"0\""))
    );
    assert_eq!((&untouched["status"], &untouched["setting"]), (&json!("ACTIVE"), &Value::Null));
    let moving = parameter(&untouched, "moving_silence_s");
    assert_eq!((&moving["value"], &moving["defaultValue"]), (&json!("300"), &json!("300")));
    assert_eq!((&moving["unit"], &moving["provenance"]), (&json!("s"), &Value::Null));
    for text in ["title", "clause"] {
        assert!(!untouched[text]["zh"].as_str().unwrap().is_ascii(), "{untouched}");
    }

    let line = "PATCH /v1/rules/signal.lost";
    house.ask_as("chief", line, silence("CN-43", 600)).await.ok();
    let below = rule("CN-4307").await;
    let moving = parameter(&below, "moving_silence_s");
    assert_eq!((&moving["value"], &below["etag"]), (&json!("600"), &json!("\"0\"")));
    assert_eq!(moving["provenance"]["jurisdictionId"], "CN-43");
    assert_eq!(moving["provenance"]["actor"], "chief");
    assert_eq!(parameter(&rule("CN").await, "moving_silence_s")["value"], "300");

    let own = house.ask_as("deputy", line, silence("CN-4307", 120)).await.ok();
    assert_eq!(own, rule("").await, "what is answered is what is read");
    let moving = parameter(&own, "moving_silence_s");
    assert_eq!(
        (&moving["value"], &moving["provenance"]["actor"]),
        (&json!("120"), &json!("deputy"))
    );

    let shadow = json!({"setting": {"status": "SHADOW"}});
    let line = format!("{line}?updateMask=setting.status");
    let shadowed = house.ask_as("chief", &line, shadow).await.ok();
    assert_eq!(
        (&shadowed["status"], &shadowed["defaultStatus"]),
        (&json!("SHADOW"), &json!("ACTIVE"))
    );
    assert_eq!(shadowed["statusProvenance"]["actor"], "chief");
    let moving = parameter(&shadowed, "moving_silence_s");
    assert_eq!(moving["value"], "120", "what the mask does not name stays");
    assert_eq!(moving["provenance"]["actor"], "deputy", "and so does who set it");
    let changes = shadowed["changes"].as_array().unwrap();
    let actors: Vec<_> = changes.iter().map(|change| change["actor"].as_str().unwrap()).collect();
    assert_eq!(actors, ["chief", "deputy"]);
    assert!(
        house.audited().await.iter().any(|entry| {
            entry.actor == "deputy" && entry.resource == "rule/signal.lost@CN-4307"
        })
    );

    let back = json!({"setting": {}});
    let back = house.ask_as("chief", "PATCH /v1/rules/signal.lost", back).await.ok();
    assert_eq!((&back["status"], &back["setting"]), (&json!("ACTIVE"), &Value::Null));
    assert_eq!(parameter(&back, "moving_silence_s")["value"], "600", "the province's again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_in_grpc_in_pages() {
    let house = city().await;
    let mut chief = house.rules("chief").await;
    let (mut token, mut ids) = (String::new(), Vec::new());
    loop {
        let request =
            v1::ListRulesRequest { page_size: 1, page_token: token, ..Default::default() };
        let page = chief.list_rules(request).await.unwrap().into_inner();
        ids.extend(page.rules.into_iter().map(|rule| rule.id));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    let mut known: Vec<_> = placard_engine::rules::SPECS.iter().map(|spec| spec.id).collect();
    known.sort_unstable();
    assert_eq!(ids, known);

    let request = |etag: &str| {
        let parameters = vec![v1::ParameterValue { name: "stationary_s".into(), value: 90 }];
        let setting = Some(v1::RuleSetting { parameters, ..Default::default() });
        let (id, etag) = ("zone.stopped".to_owned(), etag.to_owned());
        let rule = Some(v1::Rule { id, etag, setting, ..Default::default() });
        v1::UpdateRuleRequest { rule, update_mask: None }
    };
    let changed = chief.update_rule(request("\"0\"")).await.unwrap().into_inner();
    assert_eq!(changed.parameters[0].value, 90);
    let got = v1::GetRuleRequest { id: "zone.stopped".into(), ..Default::default() };
    assert_eq!(chief.get_rule(got).await.unwrap().into_inner(), changed);
    let stale = chief.update_rule(request("\"0\"")).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    assert_eq!(violations(&stale)[0].reason(), v1::violation::Reason::EtagMismatch);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_no_rule_allows_is_named_and_changes_nothing() {
    let house = city().await;
    let revision = house.line.world().revision();
    let line = "PATCH /v1/rules/signal.lost";
    let ask = async |line: &str, body: Value| house.ask_as("chief", line, body).await;
    let low = ask(line, silence("", 9)).await;
    low.refuses(400, &[("OUT_OF_RANGE", "rule.setting.parameters[0].value")]);
    assert!(low.body["message"].as_str().unwrap().contains("10–86400 s"), "{}", low.body);
    let unknown = json!({"setting": {"parameters": [{"name": "silense_s", "value": 60}]}});
    ask(line, unknown).await.refuses(400, &[("UNKNOWN_VALUE", "rule.setting.parameters[0].name")]);
    ask(line, json!({})).await.refuses(400, &[("REQUIRED", "rule.setting")]);
    let loud = json!({"setting": {"status": "LOUD"}});
    ask(line, loud).await.refuses(400, &[("UNKNOWN_VALUE", "rule.setting.status")]);
    ask(line, silence("XX", 60))
        .await
        .refuses(400, &[("NO_SUCH_REFERENCE", "rule.jurisdiction_id")]);
    let title = json!({"title": {"zh": "改", "en": "changed"}});
    ask(&format!("{line}?updateMask=title"), title)
        .await
        .refuses(400, &[("IMMUTABLE", "update_mask")]);
    ask("PATCH /v1/rules/no.rule", silence("", 60)).await.refuses(404, &[("NOT_FOUND", "id")]);
    ask("GET /v1/rules?jurisdictionId=XX", Value::Null)
        .await
        .refuses(400, &[("NO_SUCH_REFERENCE", "jurisdiction_id")]);
    for (line, body) in [(line, silence("", 60)), ("POST /v1/rules:simulate", json!({}))] {
        let carrier = house.ask_as("carrier", line, body).await;
        carrier.refuses(403, &[("PERMISSION_DENIED", "")]);
    }
    let officer = house.ask_as("li", line, silence("", 60)).await;
    officer.refuses(403, &[("PERMISSION_DENIED", "")]);
    assert_eq!(house.line.world().revision(), revision);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_its_jurisdiction_shows_the_rules_and_takes_no_setting() {
    let house = house().await;
    let rule = house.ask("GET /v1/rules/zone.entered", Value::Null).await.ok();
    assert_eq!((&rule["jurisdictionId"], &rule["status"]), (&json!("CN-4307"), &json!("ACTIVE")));
    let setting = json!({"setting": {"status": "RETIRED"}});
    let refused = house.ask("PATCH /v1/rules/zone.entered", setting).await;
    refused.refuses(400, &[("NO_SUCH_REFERENCE", "rule.jurisdiction_id")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_rule_may_be_sent_again() {
    let house = city().await;
    let sent = [("idempotency-key", "once"), ("authorization", "Bearer key-of-chief")];
    let line = "PATCH /v1/rules/signal.lost";
    let first = house.ask_with(line, &sent, silence("", 60)).await.ok();
    house.ask_as("chief", line, silence("", 90)).await.ok();
    assert_eq!(house.ask_with(line, &sent, silence("", 60)).await.ok(), first);
    let now = house.ask_as("li", "GET /v1/rules/signal.lost", Value::Null).await.ok();
    assert_eq!(parameter(&now, "moving_silence_s")["value"], "90", "what came between stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_judges_by_the_most_local_setting() {
    let house = city().await;
    // A setting holds for what happens from then on, by the vehicles' clocks: theirs are ahead.
    let ahead = || house.line.clock().now() + Millis::from_secs(150);
    house.ask_as("chief", "POST /v1/zones", forbidden("z1")).await.ok();
    let shadow = json!({"jurisdictionId": "CN", "setting": {"status": "SHADOW"}});
    house.ask_as("chief", "PATCH /v1/rules/zone.entered", shadow).await.ok();
    house.ask_as("chief", "POST /v1/vehicles", vehicle("v1", "湘J·1")).await.ok();
    let quiet = house.breach_until("v1", "z1", ahead()).await;
    let active = json!({"setting": {"status": "ACTIVE"}});
    house.ask_as("chief", "PATCH /v1/rules/zone.entered", active).await.ok();
    house.ask_as("chief", "POST /v1/vehicles", vehicle("v2", "湘J·2")).await.ok();
    house.breach_until("v2", "z1", ahead()).await;
    let list = house.ask_as("li", "GET /v1/alerts?includeShadow=true", Value::Null).await.ok();
    let shadows: Vec<_> = list["alerts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|alert| (alert["vehicleId"].as_str().unwrap(), alert["shadow"].as_bool().unwrap()))
        .collect();
    assert_eq!(shadows, [("v2", false), ("v1", true)]);
    assert_eq!(quiet.detection.vehicle.as_str(), "v1");
}
