//! `form.text`: texts that are too long, or hold what nobody can read.
//!
//! **Finds** a text longer than its field takes, control characters and marks without width (they
//! hide what a text says, or turn it round), and characters that a wrong decoding left behind.
//! Codes that another check reads are looked at for their length alone: that one looks at each
//! character.
//! A text that is too long is not looked at by the checks that would read it.
//! **Clause** order 29 of 2019 art. 24: the waybill is to be read by whoever stops the vehicle. The
//! lengths stand in one table, `text/fields.rs`.

mod fields;

use placard_domain::Text;
use placard_domain::identifier::{Identifier, IdentifierFault};

use crate::check::{Finding, Findings, Severity, Spec};
use crate::subject::Subject;
use fields::{Kind, Place, See};

pub(crate) const SPEC: Spec = Spec {
    id: "form.text",
    severity: Severity::Error,
    title: ("文字长度与字符", "length and characters of texts"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    fields::each(on.waybill, &mut Reader(out));
}

/// Whether there is a code to be read: not blank, and no longer than a code is.
pub(super) fn is_code(text: &str) -> bool {
    !text.is_empty() && !longer(text, Kind::Code.most()) && !super::required::blank(text)
}

/// Whether a text holds what nobody can read, and is told of here.
pub(super) fn is_unreadable(text: &str) -> bool {
    suspect(text) && text.contains(|c| is_stray(c, Kind::Label))
}

/// Notes what is wrong with an identifier, and the near form that is right. What may be somebody's
/// own number is not repeated in words.
pub(super) fn tell<'a>(
    out: &'a mut Findings,
    spec: &'static Spec,
    field: impl Into<String>,
    fault: &IdentifierFault,
) -> &'a mut Finding {
    let found = out.push(spec, field, fault.text());
    let Some(near) = fault.suggestion() else { return found };
    let text = match fault.identifier() {
        Identifier::ResidentId | Identifier::Qualification | Identifier::Phone => {
            Text::new("是否为建议的号码？", "did you mean the number suggested?")
        }
        _ => Text::new(format!("是否为{near}？"), format!("did you mean {near}?")),
    };
    found.suggest(near, text)
}

struct Reader<'a>(&'a mut Findings);

impl See for Reader<'_> {
    fn see(&mut self, place: Place, kind: Kind, text: &str) {
        if longer(text, kind.most()) {
            self.too_long(place, kind, text);
        } else if kind != Kind::Code && suspect(text) {
            self.unreadable(place, kind, text);
        }
    }
}

impl Reader<'_> {
    #[cold]
    fn too_long(&mut self, place: Place, kind: Kind, text: &str) {
        let (count, most) = (text.chars().count(), kind.most());
        let (zh, en) = (
            format!("长{count}个字符，上限{most}个字符"),
            format!("has {count} characters, the most is {most}"),
        );
        self.0.push(&SPEC, place.to_string(), Text::new(zh, en));
    }

    #[cold]
    fn unreadable(&mut self, place: Place, kind: Kind, text: &str) {
        let stray = |c: &char| is_stray(*c, kind);
        let Some((at, found)) = text.chars().enumerate().find(|(_, c)| stray(c)) else { return };
        let at = at + 1;
        if found == char::REPLACEMENT_CHARACTER {
            let (zh, en) = (
                format!("第{at}个字符是乱码，原文编码有误"),
                format!("character {at} was lost: the text was read in a wrong encoding"),
            );
            self.0.push(&SPEC, place.to_string(), Text::new(zh, en));
            return;
        }
        let code = u32::from(found);
        let (zh, en) = (
            format!("第{at}个字符是不可见的控制字符（U+{code:04X}）"),
            format!("character {at} is a control character that is not seen (U+{code:04X})"),
        );
        let clean: String = text.chars().filter(|c| !stray(c)).collect();
        let found = self.0.push(&SPEC, place.to_string(), Text::new(zh, en));
        if !super::required::blank(&clean) && !clean.contains(char::REPLACEMENT_CHARACTER) {
            found.suggest(clean, Text::new("去掉不可见字符", "without what is not seen"));
        }
    }
}

/// Whether a text has more characters than `most`.
fn longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

/// Bytes that a character has of which [`is_stray`] says so.
const ODD: [bool; 256] = {
    let mut odd = [false; 256];
    let mut at = 0;
    while at < 256 {
        odd[at] = at < 0x20 || matches!(at, 0x7f | 0xc2 | 0xe2 | 0xef);
        at += 1;
    }
    odd
};

/// Whether a text may hold what nobody can read.
fn suspect(text: &str) -> bool {
    text.bytes().fold(false, |odd, byte| odd | ODD[usize::from(byte)])
}

/// Whether a character has no place in a text of this kind.
fn is_stray(c: char, kind: Kind) -> bool {
    match c {
        '\n' | '\r' | '\t' => kind != Kind::Remarks,
        char::REPLACEMENT_CHARACTER | '\u{feff}' => true,
        // Without width; turning round; parting lines.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::waybill::Waybill;

    use super::*;

    #[derive(Default)]
    struct Seen(Vec<(String, Kind, String)>);

    impl See for Seen {
        fn see(&mut self, place: Place, kind: Kind, text: &str) {
            self.0.push((place.to_string(), kind, text.to_owned()));
        }
    }

    /// Every text below a JSON value, by its path in snake case.
    fn texts(path: &str, value: &serde_json::Value, all: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::String(text) => all.push((path.to_owned(), text.clone())),
            serde_json::Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    texts(&format!("{path}[{at}]"), item, all);
                }
            }
            serde_json::Value::Object(fields) => {
                for (name, field) in fields {
                    let snake = name.chars().fold(String::new(), |mut snake, c| {
                        if c.is_ascii_uppercase() {
                            snake.push('_');
                        }
                        snake.push(c.to_ascii_lowercase());
                        snake
                    });
                    let dot = if path.is_empty() { "" } else { "." };
                    texts(&format!("{path}{dot}{snake}"), field, all);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_text_of_a_document_is_seen_at_its_path() {
        let mut waybill = Waybill {
            id: "x".into(),
            trailer: Some(Default::default()),
            tank: Some(Default::default()),
            loading: Some(Default::default()),
            unloading: Some(Default::default()),
            drops: vec![Default::default(); 2],
            crew: vec![Default::default(); 2],
            goods: vec![Default::default(); 2],
            other_cargo: vec![Default::default()],
            papers: vec![Default::default()],
            ..Waybill::default()
        };
        waybill.goods[1].subsidiary = vec!["6.1".into(), "8".into()];
        if let Some(loading) = &mut waybill.loading {
            loading.seals = vec!["001".into()];
            loading.checks = vec![Default::default()];
        }
        let mut expected = Vec::new();
        texts("", &serde_json::to_value(&waybill).unwrap(), &mut expected);
        // Choices are texts in JSON, and none here.
        let choices = ["role", "kind", "item", "unit", "inner_unit", "regime", "carriage"];
        let is_choice = |path: &str| {
            path.ends_with("remains") || choices.iter().any(|it| path.ends_with(&format!(".{it}")))
        };
        expected.retain(|(path, _)| !is_choice(path));
        let mut seen = Seen::default();
        fields::each(&waybill, &mut seen);
        let mut seen: Vec<_> = seen.0.into_iter().map(|(path, _, text)| (path, text)).collect();
        seen.sort();
        expected.sort();
        assert_eq!(seen, expected);
    }

    #[test]
    fn every_stray_character_is_suspected() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            if is_stray(c, Kind::Words) {
                assert!(suspect(c.encode_utf8(&mut [0; 4])), "U+{:04X}", u32::from(c));
            }
        }
        assert!(is_stray('\n', Kind::Words) && !is_stray('\n', Kind::Remarks));
        assert!(!is_stray('挂', Kind::Words) && !is_stray('（', Kind::Words));
    }

    #[test]
    fn length_is_counted_in_characters_and_not_in_bytes() {
        assert!(!longer(&"汉".repeat(128), 128) && longer(&"汉".repeat(129), 128));
        assert!(!longer("", 0) && longer("x", 0));
    }
}
