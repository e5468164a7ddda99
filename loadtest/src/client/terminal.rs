//! A terminal that speaks JT/T 808: authenticates, sends, and waits for each answer.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use placard_domain::Fix;
use placard_domain::vehicle::Phone;
use placard_protocol::jt808::messages::{Authenticate, Batch, LocationReport};
use placard_protocol::jt808::{Deframer, Header, Message, Sender, Version};

/// An answer is waited for this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A terminal with an open connection.
#[derive(Debug)]
pub struct Terminal {
    stream: TcpStream,
    sender: Sender,
    deframer: Deframer,
    buffer: Vec<u8>,
    results: Vec<(u16, u8)>,
}

impl Terminal {
    /// Connects and shows the code that it is registered with.
    ///
    /// # Errors
    /// The socket's, and a refusal.
    pub fn connect(at: SocketAddr, phone: Phone, code: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut terminal = Self {
            stream,
            sender: Sender::new(Version::V2019, phone),
            deframer: Deframer::new(),
            buffer: vec![0; 16 * 1024],
            results: Vec::new(),
        };
        let authenticate = Authenticate { auth_code: code.into(), device: None };
        match terminal.ask(&Message::Authenticate(authenticate))? {
            0 => Ok(terminal),
            result => Err(io::Error::other(format!("not let in: result {result}"))),
        }
    }

    /// Sends reports as one message, and returns the result it was answered with: 0 is durable.
    ///
    /// # Errors
    /// The socket's: nothing is known of the reports then.
    pub fn report(&mut self, fixes: &[Fix], is_blind_spot: bool) -> io::Result<u8> {
        let mut reports: Vec<LocationReport> = fixes.iter().map(LocationReport::of).collect();
        let message = match (reports.pop(), reports.is_empty() && !is_blind_spot) {
            (Some(only), true) => Message::LocationReport(only),
            (last, _) => {
                reports.extend(last);
                Message::Batch(Batch::new(is_blind_spot, reports))
            }
        };
        self.ask(&message)
    }

    fn ask(&mut self, message: &Message) -> io::Result<u8> {
        let mut bytes = Vec::new();
        let sent = self.sender.send(message, &mut bytes);
        self.stream.write_all(&bytes)?;
        loop {
            let answered = self.results.iter().find(|(flow, _)| sent.includes(*flow));
            if let Some((_, result)) = answered.copied() {
                self.results.clear();
                return Ok(result);
            }
            self.read()?;
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let length = self.stream.read(&mut self.buffer)?;
        if length == 0 {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let mut input = &self.buffer[..length];
        while let Some(frame) = self.deframer.next_frame(&mut input) {
            let frame = frame.map_err(|_| io::Error::other("the platform sent no frame"))?;
            let parsed = Header::parse(frame.content)
                .and_then(|(header, body)| Message::parse(&header, body))
                .map_err(io::Error::other)?;
            if let Message::PlatformReply(reply) = parsed {
                self.results.push((reply.replied_flow_id, reply.result.0));
            }
        }
        Ok(())
    }
}
