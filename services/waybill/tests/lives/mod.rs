//! Lives of waybills: made by dice, likely enough to come far and wild enough to try everything.

use placard_domain::{Millis, OrganisationId, PersonId, Timestamp, ZoneId};
use placard_waybill::lifecycle::{
    Actor, Deed, DeedKind, Event, EventId, Facts, Fingerprint, LoadingCheck, Outcome, Parties,
    Role, Standing, State, WaybillId, table,
};

pub(crate) const START: Timestamp = Timestamp::from_millis(1_764_000_000_000);

/// How many of what is tried by the million the whole run tries; a sample of it otherwise.
pub(crate) fn whole_or_sample(whole: u64, sample: u64) -> u64 {
    if std::env::var_os("PLACARD_WHOLE").is_some() { whole } else { sample }
}

/// SplitMix64: the same seed, the same life.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, hundredths: u64) -> bool {
        self.roll(100) < hundredths
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len() as u64) as usize]
    }
}

/// A waybill and who it names; whoever is called `x…` is another.
pub(crate) struct Cast {
    pub(crate) waybill: WaybillId,
    pub(crate) parties: Parties,
}

impl Cast {
    pub(crate) fn new() -> Self {
        let firm = |name| OrganisationId::new(name).unwrap();
        Self {
            waybill: WaybillId::new("wb-2026-000001").unwrap(),
            parties: Parties {
                consignor: firm("consignor"),
                carrier: firm("carrier"),
                loader: firm("loader"),
                consignee: firm("consignee"),
                drivers: vec![PersonId::new("wang").unwrap(), PersonId::new("li").unwrap()],
            },
        }
    }

    /// Who plays a part, or another who does not.
    pub(crate) fn actor(&self, role: Role, is_own: bool) -> Actor {
        let stranger = OrganisationId::new("xfirm").unwrap();
        let or_stranger = |own: &OrganisationId| if is_own { own } else { &stranger }.clone();
        match role {
            Role::Consignor => Actor::Consignor(or_stranger(&self.parties.consignor)),
            Role::Carrier => Actor::Carrier(or_stranger(&self.parties.carrier)),
            Role::Loader => Actor::Loader(or_stranger(&self.parties.loader)),
            Role::Consignee => Actor::Consignee(or_stranger(&self.parties.consignee)),
            Role::Driver if is_own => Actor::Driver(self.parties.drivers[1].clone()),
            Role::Driver => Actor::Driver(PersonId::new("xdriver").unwrap()),
            Role::Officer => Actor::Officer(OrganisationId::new("police").unwrap()),
            Role::Tracking => Actor::Tracking,
            Role::Clock => Actor::Clock,
        }
    }

    /// Nothing in the way.
    pub(crate) fn facts(&self) -> Facts {
        Facts {
            parties: self.parties.clone(),
            findings_errors: Some(0),
            is_tank: true,
            has_actual_mass: true,
            has_seals: true,
            has_received_quantity: true,
            expires_at: Some(START + Millis::from_days(3)),
            tolerance: Millis::ZERO,
        }
    }

    /// What carries the waybill on from where it stands, as it ought to be.
    pub(crate) fn onward(&self, standing: &Standing, number: u64) -> Event {
        let (deed, role) = forward(standing);
        let at = standing.last_at.unwrap_or(START) + Millis::from_minutes(3);
        self.event(standing, number, deed, self.actor(role, true), at)
    }

    pub(crate) fn event(
        &self,
        standing: &Standing,
        number: u64,
        deed: Deed,
        actor: Actor,
        at: Timestamp,
    ) -> Event {
        let version = standing.version + u32::from(deed == Deed::Amend);
        Event {
            id: id(number),
            waybill: self.waybill.clone(),
            actor,
            identity: "user:zhang".into(),
            deed,
            at,
            happened_at: at,
            version,
            document: document(version),
            note: String::new(),
        }
    }
}

pub(crate) fn id(number: u64) -> EventId {
    EventId(u128::from(number).to_be_bytes())
}

pub(crate) fn document(version: u32) -> Fingerprint {
    Fingerprint::of(format!("document {version}").as_bytes())
}

/// The deed that leads on, and who does it.
fn forward(standing: &Standing) -> (Deed, Role) {
    match standing.state {
        State::Draft if standing.version == 0 => (Deed::Amend, Role::Consignor),
        State::Draft => (Deed::Submit, Role::Consignor),
        State::Submitted => (Deed::Accept, Role::Carrier),
        State::Accepted => (Deed::BeginLoading, Role::Loader),
        State::Loading => match standing.checks.left().first() {
            Some(check) => {
                let passed = Deed::LoadingCheck { check: *check, outcome: Outcome::Passed };
                (passed, Role::Loader)
            }
            None => (Deed::ConfirmLoaded, Role::Loader),
        },
        State::Loaded => (Deed::Depart, Role::Tracking),
        State::InTransit => (Deed::Arrive, Role::Tracking),
        State::Arrived => (Deed::ConfirmUnloaded, Role::Consignee),
        State::Unloaded => (Deed::Sign, Role::Consignee),
        State::Signed => (Deed::Archive, Role::Clock),
        _ => (Deed::Noted, Role::Officer),
    }
}

/// A deed of a kind, its data by dice.
fn deed(kind: DeedKind, dice: &mut Dice) -> Deed {
    match kind {
        DeedKind::Amend => Deed::Amend,
        DeedKind::Submit => Deed::Submit,
        DeedKind::Reject => Deed::Reject,
        DeedKind::Accept => Deed::Accept,
        DeedKind::BeginLoading => Deed::BeginLoading,
        DeedKind::LoadingCheck => Deed::LoadingCheck {
            check: *dice.pick(LoadingCheck::ALL),
            outcome: *dice.pick(Outcome::ALL),
        },
        DeedKind::ConfirmLoaded => Deed::ConfirmLoaded,
        DeedKind::Depart => Deed::Depart,
        DeedKind::Arrive => Deed::Arrive,
        DeedKind::BeginUnloading => Deed::BeginUnloading,
        DeedKind::ConfirmUnloaded => Deed::ConfirmUnloaded,
        DeedKind::Sign => Deed::Sign,
        DeedKind::Archive => Deed::Archive,
        DeedKind::Cancel => Deed::Cancel,
        DeedKind::Abort => {
            let next = WaybillId::new("wb-2026-000002").unwrap();
            Deed::Abort { transferred_to: dice.percent(50).then_some(next) }
        }
        DeedKind::Expire => Deed::Expire,
        DeedKind::PassedStructure => {
            Deed::PassedStructure { zone: ZoneId::new("yuanjiang-bridge").unwrap() }
        }
        DeedKind::Deviated => Deed::Deviated,
        DeedKind::Noted => Deed::Noted,
        DeedKind::LinkedManifest => Deed::LinkedManifest { manifest: "4307-危废-7".into() },
    }
}

/// The next thing that somebody tries: half of it leads on, a quarter is on the table for this
/// state, a quarter is anything by anybody; and all of it may be spoilt.
pub(crate) fn attempt(
    cast: &Cast,
    dice: &mut Dice,
    standing: &Standing,
    number: u64,
) -> (Event, Facts) {
    let mut event = cast.onward(standing, number);
    let choice = dice.roll(100);
    if choice >= 75 {
        event.deed = deed(*dice.pick(DeedKind::ALL), dice);
        let is_own = dice.percent(70);
        event.actor = cast.actor(*dice.pick(Role::ALL), is_own);
    } else if choice >= 50 {
        let lines: Vec<_> = table::from(standing.state).collect();
        let line = dice.pick(&lines);
        event.deed = deed(line.deed, dice);
        event.actor = cast.actor(*dice.pick(line.who), true);
    }
    event.version = standing.version + u32::from(event.deed == Deed::Amend);
    event.document = document(event.version);
    let mut facts = cast.facts();
    if dice.percent(25) {
        spoil(dice, standing, &mut event, &mut facts);
    }
    (event, facts)
}

/// Spoils one thing.
fn spoil(dice: &mut Dice, standing: &Standing, event: &mut Event, facts: &mut Facts) {
    let hours = |n: u64| Millis::from_minutes(n as i64 * 60);
    match dice.roll(16) {
        0 => event.version = dice.roll(5) as u32,
        1 => event.document = document(99),
        2 => {
            event.at = event.at - hours(dice.roll(9));
            event.happened_at = event.at;
        }
        3 => event.happened_at = event.happened_at - hours(1 + dice.roll(9)),
        4 => event.happened_at = event.happened_at + Millis(1),
        5 => facts.findings_errors = Some(dice.roll(3) as u32),
        6 => facts.findings_errors = None,
        7 => facts.has_actual_mass = false,
        8 => facts.has_seals = false,
        9 => facts.has_received_quantity = false,
        10 => facts.is_tank = dice.percent(50),
        11 => facts.expires_at = None,
        12 => facts.expires_at = Some(START - hours(1)),
        13 => {
            let done = dice.roll(standing.done.len() as u64 + 1) as usize;
            if let Some(done) = standing.done.get(done) {
                event.id = done.id;
                if dice.percent(50) {
                    event.deed = done.deed.clone();
                }
            }
        }
        14 => {
            facts.tolerance = Millis::from_secs(600);
            event.at = event.at - Millis::from_secs(175 + dice.roll(20) as i64);
            event.happened_at = event.at;
        }
        _ => {
            event.at = event.at + hours(dice.roll(100));
            event.happened_at = event.at;
        }
    }
}
