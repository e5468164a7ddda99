//! What a record store promises.

use placard_domain::alert::{
    Act, Case, Confidence, Detection, Disposition, EndReason, Ending, Evidence,
};
use placard_domain::command::{CommandState, Handed};
use placard_domain::rule::{Color, RuleStatus};
use placard_domain::{
    AlertId, Command, CommandId, JurisdictionId, Millis, OrganisationId, Revision, Text, Timestamp,
    VehicleId, ZoneId,
};
use placard_store::records::{
    About, ActError, AlertFilter, Answer, AuditEntry, Change, CommandFilter, CommitRefused,
    ItemFilter, Kind, Refusal, Trace, UpsertError, Version,
};
use placard_store::{Offset, PartitionNo, Records};

const T: Timestamp = Timestamp::from_millis(1_764_000_000_000);

fn trace() -> Trace {
    let entry = AuditEntry {
        at: T,
        actor: "li".into(),
        method: "placard.v1.FleetService/CreateVehicle".into(),
        resource: "v1".into(),
        outcome: "OK".into(),
    };
    Trace { audit: entry, answer: None }
}

fn change(kind: Kind, id: &str, body: Option<&str>) -> Change {
    Change {
        kind,
        id: id.into(),
        key: None,
        parent: None,
        valid_from: T,
        organisation: "changde".into(),
        jurisdiction: "CN-4307".into(),
        body: body.map(Into::into),
    }
}

fn keyed(id: &str, key: &str) -> Change {
    Change { key: Some(key.into()), ..change(Kind::Vehicle, id, Some("{}")) }
}

async fn commit(store: &impl Records, changes: &[Change]) -> Revision {
    let current = store.revision().await.unwrap();
    store.commit(current, T, changes, &trace()).await.unwrap().revision
}

pub(crate) async fn each_commit_is_one_revision(store: &impl Records) {
    assert_eq!(store.revision().await.unwrap(), Revision::ZERO);
    let changes = [change(Kind::Zone, "b", Some("{}")), change(Kind::Vehicle, "a", Some("{}"))];
    let committed = store.commit(Revision::ZERO, T, &changes, &trace()).await.unwrap();
    assert_eq!(committed.revision, Revision(1));
    assert_eq!(store.revision().await.unwrap(), Revision(1));
    let kinds: Vec<_> = committed.versions.iter().map(|v| v.kind).collect();
    assert_eq!(kinds, [Kind::Vehicle, Kind::Zone], "what is pointed to comes first");
    assert_eq!(store.audited(10).await.unwrap(), [trace().audit]);
}

pub(crate) async fn a_commit_on_an_old_revision_is_refused(store: &impl Records) {
    commit(store, &[change(Kind::Zone, "a", Some("{}"))]).await;
    let late = store
        .commit(Revision::ZERO, T, &[change(Kind::Zone, "b", Some("{}"))], &trace())
        .await
        .unwrap_err();
    assert!(matches!(late, CommitRefused::Moved(Revision(1))), "{late:?}");
    assert!(store.item(Kind::Zone, "b").await.unwrap().is_none());
}

pub(crate) async fn an_items_history_says_who_and_when(store: &impl Records) {
    let made = async |body: Option<&str>, actor: &str, at: Timestamp| {
        let current = store.revision().await.unwrap();
        let mut trace = trace();
        trace.audit.actor = actor.into();
        let changes = [change(Kind::RuleSetting, "a", body), change(Kind::Zone, "a", Some("{}"))];
        store.commit(current, at, &changes, &trace).await.unwrap();
    };
    made(Some("1"), "li", T).await;
    made(None, "wang", T + Millis(7)).await;
    made(Some("3"), "li", T + Millis(9)).await;
    let history = store.history(Kind::RuleSetting, "a", 10).await.unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|made| {
            (made.version.body.as_deref(), made.actor.as_str(), made.version.committed_at - T)
        })
        .collect();
    let expected =
        [(Some("3"), "li", Millis(9)), (None, "wang", Millis(7)), (Some("1"), "li", Millis(0))];
    assert_eq!(told, expected);
    assert_eq!(store.history(Kind::RuleSetting, "a", 2).await.unwrap(), history[..2]);
    assert!(store.history(Kind::RuleSetting, "b", 10).await.unwrap().is_empty());
}

pub(crate) async fn a_number_belongs_to_an_id_for_ever(store: &impl Records) {
    commit(store, &[change(Kind::Zone, "a", Some("{}")), change(Kind::Zone, "b", Some("{}"))])
        .await;
    let no = store.item(Kind::Zone, "b").await.unwrap().unwrap().no;
    commit(store, &[change(Kind::Zone, "b", None)]).await;
    assert!(store.item(Kind::Zone, "b").await.unwrap().is_none());
    let gone = store.last(Kind::Zone, "b").await.unwrap().unwrap();
    assert_eq!((gone.no, gone.body), (no, None), "what it was is still told");
    assert!(store.last(Kind::Zone, "never").await.unwrap().is_none());
    commit(store, &[change(Kind::Zone, "c", Some("{}")), change(Kind::Zone, "b", Some("{}"))])
        .await;
    assert_eq!(store.item(Kind::Zone, "b").await.unwrap().unwrap().no, no);
    assert_ne!(store.item(Kind::Zone, "c").await.unwrap().unwrap().no, no);
}

pub(crate) async fn a_key_is_held_by_one(store: &impl Records) {
    commit(store, &[keyed("a", "plate")]).await;
    let taken = store.commit(Revision(1), T, &[keyed("b", "plate")], &trace()).await.unwrap_err();
    assert!(matches!(&taken, CommitRefused::KeyTaken { holder, .. } if holder == "a"), "{taken:?}");
    commit(store, &[keyed("a", "plate")]).await;
    commit(store, &[keyed("a", "other"), keyed("b", "plate")]).await;
    commit(store, &[change(Kind::Vehicle, "b", None), keyed("c", "plate")]).await;
}

pub(crate) async fn a_refused_commit_leaves_nothing(store: &impl Records) {
    commit(store, &[keyed("a", "plate")]).await;
    let audited = store.audited(10).await.unwrap().len();
    let both = [keyed("new", "free"), keyed("b", "plate")];
    assert!(store.commit(Revision(1), T, &both, &trace()).await.is_err());
    assert!(store.item(Kind::Vehicle, "new").await.unwrap().is_none());
    assert_eq!(store.revision().await.unwrap(), Revision(1));
    assert_eq!(store.audited(10).await.unwrap().len(), audited);
}

pub(crate) async fn versions_tell_the_way_from_one_world_to_another(store: &impl Records) {
    commit(store, &[change(Kind::Zone, "a", Some("1"))]).await;
    commit(store, &[change(Kind::Zone, "b", Some("2"))]).await;
    commit(store, &[change(Kind::Zone, "a", None)]).await;
    let told = async |after, up_to| {
        let versions = store.versions(Revision(after), Revision(up_to)).await.unwrap();
        versions.into_iter().map(|v| (v.revision.0, v.id, v.body)).collect::<Vec<_>>()
    };
    let body = |text: &str| Some(text.to_owned());
    assert_eq!(told(0, 2).await, [(1, "a".into(), body("1")), (2, "b".into(), body("2"))]);
    assert_eq!(told(2, 3).await, [(3, "a".into(), None)]);
    assert!(told(3, 3).await.is_empty());
}

pub(crate) async fn a_version_tells_when_it_was_committed(store: &impl Records) {
    let (now, planned) = (T + Millis::from_hours(1), T + Millis::from_days(365));
    commit(store, &[change(Kind::Zone, "a", Some("1"))]).await;
    let later = Change { valid_from: planned, ..change(Kind::Zone, "a", Some("2")) };
    let committed = store.commit(Revision(1), now, &[later], &trace()).await.unwrap();
    let told = |version: &Version| (version.revision.0, version.committed_at, version.valid_from);
    assert_eq!(told(&committed.versions[0]), (2, now, planned));
    let versions = store.versions(Revision::ZERO, Revision(2)).await.unwrap();
    assert_eq!(versions.iter().map(told).collect::<Vec<_>>(), [(1, T, T), (2, now, planned)]);
    let item = store.item(Kind::Zone, "a").await.unwrap().unwrap();
    let last = store.last(Kind::Zone, "a").await.unwrap().unwrap();
    let listed = store.items(Kind::Zone, &ItemFilter::default(), "", 10).await.unwrap();
    assert_eq!([&item, &last, &listed[0]].map(told), [(2, now, planned); 3]);
}

pub(crate) async fn lists_are_in_order_of_id_and_filtered(store: &impl Records) {
    let bridge = Change { parent: Some("x".into()), ..change(Kind::Zone, "b", None) };
    let bridge = Change { body: Some(r#"{"kind":"BRIDGE"}"#.into()), ..bridge };
    let foreign = Change {
        organisation: "yueyang".into(),
        ..change(Kind::Zone, "c", Some(r#"{"kind":"TUNNEL"}"#))
    };
    commit(store, &[foreign, bridge, change(Kind::Zone, "a", Some("{}"))]).await;
    let list = async |filter: ItemFilter, after: &str, limit| {
        let found = store.items(Kind::Zone, &filter, after, limit).await.unwrap();
        found.into_iter().map(|v| v.id).collect::<Vec<_>>()
    };
    let any = ItemFilter::default;
    assert_eq!(list(any(), "", 10).await, ["a", "b", "c"]);
    assert_eq!(list(any(), "a", 1).await, ["b"]);
    let ours = ItemFilter { organisation: Some("changde".into()), ..any() };
    assert_eq!(list(ours, "", 10).await, ["a", "b"]);
    assert_eq!(list(ItemFilter { parent: Some("x".into()), ..any() }, "", 10).await, ["b"]);
    let kinds = ItemFilter { kinds: vec!["BRIDGE".into(), "TUNNEL".into()], ..any() };
    assert_eq!(list(kinds, "", 10).await, ["b", "c"]);
}

pub(crate) async fn what_holds_a_certificate_that_ends_is_found(store: &impl Records) {
    let body = |ends: &[&str]| {
        let certificates: Vec<_> =
            ends.iter().map(|end| format!(r#"{{"kind":"TRAINING","valid_to":{end}}}"#)).collect();
        format!(r#"{{"certificates":[{}]}}"#, certificates.join(","))
    };
    let ends = ["\"2026-12-31\"", "\"2027-06-30\"", "null"];
    let tank = |id: &str, ends: &[&str]| change(Kind::Tank, id, Some(&body(ends)));
    let changes = [
        change(Kind::Tank, "bare", Some("{}")),
        tank("early", &[ends[1], ends[0]]),
        tank("late", &ends[1..]),
        tank("never", &ends[2..]),
        Change { organisation: "yueyang".into(), ..tank("other", &ends[..1]) },
    ];
    commit(store, &changes).await;
    let list = async |day: &str, organisation: Option<&str>| {
        let filter = ItemFilter {
            ends_by: Some(day.into()),
            organisation: organisation.map(Into::into),
            ..ItemFilter::default()
        };
        let found = store.items(Kind::Tank, &filter, "", 10).await.unwrap();
        found.into_iter().map(|v| v.id).collect::<Vec<_>>()
    };
    assert!(list("2026-12-30", None).await.is_empty());
    assert_eq!(list("2026-12-31", None).await, ["early", "other"]);
    assert_eq!(list("2026-12-31", Some("changde")).await, ["early"]);
    assert_eq!(list("2027-06-30", None).await, ["early", "late", "other"]);
}

pub(crate) async fn every_kind_keeps_its_own(store: &impl Records) {
    let changes: Vec<_> = Kind::ALL.iter().map(|kind| change(*kind, "a", Some("{}"))).collect();
    commit(store, &changes).await;
    for kind in Kind::ALL {
        let item = store.item(kind, "a").await.unwrap().unwrap();
        assert_eq!((item.kind, item.no), (kind, 1));
        assert_eq!(store.items(kind, &ItemFilter::default(), "", 10).await.unwrap().len(), 1);
    }
    let versions = store.versions(Revision::ZERO, Revision(1)).await.unwrap();
    let kinds: Vec<_> = versions.iter().map(|version| version.kind).collect();
    assert_eq!(kinds, Kind::ALL, "what is pointed to comes first");
}

fn detection(vehicle: &str, revision: u32) -> Detection {
    let vehicle = VehicleId::new(vehicle).unwrap();
    Detection {
        id: AlertId::derive("zone.entered", &vehicle, "z", T),
        revision,
        rule: "zone.entered".into(),
        status: RuleStatus::Active,
        color: Color::Red,
        vehicle,
        zone: Some(ZoneId::new("z").unwrap()),
        opened_at: T,
        detected_at: T + Millis(5),
        ended: (revision > 1).then_some(Ending { at: T + Millis(9), reason: EndReason::Cleared }),
        position: None,
        summary: Text::new("进入", "entered"),
        clause: Text::new("条", "clause"),
        confidence: Confidence::high(),
        late: false,
        evidence: Evidence::default(),
        world: Revision(1),
        organisation: OrganisationId::new("changde").unwrap(),
        jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
    }
}

pub(crate) async fn a_detection_goes_forward_only(store: &impl Records) {
    let (opened, ended) = (detection("v", 1), detection("v", 2));
    assert_eq!(store.upsert_detections(std::slice::from_ref(&opened)).await.unwrap().len(), 1);
    assert!(store.upsert_detections(std::slice::from_ref(&opened)).await.unwrap().is_empty());
    assert_eq!(store.upsert_detections(std::slice::from_ref(&ended)).await.unwrap().len(), 1);
    assert!(
        store.upsert_detections(&[opened]).await.unwrap().is_empty(),
        "an older one is dropped"
    );
    assert_eq!(store.alert(ended.id).await.unwrap().unwrap().detection, ended);
}

pub(crate) async fn the_same_revision_with_other_bytes_is_an_alarm(store: &impl Records) {
    store.upsert_detections(&[detection("v", 1)]).await.unwrap();
    let other = Detection { color: Color::Blue, ..detection("v", 1) };
    let alarm = store.upsert_detections(&[detection("w", 1), other]).await.unwrap_err();
    assert!(matches!(alarm, UpsertError::Differs { revision: 1, .. }), "{alarm:?}");
    assert!(store.alert(detection("w", 1).id).await.unwrap().is_none(), "all or none");
}

pub(crate) async fn an_upsert_leaves_the_officers_part_alone(store: &impl Records) {
    let opened = detection("v", 1);
    store.upsert_detections(std::slice::from_ref(&opened)).await.unwrap();
    let alert = store.alert(opened.id).await.unwrap().unwrap();
    let taken = alert.case.act(Act::Acknowledge, "li", T, "").unwrap();
    let closed = taken.act(Act::Close(Disposition::Checked), "li", T, "seen").unwrap();
    store.act(opened.id, 1, &taken, &trace()).await.unwrap();
    store.act(opened.id, 2, &closed, &trace()).await.unwrap();
    store.upsert_detections(&[detection("v", 2)]).await.unwrap();
    store.upsert_detections(&[opened]).await.unwrap();
    let alert = store.alert(alert.detection.id).await.unwrap().unwrap();
    assert_eq!((alert.case, alert.detection.revision), (closed, 2));
}

pub(crate) async fn acting_on_an_old_version_is_refused(store: &impl Records) {
    let opened = detection("v", 1);
    store.upsert_detections(std::slice::from_ref(&opened)).await.unwrap();
    let case = store.alert(opened.id).await.unwrap().unwrap().case;
    let li = case.act(Act::Acknowledge, "li", T, "").unwrap();
    let wang = case.act(Act::Acknowledge, "wang", T, "").unwrap();
    store.act(opened.id, case.version, &li, &trace()).await.unwrap();
    let second = store.act(opened.id, case.version, &wang, &trace()).await.unwrap_err();
    assert!(matches!(second, ActError::Moved(_)), "{second:?}");
    let nobody = detection("nobody", 1).id;
    let none = store.act(nobody, 1, &li, &trace()).await.unwrap_err();
    assert!(matches!(none, ActError::NotFound(_)), "{none:?}");
}

pub(crate) async fn changes_are_numbered_in_one_log(store: &impl Records) {
    let made = store.upsert_detections(&[detection("a", 1), detection("b", 1)]).await.unwrap();
    assert_eq!(made.iter().map(|a| a.change).collect::<Vec<_>>(), [1, 2]);
    let taken = made[0].case.act(Act::Acknowledge, "li", T, "").unwrap();
    let acted = store.act(made[0].detection.id, 1, &taken, &trace()).await.unwrap();
    assert_eq!(acted.change, 3);
    let listed = store.alerts(&AlertFilter::default(), None, 10).await.unwrap();
    assert_eq!(listed.iter().map(|a| a.change).collect::<Vec<_>>(), [3, 2]);
    let second_page = store.alerts(&AlertFilter::default(), Some(3), 10).await.unwrap();
    assert_eq!(second_page.iter().map(|a| a.change).collect::<Vec<_>>(), [2]);
}

pub(crate) async fn whoever_watches_the_log_hears_how_far_it_has_come(store: &impl Records) {
    let mut log = store.changes();
    assert_eq!(*log.borrow_and_update(), 0);
    let made = store.upsert_detections(&[detection("a", 1), detection("b", 1)]).await.unwrap();
    assert_eq!(*log.borrow_and_update(), 2);
    store.upsert_detections(&[detection("a", 1)]).await.unwrap();
    assert!(!log.has_changed().unwrap(), "what was there already is no change");
    let taken = made[0].case.act(Act::Acknowledge, "li", T, "").unwrap();
    store.act(made[0].detection.id, 1, &taken, &trace()).await.unwrap();
    assert_eq!(*log.borrow_and_update(), 3);
    let changed = async |after, limit| {
        let found = store.changed_alerts(&AlertFilter::default(), after, limit).await.unwrap();
        found.iter().map(|alert| alert.change).collect::<Vec<_>>()
    };
    assert_eq!(changed(0, 10).await, [2, 3], "oldest change first");
    assert_eq!(changed(2, 10).await, [3]);
    assert_eq!(changed(0, 1).await, [2]);
    assert!(changed(3, 10).await.is_empty());
    let of_b = AlertFilter { vehicle: Some("b".into()), ..AlertFilter::default() };
    assert_eq!(store.changed_alerts(&of_b, 0, 10).await.unwrap().len(), 1);
}

pub(crate) async fn alerts_are_filtered(store: &impl Records) {
    let shadow = Detection { status: RuleStatus::Shadow, ..detection("s", 1) };
    let yellow = Detection { color: Color::Yellow, zone: None, ..detection("y", 1) };
    store.upsert_detections(&[shadow, yellow, detection("r", 1)]).await.unwrap();
    let list = async |filter: AlertFilter| {
        let found = store.alerts(&filter, None, 10).await.unwrap();
        found.into_iter().map(|a| a.detection.vehicle.to_string()).collect::<Vec<_>>()
    };
    let any = AlertFilter::default;
    assert_eq!(list(any()).await, ["r", "y"]);
    assert_eq!(list(AlertFilter { include_shadow: true, ..any() }).await.len(), 3);
    assert_eq!(list(AlertFilter { colors: vec![Color::Yellow], ..any() }).await, ["y"]);
    assert_eq!(list(AlertFilter { vehicle: Some("r".into()), ..any() }).await, ["r"]);
    assert_eq!(list(AlertFilter { zone: Some("z".into()), ..any() }).await, ["r"]);
    assert!(list(AlertFilter { states: vec!["CLOSED"], ..any() }).await.is_empty());
    assert!(list(AlertFilter { rules: vec!["other".into()], ..any() }).await.is_empty());
    assert!(list(AlertFilter { organisation: Some("x".into()), ..any() }).await.is_empty());
}

pub(crate) async fn an_answer_is_kept_for_its_caller(store: &impl Records) {
    let answer = Answer { at: T, request: [7; 32], response: vec![1, 2, 3] };
    let trace = Trace { answer: Some(("key".into(), answer.clone())), ..trace() };
    let change = change(Kind::Zone, "a", Some("{}"));
    store.commit(Revision::ZERO, T, &[change], &trace).await.unwrap();
    let since = T - Millis::from_hours(24);
    assert_eq!(store.answered("li", "key", since).await.unwrap(), Some(answer));
    assert_eq!(store.answered("wang", "key", since).await.unwrap(), None);
    assert_eq!(store.answered("li", "key", T + Millis(1)).await.unwrap(), None);
}

pub(crate) async fn refusals_are_bounded_and_counted(store: &impl Records) {
    let refusal = |report: u8| Refusal {
        sender: "139".into(),
        at: T,
        reason: "FRAME_BCD".into(),
        text: "time".into(),
        report: vec![report],
    };
    assert_eq!(store.refuse(&refusal(1)).await.unwrap(), 1);
    assert_eq!(store.refuse(&refusal(2)).await.unwrap(), 1);
    assert_eq!(store.refuse(&refusal(1)).await.unwrap(), 2);
    for report in 3..200 {
        store.refuse(&refusal(report)).await.unwrap();
    }
    let kept = store.refusals("139").await.unwrap();
    assert_eq!(kept.len(), placard_store::records::REFUSALS_KEPT);
    assert_eq!(kept[0], refusal(199), "newest first");
    assert!(store.refusals("140").await.unwrap().is_empty());
}

pub(crate) async fn high_water_only_rises(store: &impl Records) {
    let mark = |epoch, sequence| (PartitionNo(2), Offset { epoch, sequence });
    store.raise_high_water(&[mark(1, 9)]).await.unwrap();
    store.raise_high_water(&[mark(1, 3)]).await.unwrap();
    assert_eq!(store.high_water().await.unwrap(), [mark(1, 9)]);
    store.raise_high_water(&[mark(2, 0)]).await.unwrap();
    assert_eq!(store.high_water().await.unwrap(), [mark(2, 0)]);
}

fn command(id: &str, vehicle: &str) -> Command {
    Command {
        id: CommandId::new(id).unwrap(),
        vehicle: VehicleId::new(vehicle).unwrap(),
        text: "前方禁行".into(),
        urgent: true,
        alert: None,
        actor: "li".into(),
        queued_at: T,
        state: CommandState::Queued,
        attempts: 0,
        version: 1,
        organisation: OrganisationId::new("changde").unwrap(),
        jurisdiction: JurisdictionId::new("CN-4307").unwrap(),
    }
}

pub(crate) async fn a_text_stands_in_its_alerts_history_or_nowhere(store: &impl Records) {
    let opened = detection("v", 1);
    store.upsert_detections(std::slice::from_ref(&opened)).await.unwrap();
    let mut log = store.changes();
    log.borrow_and_update();
    let text = Act::Text(CommandId::new("c").unwrap());
    let case = Case::default().act(text, "li", T, "前方禁行").unwrap();
    let about = About { alert: opened.id, expected: 1, case };
    store.queue_command(&command("c", "v"), Some(&about), &trace()).await.unwrap();
    let alert = store.alert(opened.id).await.unwrap().unwrap();
    assert_eq!((&alert.case, alert.change), (&about.case, 2));
    assert_eq!(*log.borrow_and_update(), 2, "watchers hear of it");

    let again = store.queue_command(&command("d", "v"), Some(&about), &trace()).await;
    assert!(matches!(again, Err(ActError::Moved(_))), "{again:?}");
    let nobodys = About { alert: detection("nobody", 1).id, ..about };
    let lost = store.queue_command(&command("e", "v"), Some(&nobodys), &trace()).await;
    assert!(matches!(lost, Err(ActError::NotFound(_))), "{lost:?}");
    let kept = store.commands(&CommandFilter::default(), None, 9).await.unwrap();
    assert_eq!((kept.len(), store.audited(9).await.unwrap().len()), (1, 1), "all or none");
}

pub(crate) async fn commands_wait_until_they_are_settled(store: &impl Records) {
    for (id, vehicle) in [("c", "v1"), ("a", "v2"), ("b", "v1")] {
        store.queue_command(&command(id, vehicle), None, &trace()).await.unwrap();
    }
    assert_eq!(store.audited(10).await.unwrap().len(), 3);
    let ids = |found: Vec<placard_store::records::KeptCommand>| {
        found.into_iter().map(|kept| kept.command.id.to_string()).collect::<Vec<_>>()
    };
    let waiting = store.commands_waiting(0, 10).await.unwrap();
    let first = waiting[0].no;
    assert_eq!(ids(waiting), ["c", "a", "b"], "oldest first");
    assert_eq!(ids(store.commands_waiting(first, 1).await.unwrap()), ["a"]);

    let sent = command("c", "v1").going_out(T);
    assert!(store.settle_command(1, &sent).await.unwrap());
    assert!(!store.settle_command(1, &sent).await.unwrap(), "somebody was there before");
    assert_eq!(store.command("c").await.unwrap(), Some(sent.clone()));
    assert_eq!(ids(store.commands_waiting(0, 10).await.unwrap()), ["c", "a", "b"], "still sent");
    assert!(store.settle_command(2, &sent.handed(Handed::Taken, T)).await.unwrap());
    assert_eq!(ids(store.commands_waiting(0, 10).await.unwrap()), ["a", "b"]);

    let all = CommandFilter::default();
    let listed = store.commands(&all, None, 2).await.unwrap();
    let before = listed[1].no;
    assert_eq!(ids(listed), ["b", "a"], "newest first");
    assert_eq!(ids(store.commands(&all, Some(before), 2).await.unwrap()), ["c"]);
    let of_vehicle = CommandFilter { vehicle: Some("v1".into()), ..CommandFilter::default() };
    assert_eq!(ids(store.commands(&of_vehicle, None, 9).await.unwrap()), ["b", "c"]);
    let done = CommandFilter { states: vec!["ANSWERED"], ..of_vehicle };
    assert_eq!(ids(store.commands(&done, None, 9).await.unwrap()), ["c"]);
    let others = CommandFilter { organisation: Some("x".into()), ..CommandFilter::default() };
    assert!(store.commands(&others, None, 9).await.unwrap().is_empty());
    assert!(store.command("x").await.unwrap().is_none());
}
