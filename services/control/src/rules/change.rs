//! Changing what a jurisdiction sets of a rule.

use placard_api::errors::{refuse, status};
use placard_api::item::etag;
use placard_api::rule::{self, read_setting};
use placard_api::v1;
use placard_domain::rule::{RuleSetting, Spec};
use placard_domain::{JurisdictionId, Reason, Revision, Timestamp, Violations};
use placard_store::records::{self, Kind};
use prost_types::FieldMask;
use tonic::Status;

use super::standing::{Area, chain, setting_id, told};
use super::{area, known, refuse_strangers};
use crate::call::Call;
use crate::hall::Hall;
use crate::records::{commit, mask, of_item, removed};

/// The one field of a rule that a call changes.
const SETTING: &str = "setting";

/// Changes a setting.
pub(super) async fn update(
    hall: &Hall,
    call: &Call,
    request: &v1::UpdateRuleRequest,
) -> Result<v1::Rule, Status> {
    let rule = request.rule.as_ref().ok_or_else(|| refuse("rule", Reason::Required, ""))?;
    let spec = known(&rule.id)?;
    refuse_strangers(hall, call)?;
    let area = area(hall, "rule.jurisdiction_id", &rule.jurisdiction_id).await?;
    let id = setting_id(spec.id, &area);
    call.about(format!("rule/{id}"));
    let now = hall.now();

    let mut desk = hall.line().desk().await;
    if let Some(answer) = call.answered(hall.records(), now, request).await? {
        return Ok(answer);
    }
    if desk.world().areas(&area).is_empty() {
        // The engine looks for parameters in areas that it knows alone.
        return Err(refuse("rule.jurisdiction_id", Reason::NoSuchReference, &area));
    }
    let mut chain = chain(hall, spec, &area).await?;
    let current = told(spec, &chain);
    if !rule.etag.is_empty() && rule.etag != current.etag {
        return Err(refuse("etag", Reason::EtagMismatch, ""));
    }
    let setting = wanted(spec, &area, &current, rule, request.update_mask.as_ref())?;
    let revision = desk.world().revision().next();
    note(&mut chain, setting.clone(), call, now, revision);
    let response = told(spec, &chain);
    debug_assert_eq!(response.etag, etag(revision));
    let change = change(hall, &id, &area, setting.as_ref(), now)?;
    let trace = call.trace(now, request, &response);
    commit(&mut desk, &[change], &trace, |_| "rule.id".to_owned()).await?;
    call.traced();
    Ok(response)
}

/// The setting as it is to be; `None` where it says nothing.
fn wanted(
    spec: &Spec,
    area: &JurisdictionId,
    current: &v1::Rule,
    rule: &v1::Rule,
    mask: Option<&FieldMask>,
) -> Result<Option<RuleSetting>, Status> {
    let named = mask.map(|mask| mask.paths.as_slice()).unwrap_or_default();
    let merged = match named {
        [] => {
            let setting = rule.setting.clone();
            setting.ok_or_else(|| refuse("rule.setting", Reason::Required, ""))?
        }
        _ => {
            let merged = mask::merge("Rule", current, rule, mask, &[]);
            let (merged, tops) = merged.map_err(|found| status(&found))?;
            if let Some(other) = tops.iter().find(|top| *top != SETTING) {
                let detail = format_args!(" ({other})");
                return Err(refuse("update_mask", Reason::Immutable, detail));
            }
            merged.setting.unwrap_or_default()
        }
    };
    let read = read_setting(&merged, spec, area).map_err(|found| {
        let mut whole = Violations::new();
        whole.absorb("rule.setting", found);
        status(&whole)
    })?;
    Ok(Some(read).filter(|setting| setting.status.is_some() || !setting.params.is_empty()))
}

/// Puts the change where the records will have it.
fn note(
    chain: &mut [Area],
    setting: Option<RuleSetting>,
    call: &Call,
    at: Timestamp,
    revision: Revision,
) {
    let actor = call.caller().name.clone();
    chain[0].changes.insert(0, rule::Change { setting, actor, at, revision });
}

fn change(
    hall: &Hall,
    id: &str,
    area: &JurisdictionId,
    setting: Option<&RuleSetting>,
    now: Timestamp,
) -> Result<records::Change, Status> {
    let belongs = (hall.authority(), area);
    let parent = Some(area.to_string());
    match setting {
        Some(setting) => {
            let change = of_item(Kind::RuleSetting, id, setting, belongs, now)?;
            Ok(records::Change { parent, ..change })
        }
        None => Ok(removed(Kind::RuleSetting, id, belongs, parent, now)),
    }
}
