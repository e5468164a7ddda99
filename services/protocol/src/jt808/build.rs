//! From messages to bytes on the wire: flow ids, packages, check bytes, escapes. For platforms and
//! for simulated terminals alike.

use placard_domain::vehicle::Phone;

use super::frame::enclose;
use super::header::{Header, Package, Version};
use super::messages::Message;

/// Longest body sent in one frame. The standard allows 1023; what is longer goes in packages.
pub const MAX_PACKAGE_BODY: usize = 1000;

/// One side of a link: numbers its frames from 0 on, as each side must.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    header: Header,
    version: Version,
    next_flow_id: u16,
}

/// What one message went out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Flow id of its first frame: by this it is asked for again.
    pub first_flow_id: u16,
    /// In how many frames; wrapping flow ids count up from the first.
    pub frames: u16,
}

impl Sent {
    /// Whether `flow_id` is that of one of its frames: terminals acknowledge a message in packages
    /// with any of them.
    #[must_use]
    pub const fn includes(&self, flow_id: u16) -> bool {
        flow_id.wrapping_sub(self.first_flow_id) < self.frames
    }
}

impl Sender {
    /// A terminal of `version` that speaks as `phone`, or a platform that speaks to one.
    #[must_use]
    pub fn new(version: Version, phone: Phone) -> Self {
        Self { header: Header::new(version, phone, 0, 0), version, next_flow_id: 0 }
    }

    /// A platform that answers whoever sent `header`: same layout, same flags, same phone.
    #[must_use]
    pub const fn answering(header: &Header) -> Self {
        Self { header: header.reply(0, 0), version: header.version(), next_flow_id: 0 }
    }

    /// Speaks on as `header` was spoken to, numbering on: a terminal may change its layout between
    /// two frames, and each is answered in its own.
    pub const fn turn_to(&mut self, header: &Header) {
        self.header = header.reply(0, 0);
        self.version = header.version();
    }

    /// The edition of the bodies it sends.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Changes that edition, when the terminal's registration tells 2011 from 2013.
    pub const fn set_version(&mut self, version: Version) {
        self.version = version;
    }

    /// Appends `message` as one frame, or as several where its body is longer than
    /// [`MAX_PACKAGE_BODY`].
    pub fn send(&mut self, message: &Message, out: &mut Vec<u8>) -> Sent {
        let mut body = Vec::with_capacity(64);
        message.emit(self.version, &mut body);
        self.send_body(message.id(), &body, out)
    }

    /// As [`Self::send`], of a body that is bytes already. Over 65,535 packages it is cut.
    pub fn send_body(&mut self, message_id: u16, body: &[u8], out: &mut Vec<u8>) -> Sent {
        let first_flow_id = self.next_flow_id;
        let mut header = Header { message_id, ..self.header };
        let mut content = Vec::with_capacity(21 + body.len().min(MAX_PACKAGE_BODY));
        let total = u16::try_from(body.len().div_ceil(MAX_PACKAGE_BODY)).unwrap_or(u16::MAX).max(1);
        for index in 1..=total {
            let start = usize::from(index - 1) * MAX_PACKAGE_BODY;
            let part = &body[start..body.len().min(start + MAX_PACKAGE_BODY)];
            header.flow_id = self.next_flow_id;
            header.package = (total > 1).then_some(Package { total, index });
            content.clear();
            header.emit(part.len(), &mut content);
            content.extend_from_slice(part);
            enclose(&content, out);
            self.next_flow_id = self.next_flow_id.wrapping_add(1);
        }
        Sent { first_flow_id, frames: total }
    }
}

/// One whole frame of exactly this header and body. A body over
/// [`MAX_BODY`](super::header::MAX_BODY) makes a frame that nobody accepts.
#[must_use]
pub fn frame(header: &Header, body: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(21 + body.len());
    header.emit(body.len(), &mut content);
    content.extend_from_slice(body);
    let mut out = Vec::with_capacity(content.len() + 8);
    enclose(&content, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jt808::frame::Deframer;
    use crate::jt808::messages::m0001_terminal_reply::ReplyResult;
    use crate::jt808::messages::{Heartbeat, PlatformReply};

    fn frames(bytes: &[u8]) -> Vec<(Header, Vec<u8>)> {
        let (mut deframer, mut input, mut found) = (Deframer::new(), bytes, Vec::new());
        while let Some(frame) = deframer.next_frame(&mut input) {
            let (header, body) = Header::parse(frame.unwrap().content).unwrap();
            found.push((header, body.to_vec()));
        }
        found
    }

    #[test]
    fn flow_ids_count_up_and_wrap() {
        let mut sender = Sender::new(Version::V2019, "13912345678".parse().unwrap());
        sender.next_flow_id = u16::MAX;
        let mut out = Vec::new();
        let first = sender.send(&Message::Heartbeat(Heartbeat), &mut out);
        let second = sender.send(&Message::Heartbeat(Heartbeat), &mut out);
        assert_eq!((first.first_flow_id, second.first_flow_id), (u16::MAX, 0));
        let flow_ids: Vec<_> = frames(&out).iter().map(|(header, _)| header.flow_id).collect();
        assert_eq!(flow_ids, [u16::MAX, 0]);
    }

    #[test]
    fn a_change_of_layout_is_followed_and_the_numbers_go_on() {
        let phone = "13912345678".parse().unwrap();
        let mut sender = Sender::new(Version::V2013, phone);
        let mut out = Vec::new();
        sender.send(&Message::Heartbeat(Heartbeat), &mut out);
        sender.turn_to(&Header::new(Version::V2019, phone, 0x0002, 77));
        sender.send(&Message::Heartbeat(Heartbeat), &mut out);
        let found: Vec<_> =
            frames(&out).iter().map(|(header, _)| (header.version(), header.flow_id)).collect();
        assert_eq!(found, [(Version::V2013, 0), (Version::V2019, 1)]);
    }

    #[test]
    fn a_long_body_goes_in_packages_of_a_thousand_bytes() {
        let mut sender = Sender::new(Version::V2013, "13912345678".parse().unwrap());
        sender.next_flow_id = u16::MAX;
        let body: Vec<u8> = (0..2500_u16).map(|i| i as u8).collect();
        let mut out = Vec::new();
        let sent = sender.send_body(0x0704, &body, &mut out);
        assert_eq!(sent, Sent { first_flow_id: u16::MAX, frames: 3 });
        let found = frames(&out);
        let packages: Vec<_> = found.iter().map(|(header, _)| header.package.unwrap()).collect();
        assert_eq!(packages, [1, 2, 3].map(|index| Package { total: 3, index }));
        let lengths: Vec<_> = found.iter().map(|(_, part)| part.len()).collect();
        assert_eq!(lengths, [1000, 1000, 500]);
        assert_eq!(found.into_iter().flat_map(|(_, part)| part).collect::<Vec<_>>(), body);
        assert!(sent.includes(u16::MAX) && sent.includes(1) && !sent.includes(2));
    }

    #[test]
    fn the_longest_body_of_one_frame_is_not_split() {
        let mut sender = Sender::new(Version::V2013, "1".parse().unwrap());
        for (length, expected) in [(0, 1), (MAX_PACKAGE_BODY, 1), (MAX_PACKAGE_BODY + 1, 2)] {
            let sent = sender.send_body(0x0900, &vec![0x7e; length], &mut Vec::new());
            assert_eq!(sent.frames, expected, "{length}");
        }
    }

    /// What go-jt808 answers to jt808-0139 is jt808-0425.
    #[test]
    fn an_answer_speaks_as_it_was_spoken_to() {
        let asked = [
            0x7e, 0x00, 0x01, 0x00, 0x05, 0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x7f, 0xff, 0x00,
            0x7b, 0x01, 0xc8, 0x03, 0xbd, 0x7e,
        ];
        let header = frames(&asked)[0].0;
        let mut out = Vec::new();
        let reply = PlatformReply::to(&header, ReplyResult::OK);
        Sender::answering(&header).send(&Message::PlatformReply(reply), &mut out);
        let expected = [
            0x7e, 0x80, 0x01, 0x00, 0x05, 0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x00, 0x00, 0x7f,
            0xff, 0x00, 0x01, 0x00, 0x8d, 0x7e,
        ];
        assert_eq!(out, expected);
    }
}
