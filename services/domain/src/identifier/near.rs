//! The form that was likely meant: half width for full width, upper case for lower case, no spaces
//! or dashes, a digit for the letter that looks like it, another check character.

use super::fault::Wrong;

/// Longer texts, in bytes, are no slip of the hand.
const LONGEST: usize = 128;

/// Letters that are read for digits.
const LOOK_ALIKES: [(char, char); 7] =
    [('O', '0'), ('Q', '0'), ('I', '1'), ('L', '1'), ('Z', '2'), ('S', '5'), ('B', '8')];

/// A text without the slips that change nothing of what it says.
pub(super) struct Plain {
    text: String,
    /// Whether a letter was read for a digit.
    guessed: bool,
}

impl Plain {
    /// Cleans `text`; a letter not `allowed` at its place becomes the digit it looks like. `None`
    /// where the text is too long to bother.
    pub(super) fn new(text: &str, allowed: fn(usize, u8) -> bool) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut plain = Self { text: String::with_capacity(text.len()), guessed: false };
        let meant = text.chars().map(half_width).filter(|c| !is_filler(*c));
        for (at, found) in meant.enumerate() {
            let upper = found.to_ascii_uppercase();
            let like = LOOK_ALIKES.iter().find(|(letter, _)| *letter == upper);
            match like {
                Some((letter, digit)) if !allowed(at, *letter as u8) => {
                    plain.text.push(*digit);
                    plain.guessed = true;
                }
                _ => plain.text.push(upper),
            }
        }
        Some(plain)
    }

    /// Puts back what cleaning took out and the form has: dashes.
    pub(super) fn shaped(self, shape: impl FnOnce(String) -> String) -> Self {
        Self { text: shape(self.text), guessed: self.guessed }
    }

    /// The text where `read` takes it, with another check character if that is all that is wrong
    /// and nothing was guessed.
    pub(super) fn mend<T>(self, read: impl Fn(&str) -> Result<T, Wrong>) -> Option<String> {
        match read(&self.text) {
            Ok(_) => Some(self.text),
            Err(Wrong::Check { position, expected }) if !self.guessed => {
                let letters = self.text.chars().enumerate();
                Some(letters.map(|(at, c)| if at + 1 == position { expected } else { c }).collect())
            }
            Err(_) => None,
        }
    }
}

/// The half-width form of a full-width character.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Characters that people and machines put between others: spaces, dashes, dots, marks without
/// width.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '·' | '•' | '−' | '\u{2010}'..='\u{2015}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::super::digit;
    use super::*;

    #[test]
    fn slips_are_undone() {
        let cases = [
            ("１２３", "123"),
            (" 1 2\u{3000}3\u{feff}", "123"),
            ("1-2–3·", "123"),
            ("lO3", "103"),
            ("x1", "X1"),
        ];
        for (slip, meant) in cases {
            assert_eq!(Plain::new(slip, digit).unwrap().text, meant, "{slip:?}");
        }
        assert!(Plain::new(&"1".repeat(LONGEST + 1), digit).is_none());
    }

    #[test]
    fn a_check_character_is_not_mended_on_top_of_a_guess() {
        let read = |_: &str| Err::<(), _>(Wrong::Check { position: 2, expected: '7' });
        assert_eq!(Plain::new("19", digit).unwrap().mend(read), Some("17".to_owned()));
        assert_eq!(Plain::new("I9", digit).unwrap().mend(read), None);
    }
}
