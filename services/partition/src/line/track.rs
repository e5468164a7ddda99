//! A track: chunks of the archive and what is not there yet, as one list.

use placard_domain::{AcceptedFix, Timestamp};
use placard_store::archive::{BoundingBox, Chunk};
use placard_store::{Offset, StoreError};

/// Joins the two, in order of acceptance, leaving out what was sent again.
pub(super) fn join(
    chunks: Vec<Chunk>,
    unshelved: Vec<(Offset, AcceptedFix)>,
    from: Timestamp,
    to: Timestamp,
    within: Option<BoundingBox>,
) -> Result<Vec<AcceptedFix>, StoreError> {
    let in_chunks =
        |offset: &Offset| chunks.iter().any(|c| c.first <= *offset && *offset <= c.last);
    let rest = unshelved.into_iter().filter(|(offset, _)| !in_chunks(offset)).map(|(_, fix)| fix);
    let mut all = Vec::new();
    for chunk in &chunks {
        all.extend(chunk.fixes()?);
    }
    all.extend(rest);
    all.retain(|accepted| is_asked_for(accepted, from, to, within));
    Ok(once_each(all))
}

fn is_asked_for(
    accepted: &AcceptedFix,
    from: Timestamp,
    to: Timestamp,
    within: Option<BoundingBox>,
) -> bool {
    let time = accepted.fix.device_time;
    let place = accepted.fix.position;
    let in_box = within.is_none_or(|area| {
        place.is_some_and(|place| area.contains(place.lon_units(), place.lat_units()))
    });
    from <= time && time < to && in_box
}

/// Each report the first time it was accepted.
fn once_each(all: Vec<AcceptedFix>) -> Vec<AcceptedFix> {
    let key = |accepted: &AcceptedFix| {
        let fix = &accepted.fix;
        let place = fix.position.map(|place| (place.lon_units(), place.lat_units()));
        (fix.device_time, place, fix.alarms.0, fix.status.0)
    };
    let mut seen = std::collections::BTreeSet::new();
    all.into_iter().filter(|accepted| seen.insert(key(accepted))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_domain::{Fix, Revision, VehicleNo};
    use placard_store::PartitionNo;

    fn accepted(second: i64) -> AcceptedFix {
        let time = Timestamp::from_millis(second * 1000);
        let fix = Fix::bare(VehicleNo(1), time);
        AcceptedFix { fix, receive_time: time, revision: Revision(1) }
    }

    fn at(sequence: u64) -> Offset {
        Offset { epoch: 1, sequence }
    }

    fn seconds(fixes: &[AcceptedFix]) -> Vec<i64> {
        fixes.iter().map(|f| f.fix.device_time.millis() / 1000).collect()
    }

    #[test]
    fn what_moved_into_the_archive_while_it_was_asked_for_is_there_once() {
        let shelved = [accepted(10), accepted(20)];
        let chunk = Chunk::of(VehicleNo(1), PartitionNo(0), at(1), at(2), &shelved);
        let unshelved = vec![(at(1), accepted(10)), (at(2), accepted(20)), (at(3), accepted(15))];
        let all = join(vec![chunk], unshelved, Timestamp::MIN, Timestamp::MAX, None).unwrap();
        assert_eq!(seconds(&all), [10, 20, 15], "in order of acceptance");
    }

    #[test]
    fn what_was_sent_again_is_there_once_and_bounds_hold() {
        let unshelved = [30, 10, 30, 40].map(|s| (at(9), accepted(s))).to_vec();
        let from = Timestamp::from_millis(10_000);
        let all = join(vec![], unshelved, from, Timestamp::from_millis(40_000), None).unwrap();
        assert_eq!(seconds(&all), [30, 10]);
    }
}
