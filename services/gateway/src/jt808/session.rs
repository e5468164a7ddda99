//! A terminal's session: what it may say, and what it is answered. No socket, no clock, no store.
//!
//! Bytes, time and the world go in; an [`Output`] comes out: fixes, and steps in the order of what
//! they answer. **The driver's part of the contract**: make all the fixes durable first, then walk
//! through the steps, and send nothing of them otherwise.
//!
//! | from the terminal | is answered |
//! |---|---|
//! | 0x0100 register | 0x8100: 0 and its code, each time; 2 no such vehicle; 4 no such terminal |
//! | 0x0102 authenticate | 0x8001: 0; 1 with a wrong code or from a stranger |
//! | anything else before that | 0x8001: 1 |
//! | a frame of another phone, later | 0x8001: 1 |
//! | 0x0002 heartbeat, 0x0003 logout | 0x8001: 0 |
//! | 0x0004 time query | 0x8004 |
//! | 0x0200, 0x0704, 0x0702 | 0x8001: 0 when durable; 2 when refused (see [`Refused`]) |
//! | a package of a message in several | 0x8001: 0; the last to come as the whole message |
//! | 0x0005 resend | the packages, byte for byte |
//! | 0x0001 general reply | nothing |
//! | any other message | 0x8001: 3 |
//! | a frame whose declared length is wrong | 0x8001: 2, once authenticated |
//! | bytes that are no frame | nothing |
//!
//! A package is acknowledged when it is held in memory: terminals wait for that before they send
//! the next. The message is acknowledged by its last package, and that when all of it is durable: a
//! terminal that did not get so far has to send it again.

mod identity;
mod reports;
mod texts;

use placard_domain::vehicle::{Phone, Terminal};
use placard_domain::{Fix, Millis, Reason, Timestamp};
use placard_engine::World;
use placard_protocol::jt808::assemble::{Assembly, Overdue};
use placard_protocol::jt808::build::Sent;
use placard_protocol::jt808::frame::enclose;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::{PlatformReply, ServerTime, TerminalReply};
use placard_protocol::jt808::{Assembler, Deframer, Header, Message, Rejected, Sender, Version};
use placard_protocol::{DecodeError, Fault};
use placard_store::records::{AuditEntry, Refusal};

use crate::intake::Window;
use identity::Identity;
use reports::refuse;
use texts::Texts;
pub use texts::{ANSWER_WITHIN, Fate, TextId, TextRefused, WAITING_MAX};

/// Silence after which a connection is taken for dead. The standard leaves it to the platform;
/// terminals beat every 30 to 60 s, and peers wait as long.
pub const IDLE_MAX: Millis = Millis::from_secs(180);

/// How long a connection may go without a terminal that authenticates. By the standard it does so
/// at once.
pub const STRANGER_MAX: Millis = Millis::from_secs(180);

/// Wrong codes after which a connection is closed.
pub const WRONG_CODES_MAX: u8 = 10;

/// The time a refused report comes at which it is answered 0: a terminal that would send it for
/// ever blocks every later one.
pub const REFUSED_TIMES_MAX: u32 = 3;

/// One terminal's side of one connection.
#[derive(Debug)]
pub struct Session {
    deframer: Deframer,
    assembler: Assembler,
    sender: Option<Sender>,
    /// What a 2013 header stands for: registration tells 2011.
    edition: Version,
    identity: Option<Identity>,
    /// The last header of the terminal: what we send unasked goes in its layout.
    latest: Option<Header>,
    texts: Texts,
    wrong_codes: u8,
    opened: Timestamp,
    last_heard: Timestamp,
}

/// What came of some bytes, or of some time.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// To be durable before any step is taken.
    pub fixes: Vec<Fix>,
    /// What to do then, in this order.
    pub steps: Vec<Step>,
}

/// Something for the driver to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Send a message, in the layout of `to`: [`Session::encode`].
    Say {
        /// What it answers, or the terminal's last frame.
        to: Header,
        /// What to say.
        message: Message,
    },
    /// Send these bytes again.
    Repeat(Vec<u8>),
    /// Keep a report that was refused, then send [`Refused::answer`].
    Refuse(Box<Refused>),
    /// Keep a driver's card, then answer it.
    KeepCard {
        /// The frame to answer.
        to: Header,
        /// What to keep.
        entry: Box<AuditEntry>,
    },
    /// The terminal with this phone is on this connection from here on: any older connection of it
    /// is to be closed.
    Arrived(Phone),
    /// It has logged out, or the records no longer know it as it was.
    Left,
    /// What became of a text to the driver.
    Text(TextId, Fate),
    /// Nothing was taken of a frame: to be counted and logged.
    Note(Note),
    /// A message that is not handled here was answered so: to be counted.
    Unsupported(u16),
    /// Send what came before, and close.
    Close(Closing),
}

/// A frame, or bytes that are none, of which nothing was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Why.
    pub reason: Reason,
    /// What it would have been, where so much is known.
    pub message_id: Option<u16>,
    /// Field, place and values.
    pub detail: String,
}

/// A report that was refused, in whole or in part.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The frame to answer.
    pub to: Header,
    /// What to keep. The report in it is the message as one frame with flow id 0, so that the same
    /// report is known again under another number.
    pub refusal: Refusal,
    /// Why: one for each report in it that was not taken; of any other message one.
    pub reasons: Vec<Reason>,
    /// Whether something of it was taken. It is answered 0 then: the rest is kept, and sent again
    /// it would come to the same.
    pub is_partial: bool,
}

impl Refused {
    /// The answer, when the very same report has been refused `times` times.
    #[must_use]
    pub const fn answer(&self, times: u32) -> PlatformReply {
        let done = self.is_partial || times >= REFUSED_TIMES_MAX;
        PlatformReply::to(&self.to, if done { ReplyResult::OK } else { ReplyResult::WRONG })
    }
}

/// Why a session wants its connection closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// Nothing was heard for [`IDLE_MAX`].
    Idle,
    /// No terminal authenticated within [`STRANGER_MAX`].
    Stranger,
    /// [`WRONG_CODES_MAX`] codes were wrong.
    WrongCodes,
}

/// What bytes are judged by.
#[derive(Clone, Copy, Debug)]
struct At<'a> {
    window: Window,
    world: &'a World,
}

/// A message whose packages are together, not read yet.
#[derive(Clone, Copy, Debug)]
struct Heard<'a> {
    at: At<'a>,
    header: &'a Header,
    body: &'a [u8],
}

impl Output {
    fn say(&mut self, to: &Header, message: Message) {
        self.steps.push(Step::Say { to: *to, message });
    }

    /// A general reply. A general reply of the terminal's own is never answered.
    fn reply(&mut self, to: &Header, result: ReplyResult) {
        if to.message_id != 0x0001 {
            self.say(to, Message::PlatformReply(PlatformReply::to(to, result)));
        }
    }

    fn note(&mut self, reason: Reason, message_id: Option<u16>, detail: String) {
        self.steps.push(Step::Note(Note { reason, message_id, detail }));
    }

    fn note_error(&mut self, error: &DecodeError) {
        self.note(error.reason, error.message_id, error.to_string());
    }
}

impl Session {
    /// A connection was opened at `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            deframer: Deframer::new(),
            assembler: Assembler::new(),
            sender: None,
            edition: Version::V2013,
            identity: None,
            latest: None,
            texts: Texts::default(),
            wrong_codes: 0,
            opened: now,
            last_heard: now,
        }
    }

    /// The terminal on it, once it has authenticated.
    #[must_use]
    pub fn terminal(&self) -> Option<&Terminal> {
        self.identity.as_ref().map(Identity::terminal)
    }

    /// Takes bytes as they came, cut anywhere.
    pub fn on_bytes(&mut self, window: Window, world: &World, bytes: &[u8], out: &mut Output) {
        self.last_heard = window.now;
        self.renew_identity(world, out);
        let at = At { window, world };
        let mut input = bytes;
        let mut deframer = std::mem::take(&mut self.deframer);
        while let Some(found) = deframer.next_frame(&mut input) {
            match found {
                Ok(frame) => self.on_content(at, frame.content, out),
                Err(rejected) => self.on_rejected(at, &rejected, out),
            }
        }
        self.deframer = deframer;
    }

    /// When [`Self::on_time`] will have something to do, if nothing comes before.
    #[must_use]
    pub fn next_deadline(&self) -> Timestamp {
        let stranger = self.identity.is_none().then_some(self.opened + STRANGER_MAX);
        [stranger, self.assembler.next_deadline(), self.texts.next_deadline()]
            .into_iter()
            .flatten()
            .fold(self.last_heard + IDLE_MAX, Timestamp::min)
    }

    /// Does what is due at `now`: packages asked for again or given up, texts that nobody answered,
    /// silence.
    pub fn on_time(&mut self, now: Timestamp, out: &mut Output) {
        for overdue in self.assembler.overdue(now) {
            match (overdue, self.latest) {
                (Overdue::Ask(resend), Some(to)) => out.say(&to, Message::PlatformResend(resend)),
                (Overdue::Ask(_), None) => {}
                (Overdue::GiveUp(error), _) => out.note_error(&error),
            }
        }
        out.steps.extend(self.texts.overdue(now).map(|id| Step::Text(id, Fate::Unanswered)));
        if self.last_heard + IDLE_MAX <= now {
            out.steps.push(Step::Close(Closing::Idle));
        } else if self.identity.is_none() && self.opened + STRANGER_MAX <= now {
            out.steps.push(Step::Close(Closing::Stranger));
        }
    }

    /// Appends a message as frames, numbered on, in the layout of `to`.
    pub fn encode(&mut self, to: &Header, message: &Message, bytes: &mut Vec<u8>) -> Sent {
        let sender = self.sender.get_or_insert_with(|| Sender::answering(to));
        sender.turn_to(to);
        if to.version() != Version::V2019 {
            sender.set_version(self.edition);
        }
        sender.send(message, bytes)
    }

    /// Appends a text to the driver. What becomes of it comes as [`Step::Text`] with `id`.
    ///
    /// # Errors
    /// Where no terminal is there to take it, or too many texts wait for their answers.
    pub fn send_text(
        &mut self,
        now: Timestamp,
        id: TextId,
        urgent: bool,
        text: &str,
        bytes: &mut Vec<u8>,
    ) -> Result<(), TextRefused> {
        let (Some(_), Some(to)) = (&self.identity, self.latest) else {
            return Err(TextRefused::NobodyThere);
        };
        if self.texts.is_full() {
            return Err(TextRefused::TooMany);
        }
        let version = if to.version() == Version::V2019 { Version::V2019 } else { self.edition };
        let start = bytes.len();
        let sent = self.encode(&to, &texts::message(version, urgent, text), bytes);
        self.texts.wait_for(now, id, sent, bytes[start..].to_vec());
        Ok(())
    }

    /// Bytes between two flags that are no frame, or one with a wrong check byte.
    fn on_rejected(&mut self, at: At<'_>, rejected: &Rejected<'_>, out: &mut Output) {
        let header = rejected.content.and_then(|content| Header::parse(content).ok());
        let terminal = header.and_then(|(header, _)| at.world.terminal(&header.phone));
        match (rejected.content, terminal) {
            (Some(content), Some(terminal)) if terminal.quirks.ignore_checksum => {
                self.on_content(at, content, out);
            }
            _ => out.note_error(&rejected.error.into()),
        }
    }

    fn on_content(&mut self, at: At<'_>, content: &[u8], out: &mut Output) {
        match Header::parse(content) {
            Ok((header, body)) => self.on_frame(at, header, body, out),
            Err(error) => self.on_wrong_length(at, content, &error, out),
        }
    }

    /// A frame that fits no layout. Its header is guessed at, and only believed where it names the
    /// terminal that is on this connection anyway.
    fn on_wrong_length(
        &mut self,
        at: At<'_>,
        content: &[u8],
        error: &DecodeError,
        out: &mut Output,
    ) {
        let is_own = |header: &Header| {
            let own = self.identity.as_ref().is_some_and(|own| own.phone() == header.phone);
            own && Fault::of_sender(header.message_id) == Fault::Device
        };
        match Header::presume(content) {
            Ok((header, _)) if is_own(&header) => {
                let mut kept = Vec::with_capacity(content.len() + 8);
                enclose(content, &mut kept);
                refuse(at, &header, &error.violation().into(), kept, out);
            }
            _ => out.note_error(error),
        }
    }

    fn on_frame(&mut self, at: At<'_>, header: Header, body: &[u8], out: &mut Output) {
        if Fault::of_sender(header.message_id) == Fault::Platform {
            // An echo of our own, most likely: answering it could go on for ever.
            let detail = format!("0x{:04x} goes from platform to terminal", header.message_id);
            return out.note(Reason::Unsupported, Some(header.message_id), detail);
        }
        if let Err((reason, detail)) = self.admit(at.world, &header, out) {
            out.note(reason, Some(header.message_id), detail);
            return out.reply(&header, ReplyResult::FAILED);
        }
        self.latest = Some(header);
        if !Message::IDS.contains(&header.message_id) {
            out.steps.push(Step::Unsupported(header.message_id));
            return out.reply(&header, ReplyResult::UNSUPPORTED);
        }
        let header = &header;
        if self.identity.is_none() {
            return self.on_message(Heard { at, header, body }, out);
        }
        // Taken out while it lends the body it has put together.
        let mut assembler = std::mem::take(&mut self.assembler);
        match assembler.accept(at.window.now, header, body) {
            Ok(Assembly::Whole(body)) => {
                self.on_message(Heard { at, header, body: &body }, out);
            }
            Ok(Assembly::Waiting | Assembly::Repeat) => out.reply(header, ReplyResult::OK),
            Err(error) => self.refuse_body(Heard { at, header, body }, &error, out),
        }
        self.assembler = assembler;
    }

    fn on_message(&mut self, heard: Heard<'_>, out: &mut Output) {
        let Heard { at, header, body } = heard;
        let version = match header.version() {
            Version::V2019 => Version::V2019,
            Version::V2011 | Version::V2013 => self.edition,
        };
        match Message::parse_as(header, version, body) {
            Err(error) => self.refuse_body(heard, &error, out),
            Ok(Message::Register(register)) => self.on_register(at.world, header, &register, out),
            Ok(Message::Authenticate(shown)) => self.on_authenticate(at.world, header, &shown, out),
            Ok(Message::LocationReport(report)) => self.on_report(heard, &report, out),
            Ok(Message::Batch(batch)) => self.on_batch(heard, &batch, out),
            Ok(Message::DriverCard(card)) => self.on_card(heard, &card, out),
            Ok(Message::TerminalReply(reply)) => self.on_terminal_reply(&reply, out),
            Ok(Message::TerminalResend(asked)) => {
                match self.texts.again(asked.first_flow_id, &asked.packages) {
                    Some(bytes) => out.steps.push(Step::Repeat(bytes)),
                    None => out.reply(header, ReplyResult::FAILED),
                }
            }
            Ok(Message::Heartbeat(_)) => out.reply(header, ReplyResult::OK),
            Ok(Message::Logout(_)) => {
                self.identity = None;
                out.steps.push(Step::Left);
                out.reply(header, ReplyResult::OK);
            }
            Ok(Message::TimeQuery(_)) => {
                out.say(header, Message::ServerTime(ServerTime::at(at.window.now)));
            }
            Ok(
                Message::PlatformReply(_)
                | Message::PlatformResend(_)
                | Message::ServerTime(_)
                | Message::RegisterReply(_)
                | Message::DriverText(_)
                | Message::Unsupported(_),
            ) => out.reply(header, ReplyResult::UNSUPPORTED),
        }
    }

    fn on_terminal_reply(&mut self, reply: &TerminalReply, out: &mut Output) {
        let answered = self.texts.answered(reply);
        out.steps.extend(answered.map(|id| Step::Text(id, Fate::Answered(reply.result))));
    }
}
