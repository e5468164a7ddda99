//! The one table of transitions. The step, the documents and the faces all walk it.

use super::actor::Role;
use super::deed::DeedKind;
use super::named::named;
use super::state::State;

named! {
    /// What must be true before a deed.
    Need {
        /// The newest validation of this version found no error.
        NoErrors = 1, "NO_ERRORS", "最新校验没有错误", "the newest validation found no error";
        /// The waybill has not run out.
        InForce = 2, "IN_FORCE", "运单未过有效期", "the waybill has not run out";
        /// The waybill has run out.
        RunOut = 3, "RUN_OUT", "运单已过有效期", "the waybill has run out";
        /// Every mandatory check of this version passed.
        ChecksPassed = 4, "CHECKS_PASSED", "装货查验全部合格", "every loading check passed";
        /// The mass that was loaded is given.
        ActualMass = 5, "ACTUAL_MASS", "已填写实际装载质量", "the mass loaded is given";
        /// A tank's seals are given.
        Seals = 6, "SEALS", "罐车已填写封签号", "the seals of a tank are given";
        /// The consignee has said how much arrived.
        ReceivedQuantity = 7, "RECEIVED_QUANTITY", "收货人已填写实收数量",
            "the consignee has said how much arrived";
        /// Loading never began, in this version or an earlier one.
        NothingLoaded = 8, "NOTHING_LOADED", "从未开始装货", "loading never began";
        /// Loading began, in this version or an earlier one.
        LoadingBegan = 9, "LOADING_BEGAN", "已开始过装货", "loading began";
        /// It did not happen before the state it follows was reached.
        AfterState = 10, "AFTER_STATE", "发生时间不早于进入当前状态的时间",
            "it happened no earlier than the state it follows";
        /// It did not happen before the vehicle first departed.
        AfterDeparture = 11, "AFTER_DEPARTURE", "发生时间不早于首次发车",
            "it happened no earlier than the first departure";
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// What is done.
    pub deed: DeedKind,
    /// In which states it may be.
    pub from: &'static [State],
    /// The state it leads to; `None` where it changes none.
    pub to: Option<State>,
    /// Who may, each the waybill's own.
    pub who: &'static [Role],
    /// What must be true.
    pub needs: &'static [Need],
}

const fn moves(
    deed: DeedKind,
    from: &'static [State],
    to: State,
    who: &'static [Role],
    needs: &'static [Need],
) -> Transition {
    Transition { deed, from, to: Some(to), who, needs }
}

const fn stays(
    deed: DeedKind,
    from: &'static [State],
    who: &'static [Role],
    needs: &'static [Need],
) -> Transition {
    Transition { deed, from, to: None, who, needs }
}

use DeedKind as D;
use Need as N;
use Role as R;
use State as S;

/// Once the goods may be on a vehicle.
const WITH_GOODS: &[S] = &[S::Loading, S::Loaded, S::InTransit, S::Arrived];
/// Before the goods are, as far as the state tells.
const ON_PAPER: &[S] = &[S::Draft, S::Submitted, S::Accepted];
/// Where word from the road may still come in: a device that was out of reach reports late.
const ON_THE_ROAD: &[S] = &[S::InTransit, S::Arrived, S::Unloaded, S::Signed];
/// Until the goods are handed over.
const OPEN: &[S] = &[
    S::Draft,
    S::Submitted,
    S::Accepted,
    S::Loading,
    S::Loaded,
    S::InTransit,
    S::Arrived,
    S::Unloaded,
];
const PEOPLE: &[R] =
    &[R::Consignor, R::Carrier, R::Loader, R::Driver, R::Consignee, R::Officer, R::Tracking];

/// Every transition there is.
///
/// An amendment leads back to the draft from wherever it is made: the new version is validated,
/// submitted and accepted again, and what the loader confirmed of the old one is void. On the road
/// there is none: a waybill whose goods take another course is aborted, and another one written.
/// A vehicle that has arrived may depart again: another drop, or it was not the place.
pub const TRANSITIONS: &[Transition] = &[
    moves(
        D::Amend,
        &[S::Draft, S::Submitted, S::Accepted, S::Loading, S::Loaded],
        S::Draft,
        &[R::Consignor, R::Carrier],
        &[],
    ),
    moves(
        D::Submit,
        &[S::Draft],
        S::Submitted,
        &[R::Consignor, R::Carrier],
        &[N::NoErrors, N::InForce],
    ),
    moves(D::Reject, &[S::Submitted], S::Rejected, &[R::Carrier], &[N::NothingLoaded]),
    moves(D::Accept, &[S::Submitted], S::Accepted, &[R::Carrier], &[N::NoErrors, N::InForce]),
    moves(D::BeginLoading, &[S::Accepted], S::Loading, &[R::Loader], &[N::InForce, N::AfterState]),
    stays(D::LoadingCheck, &[S::Loading], &[R::Loader], &[]),
    moves(
        D::ConfirmLoaded,
        &[S::Loading],
        S::Loaded,
        &[R::Loader],
        &[N::ChecksPassed, N::ActualMass, N::Seals, N::AfterState],
    ),
    moves(
        D::Depart,
        &[S::Loaded],
        S::InTransit,
        &[R::Driver, R::Carrier, R::Tracking],
        &[N::InForce, N::AfterState],
    ),
    moves(
        D::Depart,
        &[S::Arrived],
        S::InTransit,
        &[R::Driver, R::Carrier, R::Tracking],
        &[N::AfterState],
    ),
    moves(
        D::Arrive,
        &[S::InTransit],
        S::Arrived,
        &[R::Driver, R::Carrier, R::Tracking],
        &[N::AfterState],
    ),
    stays(
        D::BeginUnloading,
        &[S::Arrived],
        &[R::Consignee, R::Driver, R::Tracking],
        &[N::AfterState],
    ),
    moves(
        D::ConfirmUnloaded,
        &[S::Arrived],
        S::Unloaded,
        &[R::Consignee, R::Driver],
        &[N::AfterState],
    ),
    moves(
        D::Sign,
        &[S::Unloaded],
        S::Signed,
        &[R::Consignee],
        &[N::ReceivedQuantity, N::AfterState],
    ),
    moves(D::Archive, &[S::Signed], S::Archived, &[R::Clock], &[]),
    moves(D::Cancel, ON_PAPER, S::Cancelled, &[R::Consignor, R::Carrier], &[N::NothingLoaded]),
    moves(D::Abort, ON_PAPER, S::Aborted, &[R::Carrier, R::Officer], &[N::LoadingBegan]),
    moves(D::Abort, WITH_GOODS, S::Aborted, &[R::Carrier, R::Officer], &[]),
    moves(D::Expire, ON_PAPER, S::Expired, &[R::Clock], &[N::NothingLoaded, N::RunOut]),
    stays(D::PassedStructure, ON_THE_ROAD, &[R::Tracking], &[N::AfterDeparture]),
    stays(D::Deviated, ON_THE_ROAD, &[R::Tracking], &[N::AfterDeparture]),
    stays(D::LinkedManifest, OPEN, &[R::Consignor, R::Carrier], &[]),
    stays(D::Noted, S::ALL, PEOPLE, &[]),
];

/// The lines that a state allows, in the table's order.
pub fn from(state: State) -> impl Iterator<Item = &'static Transition> {
    TRANSITIONS.iter().filter(move |line| line.from.contains(&state))
}

/// Whether somebody in this part may do a deed in any state.
#[must_use]
pub fn may_ever(role: Role, deed: DeedKind) -> bool {
    TRANSITIONS.iter().any(|line| line.deed == deed && line.who.contains(&role))
}

/// Who may do a deed, in whatever state.
#[must_use]
pub fn who_may(deed: DeedKind) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| may_ever(*role, deed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_in_a_state_has_one_line() {
        for state in S::ALL {
            let mut kinds: Vec<_> = from(*state).map(|line| line.deed).collect();
            kinds.sort();
            let count = kinds.len();
            kinds.dedup();
            assert_eq!(kinds.len(), count, "{state:?}");
        }
    }

    #[test]
    fn every_deed_is_on_the_table_and_every_state_is_reached() {
        for kind in D::ALL {
            assert!(TRANSITIONS.iter().any(|line| line.deed == *kind), "{kind:?}");
        }
        for state in S::ALL {
            assert!(TRANSITIONS.iter().any(|line| line.to == Some(*state)), "{state:?}");
        }
    }

    #[test]
    fn what_is_over_takes_remarks_alone() {
        for state in S::ALL.iter().filter(|state| state.is_over()) {
            assert!(from(*state).all(|line| line.deed == D::Noted), "{state:?}");
        }
        for state in S::ALL.iter().filter(|state| !state.is_over()) {
            assert!(from(*state).any(|line| line.to.is_some()), "{state:?} is a dead end");
        }
    }
}
