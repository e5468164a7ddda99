//! One session from registration to logout, in each edition: what the terminal says, and what it
//! must be told. Run against the session as a value, and again over a socket.

use placard_domain::Timestamp;
use placard_protocol::jt808::Message;
use placard_protocol::jt808::Version::{self, V2011, V2013, V2019};
use placard_protocol::jt808::messages::{Heartbeat, Logout, TimeQuery, Unsupported};

use crate::device::{authenticated, batch, card, located, register, report};

pub(crate) const EDITIONS: [Version; 3] = [V2011, V2013, V2019];

/// What is said, flow ids from 0 on, and the answer to each; `None`: none.
pub(crate) fn lines(edition: Version, now: Timestamp) -> Vec<(Message, Option<String>)> {
    let reply =
        |id: u16, flow_id: u16, result: u8| Some(format!("0x8001 0x{id:04x}#{flow_id} {result}"));
    let unsupported = Unsupported { message_id: 0x0107, body: vec![0; 50] };
    let mut lines = vec![
        (register(edition), Some("0x8100 #0 0 PL-4711".to_owned())),
        (located(now), reply(0x0200, 1, 1)),
        (authenticated(), reply(0x0102, 2, 0)),
        (located(now), reply(0x0200, 3, 0)),
        (Message::Heartbeat(Heartbeat), reply(0x0002, 4, 0)),
        (card(now), reply(0x0702, 5, 0)),
        (Message::Unsupported(unsupported), reply(0x0107, 6, 3)),
        (crate::device::answer(99, 0x8300), None),
        (register(edition), Some("0x8100 #8 0 PL-4711".to_owned())),
        (Message::Logout(Logout), reply(0x0003, 9, 0)),
        (Message::Heartbeat(Heartbeat), reply(0x0002, 10, 1)),
    ];
    if edition != V2011 {
        let late = batch(vec![report(now - placard_domain::Millis::from_hours(2)), report(now)]);
        lines[4] = (late, reply(0x0704, 4, 0));
    }
    if edition == V2019 {
        let time = placard_protocol::jt808::time::WireTime::from_utc(now);
        lines[6] = (Message::TimeQuery(TimeQuery), Some(format!("0x8004 {time}")));
    }
    lines
}
