//! How a rule stands in a jurisdiction: its values, and who set each.

use placard_api::rule::{Change, Origin, Standing, write};
use placard_api::v1;
use placard_domain::JurisdictionId;
use placard_domain::rule::{RuleSetting, Spec};
use placard_engine::rules::resolve;
use placard_store::records::{Kind, Made};
use tonic::Status;

use crate::fault;
use crate::hall::Hall;
use crate::records::body;

/// Changes of one setting that are looked through for who set a value.
const CHANGES_MAX: usize = 1000;

/// What one jurisdiction has set of a rule, newest first.
pub(super) struct Area {
    pub(super) id: JurisdictionId,
    pub(super) changes: Vec<Change>,
}

/// The id of a setting in the records.
pub(super) fn setting_id(rule: &str, area: &JurisdictionId) -> String {
    format!("{rule}@{area}")
}

/// A rule as it stands.
pub(super) async fn of(
    hall: &Hall,
    spec: &'static Spec,
    area: &JurisdictionId,
) -> Result<v1::Rule, Status> {
    Ok(told(spec, &chain(hall, spec, area).await?))
}

/// What the area and those that it lies in have set, most local first.
pub(super) async fn chain(
    hall: &Hall,
    spec: &'static Spec,
    area: &JurisdictionId,
) -> Result<Vec<Area>, Status> {
    let mut ids = hall.line().world().areas(area);
    if ids.is_empty() {
        ids.push(area.clone());
    }
    let mut chain = Vec::with_capacity(ids.len());
    for id in ids {
        let setting = setting_id(spec.id, &id);
        let history = hall.records().history(Kind::RuleSetting, &setting, CHANGES_MAX).await;
        let history = history.map_err(|error| fault::store(&error))?;
        let changes = history.into_iter().map(change_of).collect::<Result<_, _>>()?;
        chain.push(Area { id, changes });
    }
    Ok(chain)
}

fn change_of(made: Made) -> Result<Change, Status> {
    let Made { version, actor } = made;
    let setting = match &version.body {
        Some(_) => Some(body(&version)?),
        None => None,
    };
    Ok(Change { setting, actor, at: version.committed_at, revision: version.revision })
}

/// The rule as the first area of the chain has it.
pub(super) fn told(spec: &'static Spec, chain: &[Area]) -> v1::Rule {
    let values = resolve(spec, chain.iter().filter_map(Area::setting));
    let status_from = origin(chain, |setting| setting.status);
    let value = |name: &str| {
        let from = origin(chain, |setting| setting.params.get(name).copied());
        (values.get(name), from)
    };
    write(&Standing {
        spec,
        jurisdiction: &chain[0].id,
        status: values.status(),
        status_from,
        values: spec.params.iter().map(|param| value(param.name)).collect(),
        changes: &chain[0].changes,
    })
}

impl Area {
    pub(super) fn setting(&self) -> Option<&RuleSetting> {
        self.changes.first()?.setting.as_ref()
    }
}

/// Who set what is in force: of the nearest area that says anything, the change since which it has
/// said the same.
fn origin<T: PartialEq>(
    chain: &[Area],
    said: impl Fn(&RuleSetting) -> Option<T>,
) -> Option<Origin> {
    let says = |change: &Change| change.setting.as_ref().and_then(&said);
    let area = chain.iter().find(|area| area.changes.first().is_some_and(|c| says(c).is_some()))?;
    let now = says(area.changes.first()?);
    let since = area.changes.iter().take_while(|change| says(change) == now).last()?;
    Some(Origin { jurisdiction: area.id.clone(), actor: since.actor.clone(), at: since.at })
}
