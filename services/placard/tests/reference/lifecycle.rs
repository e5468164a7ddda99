//! The page of a waybill's life, from its table of transitions.

use placard_waybill::lifecycle::state::State;
use placard_waybill::lifecycle::table::{TRANSITIONS, Transition};

use crate::pages::cell;

pub(crate) fn write() -> String {
    let mut text = "How it is meant: [the waybill](../concepts/waybill.md).\n\n## States\n\n\
                    | state | 状态 | in words | over |\n|---|---|---|---|\n"
        .to_owned();
    for state in State::ALL {
        let words = state.words();
        let over = if state.is_over() { "yes" } else { "" };
        text.push_str(&format!("| `{}` | {} | {} | {over} |\n", state.code(), words.zh, words.en));
    }
    text.push_str("\n## Transitions\n\n| deed | 操作 | from | to | who | needs |\n");
    text.push_str("|---|---|---|---|---|---|\n");
    TRANSITIONS.iter().for_each(|line| text.push_str(&row(line)));
    text
}

fn row(line: &Transition) -> String {
    let codes = |codes: Vec<&str>| {
        codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(" ")
    };
    let from = match line.from {
        all if all.len() == State::ALL.len() => "any".to_owned(),
        some => codes(some.iter().map(|state| state.code()).collect()),
    };
    let to = line.to.map_or_else(|| "stays".to_owned(), |state| format!("`{}`", state.code()));
    let needs: Vec<_> = line.needs.iter().map(|need| need.words().en).collect();
    format!(
        "| `{}` | {} | {from} | {to} | {} | {} |\n",
        line.deed.code(),
        line.deed.words().zh,
        codes(line.who.iter().map(|role| role.code()).collect()),
        cell(&needs.join("; "))
    )
}
