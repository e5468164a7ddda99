//! Whether what a waybill says is what the register says, and the words where it is not.

use placard_domain::{Text, Timestamp};

use crate::check::{Finding, Findings, Spec};
use crate::subject::Subject;

/// The most characters of a document's text that a message repeats.
const TOLD_MAX: usize = 40;

/// Whether two names are the same but for blanks, case and the width of their characters.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    a == b || plain(a).eq(plain(b))
}

/// Whether two numbers as printed are the same: what stands before and behind their twelve digits
/// does not count (湘交运管许可常字430700000101号).
pub(super) fn same_number(a: &str, b: &str) -> bool {
    same_name(a, b) || digits(a).is_some_and(|number| digits(b) == Some(number))
}

fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_uppercase()
        }
        _ => c.to_ascii_uppercase(),
    })
}

fn digits(text: &str) -> Option<&str> {
    let number = text.trim().trim_end_matches('号');
    let prefix = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &number[prefix.len()..];
    (digits.len() == 12).then_some(digits)
}

/// Whether a value differs from the register's. Where one of them is not given, it does not.
pub(super) fn differs(written: &str, recorded: &str, same: fn(&str, &str) -> bool) -> bool {
    !written.is_empty() && !recorded.is_empty() && !same(written, recorded)
}

/// Takes down that a value is not the register's, which is suggested.
pub(super) fn tell_difference<'f>(
    out: &'f mut Findings,
    spec: &'static Spec,
    field: String,
    (zh, en): (&str, &str),
    (written, recorded): (&str, &str),
) -> &'f mut Finding {
    let written = told(written);
    let text = Text::new(
        format!("{zh}“{written}”与登记的“{recorded}”不一致"),
        format!("{en} \"{written}\" differs from the register's \"{recorded}\""),
    );
    let cure = Text::new(format!("改为“{recorded}”"), format!("write \"{recorded}\""));
    out.push(spec, field, text).suggest(recorded, cure)
}

/// A document's text as a message repeats it: not more than a line of it.
pub(super) fn told(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut told: String = text.chars().take(TOLD_MAX).map(plain).collect();
    if text.chars().nth(TOLD_MAX).is_some() {
        told.push('…');
    }
    told
}

/// An instant by the jurisdiction's clock, to the minute.
pub(super) fn clock(on: &Subject<'_>, at: Timestamp) -> String {
    let at = at.in_zone(on.asked.zone);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_blanks_make_no_other_name() {
        assert!(same_name("湘环(危)字第0189号", "湘环（危）字 第０１８９号"));
        assert!(same_name("lzgjl", "LZGJL"));
        assert!(!same_name("李建国", "李建军"));
    }

    #[test]
    fn what_is_printed_round_a_number_does_not_count() {
        assert!(same_number("湘交运管许可常字430700000101号", "430700000101"));
        assert!(!same_number("湘交运管许可常字430700000101号", "430700000102"));
        assert!(!same_number("号", ""));
    }

    #[test]
    fn a_long_text_is_told_in_part() {
        assert_eq!(told("汽油\n"), "汽油 ");
        assert_eq!(told(&"长".repeat(10_000)).chars().count(), TOLD_MAX + 1);
    }
}
