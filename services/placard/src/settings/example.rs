//! The example file: every setting with its default, made from the declarations.

use super::Settings;

const HEAD: &str = "\
# Placard's settings, every one with its default: `placard serve --config placard.toml`.
# Nothing here needs to be set. A variable stands over the file, a flag over both:
# http.listen is PLACARD_HTTP_LISTEN and --set http.listen=...
# `placard config check` names each fault.
# Made by `UPDATE=1 cargo test -p placard --test reference`; not typed.
";

/// The text of `docs/operating/placard.example.toml`.
#[must_use]
pub fn example() -> String {
    let mut text = HEAD.to_owned();
    let comment = |text: &mut String, lines: &[&str]| {
        for line in lines {
            text.push_str(format!("#{line}").trim_end());
            text.push('\n');
        }
    };
    let specs = Settings::specs();
    for (section, about) in Settings::sections() {
        text.push('\n');
        comment(&mut text, about);
        text.push_str(&format!("[{section}]\n"));
        for spec in specs.iter().filter(|spec| spec.section == section) {
            comment(&mut text, spec.doc);
            if let Some((least, most)) = spec.bounds {
                comment(&mut text, &[&format!(" {least} to {most}.")]);
            }
            match &spec.default {
                Some(value) => text.push_str(&format!("{} = {value}\n", spec.key)),
                None => text.push_str(&format!("# {} = \"\"\n", spec.key)),
            }
        }
    }
    text
}
