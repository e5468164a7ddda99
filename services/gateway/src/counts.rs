//! What this room counts: every metric, by one function each, so that a name is written once.

use placard_domain::Reason;
use placard_domain::fix::Source;
use placard_protocol::jt808::names;

/// Reports that were not taken, by reason and door. An 808 message that would be one (0x0200,
/// 0x0704) counts here, whatever is wrong with it.
const FIXES_REFUSED: &str = "placard_fixes_refused_total";
/// Reports that were acknowledged: each was durable.
const FIXES_ACKNOWLEDGED: &str = "placard_fixes_acknowledged_total";
/// Any other frame, and bytes that are none, of which nothing was taken, by reason.
const FRAMES_REFUSED: &str = "placard_jt808_frames_refused_total";
/// Messages that are not handled here, by id.
const UNSUPPORTED: &str = "placard_jt808_unsupported_total";
/// Driver's cards that were kept.
const DRIVER_CARDS: &str = "placard_jt808_driver_cards_total";
/// Texts to drivers, by what became of them.
const TEXTS: &str = "placard_jt808_texts_total";
/// Open connections.
const CONNECTIONS: &str = "placard_jt808_connections";
/// Connections that ended, by why.
const CLOSED: &str = "placard_jt808_closed_total";

/// Tells the recorder what each metric means. Call it once, after the recorder is installed.
pub fn describe() {
    use metrics::{describe_counter, describe_gauge};
    describe_counter!(FIXES_REFUSED, "Reports that were not taken, by reason and source");
    describe_counter!(FIXES_ACKNOWLEDGED, "Reports acknowledged after they were durable");
    describe_counter!(FRAMES_REFUSED, "JT/T 808 frames of which nothing was taken, by reason");
    describe_counter!(UNSUPPORTED, "JT/T 808 messages that are not handled, by id");
    describe_counter!(DRIVER_CARDS, "Driver's cards (0x0702) kept in the audit");
    describe_counter!(TEXTS, "Texts to drivers (0x8300), by what became of them");
    describe_gauge!(CONNECTIONS, "Open JT/T 808 connections");
    describe_counter!(CLOSED, "JT/T 808 connections that ended, by why");
}

const fn label(source: Source) -> &'static str {
    match source {
        Source::Jt808 => "JT808",
        Source::Jt809 => "JT809",
        Source::Grpc => "GRPC",
    }
}

pub(crate) fn fix_refused(source: Source, reason: Reason) {
    metrics::counter!(FIXES_REFUSED, "reason" => reason.code(), "source" => label(source))
        .increment(1);
}

pub(crate) fn fixes_acknowledged(source: Source, fixes: usize) {
    metrics::counter!(FIXES_ACKNOWLEDGED, "source" => label(source)).increment(fixes as u64);
}

/// A frame, or a report in it, of which nothing was taken.
pub(crate) fn frame_refused(message_id: Option<u16>, reason: Reason) {
    match message_id {
        Some(0x0200 | 0x0704) => fix_refused(Source::Jt808, reason),
        _ => metrics::counter!(FRAMES_REFUSED, "reason" => reason.code()).increment(1),
    }
}

/// Ids that no standard knows share one label: a sender of all 65,536 makes no more of them.
pub(crate) fn unsupported(message_id: u16) {
    let label = match names::of(message_id) {
        Some(_) => format!("0x{message_id:04x}"),
        None => "other".to_owned(),
    };
    metrics::counter!(UNSUPPORTED, "message" => label).increment(1);
}

pub(crate) fn driver_card() {
    metrics::counter!(DRIVER_CARDS).increment(1);
}

pub(crate) fn text(outcome: &'static str) {
    metrics::counter!(TEXTS, "outcome" => outcome).increment(1);
}

pub(crate) fn connected() {
    metrics::gauge!(CONNECTIONS).increment(1);
}

pub(crate) fn disconnected(why: &'static str) {
    metrics::gauge!(CONNECTIONS).decrement(1);
    metrics::counter!(CLOSED, "why" => why).increment(1);
}

pub(crate) fn turned_away(why: &'static str) {
    metrics::counter!(CLOSED, "why" => why).increment(1);
}
