//! Reads the file, the variables and the flags, in that order, each over the one before; collects
//! everything that is wrong.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::{Fault, Given, Loaded, Origin, Settings};

/// Variables that begin with `PLACARD_` and are no setting, and what each is for.
pub const OTHER_VARIABLES: [(&str, &str); 3] = [
    ("PLACARD_CONFIG", "the settings file, as --config"),
    ("PLACARD_API_KEY", "the key that `placard import` and `export` show to the server"),
    ("PLACARD_WHOLE", "read by the tests: the whole run instead of a sample"),
];

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file, if any, with its text.
    pub file: Option<(PathBuf, String)>,
    /// The environment.
    pub variables: Vec<(String, String)>,
    /// Flags: as given (`--http`), the setting (`http.listen`), the value.
    pub flags: Vec<(String, String, String)>,
}

/// Reads the settings.
///
/// # Errors
/// Everything that is wrong, in the order of the sources.
pub fn load(sources: &Sources) -> Result<Loaded, Vec<Fault>> {
    let mut loading = Loading::default();
    if let Some((path, text)) = &sources.file {
        loading.file(path, text);
    }
    for (name, value) in &sources.variables {
        loading.variable(name, value);
    }
    for (flag, setting, value) in &sources.flags {
        loading.flag(flag, setting, value);
    }
    for (setting, problem) in loading.loaded.settings.cross_check() {
        let origin = loading.loaded.origins.get(setting).cloned().unwrap_or(Origin::Default);
        loading.faults.push(Fault { origin, setting: setting.into(), problem, suggestion: None });
    }
    if loading.faults.is_empty() { Ok(loading.loaded) } else { Err(loading.faults) }
}

#[derive(Default)]
struct Loading {
    loaded: Loaded,
    faults: Vec<Fault>,
}

impl Loading {
    fn file(&mut self, path: &Path, text: &str) {
        let at = |span: Range<usize>| {
            let before = text.get(..span.start).unwrap_or(text);
            Origin::File(path.to_owned(), before.matches('\n').count() + 1)
        };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let origin = at(error.span().unwrap_or_default());
            self.fault(origin, "", error.message().to_owned());
        }
        for (section, value) in table.get_ref() {
            let origin = at(section.span());
            match value.get_ref() {
                DeValue::Table(keys) => {
                    for (key, value) in keys {
                        let (origin, key) = (at(key.span()), key.get_ref());
                        self.set(origin, section.get_ref(), key, Given::Toml(value.get_ref()));
                    }
                    self.check_section(origin, section.get_ref(), keys.is_empty());
                }
                _ => self.loose_key(origin, section.get_ref()),
            }
        }
        // The table is in order of names; a person reads from the top.
        self.faults.sort_by_key(|fault| match fault.origin {
            Origin::File(_, line) => line,
            _ => 0,
        });
    }

    /// An empty table of a wrong name would else pass unseen.
    fn check_section(&mut self, origin: Origin, section: &str, is_empty: bool) {
        let names: Vec<_> = Settings::sections().iter().map(|(name, _)| (*name).into()).collect();
        if is_empty && !names.iter().any(|name| name == section) {
            self.unknown(origin, section, "no such section", names);
        }
    }

    /// A key above the first `[section]`.
    fn loose_key(&mut self, origin: Origin, key: &str) {
        let specs = Settings::specs();
        let suggestion = specs.iter().find(|spec| spec.key == key).map(super::Spec::name);
        let problem = "stands in no section".to_owned();
        self.faults.push(Fault { origin, setting: key.into(), problem, suggestion });
    }

    fn variable(&mut self, name: &str, value: &str) {
        let other = OTHER_VARIABLES.iter().any(|(known, _)| *known == name);
        if !name.starts_with("PLACARD_") || other {
            return;
        }
        let origin = Origin::Variable(name.to_owned());
        let specs = Settings::specs();
        match specs.iter().find(|spec| spec.variable() == name) {
            Some(spec) => self.set(origin, spec.section, spec.key, Given::Text(value)),
            None => {
                let mut names: Vec<_> = specs.iter().map(super::Spec::variable).collect();
                names.extend(OTHER_VARIABLES.iter().map(|(name, _)| (*name).to_owned()));
                self.unknown(origin, name, "no such variable", names);
            }
        }
    }

    fn flag(&mut self, flag: &str, setting: &str, value: &str) {
        let origin = Origin::Flag(flag.to_owned());
        match setting.split_once('.') {
            Some((section, key)) => self.set(origin, section, key, Given::Text(value)),
            None => self.loose_key(origin, setting),
        }
    }

    fn set(&mut self, origin: Origin, section: &str, key: &str, given: Given<'_>) {
        let name = format!("{section}.{key}");
        match self.loaded.settings.set(section, key, given) {
            Some(Ok(())) => {
                self.loaded.origins.insert(name, origin);
            }
            Some(Err(problem)) => self.fault(origin, &name, problem),
            None => {
                let names = Settings::specs().iter().map(super::Spec::name).collect();
                self.unknown(origin, &name, "no such setting", names);
            }
        }
    }

    fn fault(&mut self, origin: Origin, setting: &str, problem: String) {
        self.faults.push(Fault { origin, setting: setting.into(), problem, suggestion: None });
    }

    fn unknown(&mut self, origin: Origin, given: &str, problem: &str, names: Vec<String>) {
        let suggestion = nearest(given, names);
        let (setting, problem) = (given.to_owned(), problem.to_owned());
        self.faults.push(Fault { origin, setting, problem, suggestion });
    }
}

/// The nearest of the names, if any is near enough to be meant.
fn nearest(given: &str, names: Vec<String>) -> Option<String> {
    const NEAR: f64 = 0.6;
    let likeness = |name: &String| strsim::normalized_damerau_levenshtein(given, name);
    let best = names.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) >= NEAR).then_some(best)
}
