//! What a check says of itself, and how it says what it found.

use placard_domain::Text;
use serde::{Deserialize, Serialize};

/// A check's heading.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its stable id, `group.name`: `tank.fill`.
    pub id: &'static str,
    /// How grave what it finds is, unless the check says less of one finding.
    pub severity: Severity,
    /// What it is about, zh and en.
    pub title: (&'static str, &'static str),
    /// The clause it rests on, zh and en.
    pub clause: (&'static str, &'static str),
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// The waybill may not be used as it is.
    Error,
    /// It may, and somebody should look at it.
    Warning,
    /// Good practice, or a duty of doubtful source: never an offence.
    Caution,
    /// Something could not be checked, and why.
    NotChecked,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The check.
    pub check: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Path of the field from the top of the waybill: `goods[0].un`; empty: the whole.
    pub field: String,
    /// What is wrong, and what would be right.
    pub message: Text,
    /// The clause that it rests on.
    pub clause: Text,
    /// What to put there instead, where that can be computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
}

impl Finding {
    /// With what to put there instead.
    pub fn suggest(&mut self, value: impl Into<String>, text: Text) -> &mut Self {
        let field = self.field.clone();
        self.suggestion = Some(Suggestion { field, value: value.into(), text });
        self
    }

    /// Less grave than the check's own severity.
    pub fn lower(&mut self, severity: Severity) -> &mut Self {
        self.severity = self.severity.max(severity);
        self
    }

    /// Resting on a clause of its own instead of the check's.
    pub fn under(&mut self, (zh, en): (&str, &str)) -> &mut Self {
        self.clause = Text::new(zh, en);
        self
    }
}

/// A value that would cure a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// Path of the field to change.
    pub field: String,
    /// The value, as JSON has it; text without quotes.
    pub value: String,
    /// In words.
    pub text: Text,
}

/// The most findings one report holds: what is beyond is counted. 10,000 wrong lines make a short
/// report of the first faults and their number.
pub const FINDINGS_MAX: usize = 500;

/// Takes down what checks find.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<Finding>,
    beyond: usize,
    overflow: Option<Box<Finding>>,
}

impl Findings {
    /// Notes one more, and gives it back to be added to.
    pub fn push(
        &mut self,
        spec: &'static Spec,
        field: impl Into<String>,
        message: Text,
    ) -> &mut Finding {
        let finding = Finding {
            check: spec.id,
            severity: spec.severity,
            field: field.into(),
            message,
            clause: Text::new(spec.clause.0, spec.clause.1),
            suggestion: None,
        };
        if self.found.len() < FINDINGS_MAX {
            self.found.push(finding);
            let last = self.found.len() - 1;
            return &mut self.found[last];
        }
        self.beyond += 1;
        self.overflow.insert(Box::new(finding))
    }

    /// Notes that something could not be checked.
    pub fn not_checked(
        &mut self,
        spec: &'static Spec,
        field: impl Into<String>,
        why: Text,
    ) -> &mut Finding {
        self.push(spec, field, why).lower(Severity::NotChecked)
    }

    /// All findings, gravest first, then in the order of the checks; and how many more there were.
    ///
    /// One fault is told once: where the form of a field is wrong, that the register has another
    /// value for it says nothing more.
    pub(crate) fn done(mut self) -> (Vec<Finding>, usize) {
        let of_form = |it: &&Finding| it.check.starts_with("form.") && !it.field.is_empty();
        let formless: Vec<_> = self.found.iter().filter(of_form).cloned().collect();
        self.found.retain(|it| {
            let same = |form: &Finding| form.field == it.field && form.severity <= it.severity;
            let of_register = it.check.starts_with("who.") && it.suggestion.is_some();
            !of_register || !formless.iter().any(same)
        });
        self.found.sort_by_key(|finding| finding.severity);
        (self.found, self.beyond)
    }
}
