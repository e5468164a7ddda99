//! A simulated terminal: what it says as bytes, and what it is told as words.

use placard_domain::{Position, Timestamp, Wgs84};
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::m0702_driver_card::{CardEvent, CardHolder, CardReading};
use placard_protocol::jt808::messages::{
    Authenticate, Batch, DriverCard, LocationReport, Register, TerminalReply,
};
use placard_protocol::jt808::time::WireTime;
use placard_protocol::jt808::{Deframer, Header, Message, Sender, Version};

use crate::registered::CODE;

pub(crate) struct Device {
    pub(crate) version: Version,
    pub(crate) sender: Sender,
}

impl Device {
    pub(crate) fn new(version: Version, phone: &str) -> Self {
        Self { version, sender: Sender::new(version, phone.parse().unwrap()) }
    }

    /// A message as frames.
    pub(crate) fn says(&mut self, message: &Message) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.sender.send(message, &mut bytes);
        bytes
    }

    /// One frame of any id and body.
    pub(crate) fn says_raw(&mut self, message_id: u16, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.sender.send_body(message_id, body, &mut bytes);
        bytes
    }
}

pub(crate) fn register(layout: Version) -> Message {
    Message::Register(Register {
        layout,
        province: 43,
        city: 700,
        maker: "70111".into(),
        model: "PL-808".into(),
        terminal_id: "ABC4711".into(),
        plate_color_raw: 2,
        plate: "湘J12341".into(),
    })
}

pub(crate) fn authenticate(code: &str) -> Message {
    Message::Authenticate(Authenticate { auth_code: code.into(), device: None })
}

pub(crate) fn authenticated() -> Message {
    authenticate(CODE)
}

/// A report from Changde.
pub(crate) fn report(time: Timestamp) -> LocationReport {
    report_at(time, 111.691_234, 29.041_567)
}

pub(crate) fn report_at(time: Timestamp, lon: f64, lat: f64) -> LocationReport {
    let mut report = LocationReport {
        altitude_raw: 40,
        speed_raw: 605,
        direction_raw: 90,
        time: WireTime::from_instant(time),
        ..LocationReport::default()
    };
    report.set_position(Position::<Wgs84>::from_degrees(lon, lat).unwrap());
    report.status.0 |= 1;
    report
}

pub(crate) fn located(time: Timestamp) -> Message {
    Message::LocationReport(report(time))
}

pub(crate) fn batch(reports: Vec<LocationReport>) -> Message {
    Message::Batch(Batch::new(true, reports))
}

pub(crate) fn card(time: Timestamp) -> Message {
    let holder = CardHolder {
        name: "张三".into(),
        qualification: "4307001980010100".into(),
        issuer: "常德市交通运输局".into(),
        expiry: [0x20, 0x30, 0x06, 0x30],
        id_number: None,
    };
    Message::DriverCard(DriverCard::Event(CardEvent {
        state: CardEvent::IN,
        time: WireTime::from_instant(time),
        reading: Some(CardReading { result: 0, holder: Some(holder) }),
    }))
}

pub(crate) fn answer(flow_id: u16, message_id: u16) -> Message {
    Message::TerminalReply(TerminalReply {
        replied_flow_id: flow_id,
        replied_id: message_id,
        result: ReplyResult::OK,
    })
}

/// What frames say, each in a line: `0x8001 0x0200#3 0`.
pub(crate) fn told(bytes: &[u8], edition: Version) -> Vec<String> {
    read(bytes).iter().map(|(header, body)| tell(header, body, edition)).collect()
}

pub(crate) fn read(bytes: &[u8]) -> Vec<(Header, Vec<u8>)> {
    let (mut deframer, mut input, mut found) = (Deframer::new(), bytes, Vec::new());
    while let Some(frame) = deframer.next_frame(&mut input) {
        let (header, body) = Header::parse(frame.unwrap().content).unwrap();
        found.push((header, body.to_vec()));
    }
    found
}

fn tell(header: &Header, body: &[u8], edition: Version) -> String {
    let version = if header.version() == Version::V2019 { Version::V2019 } else { edition };
    let id = header.message_id;
    if let Some(package) = header.package {
        return format!("0x{id:04x} {package:?}");
    }
    match Message::parse_as(header, version, body).unwrap() {
        Message::PlatformReply(reply) => {
            let (flow_id, result) = (reply.replied_flow_id, reply.result.0);
            format!("0x{id:04x} 0x{:04x}#{flow_id} {result}", reply.replied_id)
        }
        Message::RegisterReply(reply) => {
            let code = reply.auth_code.decode();
            format!("0x{id:04x} #{} {} {code}", reply.replied_flow_id, reply.result.0)
        }
        Message::ServerTime(reply) => format!("0x{id:04x} {}", reply.time),
        Message::PlatformResend(asked) => {
            format!("0x{id:04x} #{} {:?}", asked.first_flow_id, asked.packages)
        }
        Message::DriverText(text) => format!("0x{id:04x} {}", text.text.decode()),
        other => format!("{other:?}"),
    }
}
