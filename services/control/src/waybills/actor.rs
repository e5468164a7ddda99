//! In what part a caller does something to a waybill.
//!
//! A shipper's desk acts for whichever of consignor, loader and consignee its organisation's
//! records are; a carrier's desk for the carrier, and for the drivers, who have no keys of their
//! own; an officer for the authority; an administrator for anybody, which the chain says.

use placard_api::caller::{Caller, Role as CallerRole};
use placard_api::errors::status;
use placard_domain::{OrganisationId, PersonId, Reason, Text, Violation};
use placard_waybill::lifecycle::{Actor, DeedKind, Parties, Role, State, table};
use tonic::Status;

/// What somebody wants to do, and in what part.
pub(super) struct Wish<'a> {
    pub(super) deed: DeedKind,
    /// The part that the caller names; `None`: whichever may.
    pub(super) role: Option<Role>,
    /// The driver for whom the carrier's desk acts; empty: the first.
    pub(super) person: &'a str,
}

/// Who acts, and who that is by their credentials.
pub(super) struct Acting {
    pub(super) actor: Actor,
    pub(super) identity: String,
}

/// The part in which the caller may do it. Whether the waybill's state allows it is the life
/// cycle's to say.
///
/// # Errors
/// `PERMISSION_DENIED` where the caller has no part that ever may.
pub(super) fn acting(
    caller: &Caller,
    authority: &OrganisationId,
    parties: &Parties,
    state: State,
    wish: &Wish<'_>,
) -> Result<Acting, Status> {
    let may = |role: &&Role| {
        table::may_ever(**role, wish.deed) && wish.role.is_none_or(|wished| wished == **role)
    };
    let own: Vec<Role> = Role::ALL
        .iter()
        .filter(may)
        .copied()
        .filter(|role| has_part(caller, authority, parties, *role))
        .collect();
    let now = table::from(state).find(|line| line.deed == wish.deed);
    let fitting = own.iter().find(|role| now.is_some_and(|line| line.who.contains(role)));
    let role = fitting.or(own.first()).ok_or_else(|| denied(wish))?;
    let actor = actor_of(*role, caller, authority, parties, wish).ok_or_else(|| denied(wish))?;
    let identity = match caller.role {
        CallerRole::Administrator => format!("{} (administrator)", caller.name),
        _ => caller.name.clone(),
    };
    Ok(Acting { actor, identity })
}

/// Whether a caller acts in a part of this waybill.
fn has_part(caller: &Caller, authority: &OrganisationId, parties: &Parties, role: Role) -> bool {
    let party = match role {
        Role::Consignor => &parties.consignor,
        Role::Carrier | Role::Driver => &parties.carrier,
        Role::Loader => &parties.loader,
        Role::Consignee => &parties.consignee,
        Role::Officer => authority,
        Role::Tracking | Role::Clock => return false,
    };
    let by_role = match caller.role {
        CallerRole::Administrator => true,
        CallerRole::Officer => return role == Role::Officer,
        CallerRole::Dispatcher => matches!(role, Role::Carrier | Role::Driver),
        CallerRole::Shipper => matches!(role, Role::Consignor | Role::Loader | Role::Consignee),
        CallerRole::Platform | CallerRole::Reader => false,
    };
    by_role && caller.sees(party)
}

fn actor_of(
    role: Role,
    caller: &Caller,
    authority: &OrganisationId,
    parties: &Parties,
    wish: &Wish<'_>,
) -> Option<Actor> {
    Some(match role {
        Role::Consignor => Actor::Consignor(parties.consignor.clone()),
        Role::Carrier => Actor::Carrier(parties.carrier.clone()),
        Role::Loader => Actor::Loader(parties.loader.clone()),
        Role::Consignee => Actor::Consignee(parties.consignee.clone()),
        Role::Driver if wish.person.is_empty() => Actor::Driver(parties.drivers.first()?.clone()),
        Role::Driver => Actor::Driver(PersonId::new(wish.person).ok()?),
        Role::Officer => {
            Actor::Officer(caller.organisation.clone().unwrap_or_else(|| authority.clone()))
        }
        Role::Tracking | Role::Clock => return None,
    })
}

/// Whoever asks has no part that may, or a part that has nobody in it.
fn denied(wish: &Wish<'_>) -> Status {
    let (zh, en): (Vec<_>, Vec<_>) = table::who_may(wish.deed)
        .into_iter()
        .map(|role| (role.words().zh, role.words().en))
        .unzip();
    let deed = wish.deed.words();
    let text = Text::new(
        format!("“{}”由该运单的{}操作", deed.zh, zh.join("、")),
        format!("“{}” is done by the waybill's own {}", deed.en, en.join(", ")),
    );
    status(&Violation::saying("role", Reason::PermissionDenied, text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(id: &str) -> OrganisationId {
        OrganisationId::new(id).unwrap()
    }

    fn parties() -> Parties {
        Parties {
            consignor: org("depot"),
            carrier: org("east"),
            loader: org("depot"),
            consignee: org("station"),
            drivers: vec![PersonId::new("li").unwrap(), PersonId::new("wang").unwrap()],
        }
    }

    fn asks(role: CallerRole, organisation: Option<&str>, wish: &Wish<'_>) -> Option<Actor> {
        let caller = Caller { name: "x".to_owned(), organisation: organisation.map(org), role };
        let state = State::Arrived;
        acting(&caller, &org("police"), &parties(), state, wish).ok().map(|acting| acting.actor)
    }

    const fn wish(deed: DeedKind) -> Wish<'static> {
        Wish { deed, role: None, person: "" }
    }

    #[test]
    fn everybody_acts_in_their_own_part_alone() {
        use CallerRole as C;
        let accept = wish(DeedKind::Accept);
        let carrier = Some(Actor::Carrier(org("east")));
        assert_eq!(asks(C::Dispatcher, Some("east"), &accept), carrier);
        assert_eq!(asks(C::Administrator, None, &accept), carrier);
        for (role, organisation) in [
            (C::Dispatcher, "west"),
            (C::Shipper, "east"),
            (C::Shipper, "depot"),
            (C::Reader, "east"),
            (C::Platform, "east"),
            (C::Officer, "east"),
            (C::Administrator, "west"),
        ] {
            assert_eq!(asks(role, Some(organisation), &accept), None, "{role:?} {organisation}");
        }
        let sign = wish(DeedKind::Sign);
        assert_eq!(
            asks(C::Shipper, Some("station"), &sign),
            Some(Actor::Consignee(org("station")))
        );
        let abort = asks(C::Officer, Some("city"), &wish(DeedKind::Abort));
        assert_eq!(abort, Some(Actor::Officer(org("city"))));
        assert_eq!(asks(C::Administrator, None, &wish(DeedKind::Archive)), None, "the timer's");
    }

    #[test]
    fn a_carriers_desk_acts_for_its_drivers_where_it_may_not_itself() {
        let unload = wish(DeedKind::ConfirmUnloaded);
        let driver = |id: &str| Some(Actor::Driver(PersonId::new(id).unwrap()));
        assert_eq!(asks(CallerRole::Dispatcher, Some("east"), &unload), driver("li"));
        let by_wang = Wish { person: "wang", ..unload };
        assert_eq!(asks(CallerRole::Dispatcher, Some("east"), &by_wang), driver("wang"));
        let as_driver = Wish { deed: DeedKind::Depart, role: Some(Role::Driver), person: "" };
        assert_eq!(asks(CallerRole::Dispatcher, Some("east"), &as_driver), driver("li"));
        let as_clock = Wish { role: Some(Role::Clock), ..as_driver };
        assert_eq!(asks(CallerRole::Dispatcher, Some("east"), &as_clock), None);
    }
}
