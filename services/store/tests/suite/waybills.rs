//! What a store of waybills promises.

use placard_domain::{Millis, Revision, Timestamp};
use placard_store::Records;
use placard_store::records::{
    AuditEntry, Change, CommitRefused, FileRefused, Filing, KeptKey, KeptLink, KeptVersion,
    KeptWaybill, Kind, Moves, NamedBy, Take, Trace, WaybillFilter,
};

const T: Timestamp = Timestamp::from_millis(1_764_000_000_000);

fn trace() -> Trace {
    let entry = AuditEntry {
        at: T,
        actor: "li".into(),
        method: "placard.v1.WaybillService/CreateWaybill".into(),
        resource: "w1".into(),
        outcome: "OK".into(),
    };
    Trace { audit: entry, answer: None }
}

/// The first filing of a waybill that departs `day` days after T.
fn filing(id: &str, day: i64) -> Filing {
    let waybill = KeptWaybill {
        id: id.into(),
        change: 0,
        number: format!("no-{id}"),
        issuer: "changde".into(),
        state: "DRAFT".into(),
        version: 1,
        links: 1,
        head: [1; 32],
        hash: [9; 32],
        planned_at: T + Millis::from_hours(24 * day),
        due_at: None,
        named: NamedBy {
            organisations: vec!["sinopec".into(), "east".into()],
            consignor: "p1".into(),
            carrier: "c1".into(),
            vehicle: "v1".into(),
            un: vec!["1203".into(), "1202".into(), "1203".into()],
            ..NamedBy::default()
        },
        document: "{}".into(),
    };
    Filing {
        expected: 0,
        waybill,
        version: Some(KeptVersion { version: 1, hash: [9; 32], document: "{}".into() }),
        links: vec![KeptLink { bytes: vec![1, 2], figures: None }],
        takes: Vec::new(),
    }
}

/// The next filing after `last`, which moves the waybill to a state.
fn next(last: &Filing, state: &str) -> Filing {
    let links = last.waybill.links;
    let waybill = KeptWaybill { state: state.into(), links: links + 1, ..last.waybill.clone() };
    let link = KeptLink { bytes: vec![3], figures: Some("{\"massKg\":1}".into()) };
    Filing { expected: links, waybill, version: None, links: vec![link], takes: Vec::new() }
}

async fn file(store: &impl Records, filing: &Filing) -> KeptWaybill {
    store.file(filing, None, &trace()).await.unwrap().waybill
}

async fn found(store: &impl Records, filter: WaybillFilter) -> Vec<String> {
    let found = store.waybills(&filter, None, 10).await.unwrap();
    found.into_iter().map(|waybill| waybill.id).collect()
}

pub(crate) async fn a_waybill_keeps_all_that_was_filed(store: &impl Records) {
    let first = filing("w1", 0);
    let made = file(store, &first).await;
    assert_eq!(made, KeptWaybill { change: 1, ..first.waybill.clone() });
    let second = next(&first, "SUBMITTED");
    let moved = file(store, &second).await;
    assert_eq!((moved.change, moved.state.as_str(), moved.links), (2, "SUBMITTED", 2));
    assert_eq!(store.waybill("w1").await.unwrap(), Some(moved));
    let links = store.waybill_links("w1").await.unwrap();
    assert_eq!(links, [first.links.clone(), second.links.clone()].concat());
    let third = Filing {
        version: Some(KeptVersion { version: 2, hash: [8; 32], document: "{2}".into() }),
        ..next(&second, "DRAFT")
    };
    file(store, &third).await;
    let versions = store.waybill_versions("w1").await.unwrap();
    assert_eq!(versions, [first.version.unwrap(), third.version.clone().unwrap()]);
    assert_eq!(store.waybill_version("w1", 2).await.unwrap(), third.version);
    assert_eq!(store.waybill_version("w1", 3).await.unwrap(), None);
    assert!(store.waybill("w2").await.unwrap().is_none());
    assert!(store.waybill_links("w2").await.unwrap().is_empty());
    assert_eq!(store.audited(10).await.unwrap().len(), 3);
}

pub(crate) async fn whoever_comes_late_files_nothing(store: &impl Records) {
    let first = filing("w1", 0);
    file(store, &first).await;
    for late in [&first, &Filing { expected: 2, ..next(&first, "CANCELLED") }] {
        let refused = store.file(late, None, &trace()).await.unwrap_err();
        assert!(matches!(&refused, FileRefused::Moved(id) if id == "w1"), "{refused:?}");
    }
    let mut same = filing("w2", 0);
    same.waybill.number = "no-w1".into();
    let refused = store.file(&same, None, &trace()).await.unwrap_err();
    let taken = matches!(&refused, FileRefused::NumberTaken { holder, .. } if holder == "w1");
    assert!(taken, "{refused:?}");
    same.waybill.issuer = "other".into();
    file(store, &same).await;
    assert_eq!(store.waybill("w1").await.unwrap().unwrap().state, "DRAFT");
    assert_eq!(store.waybill_links("w1").await.unwrap().len(), 1);
    assert_eq!(store.audited(10).await.unwrap().len(), 2, "what was refused left no trace");
}

pub(crate) async fn a_filing_moves_the_world_or_nothing(store: &impl Records) {
    let change = Change {
        kind: Kind::Permit,
        id: "w1".into(),
        key: None,
        parent: None,
        valid_from: T,
        organisation: "east".into(),
        jurisdiction: "CN-4307".into(),
        body: Some("{}".into()),
    };
    let changes = [change];
    let first = filing("w1", 0);
    let moves = Moves { current: Revision(3), changes: &changes };
    let refused = store.file(&first, Some(&moves), &trace()).await.unwrap_err();
    let moved = matches!(refused, FileRefused::World(CommitRefused::Moved(Revision(0))));
    assert!(moved, "{refused:?}");
    assert!(store.waybill("w1").await.unwrap().is_none());
    let moves = Moves { current: Revision::ZERO, changes: &changes };
    let filed = store.file(&first, Some(&moves), &trace()).await.unwrap();
    assert_eq!(filed.committed.unwrap().revision, Revision(1));
    let moves = Moves { current: Revision(1), changes: &changes };
    store.file(&first, Some(&moves), &trace()).await.unwrap_err();
    assert_eq!(store.revision().await.unwrap(), Revision(1), "a late filing moves nothing");
    assert!(store.item(Kind::Permit, "w1").await.unwrap().is_some());
}

pub(crate) async fn waybills_are_found_by_all_they_name(store: &impl Records) {
    for (id, day) in [("a", 2), ("b", 3), ("c", 1)] {
        file(store, &filing(id, day)).await;
    }
    let mut other = filing("d", 4);
    other.waybill.named = NamedBy { organisations: vec!["west".into()], ..NamedBy::default() };
    file(store, &other).await;
    let any = WaybillFilter::default;
    let given = |text: &str| Some(text.to_owned());
    assert_eq!(found(store, any()).await, ["d", "b", "a", "c"], "latest departure first");
    for filter in [
        WaybillFilter { organisation: given("east"), ..any() },
        WaybillFilter { vehicle: given("v1"), ..any() },
        WaybillFilter { carrier: given("c1"), consignor: given("p1"), ..any() },
        WaybillFilter { un: given("1202"), ..any() },
    ] {
        assert_eq!(found(store, filter.clone()).await, ["b", "a", "c"], "{filter:?}");
    }
    assert_eq!(found(store, WaybillFilter { number: given("no-a"), ..any() }).await, ["a"]);
    assert!(found(store, WaybillFilter { consignee: given("p1"), ..any() }).await.is_empty());
    let day = |day: i64| Some(T + Millis::from_hours(24 * day));
    let on_day_two = WaybillFilter { from: day(2), to: day(3), ..any() };
    assert_eq!(found(store, on_day_two).await, ["a"]);

    let page = store.waybills(&any(), None, 2).await.unwrap();
    let rest = store.waybills(&any(), Some(&page[1].place()), 10).await.unwrap();
    assert_eq!(rest.iter().map(|w| w.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);

    let mut moved = next(&filing("a", 2), "ACCEPTED");
    moved.waybill.planned_at = T + Millis::from_hours(24 * 9);
    moved.waybill.named.vehicle = "v2".into();
    file(store, &moved).await;
    let of = |states: &[&str]| WaybillFilter {
        states: states.iter().map(|state| (*state).to_owned()).collect(),
        ..any()
    };
    assert_eq!(found(store, of(&["ACCEPTED"])).await, ["a"]);
    assert_eq!(found(store, of(&["DRAFT"])).await, ["d", "b", "c"]);
    assert_eq!(found(store, of(&["DRAFT", "ACCEPTED"])).await, ["a", "d", "b", "c"]);
    assert_eq!(found(store, WaybillFilter { vehicle: given("v1"), ..any() }).await, ["b", "c"]);
    assert_eq!(found(store, WaybillFilter { vehicle: given("v2"), ..any() }).await, ["a"]);
}

pub(crate) async fn changes_of_waybills_have_a_log_of_their_own(store: &impl Records) {
    let mut log = store.waybill_changes();
    assert_eq!(*log.borrow_and_update(), 0);
    let first = filing("a", 0);
    file(store, &first).await;
    file(store, &filing("b", 1)).await;
    file(store, &next(&first, "SUBMITTED")).await;
    assert_eq!(*log.borrow_and_update(), 3);
    let changed = async |filter: &WaybillFilter, after, limit| {
        let found = store.changed_waybills(filter, after, limit).await.unwrap();
        found.into_iter().map(|waybill| (waybill.id, waybill.change)).collect::<Vec<_>>()
    };
    let any = WaybillFilter::default();
    assert_eq!(changed(&any, 0, 10).await, [("b".to_owned(), 2), ("a".to_owned(), 3)]);
    assert_eq!(changed(&any, 0, 1).await, [("b".to_owned(), 2)]);
    assert!(changed(&any, 3, 10).await.is_empty());
    let drafts = WaybillFilter { states: vec!["DRAFT".into()], ..any.clone() };
    assert_eq!(changed(&drafts, 0, 10).await, [("b".to_owned(), 2)]);
    let west = WaybillFilter { organisation: Some("west".into()), ..any };
    assert!(changed(&west, 0, 10).await.is_empty());
}

pub(crate) async fn what_is_taken_is_told_while_it_overlaps(store: &impl Records) {
    let hour = |hour: i64| T + Millis::from_hours(hour);
    let take = |what: &str| Take { what: what.into(), from: hour(2), to: hour(5) };
    let twice = vec![take("vehicle:v1"), take("person:p1"), take("person:p1")];
    let first = Filing { takes: twice, ..filing("a", 0) };
    file(store, &first).await;
    let engaged = async |what: &[&str], from, to| {
        let what: Vec<_> = what.iter().map(|what| (*what).to_owned()).collect();
        let found = store.engagements(&what, hour(from), hour(to)).await.unwrap();
        found.into_iter().map(|e| (e.number, e.take.what)).collect::<Vec<_>>()
    };
    let both = engaged(&["vehicle:v1", "person:p1", "tank:t1"], 4, 9).await;
    let expected = ["person:p1", "vehicle:v1"].map(|what| ("no-a".to_owned(), what.to_owned()));
    assert!(both.iter().all(|one| expected.contains(one)) && both.len() >= 2, "{both:?}");
    assert!(engaged(&["vehicle:v1"], 5, 9).await.is_empty(), "its end lies outside");
    assert!(engaged(&["vehicle:v1"], 0, 2).await.is_empty());
    assert!(engaged(&["vehicle:v2"], 0, 9).await.is_empty());
    file(store, &next(&first, "UNLOADED")).await;
    assert!(engaged(&["vehicle:v1", "person:p1"], 0, 9).await.is_empty(), "let go");
}

pub(crate) async fn what_is_due_comes_in_its_order(store: &impl Records) {
    for (id, due) in [("a", Some(5)), ("b", Some(3)), ("c", None), ("d", Some(9))] {
        let mut filing = filing(id, 0);
        filing.waybill.due_at = due.map(|due| T + Millis(due));
        file(store, &filing).await;
    }
    let due = async |after: i64, limit| {
        let found = store.due_waybills(T + Millis(after), limit).await.unwrap();
        found.into_iter().map(|waybill| waybill.id).collect::<Vec<_>>()
    };
    assert_eq!(due(5, 10).await, ["b", "a"]);
    assert_eq!(due(9, 1).await, ["b"]);
    assert!(due(2, 10).await.is_empty());
}

pub(crate) async fn one_key_signs_at_a_time_and_old_ones_stay(store: &impl Records) {
    let key = |id: &str, from: i64| KeptKey {
        id: id.into(),
        public_key: [id.len() as u8; 32],
        valid_from: T + Millis(from),
        valid_to: None,
    };
    assert!(store.signing_keys().await.unwrap().is_empty());
    store.enrol_key(&key("a", 0)).await.unwrap();
    store.enrol_key(&key("a", 5)).await.unwrap();
    assert_eq!(store.signing_keys().await.unwrap(), [key("a", 0)], "a restart changes nothing");
    store.enrol_key(&key("bb", 7)).await.unwrap();
    let old = KeptKey { valid_to: Some(T + Millis(7)), ..key("a", 0) };
    assert_eq!(store.signing_keys().await.unwrap(), [old, key("bb", 7)]);
    assert!(store.enrol_key(&key("a", 9)).await.is_err(), "an old key does not come back");
}
