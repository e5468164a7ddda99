//! What is wrong with a setting, and where it was given.

use std::fmt;
use std::path::PathBuf;

use serde_json::{Value, json};

/// Where a setting was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the file, at a line counted from 1.
    File(PathBuf, usize),
    /// In a variable.
    Variable(String),
    /// In a flag.
    Flag(String),
    /// Nowhere: it is the default.
    Default,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub origin: Origin,
    /// The setting's name as it was given; empty for the file as a whole.
    pub setting: String,
    /// What is wrong.
    pub problem: String,
    /// The nearest name there is, where the given one is unknown and something is near.
    pub suggestion: Option<String>,
}

impl Fault {
    /// As one JSON object.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (source, line) = match &self.origin {
            Origin::File(path, line) => (path.display().to_string(), Some(*line)),
            other => (other.to_string(), None),
        };
        json!({
            "source": source,
            "line": line,
            "setting": self.setting,
            "problem": self.problem,
            "suggestion": self.suggestion,
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
            Self::Default => f.write_str("default"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.origin)?;
        if !self.setting.is_empty() {
            write!(f, "{}: ", self.setting)?;
        }
        f.write_str(&self.problem)?;
        match &self.suggestion {
            Some(name) => write!(f, "; did you mean {name}?"),
            None => Ok(()),
        }
    }
}
