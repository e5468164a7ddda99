//! JT/T 808: what a vehicle terminal and a platform say to each other (道路运输车辆卫星定位系统
//! 终端通信协议), editions 2011, 2013 and 2019.
//!
//! From the socket inwards:
//! [`frame`] finds frames in a byte stream → [`header`] says who, what and in which edition →
//! [`assemble`] puts subpackages together → [`messages`] turns a body into a typed message.
//! Outwards, [`build`] does all of it in reverse, for platforms and for simulated terminals.
//! [`mod@print`] explains any bytes to a person.
//!
//! [`time`], [`text`], [`items`] and [`flags`] are what bodies are made of; `reader` and `field`
//! (private) walk over bytes and name what they pass, once, for parser and printer alike.
//!
//! ```
//! use placard_protocol::jt808::{Deframer, Header, Message};
//!
//! let mut deframer = Deframer::new();
//! let mut input: &[u8] = b"noise\x7e\x00\x02\x00\x00\x12\x34\x56\x78\x90\x12\x00\x01\x89\x7e";
//! let mut heartbeats = 0;
//! while let Some(found) = deframer.next_frame(&mut input) {
//!     let Ok(frame) = found else { continue }; // the noise: an error to count
//!     let (header, body) = Header::parse(frame.content)?;
//!     let message = Message::parse(&header, body)?;
//!     heartbeats += usize::from(message.id() == 0x0002);
//! }
//! assert_eq!(heartbeats, 1);
//! # Ok::<(), placard_protocol::DecodeError>(())
//! ```

pub mod assemble;
pub mod build;
mod field;
pub mod flags;
pub mod frame;
pub mod header;
pub mod items;
pub mod messages;
pub mod names;
pub mod print;
mod reader;
pub mod text;
pub mod time;

pub use assemble::{Assembler, Assembly};
pub use build::Sender;
pub use frame::{Deframer, Frame, FrameError, Rejected};
pub use header::{Header, Package, Version};
pub use messages::Message;
pub use print::explain;
