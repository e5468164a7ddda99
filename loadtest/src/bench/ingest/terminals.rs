//! Terminals: 1,000 connections, one report in flight each; the next goes out when the last was
//! answered.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use placard_domain::{Fix, Millis, Timestamp};
use placard_protocol::jt808::messages::{Authenticate, LocationReport};
use placard_protocol::jt808::{Deframer, Header, Message, Sender, Version};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::TERMINALS;
use crate::city::City;
use crate::error::Error;
use crate::founding::{CODE, terminal};

/// Reports of a drive; it is driven there and back again and again, later each time.
const DRIVE: usize = 20;

/// Reports a second that a server acknowledges.
pub(super) async fn report(
    at: SocketAddr,
    city: &City,
    began: Timestamp,
    seconds: u64,
) -> Result<f64, Error> {
    let mut ready = ready(at, city, began).await?;
    for (terminal, _) in &mut ready {
        let code = Authenticate { auth_code: CODE.into(), device: None };
        terminal.ask(&Message::Authenticate(code), is_accepted).await?;
    }
    run(ready, seconds, is_accepted).await
}

/// The same shape of traffic against whoever sends everything back.
pub(super) async fn report_bare(
    at: SocketAddr,
    city: &City,
    began: Timestamp,
    seconds: u64,
) -> Result<f64, Error> {
    run(ready(at, city, began).await?, seconds, |_| true).await
}

/// A connection, and the drive that is reported over it.
type Ready = (Connection, Vec<Fix>);

async fn ready(at: SocketAddr, city: &City, began: Timestamp) -> io::Result<Vec<Ready>> {
    let mut ready = Vec::new();
    for no in 1..=TERMINALS {
        ready.push((Connection::open(at, no).await?, city.drive(no, began, DRIVE)));
    }
    Ok(ready)
}

/// Whether an answer is a yes.
type Judge = fn(&[u8]) -> bool;

fn is_accepted(content: &[u8]) -> bool {
    let parsed = Header::parse(content).and_then(|(header, body)| Message::parse(&header, body));
    matches!(parsed, Ok(Message::PlatformReply(reply)) if reply.result.0 == 0)
}

async fn run(ready: Vec<Ready>, seconds: u64, judge: Judge) -> Result<f64, Error> {
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let mut running = JoinSet::new();
    for (mut connection, drive) in ready {
        running.spawn(async move {
            let mut answered = 0_u64;
            while Instant::now() < until {
                let fix = nth(&drive, answered);
                connection.ask(&Message::LocationReport(LocationReport::of(&fix)), judge).await?;
                answered += 1;
            }
            Ok::<_, io::Error>(answered)
        });
    }
    let mut answered = 0;
    while let Some(one) = running.join_next().await {
        answered += one??;
    }
    Ok(answered as f64 / began.elapsed().as_secs_f64())
}

/// The report after so many others: of the same drive, there and back, each later than the last.
fn nth(drive: &[Fix], n: u64) -> Fix {
    let last = drive.len() - 1;
    let at = n as usize % (2 * last);
    let fix = &drive[at.min(2 * last - at)];
    let device_time = drive[0].device_time + Millis::from_secs(n as i64 * crate::city::EVERY_S);
    Fix { device_time, ..fix.clone() }
}

/// One terminal's connection.
struct Connection {
    stream: TcpStream,
    sender: Sender,
    deframer: Deframer,
    written: Vec<u8>,
    read: Vec<u8>,
}

impl Connection {
    async fn open(at: SocketAddr, no: u32) -> io::Result<Self> {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            sender: Sender::new(Version::V2019, terminal(no).phone),
            deframer: Deframer::new(),
            written: Vec::new(),
            read: vec![0; 4096],
        })
    }

    /// Sends a message and waits for its answer.
    async fn ask(&mut self, message: &Message, judge: Judge) -> io::Result<()> {
        self.written.clear();
        self.sender.send(message, &mut self.written);
        self.stream.write_all(&self.written).await?;
        loop {
            let length = self.stream.read(&mut self.read).await?;
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut input = &self.read[..length];
            if let Some(frame) = self.deframer.next_frame(&mut input) {
                let frame = frame.map_err(|_| io::Error::other("that was no frame"))?;
                let refused = || io::Error::other("a report was refused");
                return judge(frame.content).then_some(()).ok_or_else(refused);
            }
        }
    }
}
