//! One long text of many lines, each a row's: searched as a whole, which is quicker than line by
//! line. `|` parts the names of a line, a blank their words.

use pinyin::ToPinyin;

use super::{Closeness, HitBy, Rank};
use crate::lists::names;

/// The lines, and whose they are.
#[derive(Debug, Default)]
pub(super) struct Index {
    text: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    from: usize,
    row: usize,
    by: HitBy,
}

impl Index {
    pub(super) fn push(&mut self, row: usize, by: HitBy, line: &str) {
        if !line.is_empty() {
            self.text.push('\n');
            self.lines.push(Line { from: self.text.len(), row, by });
            self.text.push_str(line);
        }
    }

    /// Betters the rank of every row that has `term`.
    pub(super) fn scan(&self, term: &str, best: &mut [Option<Rank>]) {
        let mut line = 0;
        for (at, _) in self.text.match_indices(term) {
            while self.lines.get(line + 1).is_some_and(|next| next.from <= at) {
                line += 1;
            }
            let Line { row, by, .. } = self.lines[line];
            improve(&mut best[row], Some((self.closeness(at, term.len()), by)));
        }
    }

    fn closeness(&self, at: usize, length: usize) -> Closeness {
        let text = self.text.as_bytes();
        let before = text[..at].last().copied().unwrap_or(b'\n');
        let after = text.get(at + length).copied().unwrap_or(b'\n');
        let parts_names = |byte| matches!(byte, b'\n' | b'|');
        match (parts_names(before), parts_names(after)) {
            (true, true) => Closeness::Exact,
            (true, false) => Closeness::Prefix,
            _ if before == b' ' => Closeness::Word,
            _ => Closeness::Inside,
        }
    }

    /// Each line, with its row and what it is.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, usize, HitBy)> {
        let ends = self.lines.iter().skip(1).map(|next| next.from - 1).chain([self.text.len()]);
        self.lines
            .iter()
            .zip(ends)
            .map(|(line, end)| (&self.text[line.from..end], line.row, line.by))
    }
}

/// Keeps the better of two ranks.
pub(super) fn improve(best: &mut Option<Rank>, rank: Option<Rank>) {
    if let Some(rank) = rank
        && best.is_none_or(|known| rank < known)
    {
        *best = Some(rank);
    }
}

/// A Chinese name as a line: `瓦斯油，或柴油` to `瓦斯油|柴油`.
pub(super) fn chinese(name: &str) -> String {
    line(name, |letter| match letter {
        '或' | ' ' | ',' | ';' | '(' | ')' | '[' | ']' | '、' | '。' | '【' | '】' | '/' => {
            Some('|')
        }
        _ => None,
    })
}

/// Stands before the description that follows a name.
const DESCRIBED: char = '\u{1}';

/// English words as a line. American spelling of sulphur is taken for the list's.
pub(super) fn english(words: &str) -> String {
    let line = line(words, |letter| match letter {
        ';' | '(' | ')' | '[' | ']' => Some('|'),
        _ => Some(' '),
    });
    line.replace(" or ", "|").replace("sulph", "sulf").replace('ü', "v")
}

/// An English name as a line: `MOTOR SPIRIT or GASOLINE` to `motor spirit|gasoline`. The name ends
/// where the description in small letters begins: `SULPHURIC ACID with more than 51% acid`.
pub(super) fn english_name(name: &str) -> String {
    let is_small = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let mut parted = String::with_capacity(name.len() + 2);
    let mut is_described = false;
    for word in name.split(' ') {
        let is_or = word == "or";
        let begins = !is_or && !is_described && !parted.is_empty() && is_small(word);
        parted.push(' ');
        if begins {
            parted.extend([DESCRIBED, ' ']);
        }
        parted.push_str(word);
        is_described = !is_or && (is_described || begins);
    }
    english(&parted).replace(" \u{1} ", "| ")
}

/// Letters and digits in plain form, and what `parts` makes of the rest. A comma or point between
/// the numbers of a systematic name (`1,2-`) parts nothing.
fn line(name: &str, parts: impl Fn(char) -> Option<char>) -> String {
    let mut line = String::with_capacity(name.len());
    let mut letters = name.chars().map(names::plain).peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let is_between = before.is_ascii_alphanumeric()
            && letters.peek().is_some_and(|after| after.is_ascii_alphanumeric());
        if (letter.is_alphanumeric() && letter != '或') || letter == DESCRIBED {
            line.push(letter);
        } else if !(is_between && matches!(letter, ',' | '.')) {
            part(&mut line, parts(letter));
        }
        before = letter;
    }
    line.truncate(line.trim_end_matches(['|', ' ']).len());
    line
}

/// Ends a word or a name: never twice, and the end of a name counts for that of its last word.
fn part(line: &mut String, with: Option<char>) {
    match with {
        Some('|') => {
            line.truncate(line.trim_end_matches([' ', '|']).len());
            if !line.is_empty() {
                line.push('|');
            }
        }
        Some(blank) if !line.is_empty() && !line.ends_with([' ', '|']) => line.push(blank),
        _ => {}
    }
}

/// The pinyin of a line of Chinese names: `汽油` to `qiyou`.
pub(super) fn pinyin(names: &str) -> String {
    spell(names, |syllable, line| line.push_str(syllable))
}

/// The initials of its pinyin: `汽油` to `qy`.
pub(super) fn initials(names: &str) -> String {
    spell(names, |syllable, line| line.extend(syllable.chars().next()))
}

fn spell(names: &str, add: impl Fn(&str, &mut String)) -> String {
    let mut line = String::with_capacity(names.len());
    for letter in names.chars() {
        match letter.to_pinyin() {
            Some(syllable) if syllable.plain().is_ascii() => add(syllable.plain(), &mut line),
            Some(syllable) => add(&syllable.plain().replace('ü', "v"), &mut line),
            None if letter.is_ascii_alphanumeric() || letter == '|' => line.push(letter),
            None => {}
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_parts_names_and_words() {
        assert_eq!(chinese("瓦斯油，或柴油（轻质）"), "瓦斯油|柴油|轻质");
        for (name, line) in [
            ("MOTOR SPIRIT or GASOLINE or PETROL", "motor spirit|gasoline|petrol"),
            ("FLAMMABLE LIQUID, N.O.S.", "flammable liquid nos"),
            ("SULPHURIC ACID with more than 51% acid", "sulfuric acid| with more than 51 acid"),
        ] {
            assert_eq!(english_name(name), line);
        }
        assert_eq!(english("1,2-DICHLOROETHYLENE"), "12 dichloroethylene");
        assert_eq!(chinese("1，2-二氯乙烯"), "12二氯乙烯");
        assert_eq!(english("7664-93-9"), "7664 93 9");
        assert_eq!(english("Sulfuric acid"), english("SULPHURIC ACID"));
        assert_eq!(pinyin("车用汽油|汽油"), "cheyongqiyou|qiyou");
        assert_eq!(initials("氯|铝粉"), "l|lf");
        assert_eq!(pinyin("氯"), "lv");
    }

    #[test]
    fn every_line_comes_back_as_it_was_pushed() {
        let mut index = Index::default();
        for (row, line) in ["汽油", "", "氯|液氯"].into_iter().enumerate() {
            index.push(row, HitBy::Chinese, line);
        }
        let lines: Vec<_> = index.lines().map(|(line, row, _)| (line, row)).collect();
        assert_eq!(lines, [("汽油", 0), ("氯|液氯", 2)]);
        let mut best = [None; 3];
        index.scan("氯", &mut best);
        assert_eq!(best, [None, None, Some((Closeness::Exact, HitBy::Chinese))]);
    }
}
