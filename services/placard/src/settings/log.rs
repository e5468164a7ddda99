//! What is logged, and how.

use super::section::section;
use super::value::{Value, words};

words! {
    /// How log lines look.
    pub enum LogFormat {
        /// Text on a terminal, JSON anywhere else.
        Auto = "auto",
        /// For people.
        Text = "text",
        /// For machines: one object a line.
        Json = "json",
    }
}

/// A filter of `tracing`: a level, or levels by module, as in `info,placard_gateway=debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level(String);

impl Level {
    /// The directives.
    #[must_use]
    pub fn directives(&self) -> &str {
        &self.0
    }
}

impl Value for Level {
    const FORM: &'static str = "a level (error, warn, info, debug, trace), or levels by module: \
                                info,placard_gateway=debug";
    fn from_text(text: &str) -> Option<Self> {
        tracing_subscriber::EnvFilter::try_new(text).ok().map(|_| Self(text.to_owned()))
    }
    fn to_toml(&self) -> Option<String> {
        Some(super::value::quoted(&self.0))
    }
}

section! {
    /// What is logged, to standard error.
    pub struct Log in "log" {
        /// How much. `info` says what an operator acts on and nothing for each fix.
        level: Level = Level("info".into());
        /// How it looks: text on a terminal and JSON elsewhere, unless this says otherwise.
        format: LogFormat = LogFormat::Auto;
    }
}
