//! A truck's terminal on a real socket: registers, shows its code, and tells until it is believed.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use placard_protocol::jt808::messages::{Authenticate, Batch, LocationReport, Register};
use placard_protocol::jt808::{Deframer, Header, Message, Sender, Version};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use crate::truck::{Registration, Sending};

/// An answer is waited for this long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two tries to be heard.
const RETRY: Duration = Duration::from_secs(1);

/// Tells everything that comes, each until it is acknowledged, for as long as anything comes.
pub(crate) async fn tell(
    at: SocketAddr,
    registration: Registration,
    mut sendings: mpsc::Receiver<Sending>,
) {
    let mut open = None;
    while let Some(sending) = sendings.recv().await {
        loop {
            match told(&mut open, at, &registration, &sending).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::debug!(%error, truck = registration.id, "a terminal tries again");
                    open = None;
                    sleep(RETRY).await;
                }
            }
        }
    }
}

async fn told(
    open: &mut Option<Terminal>,
    at: SocketAddr,
    registration: &Registration,
    sending: &Sending,
) -> io::Result<()> {
    let terminal = match open {
        Some(terminal) => terminal,
        None => open.insert(Terminal::connect(at, registration).await?),
    };
    let mut reports: Vec<_> = sending.fixes.iter().map(LocationReport::of).collect();
    let message = match (reports.pop(), sending.is_blind_spot) {
        (Some(last), true) => {
            reports.push(last);
            Message::Batch(Batch::new(true, reports))
        }
        (Some(only), false) => Message::LocationReport(only),
        (None, _) => return Ok(()),
    };
    match terminal.ask(&message).await? {
        0 => Ok(()),
        result => {
            tracing::warn!(result, truck = registration.id, "a report was not taken");
            Ok(())
        }
    }
}

struct Terminal {
    stream: TcpStream,
    sender: Sender,
    deframer: Deframer,
    buffer: Vec<u8>,
    answers: VecDeque<Message>,
}

impl Terminal {
    async fn connect(at: SocketAddr, registration: &Registration) -> io::Result<Self> {
        let phone = registration.phone.parse().map_err(|_| io::Error::other("no phone number"))?;
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        let sender = Sender::new(Version::V2019, phone);
        let (deframer, buffer, answers) = (Deframer::new(), vec![0; 4096], VecDeque::new());
        let mut terminal = Self { stream, sender, deframer, buffer, answers };
        let register = Message::Register(Register {
            layout: Version::V2019,
            province: 43,
            city: 700,
            maker: "70111".into(),
            model: "DEMO-808".into(),
            terminal_id: registration.id.as_str().into(),
            plate_color_raw: 2,
            plate: registration.plate.as_str().into(),
        });
        terminal.send(&register).await?;
        let code = loop {
            if let Message::RegisterReply(reply) = terminal.answer().await? {
                break reply.auth_code;
            }
        };
        let authenticate = Authenticate { auth_code: code, device: None };
        match terminal.ask(&Message::Authenticate(authenticate)).await? {
            0 => Ok(terminal),
            result => Err(io::Error::other(format!("not let in: result {result}"))),
        }
    }

    /// Sends a message and waits for its result: 0 is durable.
    async fn ask(&mut self, message: &Message) -> io::Result<u8> {
        let mut bytes = Vec::new();
        let sent = self.sender.send(message, &mut bytes);
        self.stream.write_all(&bytes).await?;
        loop {
            if let Message::PlatformReply(reply) = self.answer().await?
                && sent.includes(reply.replied_flow_id)
            {
                return Ok(reply.result.0);
            }
        }
    }

    async fn send(&mut self, message: &Message) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.sender.send(message, &mut bytes);
        self.stream.write_all(&bytes).await
    }

    /// The next message from the platform.
    async fn answer(&mut self) -> io::Result<Message> {
        loop {
            if let Some(message) = self.answers.pop_front() {
                return Ok(message);
            }
            let read = timeout(PATIENCE, self.stream.read(&mut self.buffer)).await??;
            if read == 0 {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            let mut input = &self.buffer[..read];
            while let Some(frame) = self.deframer.next_frame(&mut input) {
                let frame = frame.map_err(|_| io::Error::other("the platform sent no frame"))?;
                let parsed = Header::parse(frame.content)
                    .and_then(|(header, body)| Message::parse(&header, body));
                self.answers.push_back(parsed.map_err(io::Error::other)?);
            }
        }
    }
}
