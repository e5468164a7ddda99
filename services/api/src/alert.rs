//! Alerts on their way out, and dispositions on their way in.

use placard_domain::alert::{
    Act, CaseState, ConfidenceLevel, Disposition, EndReason, Evidence, HistoryEntry,
};
use placard_domain::rule::{Color, RuleStatus};
use placard_domain::{Alert, Reason, Speed, Text, Violations};

use crate::read::time_to;
use crate::v1;
use crate::zone::write_place;

/// An alert's etag: changes with each act and each revision of the engine.
#[must_use]
pub fn etag(alert: &Alert) -> String {
    format!("\"{}.{}\"", alert.detection.revision, alert.case.version)
}

/// An alert on its way out.
#[must_use]
pub fn write(alert: &Alert) -> v1::Alert {
    let d = &alert.detection;
    let (disposition, duplicate_of) = match &alert.case.state {
        CaseState::Closed { disposition, .. } => disposition_to(*disposition),
        CaseState::Open | CaseState::Acknowledged { .. } | CaseState::Escalated => {
            (v1::alert::Disposition::Unspecified, String::new())
        }
    };
    v1::Alert {
        id: d.id.to_string(),
        rule: d.rule.clone(),
        color: color_to(d.color).into(),
        state: state_to(&alert.case.state).into(),
        vehicle_id: d.vehicle.to_string(),
        waybill_id: String::new(),
        zone_id: d.zone.as_ref().map(ToString::to_string).unwrap_or_default(),
        opened_at: Some(time_to(d.opened_at)),
        detected_at: Some(time_to(d.detected_at)),
        ended_at: d.ended.map(|ending| time_to(ending.at)),
        end_reason: d.ended.map_or(0, |ending| end_reason_to(ending.reason).into()),
        position: d.position.map(write_place),
        summary: Some(text_to(&d.summary)),
        clause: Some(text_to(&d.clause)),
        confidence: confidence_to(d.confidence.level).into(),
        confidence_reasons: d.confidence.reasons.iter().map(text_to).collect(),
        late: d.late,
        owner: alert.case.owner().unwrap_or_default().to_owned(),
        disposition: disposition.into(),
        duplicate_of,
        etag: etag(alert),
        evidence: Some(evidence_to(&d.evidence)),
        history: alert.case.history.iter().map(history_to).collect(),
        world_revision: d.world.0,
        detection_revision: d.revision,
        change: alert.change,
        shadow: d.status == RuleStatus::Shadow,
        organisation_id: d.organisation.to_string(),
        jurisdiction_id: d.jurisdiction.to_string(),
    }
}

/// Reads what came of an alert.
///
/// # Errors
/// Where it is missing or not known, or a duplicate does not say of what.
pub fn read_disposition(disposition: i32, duplicate_of: &str) -> Result<Disposition, Violations> {
    use v1::alert::Disposition as P;
    let Ok(value) = P::try_from(disposition) else {
        return Err(Violations::one("disposition", Reason::UnknownValue, disposition));
    };
    Ok(match value {
        P::Unspecified => {
            return Err(Violations::one("disposition", Reason::DispositionRequired, ""));
        }
        P::Corrected => Disposition::Corrected,
        P::Checked => Disposition::Checked,
        P::Penalised => Disposition::Penalised,
        P::Accident => Disposition::Accident,
        P::Permitted => Disposition::Permitted,
        P::PositionWrong => Disposition::PositionWrong,
        P::DataWrong => Disposition::DataWrong,
        P::DeviceFault => Disposition::DeviceFault,
        P::Duplicate => match duplicate_of.parse() {
            Ok(other) => Disposition::Duplicate(other),
            Err(_) if duplicate_of.is_empty() => {
                return Err(Violations::one("duplicate_of", Reason::Required, ""));
            }
            Err(error) => {
                return Err(Violations::one("duplicate_of", Reason::Malformed, error));
            }
        },
    })
}

fn disposition_to(disposition: Disposition) -> (v1::alert::Disposition, String) {
    use v1::alert::Disposition as P;
    let value = match disposition {
        Disposition::Corrected => P::Corrected,
        Disposition::Checked => P::Checked,
        Disposition::Penalised => P::Penalised,
        Disposition::Accident => P::Accident,
        Disposition::Permitted => P::Permitted,
        Disposition::PositionWrong => P::PositionWrong,
        Disposition::DataWrong => P::DataWrong,
        Disposition::DeviceFault => P::DeviceFault,
        Disposition::Duplicate(other) => return (P::Duplicate, other.to_string()),
    };
    (value, String::new())
}

/// A colour by its value in the proto; `None` where it is none.
#[must_use]
pub fn color_of(value: i32) -> Option<Color> {
    match v1::alert::Color::try_from(value).ok()? {
        v1::alert::Color::Unspecified => None,
        v1::alert::Color::Blue => Some(Color::Blue),
        v1::alert::Color::Yellow => Some(Color::Yellow),
        v1::alert::Color::Orange => Some(Color::Orange),
        v1::alert::Color::Red => Some(Color::Red),
    }
}

pub(crate) fn color_to(color: Color) -> v1::alert::Color {
    match color {
        Color::Blue => v1::alert::Color::Blue,
        Color::Yellow => v1::alert::Color::Yellow,
        Color::Orange => v1::alert::Color::Orange,
        Color::Red => v1::alert::Color::Red,
    }
}

/// A state's name by its value in the proto; `None` where it is none.
#[must_use]
pub fn state_name(value: i32) -> Option<&'static str> {
    match v1::alert::State::try_from(value).ok()? {
        v1::alert::State::Unspecified => None,
        known => Some(known.as_str_name()),
    }
}

fn state_to(state: &CaseState) -> v1::alert::State {
    match state {
        CaseState::Open => v1::alert::State::Open,
        CaseState::Acknowledged { .. } => v1::alert::State::Acknowledged,
        CaseState::Escalated => v1::alert::State::Escalated,
        CaseState::Closed { .. } => v1::alert::State::Closed,
    }
}

fn end_reason_to(reason: EndReason) -> v1::ending::Reason {
    match reason {
        EndReason::Cleared => v1::ending::Reason::Cleared,
        EndReason::Corrected => v1::ending::Reason::Corrected,
        EndReason::NoLongerBanned => v1::ending::Reason::NoLongerBanned,
        EndReason::Unladen => v1::ending::Reason::Unladen,
        EndReason::VehicleRemoved => v1::ending::Reason::VehicleRemoved,
        EndReason::UploadEnded => v1::ending::Reason::UploadEnded,
        EndReason::RuleRetired => v1::ending::Reason::RuleRetired,
    }
}

fn confidence_to(level: ConfidenceLevel) -> v1::alert::Confidence {
    match level {
        ConfidenceLevel::Low => v1::alert::Confidence::Low,
        ConfidenceLevel::Medium => v1::alert::Confidence::Medium,
        ConfidenceLevel::High => v1::alert::Confidence::High,
    }
}

fn text_to(text: &Text) -> v1::Text {
    v1::Text { zh: text.zh.clone(), en: text.en.clone() }
}

fn evidence_to(evidence: &Evidence) -> v1::Evidence {
    let values = evidence.values.iter().map(|measured| v1::evidence::Measured {
        name: measured.name.clone(),
        value: measured.value,
        limit: measured.limit,
        unit: measured.unit.clone(),
    });
    let fixes = evidence.fixes.iter().map(|proof| v1::evidence::Proof {
        device_time: Some(time_to(proof.device_time)),
        position: Some(write_place(proof.position)),
        speed_kmh: proof.speed.map(Speed::kmh),
        sigma_m: proof.sigma.metres(),
    });
    v1::Evidence { values: values.collect(), fixes: fixes.collect() }
}

fn history_to(entry: &HistoryEntry) -> v1::HistoryEntry {
    let command_id = match &entry.act {
        Act::Text(command) => command.to_string(),
        _ => String::new(),
    };
    v1::HistoryEntry {
        time: Some(time_to(entry.at)),
        actor: entry.actor.clone(),
        act: entry.act.name().to_owned(),
        note: entry.note.clone(),
        command_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_says_what_came_of_it() {
        let refused = read_disposition(0, "").unwrap_err();
        assert_eq!(refused.as_slice()[0].reason, Reason::DispositionRequired);
        assert!(read_disposition(77, "").is_err());
        assert_eq!(read_disposition(2, ""), Ok(Disposition::Checked));
    }

    #[test]
    fn a_duplicate_says_of_what() {
        let nothing = read_disposition(9, "").unwrap_err();
        assert_eq!(nothing.as_slice()[0].field, "duplicate_of");
        assert!(read_disposition(9, "nonsense").is_err());
        let id = "a".repeat(26);
        let read = read_disposition(9, &id).unwrap();
        assert_eq!(disposition_to(read), (v1::alert::Disposition::Duplicate, id));
    }
}
