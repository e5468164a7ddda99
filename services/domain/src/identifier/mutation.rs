//! Every slip of one hand, for the tests of check characters.

/// `text` with one character replaced by another of `alphabet`: where, by what, the result.
pub(super) fn substitutions(
    text: &str,
    alphabet: &str,
) -> impl Iterator<Item = (usize, char, String)> {
    let letters: Vec<char> = text.chars().collect();
    let alphabet: Vec<char> = alphabet.chars().collect();
    (0..letters.len()).flat_map(move |at| {
        let letters = letters.clone();
        let others: Vec<char> = alphabet.iter().copied().filter(|c| *c != letters[at]).collect();
        others.into_iter().map(move |other| {
            let mut wrong = letters.clone();
            wrong[at] = other;
            (at, other, wrong.into_iter().collect())
        })
    })
}

/// `text` with two different neighbours changed about: where the first stood, the result.
pub(super) fn transpositions(text: &str) -> impl Iterator<Item = (usize, String)> {
    let letters: Vec<char> = text.chars().collect();
    (1..letters.len()).filter_map(move |at| {
        let mut wrong = letters.clone();
        wrong.swap(at - 1, at);
        (wrong != letters).then(|| (at - 1, wrong.into_iter().collect()))
    })
}
