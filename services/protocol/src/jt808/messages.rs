//! The messages: the list, and what every one of them can do.
//!
//! A message is one file, always in this order: its layout with the clause, its type, parse, emit,
//! print (how each field is shown), tests. Its line in the list below makes it a variant of
//! [`Message`], dispatches its id, and puts it under the tests that walk the list.

use placard_domain::{Reason, Text};

use super::field::{self, Field};
use super::header::{Header, Version};
use super::names;
use super::reader::{About, Passed, Reader};
use crate::error::{DecodeError, Fault, Part};

/// What a file in this folder gives.
pub(crate) trait Body: Sized {
    /// The message id (消息ID).
    const ID: u16;
    /// Where the standard has its table.
    const CLAUSE: &'static str;
    /// Reads a body. What stands behind a fixed body is ignored: devices put things there.
    fn parse(reader: &mut Reader<'_>, version: Version) -> Result<Self, DecodeError>;
    /// Appends the body as `version` has it.
    fn emit(&self, version: Version, out: &mut Vec<u8>);
    /// What is wrong with values that could be read, by the letter of the standard.
    fn faults(&self) -> Vec<DecodeError> {
        Vec::new()
    }
    /// The message in a line, where its fields alone do not say it.
    fn print(&self) -> Option<Text> {
        None
    }
    /// An error in this message's body.
    fn error(offset: usize, field: &'static Field, reason: Reason, detail: String) -> DecodeError {
        let about = About { part: Part::Body, message_id: Some(Self::ID), clause: Self::CLAUSE };
        Reader::new(&[], about, None).error(offset, field, reason, detail)
    }
}

macro_rules! messages {
    ($($file:ident: $name:ident,)*) => {
        $(pub mod $file;)*
        $(pub use $file::$name;)*

        /// A message, parsed.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Message {
            $(
                #[doc = concat!("See [`", stringify!($file), "`].")]
                $name($name),
            )*
            /// Any other id: known by name at most, its body kept raw.
            Unsupported(Unsupported),
        }

        impl Message {
            /// The ids that are taken apart here.
            pub const IDS: &'static [u16] = &[$($name::ID),*];

            /// Its message id.
            #[must_use]
            pub const fn id(&self) -> u16 {
                match self {
                    $(Self::$name(_) => $name::ID,)*
                    Self::Unsupported(other) => other.message_id,
                }
            }

            fn read(
                message_id: u16,
                version: Version,
                reader: &mut Reader<'_>,
            ) -> Result<Self, DecodeError> {
                match message_id {
                    $($name::ID => $name::parse(reader, version).map(Self::$name),)*
                    _ => {
                        let body = reader.rest(&BODY).to_vec();
                        Ok(Self::Unsupported(Unsupported { message_id, body }))
                    }
                }
            }

            /// Appends the body as `version` has it.
            pub fn emit(&self, version: Version, out: &mut Vec<u8>) {
                match self {
                    $(Self::$name(message) => message.emit(version, out),)*
                    Self::Unsupported(other) => out.extend_from_slice(&other.body),
                }
            }

            /// What is wrong with values that could be read, by the letter of the standard: times
            /// that are no BCD, coordinates off the earth, items that are no reports. What a
            /// device's habits excuse is not asked here.
            #[must_use]
            pub fn faults(&self) -> Vec<DecodeError> {
                match self {
                    $(Self::$name(message) => message.faults(),)*
                    Self::Unsupported(_) => Vec::new(),
                }
            }

            /// The message in a line, where its fields alone do not say it.
            #[must_use]
            pub fn summary(&self) -> Option<Text> {
                match self {
                    $(Self::$name(message) => message.print(),)*
                    Self::Unsupported(_) => None,
                }
            }
        }

        /// Where the standard has the table of a message.
        pub(crate) const fn clause(message_id: u16) -> &'static str {
            match message_id {
                $($name::ID => $name::CLAUSE,)*
                _ => "JT/T 808-2019 annex B",
            }
        }
    };
}

messages! {
    m0001_terminal_reply: TerminalReply,
    m0002_heartbeat: Heartbeat,
    m0003_logout: Logout,
    m0004_time_query: TimeQuery,
    m0005_terminal_resend: TerminalResend,
    m0100_register: Register,
    m0102_authenticate: Authenticate,
    m0200_location: LocationReport,
    m0702_driver_card: DriverCard,
    m0704_batch: Batch,
    m8001_platform_reply: PlatformReply,
    m8003_platform_resend: PlatformResend,
    m8004_server_time: ServerTime,
    m8100_register_reply: RegisterReply,
    m8300_text: DriverText,
}

/// A message that is not taken apart here. It is acknowledged as such (result 3) and no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Its id.
    pub message_id: u16,
    /// Its body.
    pub body: Vec<u8>,
}

impl Unsupported {
    /// What its id stands for, where a standard says.
    #[must_use]
    pub fn name(&self) -> Option<names::Name> {
        names::of(self.message_id)
    }
}

impl Message {
    /// Reads the body that `header` came with; where it came in packages, the whole of it
    /// ([`Assembler`](super::Assembler)).
    ///
    /// # Errors
    /// A field that cannot be read; `FRAME_ENCRYPTED` where the body is encrypted.
    pub fn parse(header: &Header, body: &[u8]) -> Result<Self, DecodeError> {
        Self::parse_as(header, header.version(), body)
    }

    /// Like [`Self::parse`], by the edition that the terminal registered in: 2011 has the header of
    /// 2013 and ends its texts in a zero.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_as(header: &Header, version: Version, body: &[u8]) -> Result<Self, DecodeError> {
        Self::walk(header, version, body, None)
    }

    /// As [`Self::parse_as`], telling `listener` of each field.
    pub(crate) fn walk(
        header: &Header,
        version: Version,
        body: &[u8],
        listener: Option<&mut Vec<Passed>>,
    ) -> Result<Self, DecodeError> {
        let message_id = header.message_id;
        let clause = clause(message_id);
        let about = About { part: Part::Body, message_id: Some(message_id), clause };
        let mut reader = Reader::new(body, about, listener);
        if header.encryption != 0 {
            reader.rest(&BODY);
            let detail = format!("0b{:03b}", header.encryption);
            let error = reader.error(0, &BODY, Reason::FrameEncrypted, detail);
            return Err(DecodeError { fault: Fault::Us, ..error });
        }
        let message = Self::read(message_id, version, &mut reader)?;
        reader.rest(&TRAILING);
        Ok(message)
    }
}

static BODY: Field = Field::new("body", "消息体", "body", field::hex);
static TRAILING: Field = Field::new("trailing", "多余字节", "bytes too many", field::hex);

#[cfg(test)]
mod tests;
