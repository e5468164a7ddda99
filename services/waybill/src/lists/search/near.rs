//! Near misses, looked for where nothing has the term itself: one letter amiss, or half of the
//! pairs of Chinese characters.

use super::index::{Index, improve};
use super::{Closeness, HitBy, Rank};

/// Shorter terms are near to everything.
const SHORTEST: usize = 5;

/// Words of English and pinyin that begin with the term but for one letter: another, one too many,
/// one too few, or two that changed places.
pub(super) fn latin(index: &Index, term: &str, best: &mut [Option<Rank>]) {
    let is_word = term.len() >= SHORTEST && term.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_word {
        return;
    }
    for (line, row, by) in index.lines() {
        if matches!(by, HitBy::English | HitBy::Pinyin)
            && line.split(['|', ' ']).any(|word| begins_near(word.as_bytes(), term.as_bytes()))
        {
            improve(&mut best[row], Some((Closeness::Near, by)));
        }
    }
}

fn begins_near(word: &[u8], term: &[u8]) -> bool {
    let same = word.iter().zip(term).take_while(|(a, b)| a == b).count();
    let (word, term) = (&word[same..], &term[same..]);
    let begins = |word: &[u8], term: &[u8]| word.starts_with(term);
    match (word, term) {
        (_, []) => true,
        ([], [_]) => true,
        ([], _) => false,
        ([a, word_rest @ ..], [b, term_rest @ ..]) => {
            begins(word_rest, term_rest)
                || begins(word, term_rest)
                || begins(word_rest, term)
                || matches!((word_rest, term_rest), ([c, word_end @ ..], [d, term_end @ ..])
                    if a == d && b == c && begins(word_end, term_end))
        }
    }
}

/// Names that have at least half of the term's pairs of neighbouring characters, and of those the
/// ones that have most.
pub(super) fn chinese(index: &Index, term: &str, best: &mut [Option<Rank>]) {
    let letters: Vec<(usize, char)> = term.char_indices().collect();
    let pairs: Vec<&str> =
        letters.windows(2).map(|pair| &term[pair[0].0..pair[1].0 + pair[1].1.len_utf8()]).collect();
    let score = |line: &str| pairs.iter().filter(|pair| line.contains(**pair)).count();
    let scored: Vec<(usize, usize)> =
        index.lines().map(|(line, row, _)| (score(line), row)).collect();
    let most = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
    if most == 0 || most * 2 < pairs.len() {
        return;
    }
    for (_, row) in scored.into_iter().filter(|(score, _)| *score == most) {
        improve(&mut best[row], Some((Closeness::Near, HitBy::Chinese)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_amiss_is_near_and_two_are_not() {
        for term in ["gasolne", "gasolinne", "gasopine", "gaosline", "gasolinr", "gasx"] {
            assert!(begins_near(b"gasoline", term.as_bytes()), "{term}");
        }
        for term in ["gaslne", "gxsxline", "petrol", "gasolinexx"] {
            assert!(!begins_near(b"gasoline", term.as_bytes()), "{term}");
        }
    }
}
