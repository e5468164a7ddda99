//! A text to a driver, through a kill of the process.

use placard_protocol::jt808::Message;
use placard_protocol::jt808::messages::TerminalReply;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use serde_json::json;

use crate::common::http::{get, post};
use crate::common::server::Server;
use crate::common::terminal::Terminal;
use crate::until;

/// The next text for the driver: its flow id and its words.
fn text(terminal: &mut Terminal) -> (u16, String) {
    match terminal.hear() {
        (flow_id, Message::DriverText(text)) => (flow_id, text.text.decode()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_that_went_out_before_the_process_was_killed_goes_out_again_after() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let vehicle = json!({"id": "v1", "plate": "湘J12341", "terminalPhone": "13907361234"});
    assert_eq!(post(server.http, "/v1/vehicles", &vehicle).status, 200);
    let send = |text: &str| {
        let sent = post(server.http, "/v1/vehicles/v1:sendText", &json!({"text": text}));
        assert_eq!(sent.status, 200, "{}", sent.text);
        format!("/v1/commands/{}", sent.json()["id"].as_str().unwrap())
    };
    let (first, second) = (send("前方禁行"), send("请绕行"));
    let mut terminal = Terminal::connect(server.jt808, "13907361234");
    assert_eq!(text(&mut terminal).1, "前方禁行");
    // It is on the way, the other waits behind it, and the terminal says nothing.
    server.signal("KILL");
    server.wait();

    let server = Server::start(dir.path(), &[]);
    let told = |command: &str| {
        let told = get(server.http, command).json();
        (told["state"].as_str().unwrap().to_owned(), told["attempts"].as_u64().unwrap())
    };
    assert_eq!((told(&first), told(&second)), (("SENT".into(), 1), ("QUEUED".into(), 0)));
    let mut terminal = Terminal::connect(server.jt808, "13907361234");
    for (command, words, attempts) in [(&first, "前方禁行", 2), (&second, "请绕行", 1)] {
        let (replied_flow_id, said) = text(&mut terminal);
        assert_eq!(said, words);
        assert_eq!(told(command), ("SENT".into(), attempts));
        let reply = TerminalReply { replied_flow_id, replied_id: 0x8300, result: ReplyResult::OK };
        terminal.send(&[Message::TerminalReply(reply)]);
        until("its answer", || (told(command) == ("ANSWERED".into(), attempts)).then_some(()));
    }
}
