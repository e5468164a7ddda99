//! Rules as they hold in a jurisdiction on their way out, and settings on their way in.

use std::collections::BTreeMap;

use placard_domain::rule::{ParamSpec, RuleSetting, RuleStatus, Spec};
use placard_domain::{JurisdictionId, Reason, Revision, Timestamp, Violations};

use crate::alert::color_to;
use crate::item::etag;
use crate::read::{Reader, time_to};
use crate::v1;

/// Changes of a setting that a rule shows.
pub const CHANGES_SHOWN: usize = 20;

/// A rule as it holds in a jurisdiction.
#[derive(Debug)]
pub struct Standing<'a> {
    /// Its heading.
    pub spec: &'static Spec,
    /// Where.
    pub jurisdiction: &'a JurisdictionId,
    /// In force there.
    pub status: RuleStatus,
    /// Who set the status.
    pub status_from: Option<Origin>,
    /// In force there, one for each parameter of the heading, with who set it.
    pub values: Vec<(i64, Option<Origin>)>,
    /// What the jurisdiction itself has set, newest first.
    pub changes: &'a [Change],
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The jurisdiction that sets it.
    pub jurisdiction: JurisdictionId,
    /// Who set it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// One change of a jurisdiction's setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it set; `None`: it took the setting back.
    pub setting: Option<RuleSetting>,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The revision of the world that it made.
    pub revision: Revision,
}

/// A rule on its way out.
#[must_use]
pub fn write(standing: &Standing<'_>) -> v1::Rule {
    let Standing { spec, jurisdiction, status, status_from, values, changes } = standing;
    let text = |(zh, en): (&str, &str)| v1::Text { zh: zh.to_owned(), en: en.to_owned() };
    let newest = changes.first();
    let revision = newest.map_or(Revision::ZERO, |change| change.revision);
    let params = spec.params.iter().zip(values);
    v1::Rule {
        id: spec.id.to_owned(),
        title: Some(text(spec.title)),
        clause: Some(text(spec.clause)),
        color: color_to(spec.color).into(),
        jurisdiction_id: jurisdiction.to_string(),
        status: status_to(*status).into(),
        default_status: status_to(spec.status).into(),
        status_provenance: status_from.as_ref().map(origin_to),
        parameters: params.map(|(param, (value, from))| parameter(param, *value, from)).collect(),
        setting: newest.and_then(|change| change.setting.as_ref()).map(setting_to),
        changes: changes.iter().take(CHANGES_SHOWN).map(change_to).collect(),
        etag: etag(revision),
        revision: revision.0,
    }
}

fn parameter(param: &ParamSpec, value: i64, from: &Option<Origin>) -> v1::rule::Parameter {
    v1::rule::Parameter {
        name: param.name.to_owned(),
        unit: param.unit().to_owned(),
        note: param.note.to_owned(),
        value,
        default_value: param.default,
        min_value: param.min,
        max_value: param.max,
        provenance: from.as_ref().map(origin_to),
    }
}

fn origin_to(origin: &Origin) -> v1::rule::Provenance {
    v1::rule::Provenance {
        jurisdiction_id: origin.jurisdiction.to_string(),
        actor: origin.actor.clone(),
        time: Some(time_to(origin.at)),
    }
}

fn change_to(change: &Change) -> v1::rule::SettingChange {
    v1::rule::SettingChange {
        setting: change.setting.as_ref().map(setting_to),
        actor: change.actor.clone(),
        time: Some(time_to(change.at)),
        revision: change.revision.0,
    }
}

fn setting_to(setting: &RuleSetting) -> v1::RuleSetting {
    let value =
        |(name, value): (&String, &i64)| v1::ParameterValue { name: name.clone(), value: *value };
    v1::RuleSetting {
        status: setting.status.map_or(0, |status| status_to(status).into()),
        parameters: setting.params.iter().map(value).collect(),
    }
}

fn status_to(status: RuleStatus) -> v1::rule::Status {
    match status {
        RuleStatus::Shadow => v1::rule::Status::Shadow,
        RuleStatus::Active => v1::rule::Status::Active,
        RuleStatus::Retired => v1::rule::Status::Retired,
    }
}

/// Reads a jurisdiction's setting of a rule.
///
/// # Errors
/// Every parameter that the rule does not have, is out of its bounds, or stands there twice.
pub fn read_setting(
    proto: &v1::RuleSetting,
    spec: &Spec,
    jurisdiction: &JurisdictionId,
) -> Result<RuleSetting, Violations> {
    let mut r = Reader::default();
    let status = match r.known("status", proto.status) {
        None | Some(v1::rule::Status::Unspecified) => None,
        Some(v1::rule::Status::Shadow) => Some(RuleStatus::Shadow),
        Some(v1::rule::Status::Active) => Some(RuleStatus::Active),
        Some(v1::rule::Status::Retired) => Some(RuleStatus::Retired),
    };
    let mut params = BTreeMap::new();
    for (i, v1::ParameterValue { name, value }) in proto.parameters.iter().enumerate() {
        let path = |field: &str| format!("parameters[{i}].{field}");
        let Some(param) = spec.params.iter().find(|param| param.name == name) else {
            let known: Vec<_> = spec.params.iter().map(|param| param.name).collect();
            let detail = format!("{name:?} ({}: {})", spec.id, known.join(", "));
            r.found.push(path("name"), Reason::UnknownValue, detail);
            continue;
        };
        if !(param.min..=param.max).contains(value) {
            let bounds = format!("{value} ({}–{} {})", param.min, param.max, param.unit());
            r.found.push(path("value"), Reason::OutOfRange, bounds);
        }
        if params.insert(name.clone(), *value).is_some() {
            r.found.push(path("name"), Reason::Duplicate, name);
        }
    }
    let rule = spec.id.to_owned();
    r.found.or(RuleSetting { rule, jurisdiction: jurisdiction.clone(), status, params })
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::rule::{Color, Judges};

    const SPEC: Spec = Spec {
        id: "test.rule",
        state_version: 1,
        judges: Judges::Fixes,
        title: ("测试", "test"),
        clause: ("无", "none"),
        color: Color::Blue,
        status: RuleStatus::Active,
        params: &[ParamSpec { name: "silence_s", default: 300, min: 60, max: 3600, note: "" }],
    };

    fn value(name: &str, value: i64) -> v1::ParameterValue {
        v1::ParameterValue { name: name.into(), value }
    }

    #[test]
    fn all_that_is_wrong_with_a_setting_is_named() {
        let area = JurisdictionId::new("CN").unwrap();
        let parameters =
            vec![value("silence_s", 59), value("silense_s", 60), value("silence_s", 60)];
        let wrong = v1::RuleSetting { status: 9, parameters };
        let found = read_setting(&wrong, &SPEC, &area).unwrap_err();
        let found: Vec<_> = found.as_slice().iter().map(|v| (v.field.as_str(), v.reason)).collect();
        let expected = [
            ("status", Reason::UnknownValue),
            ("parameters[0].value", Reason::OutOfRange),
            ("parameters[1].name", Reason::UnknownValue),
            ("parameters[2].name", Reason::Duplicate),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_setting_reads_its_own_writing() {
        let area = JurisdictionId::new("CN").unwrap();
        for status in [None, Some(RuleStatus::Shadow), Some(RuleStatus::Retired)] {
            let params = BTreeMap::from([("silence_s".to_owned(), 3600)]);
            let rule = SPEC.id.to_owned();
            let setting = RuleSetting { rule, jurisdiction: area.clone(), status, params };
            assert_eq!(read_setting(&setting_to(&setting), &SPEC, &area), Ok(setting));
        }
    }
}
