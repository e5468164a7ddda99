//! Random lives of waybills: whatever anybody tries in whatever order, nothing that the design
//! forbids comes about. `PLACARD_WHOLE=1` lives a million of them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read the environment, and may fail"
)]

mod lives;
#[path = "lifecycle/witness.rs"]
mod witness;

use std::collections::{BTreeMap, BTreeSet};

use lives::{Cast, Dice, START, attempt, id, whole_or_sample};
use placard_domain::Millis;
use placard_waybill::lifecycle::{
    Actor, Deed, Event, Facts, LoadingCheck, Need, Outcome, Refusal, Role, Standing, State, Why,
    step,
};
use witness::Witness;

/// A waybill that is carried on, as it ought to be, until it is in `state`.
fn up_to(cast: &Cast, state: State) -> Standing {
    let mut standing = Standing::blank();
    for number in 0..100 {
        if standing.state == state && standing.version > 0 {
            return standing;
        }
        let event = cast.onward(&standing, number);
        standing = step(&standing, &event, &cast.facts()).unwrap();
    }
    panic!("{state:?} is not on the way");
}

/// What comes of a deed of somebody's, everything else as it ought to be.
fn tried(cast: &Cast, standing: &Standing, deed: Deed, role: Role) -> Result<Standing, Refusal> {
    step(standing, &event_of(cast, standing, deed, role), &cast.facts())
}

fn event_of(cast: &Cast, standing: &Standing, deed: Deed, role: Role) -> Event {
    let at = standing.last_at.unwrap_or(START);
    let number = 1000 + standing.done.len() as u64;
    cast.event(standing, number, deed, cast.actor(role, true), at)
}

#[test]
fn no_life_reaches_what_the_design_forbids() {
    let lives = whole_or_sample(1_000_000, 20_000);
    let (cast, mut dice) = (Cast::new(), Dice(5));
    let (mut ends, mut reasons) = (BTreeMap::new(), BTreeSet::new());
    let (mut tried, mut done) = (0_u64, 0_u64);
    for life in 0..lives {
        let mut standing = Standing::blank();
        let mut witness = Witness::new(&cast.parties);
        for number in 0..10 + dice.roll(60) {
            let (event, facts) = attempt(&cast, &mut dice, &standing, number);
            tried += 1;
            match step(&standing, &event, &facts) {
                Ok(next) => {
                    let seen = witness.watch(&standing, &event, &facts, &next);
                    assert_eq!(seen, Ok(()), "life {life}: {standing:?}, {event:?}, {facts:?}");
                    standing = next;
                    done += 1;
                }
                Err(refusal) => {
                    reasons.insert(refusal.reason.code());
                }
            }
        }
        *ends.entry(standing.state).or_insert(0_u64) += 1;
    }
    println!("{lives} lives, {tried} deeds tried, {done} done; they end: {ends:?}");
    assert_eq!(ends.len(), State::ALL.len(), "some state is never an end: {ends:?}");
    assert_eq!(reasons, every_reason(), "what is refused is not what can be");
}

/// Every reason that the step can give.
fn every_reason() -> BTreeSet<&'static str> {
    let asked_otherwise = [Need::NoErrors, Need::ChecksPassed];
    let needs = Need::ALL.iter().filter(|need| !asked_otherwise.contains(need));
    let others = [
        "ALREADY_DONE",
        "ID_USED",
        "WRONG_ROLE",
        "WRONG_PARTY",
        "WRONG_STATE",
        "NO_DOCUMENT",
        "WRONG_VERSION",
        "WRONG_DOCUMENT",
        "CLOCK_BACKWARDS",
        "HAPPENED_LATER",
        "NOT_VALIDATED",
        "ERRORS_LEFT",
        "CHECKS_LEFT",
    ];
    needs.map(|need| need.code()).chain(others).collect()
}

#[test]
fn the_witness_sees_what_is_forbidden() {
    let cast = Cast::new();
    let forged = |standing: &Standing, deed: Deed, role: Role, to: State| {
        let event = event_of(&cast, standing, deed, role);
        let next = Standing { state: to, ..standing.clone() };
        Witness::new(&cast.parties).watch(standing, &event, &cast.facts(), &next).unwrap_err()
    };
    let loading = up_to(&cast, State::Loading);
    let seen = forged(&loading, Deed::ConfirmLoaded, Role::Loader, State::Loaded);
    assert_eq!(seen, "loaded without every check");
    let accepted = up_to(&cast, State::Accepted);
    let seen = forged(&accepted, Deed::Depart, Role::Driver, State::InTransit);
    assert_eq!(seen, "ACCEPTED does not lead to IN_TRANSIT");
    let seen = forged(&accepted, Deed::Cancel, Role::Officer, State::Cancelled);
    assert_eq!(seen, "by who may not");
    let archived = up_to(&cast, State::Archived);
    assert_eq!(
        forged(&archived, Deed::Sign, Role::Consignee, State::Archived),
        "a deed after the end"
    );
    let next = Standing { version: 0, ..accepted.clone() };
    let event = event_of(&cast, &accepted, Deed::Noted, Role::Carrier);
    let seen = Witness::new(&cast.parties).watch(&accepted, &event, &cast.facts(), &next);
    assert_eq!(seen, Err("a version that falls or jumps".into()));
}

#[test]
fn a_waybill_goes_its_way_to_the_archive() {
    let cast = Cast::new();
    let standing = up_to(&cast, State::Archived);
    assert_eq!((standing.version, standing.done.len()), (1, 16));
    assert!(standing.departed_at.is_some() && standing.has_loading_begun);
}

#[test]
fn a_loader_that_skips_a_check_cannot_release_the_vehicle() {
    let cast = Cast::new();
    for skipped in LoadingCheck::ALL {
        for outcome in [None, Some(Outcome::Failed)] {
            let mut standing = up_to(&cast, State::Loading);
            for check in LoadingCheck::ALL {
                let outcome = if check == skipped { outcome } else { Some(Outcome::Passed) };
                standing.checks = match outcome {
                    Some(outcome) => standing.checks.with(*check, outcome),
                    None => standing.checks,
                };
            }
            let refusal = tried(&cast, &standing, Deed::ConfirmLoaded, Role::Loader).unwrap_err();
            assert_eq!(refusal.reason, Why::ChecksLeft(vec![*skipped]));
            assert!(refusal.cure().unwrap().zh.contains(&skipped.words().zh));
        }
    }
}

#[test]
fn an_amendment_after_loading_began_is_accepted_and_checked_anew() {
    let cast = Cast::new();
    let loaded = up_to(&cast, State::Loaded);
    let amended = tried(&cast, &loaded, Deed::Amend, Role::Consignor).unwrap();
    assert_eq!((amended.state, amended.version), (State::Draft, 2));
    assert_eq!(amended.checks.left(), LoadingCheck::ALL);
    for (deed, role) in [(Deed::Depart, Role::Driver), (Deed::ConfirmLoaded, Role::Loader)] {
        let refusal = tried(&cast, &amended, deed, role).unwrap_err();
        assert_eq!(refusal.reason, Why::WrongState);
    }
    let refusal = tried(&cast, &amended, Deed::Cancel, Role::Consignor).unwrap_err();
    assert_eq!(refusal.reason, Why::Unmet(Need::NothingLoaded));
    let aborted = tried(&cast, &amended, Deed::Abort { transferred_to: None }, Role::Carrier);
    assert_eq!(aborted.unwrap().state, State::Aborted);
}

#[test]
fn an_event_sent_twice_is_done_once() {
    let cast = Cast::new();
    let standing = up_to(&cast, State::Submitted);
    let event = cast.onward(&standing, 500);
    let accepted = step(&standing, &event, &cast.facts()).unwrap();
    let again = step(&accepted, &event, &cast.facts()).unwrap_err();
    assert_eq!(again.reason, Why::AlreadyDone);
    let other = Event { id: id(500), ..cast.onward(&accepted, 500) };
    assert_eq!(step(&accepted, &other, &cast.facts()).unwrap_err().reason, Why::IdUsed);
}

#[test]
fn a_clock_that_goes_back_is_named() {
    let cast = Cast::new();
    let standing = up_to(&cast, State::Submitted);
    let last_at = standing.last_at.unwrap();
    let mut event = cast.onward(&standing, 500);
    let mut tried = |back: i64, tolerance: i64| {
        event.at = last_at - Millis(back);
        event.happened_at = event.at;
        let facts = Facts { tolerance: Millis(tolerance), ..cast.facts() };
        step(&standing, &event, &facts).map(|next| next.last_at)
    };
    assert_eq!(tried(0, 0), Ok(Some(last_at)));
    let back = Why::ClockBackwards { last_at, at: last_at - Millis(1) };
    assert_eq!(tried(1, 0).unwrap_err().reason, back);
    assert_eq!(tried(1, -9).unwrap_err().reason, back);
    // Within the tolerance it is taken, and the last instant stays.
    assert_eq!(tried(5000, 60_000), Ok(Some(last_at)));
    assert!(tried(5001, 60_000).is_err());
}

#[test]
fn word_from_the_road_may_come_late_but_not_from_before_the_departure() {
    let cast = Cast::new();
    let standing = up_to(&cast, State::Arrived);
    let left = standing.departed_at.unwrap();
    let zone = placard_domain::ZoneId::new("z").unwrap();
    let mut event = event_of(&cast, &standing, Deed::PassedStructure { zone }, Role::Tracking);
    event.happened_at = left;
    let after = step(&standing, &event, &cast.facts()).unwrap();
    assert_eq!((after.state, after.reached_at), (State::Arrived, standing.reached_at));
    event.happened_at = left - Millis(1);
    let refusal = step(&standing, &event, &cast.facts()).unwrap_err();
    assert_eq!(refusal.reason, Why::Unmet(Need::AfterDeparture));
}

#[test]
fn only_the_waybills_own_may() {
    let cast = Cast::new();
    let standing = up_to(&cast, State::Submitted);
    let mut event = cast.onward(&standing, 500);
    event.actor = cast.actor(Role::Carrier, false);
    let refusal = step(&standing, &event, &cast.facts()).unwrap_err();
    assert_eq!(refusal.reason, Why::WrongParty(Role::Carrier));
    event.actor = Actor::Consignor(cast.parties.carrier.clone());
    let refusal = step(&standing, &event, &cast.facts()).unwrap_err();
    assert_eq!(refusal.reason, Why::WrongRole(Role::Consignor));
}

#[test]
fn every_refusal_says_why_in_two_languages() {
    let cast = Cast::new();
    let mut dice = Dice(9);
    let mut said = BTreeSet::new();
    let mut standing = Standing::blank();
    for number in 0..20_000 {
        let (event, facts) = attempt(&cast, &mut dice, &standing, number);
        match step(&standing, &event, &facts) {
            Ok(next) if next.state.is_over() => standing = Standing::blank(),
            Ok(next) => standing = next,
            Err(refusal) => {
                let text = refusal.text();
                assert!(text.en.contains("refused") && text.zh.contains("被拒绝"), "{text}");
                let cure = refusal.cure();
                let curable = refusal.reason != Why::AlreadyDone;
                assert_eq!(cure.is_some(), curable, "{refusal:?}");
                said.insert(refusal.reason.code());
            }
        }
    }
    assert_eq!(said, every_reason());
}
