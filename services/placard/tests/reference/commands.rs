//! The page of commands, from what the command line itself takes.

use clap::{Arg, Command, CommandFactory as _};

use crate::pages::cell;

pub(crate) fn write() -> String {
    let mut text = "Every command has `--help`. Exit status: 0 done, 1 what was checked does not \
                    hold, 2 could not run; 75 of what serves: something broke that a fresh start \
                    may mend.\n"
        .to_owned();
    let mut line = placard::commands::Line::command();
    line.build();
    add(&mut text, &line);
    text
}

/// Adds a command's own commands, each with its flags.
fn add(text: &mut String, command: &Command) {
    for own in command.get_subcommands().filter(|own| own.get_name() != "help") {
        let has_own = own.get_subcommands().any(|deeper| deeper.get_name() != "help");
        if !has_own {
            text.push_str(&section(own));
        }
        add(text, own);
    }
}

fn section(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let about = command.get_long_about().or_else(|| command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let mut text = format!("\n## {name}\n\n{}\n", about.replace('<', "&lt;"));
    let arguments: Vec<_> = command.get_arguments().filter(|arg| is_told(arg)).collect();
    if !arguments.is_empty() {
        text.push_str("\n| | default | |\n|---|---|---|\n");
        arguments.iter().for_each(|arg| text.push_str(&row(arg)));
    }
    let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    if let Some((_, example)) = example.split_once("Example:\n") {
        let lines: Vec<_> = example.lines().map(|line| line.trim_start()).collect();
        text.push_str(&format!("\n```\n{}\n```\n", lines.join("\n")));
    }
    text
}

fn is_told(arg: &Arg) -> bool {
    !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str())
}

fn row(arg: &Arg) -> String {
    let values = arg.get_value_names().unwrap_or_default();
    let takes = arg.get_action().takes_values();
    let value = values.iter().filter(|_| takes).map(ToString::to_string).collect::<Vec<_>>();
    let shown = match (arg.get_long(), value.is_empty()) {
        (Some(long), true) => format!("--{long}"),
        (Some(long), false) => format!("--{long} {}", value.join(" ")),
        (None, _) => value.join(" "),
    };
    let defaults = arg.get_default_values().iter().filter(|_| takes);
    let default: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
    let possible: Vec<_> =
        arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let one_of = match possible.is_empty() || !takes {
        true => String::new(),
        false => format!(" One of: {}.", possible.join(", ")),
    };
    let default = default.first().map_or("-".to_owned(), |value| format!("`{value}`"));
    format!("| `{}` | {default} | {}{one_of} |\n", shown.replace('|', "\\|"), cell(&help))
}
