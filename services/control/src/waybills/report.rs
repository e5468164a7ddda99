//! Reports of the checks as messages.

use placard_api::v1;
use placard_api::v1::finding::Suggestion;
use placard_domain::Text;
use placard_waybill::check::{Finding, Severity, Spec};
use placard_waybill::lists::ListVersion;
use placard_waybill::report::{Report, Verdict};

pub(super) fn write(report: &Report) -> v1::ValidationReport {
    let verdict = match report.verdict {
        Verdict::Valid => v1::validation_report::Verdict::Valid,
        Verdict::ValidWithWarnings => v1::validation_report::Verdict::ValidWithWarnings,
        Verdict::Invalid => v1::validation_report::Verdict::Invalid,
    };
    v1::ValidationReport {
        verdict: verdict.into(),
        findings: report.findings.iter().map(write_finding).collect(),
        findings_left_out: u32::try_from(report.findings_left_out).unwrap_or(u32::MAX),
        list_versions: report.list_versions.iter().map(write_list).collect(),
    }
}

fn write_finding(found: &Finding) -> v1::Finding {
    v1::Finding {
        check: found.check.to_owned(),
        severity: severity(found.severity).into(),
        field: found.field.clone(),
        message: Some(text(&found.message)),
        clause: Some(text(&found.clause)),
        suggestion: found.suggestion.as_ref().map(|suggestion| Suggestion {
            field: suggestion.field.clone(),
            value: suggestion.value.clone(),
            text: Some(text(&suggestion.text)),
        }),
    }
}

pub(crate) fn write_list(version: &ListVersion) -> v1::ListVersion {
    v1::ListVersion {
        list: version.list.id().to_owned(),
        edition: version.edition.clone(),
        hash: version.hash.clone(),
        rows: u32::try_from(version.rows).unwrap_or(u32::MAX),
    }
}

/// A check's heading.
pub(super) fn write_check(spec: &Spec) -> v1::Check {
    let both = |(zh, en): (&str, &str)| Some(text(&Text::new(zh, en)));
    v1::Check {
        id: spec.id.to_owned(),
        severity: severity(spec.severity).into(),
        title: both(spec.title),
        clause: both(spec.clause),
    }
}

const fn severity(severity: Severity) -> v1::finding::Severity {
    match severity {
        Severity::Error => v1::finding::Severity::Error,
        Severity::Warning => v1::finding::Severity::Warning,
        Severity::Caution => v1::finding::Severity::Caution,
        Severity::NotChecked => v1::finding::Severity::NotChecked,
    }
}

pub(crate) fn text(text: &Text) -> v1::Text {
    v1::Text { zh: text.zh.clone(), en: text.en.clone() }
}
