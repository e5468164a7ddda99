//! One connection: drives a [`Session`] over a socket and the line.
//!
//! It does one thing after the other: reads what has come, brings the fixes of all frames in it to
//! the line at once, waits until they are durable, writes the answers, reads again. So a sender is
//! read no faster than its fixes become durable and its answers are taken, and a connection holds
//! what one read makes and no more.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use placard_domain::fix::Source;
use placard_domain::{Fix, Timestamp};
use placard_partition::{Line, Refused as LineRefused};
use placard_protocol::jt808::messages::PlatformReply;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::{Header, Message};
use placard_store::records::AuditEntry;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::server::Limits;
use super::session::{Closing, Fate, Note, Output, Refused, Session, Step, TextId, TextRefused};
use super::terminals::{Claim, Inbox, Link, Terminals, TextRequest};
use crate::counts;
use crate::intake::Window;

/// Bytes taken from a socket at a time: some 300 location reports.
const READ_MAX: usize = 16 * 1024;

/// Fixes brought to the line at a time: a batch in packages holds more.
const SUBMIT_MAX: usize = 1000;

/// How long a full disk is left alone before the same fixes are brought again.
const DISK_FULL_RETRY: Duration = Duration::from_secs(1);

thread_local! {
    /// What is read is taken in before anything is waited for, so connections share it.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_MAX]);
}

/// A connection, and all it may touch.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    session: Session,
    link: Link,
    texts: mpsc::Receiver<TextRequest>,
    signals: Signals,
    claim: Option<Claim>,
    answers: Vec<(TextId, oneshot::Sender<Result<Fate, TextRefused>>)>,
    next_text: u64,
    refused: u64,
    around: Around,
}

/// What all connections share.
#[derive(Clone)]
pub(super) struct Around {
    pub(super) line: Line,
    pub(super) terminals: Terminals,
    pub(super) limits: Limits,
    pub(super) drain: CancellationToken,
}

impl std::fmt::Debug for Around {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Around").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// What may end a wait besides what is waited for. Each is made once and asked again and again: to
/// make them for every frame would be most of what a frame costs here.
#[derive(Debug)]
struct Signals {
    overtaken: Pin<Box<WaitForCancellationFutureOwned>>,
    drained: Pin<Box<WaitForCancellationFutureOwned>>,
    /// Goes off at the session's deadline or before it: a deadline that moved on is looked at when
    /// it does.
    alarm: Pin<Box<Sleep>>,
    /// What it is set to; `None` once it has gone off.
    alarm_at: Option<Timestamp>,
}

impl Signals {
    fn new(overtaken: CancellationToken, drain: CancellationToken) -> Self {
        Self {
            overtaken: Box::pin(overtaken.cancelled_owned()),
            drained: Box::pin(drain.cancelled_owned()),
            alarm: Box::pin(sleep(Duration::ZERO)),
            alarm_at: None,
        }
    }

    /// Sets the alarm, where it would come too late or has gone off.
    fn alarm_by(&mut self, deadline: Timestamp, now: Timestamp) {
        if self.alarm_at.is_none_or(|set| deadline < set) {
            self.alarm_at = Some(deadline);
            self.alarm.as_mut().reset(Instant::now() + millis(deadline, now));
        }
    }
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The peer closed it, or it broke.
    Gone,
    /// The session wants it closed.
    Session(Closing),
    /// A newer connection of the same terminal came.
    Overtaken,
    /// The peer does not read its answers.
    WriteTimeout,
    /// The line takes nothing more.
    Unavailable,
    /// We are draining.
    Drained,
}

impl End {
    const fn label(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Session(Closing::Idle) => "idle",
            Self::Session(Closing::Stranger) => "stranger",
            Self::Session(Closing::WrongCodes) => "wrong_codes",
            Self::Overtaken => "overtaken",
            Self::WriteTimeout => "write_timeout",
            Self::Unavailable => "unavailable",
            Self::Drained => "drained",
        }
    }
}

/// What a connection waits for.
enum Event {
    Readable(std::io::Result<()>),
    Due,
    Text(TextRequest),
    End(End),
}

impl Connection {
    pub(super) fn new(stream: TcpStream, peer: SocketAddr, around: Around) -> Self {
        let (link, Inbox { overtaken, texts }) = around.terminals.link();
        let now = around.line.clock().now();
        let signals = Signals::new(overtaken, around.drain.clone());
        Self {
            stream,
            peer,
            session: Session::new(now),
            link,
            texts,
            signals,
            claim: None,
            answers: Vec::new(),
            next_text: 0,
            refused: 0,
            around,
        }
    }

    /// Serves it to its end.
    pub(super) async fn run(mut self) {
        counts::connected();
        let end = loop {
            if let Err(end) = self.turn().await {
                break end;
            }
        };
        counts::disconnected(end.label());
        let terminal = self.session.terminal().map(|terminal| terminal.id.as_str());
        let (peer, why, refused) = (self.peer, end.label(), self.refused);
        match end {
            End::Gone | End::Drained => {
                tracing::debug!(%peer, terminal, why, refused, "connection ended");
            }
            _ => tracing::info!(%peer, terminal, why, refused, "connection closed"),
        }
    }

    async fn turn(&mut self) -> Result<(), End> {
        let mut out = Output::default();
        match self.wait().await {
            Event::End(end) => return Err(end),
            Event::Readable(ready) => {
                ready.map_err(|_| End::Gone)?;
                self.read(&mut out)?;
                if out.fixes.is_empty() {
                    // Nothing below need wait: a flood of noise would keep this thread to itself.
                    tokio::task::yield_now().await;
                }
            }
            Event::Due => self.session.on_time(self.around.line.clock().now(), &mut out),
            Event::Text(request) => return self.send_text(request).await,
        }
        self.take(&out.fixes).await?;
        self.walk(out.steps).await
    }

    async fn wait(&mut self) -> Event {
        let now = self.around.line.clock().now();
        self.signals.alarm_by(self.session.next_deadline(), now);
        tokio::select! {
            biased;
            () = &mut self.signals.overtaken => Event::End(End::Overtaken),
            () = &mut self.signals.drained => Event::End(End::Drained),
            Some(request) = self.texts.recv() => Event::Text(request),
            ready = self.stream.readable() => Event::Readable(ready),
            () = &mut self.signals.alarm => {
                self.signals.alarm_at = None;
                Event::Due
            }
        }
    }

    fn read(&mut self, out: &mut Output) -> Result<(), End> {
        BUFFER.with_borrow_mut(|buffer| match self.stream.try_read(buffer) {
            Ok(0) => Err(End::Gone),
            Ok(length) => {
                let Around { line, .. } = &self.around;
                let (window, world) = (Window::of(line.clock()), line.world());
                self.session.on_bytes(window, &world, &buffer[..length], out);
                Ok(())
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(()),
            Err(_) => Err(End::Gone),
        })
    }

    /// Brings fixes to the line and waits until they are durable. While the disk is full they are
    /// held, brought again each second, and nothing more is read.
    async fn take(&mut self, fixes: &[Fix]) -> Result<(), End> {
        for part in fixes.chunks(SUBMIT_MAX) {
            let mut told = false;
            loop {
                let accepted = tokio::select! {
                    biased;
                    accepted = self.around.line.accept(part.to_vec()) => accepted,
                    () = &mut self.signals.overtaken => return Err(End::Overtaken),
                };
                match accepted {
                    Ok(()) => break,
                    Err(LineRefused::Unavailable(_)) => return Err(End::Unavailable),
                    Err(LineRefused::DiskFull) => {
                        if !std::mem::replace(&mut told, true) {
                            let (peer, fixes) = (self.peer, part.len());
                            tracing::warn!(%peer, fixes, "the disk is full: reports are held");
                        }
                        self.pause(DISK_FULL_RETRY).await?;
                    }
                }
            }
            counts::fixes_acknowledged(Source::Jt808, part.len());
        }
        Ok(())
    }

    async fn pause(&mut self, span: Duration) -> Result<(), End> {
        tokio::select! {
            biased;
            () = &mut self.signals.overtaken => Err(End::Overtaken),
            () = &mut self.signals.drained => Err(End::Drained),
            () = sleep(span) => Ok(()),
        }
    }

    /// Takes the steps in their order, and sends all of the answers at once.
    async fn walk(&mut self, steps: Vec<Step>) -> Result<(), End> {
        let mut bytes = Vec::new();
        let mut closing = None;
        for step in steps {
            match step {
                Step::Say { to, message } => self.say(&to, &message, &mut bytes),
                Step::Repeat(frames) => bytes.extend_from_slice(&frames),
                Step::Refuse(refused) => self.keep_refused(&refused, &mut bytes).await,
                Step::KeepCard { to, entry } => self.keep_card(&to, &entry, &mut bytes).await,
                Step::Arrived(phone) => {
                    let claim = self.around.terminals.claim(phone, &self.link);
                    let (peer, overtook) = (self.peer, claim.overtook);
                    if overtook {
                        tracing::info!(%peer, %phone, "newer connection wins, the older is closed");
                    } else {
                        tracing::debug!(%peer, %phone, "terminal authenticated");
                    }
                    self.claim = Some(claim);
                }
                Step::Left => self.claim = None,
                Step::Text(id, fate) => self.tell(id, fate),
                Step::Note(note) => self.note(&note),
                Step::Unsupported(message_id) => counts::unsupported(message_id),
                Step::Close(why) => {
                    closing = Some(End::Session(why));
                    break;
                }
            }
        }
        self.write(&bytes).await?;
        closing.map_or(Ok(()), Err)
    }

    fn say(&mut self, to: &Header, message: &Message, bytes: &mut Vec<u8>) {
        self.session.encode(to, message, bytes);
    }

    fn reply(&mut self, to: &Header, reply: PlatformReply, bytes: &mut Vec<u8>) {
        self.say(to, &Message::PlatformReply(reply), bytes);
    }

    async fn keep_refused(&mut self, refused: &Refused, bytes: &mut Vec<u8>) {
        for reason in &refused.reasons {
            counts::frame_refused(Some(refused.to.message_id), *reason);
        }
        if self.is_worth_a_line() {
            let (peer, sender) = (self.peer, &refused.refusal.sender);
            tracing::warn!(%peer, sender, "report refused: {}", refused.refusal.text);
        }
        let kept = self.around.line.records().refuse(&refused.refusal).await;
        let times = kept.unwrap_or_else(|error| {
            tracing::error!(%error, "a refused report could not be kept");
            0
        });
        self.reply(&refused.to, refused.answer(times), bytes);
    }

    async fn keep_card(&mut self, to: &Header, entry: &AuditEntry, bytes: &mut Vec<u8>) {
        let result = match self.around.line.records().audit(entry).await {
            Ok(()) => {
                counts::driver_card();
                ReplyResult::OK
            }
            Err(error) => {
                tracing::error!(%error, "a driver's card could not be kept");
                ReplyResult::FAILED
            }
        };
        self.reply(to, PlatformReply::to(to, result), bytes);
    }

    fn note(&mut self, note: &Note) {
        counts::frame_refused(note.message_id, note.reason);
        if self.is_worth_a_line() {
            let (peer, refused) = (self.peer, self.refused);
            tracing::warn!(%peer, refused, reason = note.reason.code(), "{}", note.detail);
        }
    }

    /// Of what is wrong on one connection the first is logged, the second, the fourth, the eighth:
    /// noise does not fill the log. All of it is counted.
    const fn is_worth_a_line(&mut self) -> bool {
        self.refused += 1;
        self.refused.is_power_of_two()
    }

    async fn send_text(&mut self, request: TextRequest) -> Result<(), End> {
        self.next_text += 1;
        let id = TextId(self.next_text);
        let now = self.around.line.clock().now();
        let TextRequest { text, urgent, answer } = request;
        let mut bytes = Vec::new();
        match self.session.send_text(now, id, urgent, &text, &mut bytes) {
            Ok(()) => self.answers.push((id, answer)),
            // Whoever asked may have gone.
            Err(refused) => {
                let _ = answer.send(Err(refused));
            }
        }
        self.write(&bytes).await
    }

    fn tell(&mut self, id: TextId, fate: Fate) {
        if let Some(place) = self.answers.iter().position(|(asked, _)| *asked == id) {
            let (_, answer) = self.answers.swap_remove(place);
            let _ = answer.send(Ok(fate));
        }
    }

    /// Writes answers, for at most as long as a peer may take to read them.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), End> {
        if bytes.is_empty() {
            return Ok(());
        }
        let Limits { write_timeout, drain_timeout, .. } = self.around.limits;
        let drained = async {
            self.around.drain.cancelled().await;
            sleep(drain_timeout).await;
        };
        tokio::select! {
            biased;
            written = self.stream.write_all(bytes) => written.map_err(|_| End::Gone),
            () = &mut self.signals.overtaken => Err(End::Overtaken),
            () = sleep(write_timeout) => Err(End::WriteTimeout),
            () = drained => Err(End::Drained),
        }
    }
}

/// How long from `now` to `deadline`.
fn millis(deadline: Timestamp, now: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from((deadline - now).0).unwrap_or(0))
}
