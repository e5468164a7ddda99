//! What a validation answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::check::{Finding, Findings, Severity};
use crate::checks;
use crate::lists::ListVersion;
use crate::subject::Subject;

/// Everything that was found, and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// All told.
    pub verdict: Verdict,
    /// What was found, gravest first.
    pub findings: Vec<Finding>,
    /// How many findings there were beyond those told
    /// ([`FINDINGS_MAX`](crate::check::FINDINGS_MAX)).
    pub findings_left_out: usize,
    /// The lists that were asked, with their editions.
    #[serde(serialize_with = "each")]
    pub list_versions: Arc<[ListVersion]>,
}

fn each<S: Serializer>(versions: &Arc<[ListVersion]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(versions.iter())
}

/// All told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// No error, no warning, no caution. What could not be checked is told all the same.
    Valid,
    /// No error.
    ValidWithWarnings,
    /// At least one error.
    Invalid,
}

/// Runs every check: the same subject gives the same report.
#[must_use]
pub fn validate(on: &Subject<'_>) -> Report {
    let mut findings = Findings::default();
    for check in checks::CHECKS {
        check(on, &mut findings);
    }
    let (findings, findings_left_out) = findings.done();
    let verdict = match findings.first().map(|finding| finding.severity) {
        Some(Severity::Error) => Verdict::Invalid,
        Some(Severity::Warning | Severity::Caution) => Verdict::ValidWithWarnings,
        Some(Severity::NotChecked) | None => Verdict::Valid,
    };
    Report { verdict, findings, findings_left_out, list_versions: on.lists.shared_versions() }
}
