//! The page of transitions, from the one table that the life cycle walks.

use placard_domain::Text;
use placard_waybill::lifecycle::{State, TRANSITIONS};

use crate::pages::cell;

pub(crate) fn write() -> String {
    let mut text = "What may be done to a waybill, from which state, by whom (each the waybill's \
                    own), and what must be true. A deed that leads nowhere changes no state.\n\n\
                    | deed | from | to | by | needs |\n|---|---|---|---|---|\n"
        .to_owned();
    for line in TRANSITIONS {
        let from: Vec<_> = line.from.iter().map(|state| format!("`{}`", state.code())).collect();
        let from = if line.from == State::ALL { "any".to_owned() } else { from.join(", ") };
        let to = line.to.map_or_else(|| "–".to_owned(), |state| format!("`{}`", state.code()));
        let deed = both(&line.deed.words());
        let who: Vec<_> = line.who.iter().map(|role| both(&role.words())).collect();
        let needs: Vec<_> = line.needs.iter().map(|need| both(&need.words())).collect();
        text.push_str(&format!(
            "| `{}` {} | {from} | {to} | {} | {} |\n",
            line.deed.code(),
            cell(&deed),
            cell(&who.join("; ")),
            cell(&needs.join("; ")),
        ));
    }
    text
}

fn both(words: &Text) -> String {
    format!("{} {}", words.zh, words.en)
}
