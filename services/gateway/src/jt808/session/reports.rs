//! Reports: what is taken of them, and what is refused and kept.

use placard_domain::{Reason, Violations};
use placard_protocol::DecodeError;
use placard_protocol::jt808::Header;
use placard_protocol::jt808::build;
use placard_protocol::jt808::messages::m0001_terminal_reply::ReplyResult;
use placard_protocol::jt808::messages::m0704_batch::BatchItem;
use placard_protocol::jt808::messages::{Batch, DriverCard, LocationReport};
use placard_store::records::Refusal;

use super::{At, Heard, Output, Refused, Session, Step};
use crate::jt808::{card, report};

/// Violations that the text of a refusal names.
const VIOLATIONS_NAMED: usize = 5;

impl Session {
    pub(super) fn on_report(&self, heard: Heard<'_>, report: &LocationReport, out: &mut Output) {
        let Heard { at, header, .. } = heard;
        let read = |reporter| report::read(report, &reporter, header.flow_id, at.window);
        match self.reporter().and_then(read) {
            Ok(fix) => {
                out.fixes.push(fix);
                out.reply(header, ReplyResult::OK);
            }
            Err(found) => heard.refuse(&found, out),
        }
    }

    /// Each report of a batch stands for itself: what can be taken is, the rest is kept as refused.
    pub(super) fn on_batch(&self, heard: Heard<'_>, batch: &Batch, out: &mut Output) {
        let Heard { at, header, .. } = heard;
        let reporter = match self.reporter() {
            Ok(reporter) => reporter,
            Err(found) => return heard.refuse(&found, out),
        };
        let (mut found, mut reasons) = (Violations::new(), Vec::new());
        let before = out.fixes.len();
        for (index, item) in batch.items.iter().enumerate() {
            let (path, wrong) = match item {
                BatchItem::Unreadable(_, error) => (String::new(), error.violation().into()),
                BatchItem::Report(report) => {
                    match report::read(report, &reporter, header.flow_id, at.window) {
                        Err(wrong) => (format!("items[{index}]"), wrong),
                        Ok(fix) => {
                            out.fixes.push(fix);
                            continue;
                        }
                    }
                }
            };
            reasons.extend(wrong.as_slice().first().map(|violation| violation.reason));
            found.absorb(&path, wrong);
        }
        if !batch.rest.is_empty() {
            found.push("rest", Reason::FrameBody, format_args!("{} B", batch.rest.len()));
            reasons.push(Reason::FrameBody);
        }
        if found.is_empty() {
            return out.reply(header, ReplyResult::OK);
        }
        let is_partial = out.fixes.len() > before;
        let refusal = refusal(at, header, &found, heard.kept());
        let refused = Refused { to: *header, refusal, reasons, is_partial };
        out.steps.push(Step::Refuse(Box::new(refused)));
    }

    pub(super) fn on_card(&self, heard: Heard<'_>, card: &DriverCard, out: &mut Output) {
        let Some(terminal) = self.terminal() else { return };
        match card::entry(card, terminal, heard.at.window.now) {
            Ok(entry) => {
                out.steps.push(Step::KeepCard { to: *heard.header, entry: Box::new(entry) });
            }
            Err(found) => heard.refuse(&found.into(), out),
        }
    }

    /// A body that cannot be read.
    pub(super) fn refuse_body(&self, heard: Heard<'_>, error: &DecodeError, out: &mut Output) {
        if self.identity.is_some() {
            return heard.refuse(&error.violation().into(), out);
        }
        out.note_error(error);
        out.reply(heard.header, ReplyResult::WRONG);
    }
}

impl Heard<'_> {
    fn refuse(self, found: &Violations, out: &mut Output) {
        refuse(self.at, self.header, found, self.kept(), out);
    }

    /// The message as one frame, flow id 0.
    fn kept(self) -> Vec<u8> {
        build::frame(&Header { flow_id: 0, ..*self.header }, self.body)
    }
}

/// Refuses a message as a whole.
pub(super) fn refuse(
    at: At<'_>,
    header: &Header,
    found: &Violations,
    kept: Vec<u8>,
    out: &mut Output,
) {
    let reasons = found.as_slice().iter().take(1).map(|violation| violation.reason).collect();
    let refusal = refusal(at, header, found, kept);
    let refused = Refused { to: *header, refusal, reasons, is_partial: false };
    out.steps.push(Step::Refuse(Box::new(refused)));
}

fn refusal(at: At<'_>, header: &Header, found: &Violations, report: Vec<u8>) -> Refusal {
    let all = found.as_slice();
    let named: Vec<_> = all.iter().take(VIOLATIONS_NAMED).map(ToString::to_string).collect();
    let more = match all.len() - named.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Refusal {
        sender: header.phone.to_string(),
        at: at.window.now,
        reason: all.first().map_or(Reason::Internal, |first| first.reason).code().to_owned(),
        text: format!("0x{:04x}: {}{more}", header.message_id, named.join("; ")),
        report,
    }
}
