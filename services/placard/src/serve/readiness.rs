//! Whether fixes are taken and every partition judges.

use placard_domain::Timestamp;
use placard_partition::Health;
use serde_json::{Value, json};

/// What `/readyz` says of a line.
#[derive(Debug, PartialEq)]
pub(super) struct Readiness {
    /// 200, or 503.
    pub(super) ready: bool,
    /// The body.
    pub(super) body: Value,
}

/// Reads the state of a line. A clock that jumped is said and turns nobody away: it heals by
/// itself.
pub(super) fn of(health: &Health, now: Timestamp) -> Readiness {
    let mut reasons = Vec::new();
    let mut because =
        |code: &str, text: String| reasons.push(json!({"reason": code, "text": text}));
    if health.failed {
        because("WRITER_FAILED", "the journal's writer failed: nothing is taken".into());
    }
    if health.draining {
        because("DRAINING", "being stopped: nothing is taken".into());
    }
    if health.disk_full {
        because("DISK_FULL", "the disk is full: nothing is taken until there is room".into());
    }
    for (no, partition) in health.partitions.iter().enumerate() {
        if let Some(why) = &partition.held {
            let text = format!("partition {no} is held, its fixes are only journalled: {why}");
            because("PARTITION_HELD", text);
        }
    }
    let ready = reasons.is_empty();
    let degraded = !(health.failed || health.draining || health.disk_full || ready);
    let status = match (ready, degraded) {
        (true, _) => "ready",
        (_, true) => "degraded",
        _ => "unready",
    };
    let partitions = health.partitions.iter().enumerate().map(|(no, partition)| {
        json!({
            "partition": no,
            "held": partition.held,
            "asOf": partition.as_of.to_string(),
            "lagFixes": partition.lag_fixes,
        })
    });
    let body = json!({
        "status": status,
        "reasons": reasons,
        "clockSteady": health.clock_steady,
        "fixesOnTheWay": health.fixes_on_the_way,
        "partitions": partitions.collect::<Vec<_>>(),
        "time": now.to_string(),
    });
    Readiness { ready, body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_partition::PartitionHealth;

    fn healthy() -> Health {
        let partition = PartitionHealth {
            held: None,
            as_of: Timestamp::from_millis(0),
            lag_fixes: 0,
            durable: placard_store::Offset::default(),
        };
        Health {
            disk_full: false,
            failed: false,
            draining: false,
            clock_steady: true,
            fixes_on_the_way: 0,
            partitions: vec![partition.clone(), partition],
        }
    }

    fn said(health: &Health) -> (bool, String, Vec<String>) {
        let Readiness { ready, body } = of(health, Timestamp::from_millis(0));
        let reasons = body["reasons"].as_array().unwrap().iter();
        let reasons = reasons.map(|one| one["reason"].as_str().unwrap().to_owned()).collect();
        (ready, body["status"].as_str().unwrap().to_owned(), reasons)
    }

    #[test]
    fn everything_that_stops_it_is_said() {
        assert_eq!(said(&healthy()), (true, "ready".into(), vec![]));
        let clock = Health { clock_steady: false, ..healthy() };
        assert_eq!(said(&clock), (true, "ready".into(), vec![]));
        let mut held = healthy();
        held.partitions[1].held = Some("state lost".into());
        assert_eq!(said(&held), (false, "degraded".into(), vec!["PARTITION_HELD".into()]));
        let both = Health { disk_full: true, draining: true, ..held };
        let reasons = ["DRAINING", "DISK_FULL", "PARTITION_HELD"].map(str::to_owned).into();
        assert_eq!(said(&both), (false, "unready".into(), reasons));
        let failed = Health { failed: true, ..healthy() };
        assert_eq!(said(&failed), (false, "unready".into(), vec!["WRITER_FAILED".into()]));
    }
}
