//! What each method asks of its caller: the one list of methods, roles and what is written of them.
//!
//! A method is added by its row here; `tests/control/coverage.rs` walks the protos and fails for
//! one that has none. What a role is for: [`Role`].

use placard_api::caller::{Caller, Role};
use placard_domain::OrganisationId;

use Act::{Change, Create, Ingest, Personal, Probe, Read};
use Role::{Administrator, Dispatcher, Officer, Platform, Reader, Shipper};

/// What a method does, and so what is written of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Reads; nothing is written of it.
    Read,
    /// Reads what tells of people, their ways among it: every call is in the audit.
    Personal,
    /// Makes something new: in the audit, refused or not, and answered once for an idempotency key.
    Create,
    /// Changes something: in the audit, refused or not.
    Change,
    /// Takes in fixes: the journal is their record, the audit has refused callers alone.
    Ingest,
    /// Asks whether the service stands; anybody may.
    Probe,
}

/// One method's row.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `placard.v1.FleetService/CreateVehicle`.
    pub method: &'static str,
    /// Who may.
    pub roles: &'static [Role],
    /// What it does.
    pub act: Act,
}

const ALL: &[Role] = &[Administrator, Officer, Dispatcher, Shipper, Platform, Reader];
/// Who reads what the desk and the carriers keep.
const READERS: &[Role] = &[Administrator, Officer, Dispatcher, Reader];
/// Who keeps vehicles, terminals, carriers, people, parties, tanks, sites and approved routes.
const KEEPERS: &[Role] = &[Administrator, Dispatcher];
/// Who keeps consignors, consignees, loaders and their sites: shippers their own.
const PARTY_KEEPERS: &[Role] = &[Administrator, Dispatcher, Shipper];
/// Who reads parties, sites, waybills and the lists that they are checked against.
const PARTIES: &[Role] = &[Administrator, Officer, Dispatcher, Shipper, Reader];
/// Who writes waybills.
const WRITERS: &[Role] = &[Administrator, Dispatcher, Shipper];
/// Who does something to waybills, each in their own part.
const ACTORS: &[Role] = &[Administrator, Officer, Dispatcher, Shipper];
/// Who draws zones and gives permits.
const DRAWERS: &[Role] = &[Administrator];
/// Who sets the rules, and the lists that waybills are checked against.
const LAWGIVERS: &[Role] = &[Administrator];
/// Who works alerts.
const DESK: &[Role] = &[Administrator, Officer];
/// Who speaks about alerts and to drivers: the carrier answers in the same thread.
const SPEAKERS: &[Role] = &[Administrator, Officer, Dispatcher];
/// Who sends fixes.
const SENDERS: &[Role] = &[Administrator, Platform];

const fn rule(method: &'static str, roles: &'static [Role], act: Act) -> Rule {
    Rule { method, roles, act }
}

/// Every method there is.
pub const RULES: &[Rule] = &[
    rule("placard.v1.TelemetryService/StreamFixes", SENDERS, Ingest),
    rule("placard.v1.TelemetryService/IngestFixes", SENDERS, Ingest),
    rule("placard.v1.FleetService/CreateVehicle", KEEPERS, Create),
    rule("placard.v1.FleetService/GetVehicle", READERS, Read),
    rule("placard.v1.FleetService/ListVehicles", READERS, Read),
    rule("placard.v1.FleetService/UpdateVehicle", KEEPERS, Change),
    rule("placard.v1.FleetService/DeleteVehicle", KEEPERS, Change),
    rule("placard.v1.FleetService/CreateTerminal", KEEPERS, Create),
    rule("placard.v1.FleetService/GetTerminal", READERS, Read),
    rule("placard.v1.FleetService/ListTerminals", READERS, Read),
    rule("placard.v1.FleetService/UpdateTerminal", KEEPERS, Change),
    rule("placard.v1.FleetService/DeleteTerminal", KEEPERS, Change),
    rule("placard.v1.FleetService/CreateCarrier", KEEPERS, Create),
    rule("placard.v1.FleetService/GetCarrier", READERS, Read),
    rule("placard.v1.FleetService/ListCarriers", READERS, Read),
    rule("placard.v1.FleetService/UpdateCarrier", KEEPERS, Change),
    rule("placard.v1.FleetService/DeleteCarrier", KEEPERS, Change),
    rule("placard.v1.FleetService/CreatePerson", KEEPERS, Create),
    rule("placard.v1.FleetService/GetPerson", READERS, Personal),
    rule("placard.v1.FleetService/ListPeople", READERS, Personal),
    rule("placard.v1.FleetService/UpdatePerson", KEEPERS, Change),
    rule("placard.v1.FleetService/DeletePerson", KEEPERS, Change),
    rule("placard.v1.FleetService/ImportVehicles", KEEPERS, Create),
    rule("placard.v1.FleetService/ImportCarriers", KEEPERS, Create),
    rule("placard.v1.FleetService/ImportPeople", KEEPERS, Create),
    rule("placard.v1.FleetService/GetVehicleState", READERS, Read),
    rule("placard.v1.FleetService/WatchVehicles", READERS, Personal),
    rule("placard.v1.FleetService/GetTrack", READERS, Personal),
    rule("placard.v1.FleetService/SendText", SPEAKERS, Change),
    rule("placard.v1.FleetService/GetCommand", READERS, Read),
    rule("placard.v1.FleetService/ListCommands", READERS, Read),
    rule("placard.v1.PartyService/CreateParty", PARTY_KEEPERS, Create),
    rule("placard.v1.PartyService/GetParty", PARTIES, Read),
    rule("placard.v1.PartyService/ListParties", PARTIES, Read),
    rule("placard.v1.PartyService/UpdateParty", PARTY_KEEPERS, Change),
    rule("placard.v1.PartyService/DeleteParty", PARTY_KEEPERS, Change),
    rule("placard.v1.PartyService/ImportParties", PARTY_KEEPERS, Create),
    rule("placard.v1.PartyService/CreateTank", KEEPERS, Create),
    rule("placard.v1.PartyService/GetTank", READERS, Read),
    rule("placard.v1.PartyService/ListTanks", READERS, Read),
    rule("placard.v1.PartyService/UpdateTank", KEEPERS, Change),
    rule("placard.v1.PartyService/DeleteTank", KEEPERS, Change),
    rule("placard.v1.PartyService/ImportTanks", KEEPERS, Create),
    rule("placard.v1.PartyService/ListExpiries", READERS, Personal),
    rule("placard.v1.ReferenceService/CreateSite", PARTY_KEEPERS, Create),
    rule("placard.v1.ReferenceService/GetSite", PARTIES, Read),
    rule("placard.v1.ReferenceService/ListSites", PARTIES, Read),
    rule("placard.v1.ReferenceService/UpdateSite", PARTY_KEEPERS, Change),
    rule("placard.v1.ReferenceService/DeleteSite", PARTY_KEEPERS, Change),
    rule("placard.v1.ReferenceService/ImportSites", PARTY_KEEPERS, Create),
    rule("placard.v1.ReferenceService/SearchGoods", PARTIES, Read),
    rule("placard.v1.ReferenceService/GetGoods", PARTIES, Read),
    rule("placard.v1.ReferenceService/ListLists", PARTIES, Read),
    rule("placard.v1.ReferenceService/ImportList", LAWGIVERS, Create),
    rule("placard.v1.ZoneService/CreateZone", DRAWERS, Create),
    rule("placard.v1.ZoneService/GetZone", READERS, Read),
    rule("placard.v1.ZoneService/ListZones", READERS, Read),
    rule("placard.v1.ZoneService/UpdateZone", DRAWERS, Change),
    rule("placard.v1.ZoneService/DeleteZone", DRAWERS, Change),
    rule("placard.v1.ZoneService/CreatePermit", DRAWERS, Create),
    rule("placard.v1.ZoneService/GetPermit", READERS, Read),
    rule("placard.v1.ZoneService/ListPermits", READERS, Read),
    rule("placard.v1.ZoneService/UpdatePermit", DRAWERS, Change),
    rule("placard.v1.ZoneService/DeletePermit", DRAWERS, Change),
    rule("placard.v1.ZoneService/ImportZones", DRAWERS, Create),
    rule("placard.v1.ZoneService/QueryZones", READERS, Read),
    rule("placard.v1.RouteService/CreateRoute", KEEPERS, Create),
    rule("placard.v1.RouteService/GetRoute", READERS, Read),
    rule("placard.v1.RouteService/ListRoutes", READERS, Read),
    rule("placard.v1.RouteService/UpdateRoute", KEEPERS, Change),
    rule("placard.v1.RouteService/DeleteRoute", KEEPERS, Change),
    rule("placard.v1.RouteService/AssignRoute", KEEPERS, Change),
    rule("placard.v1.RuleService/GetRule", READERS, Read),
    rule("placard.v1.RuleService/ListRules", READERS, Read),
    rule("placard.v1.RuleService/UpdateRule", LAWGIVERS, Change),
    rule("placard.v1.RuleService/SimulateRules", DESK, Personal),
    rule("placard.v1.AlertService/ListAlerts", READERS, Read),
    rule("placard.v1.AlertService/GetAlert", READERS, Read),
    rule("placard.v1.AlertService/WatchAlerts", READERS, Read),
    rule("placard.v1.AlertService/AcknowledgeAlert", DESK, Change),
    rule("placard.v1.AlertService/HandBackAlert", DESK, Change),
    rule("placard.v1.AlertService/EscalateAlert", DESK, Change),
    rule("placard.v1.AlertService/CloseAlert", DESK, Change),
    rule("placard.v1.AlertService/ReopenAlert", DESK, Change),
    rule("placard.v1.AlertService/CommentAlert", SPEAKERS, Change),
    rule("placard.v1.WaybillService/CreateWaybill", WRITERS, Create),
    rule("placard.v1.WaybillService/GetWaybill", PARTIES, Personal),
    rule("placard.v1.WaybillService/ListWaybills", PARTIES, Personal),
    rule("placard.v1.WaybillService/UpdateWaybill", WRITERS, Change),
    rule("placard.v1.WaybillService/TransitionWaybill", ACTORS, Change),
    rule("placard.v1.WaybillService/VerifyWaybill", PARTIES, Read),
    rule("placard.v1.WaybillService/GetChain", PARTIES, Personal),
    rule("placard.v1.WaybillService/WatchWaybills", PARTIES, Personal),
    rule("placard.v1.WaybillService/GetKeys", ALL, Read),
    rule("placard.v1.WaybillService/ValidateWaybill", PARTIES, Read),
    rule("placard.v1.WaybillService/ValidateWaybills", PARTIES, Read),
    rule("placard.v1.WaybillService/ListChecks", ALL, Read),
    rule("grpc.health.v1.Health/Check", ALL, Probe),
    rule("grpc.health.v1.Health/Watch", ALL, Probe),
    rule("grpc.reflection.v1.ServerReflection/ServerReflectionInfo", ALL, Read),
];

/// The row of a method: `placard.v1.FleetService/CreateVehicle`.
#[must_use]
pub fn find(method: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.method == method)
}

impl Rule {
    /// Whether the caller may.
    #[must_use]
    pub fn lets_in(&self, caller: &Caller) -> bool {
        self.roles.contains(&caller.role)
    }
}

impl Act {
    /// Whether a call that went well is in the audit.
    #[must_use]
    pub const fn is_audited(self) -> bool {
        matches!(self, Personal | Create | Change)
    }

    /// Whether a call that was refused is in the audit.
    #[must_use]
    pub const fn is_audited_when_refused(self) -> bool {
        matches!(self, Personal | Create | Change | Ingest)
    }

    /// Whether it changes anything, so that it is carried through though its caller hangs up.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(self, Create | Change)
    }
}

/// Whether a caller reads the codes that terminals authenticate by.
pub(crate) const fn reads_codes(caller: &Caller) -> bool {
    matches!(caller.role, Administrator | Dispatcher)
}

/// Whether a caller sets and lifts marks of the blacklist: not a carrier its own.
pub(crate) fn blacklists(caller: &Caller, authority: &OrganisationId) -> bool {
    caller.role == Administrator && caller.sees(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_has_one_row() {
        let mut methods: Vec<_> = RULES.iter().map(|rule| rule.method).collect();
        methods.sort_unstable();
        let count = methods.len();
        methods.dedup();
        assert_eq!(methods.len(), count);
    }

    #[test]
    fn the_administrator_may_everything_and_a_reader_changes_nothing() {
        for rule in RULES {
            assert!(rule.roles.contains(&Administrator), "{}", rule.method);
            let writes = rule.act.changes() || rule.act == Ingest;
            assert!(!(writes && rule.roles.contains(&Reader)), "{}", rule.method);
        }
    }
}
