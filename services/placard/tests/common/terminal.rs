//! A terminal on a real socket.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use placard_domain::{Position, Timestamp, Wgs84};
use placard_protocol::jt808::messages::{Authenticate, LocationReport, Register};
use placard_protocol::jt808::time::WireTime;
use placard_protocol::jt808::{Deframer, Header, Message, Sender, Version};

use super::server::PATIENCE;

pub(crate) struct Terminal {
    stream: TcpStream,
    sender: Sender,
    read: Vec<u8>,
    deframer: Deframer,
    /// What it was told and has not looked at, with the flow id of each.
    heard: Vec<(u16, Message)>,
}

impl Terminal {
    /// Connects, registers, and shows the code that it was given.
    pub(crate) fn connect(at: SocketAddr, phone: &str) -> Self {
        let stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let sender = Sender::new(Version::V2019, phone.parse().unwrap());
        let (read, deframer, heard) = (Vec::new(), Deframer::new(), Vec::new());
        let mut terminal = Self { stream, sender, read, deframer, heard };
        terminal.send(&[Message::Register(Register {
            layout: Version::V2019,
            province: 43,
            city: 700,
            maker: "70111".into(),
            model: "PL-808".into(),
            terminal_id: "ABC4711".into(),
            plate_color_raw: 2,
            plate: "湘J12341".into(),
        })]);
        let Message::RegisterReply(reply) = terminal.answer() else { panic!("no reply") };
        assert_eq!(reply.result.0, 0);
        terminal.send(&[Message::Authenticate(Authenticate {
            auth_code: reply.auth_code,
            device: None,
        })]);
        assert_eq!(terminal.result(), 0);
        terminal
    }

    /// Sends reports and waits until each is acknowledged: each is durable then.
    pub(crate) fn report(&mut self, reports: impl IntoIterator<Item = LocationReport>) {
        let reports: Vec<_> = reports.into_iter().map(Message::LocationReport).collect();
        for some in reports.chunks(100) {
            self.send(some);
            for _ in some {
                assert_eq!(self.result(), 0);
            }
        }
    }

    /// Sends messages at once.
    pub(crate) fn send(&mut self, messages: &[Message]) {
        let mut bytes = Vec::new();
        for message in messages {
            self.sender.send(message, &mut bytes);
        }
        self.stream.write_all(&bytes).unwrap();
    }

    fn result(&mut self) -> u8 {
        match self.answer() {
            Message::PlatformReply(reply) => reply.result.0,
            other => panic!("{other:?}"),
        }
    }

    fn answer(&mut self) -> Message {
        self.hear().1
    }

    /// What it is told next, with its flow id.
    pub(crate) fn hear(&mut self) -> (u16, Message) {
        while self.heard.is_empty() {
            self.read.resize(64 * 1024, 0);
            let length = self.stream.read(&mut self.read).unwrap();
            assert!(length > 0, "the server hung up");
            let mut input = &self.read[..length];
            while let Some(frame) = self.deframer.next_frame(&mut input) {
                let (header, body) = Header::parse(frame.unwrap().content).unwrap();
                let message = Message::parse(&header, body).unwrap();
                self.heard.push((header.flow_id, message));
            }
        }
        self.heard.remove(0)
    }
}

/// A report of a place; whole seconds of time, as the wire has them.
pub(crate) fn report_at(time: Timestamp, lon: f64, lat: f64) -> LocationReport {
    let mut report = LocationReport {
        altitude_raw: 40,
        speed_raw: 300,
        direction_raw: 90,
        time: WireTime::from_instant(time),
        ..LocationReport::default()
    };
    report.set_position(Position::<Wgs84>::from_degrees(lon, lat).unwrap());
    // To the nearest millionth of what was given: rounding twice could miss it by one.
    report.longitude_raw = (lon.abs() * 1e6).round() as u32;
    report.latitude_raw = (lat.abs() * 1e6).round() as u32;
    // The ignition is on.
    report.status.0 |= 1;
    report
}

/// The machine's time, in whole seconds.
pub(crate) fn now() -> Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    Timestamp::from_millis(i64::try_from(since.as_secs()).unwrap() * 1000)
}
