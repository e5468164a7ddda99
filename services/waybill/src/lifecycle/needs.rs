//! Whether what must be true is true.

use placard_domain::Timestamp;

use super::Standing;
use super::actor::Actor;
use super::event::{Event, Facts};
use super::refusal::Why;
use super::table::Need;

/// Holds one need against what is known.
pub(crate) fn check(
    need: Need,
    standing: &Standing,
    event: &Event,
    facts: &Facts,
) -> Result<(), Why> {
    let is_met = match need {
        Need::NoErrors => return no_errors(facts.findings_errors),
        Need::ChecksPassed => {
            let left = standing.checks.left();
            return if left.is_empty() { Ok(()) } else { Err(Why::ChecksLeft(left)) };
        }
        Need::InForce => facts.expires_at.is_none_or(|end| counts_from(event) < end),
        Need::RunOut => facts.expires_at.is_some_and(|end| event.at >= end),
        Need::ActualMass => facts.has_actual_mass,
        Need::Seals => !facts.is_tank || facts.has_seals,
        Need::ReceivedQuantity => facts.has_received_quantity,
        Need::NothingLoaded => !standing.has_loading_begun,
        Need::LoadingBegan => standing.has_loading_begun,
        Need::AfterState => standing.reached_at.is_none_or(|reached| event.happened_at >= reached),
        Need::AfterDeparture => standing.departed_at.is_some_and(|left| event.happened_at >= left),
    };
    if is_met { Ok(()) } else { Err(Why::Unmet(need)) }
}

/// When an event counts as done: what the vehicle's positions show may be told late, what anybody
/// else says of the past does not mend that the waybill has run out.
fn counts_from(event: &Event) -> Timestamp {
    if event.actor == Actor::Tracking { event.happened_at } else { event.at }
}

fn no_errors(found: Option<u32>) -> Result<(), Why> {
    match found {
        Some(0) => Ok(()),
        Some(count) => Err(Why::Errors(count)),
        None => Err(Why::NotValidated),
    }
}
