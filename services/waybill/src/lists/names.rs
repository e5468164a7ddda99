//! When two written names are the same name: width, case, blanks and punctuation do not count, and
//! an official name may be shortened to what stands before its first comma or bracket.

use std::iter::Peekable;
use std::str::Chars;

/// The characters of a name that count: half-width, lower case, letters and digits, a point between
/// digits, and the signs that change an amount.
pub(super) struct Key<'a> {
    rest: Peekable<Chars<'a>>,
    after_digit: bool,
}

impl<'a> Key<'a> {
    pub(super) fn of(name: &'a str) -> Self {
        Self { rest: name.chars().peekable(), after_digit: false }
    }
}

impl Iterator for Key<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let letter = plain(self.rest.next()?);
            let after_digit = std::mem::replace(&mut self.after_digit, letter.is_ascii_digit());
            let counts = match letter {
                '.' => after_digit && self.rest.peek().is_some_and(|c| plain(*c).is_ascii_digit()),
                '%' | '<' | '>' | '≤' | '≥' | '+' | '\u{4e00}'..='\u{9fff}' => true,
                _ => letter.is_alphanumeric(),
            };
            if counts {
                return Some(letter);
            }
        }
    }
}

/// A character in half width and lower case; subscripts, superscripts and Roman numerals as the
/// keyboard writes them.
pub(super) fn plain(letter: char) -> char {
    match letter {
        '黏' => '粘',
        // By far the most letters: nothing to do, and quicker said here than looked up.
        '\u{4e00}'..='\u{9fff}' => letter,
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(letter) - 0xfee0).map_or(letter, |c| c.to_ascii_lowercase())
        }
        '₀'..='₉' => char::from_u32(u32::from(letter) - 0x2050).unwrap_or(letter),
        _ if letter.is_ascii() => letter.to_ascii_lowercase(),
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

/// The key of a name as a text, for storing.
pub(super) fn key(name: &str) -> Box<str> {
    Key::of(name).collect::<String>().into()
}

/// A number that names of one key have in common (FNV-1a over its characters): the same on every
/// machine.
pub(super) fn hash(name: &str) -> u64 {
    let step = |hash: u64, c: char| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    Key::of(name).fold(0xcbf2_9ce4_8422_2325, step)
}

/// Whether `written` has the key `key`.
pub(super) fn has_key(written: &str, key: &str) -> bool {
    Key::of(written).eq(key.chars())
}

/// A name as somebody wrote it, with what it may be cut to: what it adds in a bracket or after a
/// comma does not count.
pub(super) struct Written<'a> {
    forms: [&'a str; 3],
    first: Option<char>,
}

impl<'a> Written<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        let forms = [name, before_bracket(name), before_comma(name)];
        Self { forms, first: Key::of(name).next() }
    }

    /// As it was written, and what it may be cut to.
    pub(super) const fn forms(&self) -> [&'a str; 3] {
        self.forms
    }

    /// Whether any of its forms has the key `key`.
    pub(super) fn agrees(&self, key: &str) -> bool {
        // Most names differ in their first letter: no need to look three times.
        self.first == key.chars().next()
            && self.first.is_some()
            && self.forms.iter().any(|form| has_key(form, key))
    }
}

const OPENING: [char; 5] = ['(', '（', '[', '［', '【'];
const CLOSING: [char; 5] = [')', '）', ']', '］', '】'];

/// What stands before the first bracket, unless the name goes on behind the last one: then the
/// bracket is part of it (`双(二甲胺基)磷酰氟`).
fn before_bracket(name: &str) -> &str {
    let Some((before, _)) = name.split_once(OPENING) else { return name };
    let goes_on = name
        .rsplit_once(CLOSING)
        .is_some_and(|(_, after)| after.starts_with(|c: char| c.is_alphanumeric()));
    if goes_on || before.is_empty() { name } else { before }
}

/// What stands before the first comma or bracket.
fn before_comma(name: &str) -> &str {
    let head = before_bracket(name);
    first_comma(head).map_or(head, |at| &head[..at])
}

/// What an official name adds in front to say in which state the goods are.
pub(super) const STATES: &[&str] = &["固态", "液态", "无水", "冷冻液态", "压缩", "液化", "熔融"];

/// Names of the trade for what the list calls deeply cooled: `冷冻液态氧` is written `液氧`, and
/// `甲烷含量高的冷冻液态天然气` `液化天然气`.
pub(super) fn trade_names(name_zh: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in short_chinese(name_zh) {
        let bare = name.strip_prefix("甲烷含量高的").unwrap_or(name);
        if bare.len() < name.len() {
            found.push(bare.to_owned());
        }
        if let Some(gas) = bare.strip_prefix("冷冻液态") {
            found.push(format!("液化{gas}"));
            found.push(format!("液{gas}"));
        }
    }
    found
}

/// Where the first comma or semicolon stands that does not part the numbers of a systematic name
/// (`1,2-`, `N,N-`).
fn first_comma(name: &str) -> Option<usize> {
    let mut before = ' ';
    let mut letters = name.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let after = letters.peek().map_or(' ', |(_, after)| *after);
        let is_locant = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
        if matches!(letter, ',' | '，' | ';' | '；') && !is_locant {
            return Some(at);
        }
        before = letter;
    }
    None
}

/// A name cut at its commas.
fn clauses(name: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = name;
    while let Some(at) = first_comma(rest) {
        found.push(&rest[..at]);
        rest = rest[at..].trim_start_matches([',', '，', ';', '；']);
    }
    found.push(rest);
    found
}

/// Parts that are no name by themselves.
const NO_NAMES: &[&str] = &[
    "溶液",
    "混合物",
    "制剂",
    "固态",
    "液态",
    "气压",
    "solid",
    "liquid",
    "solution",
    "mixture",
    "aqueous solution",
    "molten",
    "dry",
    "wetted",
    "stabilized",
    "compressed",
];

/// What a Chinese official name may be shortened to: `瓦斯油，或柴油，或轻质燃料油` to each of its
/// three, `乙醇（酒精）` to both.
pub(super) fn short_chinese(name: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (i, clause) in clauses(name).into_iter().enumerate() {
        // `A，或B` and `A，未另作规定的或B` go on with names; any other clause describes them.
        let names = match clause.split_once("规定的或") {
            _ if i == 0 || clause.trim_start().starts_with('或') => clause,
            Some((_, after)) => after,
            None => continue,
        };
        for part in names.split('或') {
            push_names(part, before_comma(part), |inner| !is_remark(inner), &mut found);
        }
    }
    found
}

fn is_remark(inner: &str) -> bool {
    const BEGINNINGS: &[&str] = &["包括", "含", "按", "装有", "有效", "厚度", "必要", "应有"];
    inner.contains(['%', '、']) || BEGINNINGS.iter().any(|word| inner.starts_with(word))
}

/// What an English official name may be shortened to: the parts in capitals, which alone are the
/// proper shipping name.
pub(super) fn short_english(name: &str) -> Vec<&str> {
    let is_capital = |word: &str| word.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    let has_capitals = name.split(' ').any(is_capital);
    let mut found = Vec::new();
    for part in name.split(" or ") {
        let head = before_comma(part);
        let head = if has_capitals { in_capitals(head) } else { head };
        let is_name = |inner: &str| !inner.contains(|c: char| c.is_ascii_lowercase());
        push_names(part, head, is_name, &mut found);
    }
    found
}

/// Notes the name before the bracket, and the one in it where that is a name too. Inside a
/// systematic name a bracket is part of it: `双(二甲胺基)磷酰氟` stays whole.
fn push_names<'a>(
    part: &'a str,
    head: &'a str,
    is_name: impl Fn(&str) -> bool,
    found: &mut Vec<&'a str>,
) {
    let bracket = part.split_once(['(', '（']).and_then(|(_, rest)| rest.split_once([')', '）']));
    let (head, inner) = match bracket {
        Some((_, after)) if !after.trim().is_empty() => (part, None),
        Some((inner, _)) => (head, Some(inner).filter(|inner| is_name(inner))),
        None => (head, None),
    };
    let inner = inner.into_iter().flat_map(|inner| clauses(inner));
    for name in std::iter::once(head).chain(inner).map(str::trim) {
        let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
        let is_word = letters > 1 || (letters == 1 && !name.is_ascii());
        if is_word && !NO_NAMES.iter().any(|no| no.eq_ignore_ascii_case(name)) {
            found.push(name);
        }
    }
}

/// The leading words, up to the first in lower case.
fn in_capitals(name: &str) -> &str {
    let is_small = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let mut end = 0;
    for word in name.split(' ').take_while(|word| !is_small(word)) {
        end += word.len() + 1;
    }
    name[..end.min(name.len())].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_blanks_and_punctuation_do_not_count() {
        for (a, b) in [
            ("Ｅｔｈａｎｏｌ　（ethyl alcohol）", "ETHANOL (ETHYL ALCOHOL)"),
            ("易燃液体，未另作规定的", "易燃液体, 未另作规定的"),
            ("FLAMMABLE LIQUID, N.O.S.", "flammable liquid nos"),
            ("C₂~C₁₂", "c2-C12"),
            ("黏合剂", "粘合剂"),
        ] {
            assert!(has_key(a, &key(b)), "{a} {b}");
        }
    }

    #[test]
    fn amounts_do_count() {
        for (a, b) in [("过氧化氢 1.5%", "过氧化氢 15%"), ("含量>20%", "含量<20%"), ("酸", "醇")]
        {
            assert!(!has_key(a, &key(b)), "{a} {b}");
        }
    }

    #[test]
    fn a_chinese_name_is_shortened_to_its_alternatives() {
        assert_eq!(short_chinese("车用汽油或汽油"), ["车用汽油", "汽油"]);
        assert_eq!(short_chinese("瓦斯油，或柴油，或轻质燃料油"), ["瓦斯油", "柴油", "轻质燃料油"]);
        assert_eq!(
            short_chinese("乙醇（酒精）或乙醇溶液（酒精溶液）"),
            ["乙醇", "酒精", "乙醇溶液", "酒精溶液"]
        );
        assert_eq!(short_chinese("苦味酸铵，干的或湿的，按质量含水低于10%"), ["苦味酸铵"]);
        assert_eq!(
            short_chinese("石油馏出物，未另作规定的或石油产品，未另作规定的"),
            ["石油馏出物", "石油产品"]
        );
        assert_eq!(short_chinese("锂离子电池（包括锂离子聚合物电池）"), ["锂离子电池"]);
        assert_eq!(short_chinese("氯"), ["氯"]);
        assert_eq!(short_chinese("1，2-二氯乙烷"), ["1，2-二氯乙烷"]);
        assert_eq!(short_chinese("N,N-二甲基苯胺"), ["N,N-二甲基苯胺"]);
        assert_eq!(short_chinese("双(二甲胺基)磷酰氟"), ["双(二甲胺基)磷酰氟"]);
    }

    #[test]
    fn a_bracket_within_a_systematic_name_is_part_of_it() {
        assert!(!Written::new("乙烯(2-氯乙基)醚").agrees("乙烯"));
        assert!(Written::new("易燃液体，未另作规定的（甲醇）").agrees("易燃液体未另作规定的"));
        assert!(Written::new("硫酸，98%").agrees("硫酸") && !Written::new("").agrees(""));
    }

    #[test]
    fn what_is_deeply_cooled_has_names_of_the_trade() {
        assert_eq!(trade_names("冷冻液态氧"), ["液化氧", "液氧"]);
        assert!(
            trade_names("冷冻液态甲烷或甲烷含量高的冷冻液态天然气")
                .contains(&"液化天然气".to_owned())
        );
        assert!(trade_names("压缩氧").is_empty());
    }

    #[test]
    fn an_english_name_is_shortened_to_its_capitals() {
        assert_eq!(
            short_english("MOTOR SPIRIT or GASOLINE or PETROL"),
            ["MOTOR SPIRIT", "GASOLINE", "PETROL"]
        );
        assert_eq!(
            short_english("AMMONIUM PICRATE dry or wetted with less than 10% water"),
            ["AMMONIUM PICRATE"]
        );
        assert_eq!(short_english("SULPHURIC ACID with more than 51% acid"), ["SULPHURIC ACID"]);
        assert_eq!(short_english("ETHANOL (ETHYL ALCOHOL)"), ["ETHANOL", "ETHYL ALCOHOL"]);
        assert_eq!(short_english("Fibres, vegetable, dry"), ["Fibres"]);
    }
}
