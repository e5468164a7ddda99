//! What the checks look at: a waybill with everything it was held against, found once for all of
//! them.

use std::cell::OnceCell;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use placard_domain::goods::{HazardClass, PackingGroup, UnNumber};
use placard_domain::registry::{Carrier, Party, Person, Site, Tank};
use placard_domain::vehicle::Vehicle;
use placard_domain::waybill::{Carriage, GoodsLine, Regime, Waybill};
use placard_domain::{Text, Timestamp, Violations};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::lists::{GoodsRow, HighlyToxic, Lists, Match, NotLoaded};
use crate::register::Register;
use crate::settings::Settings;

/// The most goods lines that one waybill may have: what is beyond is not looked at, and said so.
pub const LINES_MAX: usize = 200;

/// The most crew members that are looked at.
pub const CREW_MAX: usize = 10;

/// What a validation is asked with, beside the document.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The lists.
    pub lists: &'a Lists,
    /// The register.
    pub register: &'a Register,
    /// What the jurisdiction sets.
    pub settings: &'a Settings,
    /// The instant of the call.
    pub now: Timestamp,
    /// The jurisdiction's clock: days are its days.
    pub zone: &'a TimeZone,
    /// Other waybills in force that name the same vehicle, trailer, tank or people.
    pub engagements: &'a [Engagement],
    /// What the router says of the way.
    pub route: &'a RouteVerdict,
    /// What of the document could not be read at all: a day that is none, a value of a later
    /// contract.
    pub unread: &'a Violations,
}

/// What another waybill in force takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Engagement {
    /// The other waybill's number.
    pub number: String,
    /// Its id: the same document as the one checked is no other.
    pub waybill_id: String,
    /// What is taken.
    pub what: Taken,
    /// From here …
    pub from: Timestamp,
    /// … to before here.
    pub to: Timestamp,
}

/// What a waybill takes for its time, by the id of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Taken {
    /// A vehicle or trailer.
    Vehicle(String),
    /// A tank.
    Tank(String),
    /// A driver or escort.
    Person(String),
}

/// What the router says of the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RouteVerdict {
    /// Nobody looked, and why.
    NotChecked(Text),
    /// Nothing stands against it.
    Legal,
    /// What stands against it, each with its clause, and the nearest legal way where there is one.
    Illegal {
        /// What, and its clause.
        breaches: Vec<(Text, Text)>,
        /// The nearest legal way, in words.
        alternative: Option<Text>,
    },
}

/// A waybill with everything it was held against.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The document.
    pub waybill: &'a Waybill,
    /// The lists.
    pub lists: &'a Lists,
    /// What it was asked with.
    pub asked: Asked<'a>,
    /// Its goods lines, at most [`LINES_MAX`], each with its row of the list.
    pub lines: SmallVec<[Line<'a>; 4]>,
    /// Its days, first and last, where departure and arrival are given in order.
    pub days: Option<(Date, Date)>,
    /// The carrier's record.
    pub carrier: Option<&'a Carrier>,
    /// The consignor's record.
    pub consignor: Option<&'a Party>,
    /// The consignee's record.
    pub consignee: Option<&'a Party>,
    /// The loader's record.
    pub loader: Option<&'a Party>,
    /// The vehicle's record.
    pub vehicle: Option<&'a Vehicle>,
    /// The trailer's record.
    pub trailer: Option<&'a Vehicle>,
    /// The tank's record.
    pub tank: Option<&'a Tank>,
    /// The crew's records, beside `waybill.crew`.
    pub crew: SmallVec<[Option<&'a Person>; 4]>,
    /// The origin's record.
    pub origin: Option<&'a Site>,
    /// The destination's record.
    pub destination: Option<&'a Site>,
}

/// A goods line with what the list says of it.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Its place in the waybill.
    pub index: usize,
    /// As written.
    pub goods: &'a GoodsLine,
    /// Its number, where it is one.
    pub un: Option<UnNumber>,
    /// Its class or division without the compatibility group, where it is one.
    pub class: Option<HazardClass>,
    /// Its packing group, where it is one.
    pub packing_group: Option<PackingGroup>,
    /// What the list has of it; `None` where the number is none, or no list is loaded.
    pub found: Option<Match<'a>>,
    /// The row of another number whose name it bears, once one check has asked: all rows are
    /// looked at.
    pub(crate) elsewhere: OnceCell<Option<&'a GoodsRow>>,
    /// Whether it is highly toxic, once one check has asked.
    pub(crate) toxic: OnceCell<Result<Option<HighlyToxic<'a>>, NotLoaded>>,
}

impl<'a> Line<'a> {
    fn of(index: usize, goods: &'a GoodsLine, lists: &'a Lists) -> Self {
        let un = goods.un.parse().ok();
        let class = goods.class.trim_end_matches(|c: char| c.is_ascii_uppercase()).parse().ok();
        let packing_group = goods.packing_group.parse().ok();
        let list = lists.goods().ok();
        let found = un.zip(list).map(|(un, list)| list.find(un, packing_group, class, &goods.name));
        Self {
            index,
            goods,
            un,
            class,
            packing_group,
            found,
            elsewhere: OnceCell::new(),
            toxic: OnceCell::new(),
        }
    }

    /// The one row that it is, where it is one.
    #[must_use]
    pub fn row(&self) -> Option<&'a GoodsRow> {
        match self.found {
            Some(Match::Listed(row)) => Some(row),
            _ => None,
        }
    }

    /// Path of one of its fields: `goods[0].un`.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        format!("goods[{}].{name}", self.index)
    }

    /// Whether it goes in the tank.
    #[must_use]
    pub fn in_tank(&self) -> bool {
        self.goods.carriage == Carriage::Tank
    }

    /// Whether the whole law holds for it.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.goods.regime == Regime::Full
    }
}

impl<'a> Subject<'a> {
    /// Finds everything that the checks will ask for.
    #[must_use]
    pub fn new(waybill: &'a Waybill, asked: Asked<'a>) -> Self {
        let Asked { lists, register, .. } = asked;
        let lines = waybill.goods.iter().take(LINES_MAX).enumerate();
        Self {
            waybill,
            lists,
            asked,
            lines: lines.map(|(index, goods)| Line::of(index, goods, lists)).collect(),
            days: days(waybill, asked.zone),
            carrier: register.carrier(&waybill.carrier),
            consignor: register.party(&waybill.consignor),
            consignee: register.party(&waybill.consignee),
            loader: register.party(&waybill.loader),
            vehicle: register.vehicle(&waybill.vehicle),
            trailer: waybill.trailer.as_ref().and_then(|named| register.vehicle(named)),
            tank: waybill.tank.as_ref().and_then(|named| register.tank(named)),
            crew: waybill.crew.iter().take(CREW_MAX).map(|one| register.person(one)).collect(),
            origin: register.site(&waybill.origin.site_id),
            destination: register.site(&waybill.destination.site_id),
        }
    }

    /// The day of the departure, else of the call: when a certificate has to hold at the least.
    #[must_use]
    pub fn first_day(&self) -> Date {
        let at = self.waybill.departs_at.unwrap_or(self.asked.now);
        self.days.map_or_else(|| at.in_zone(self.asked.zone).date(), |(first, _)| first)
    }

    /// The day of the arrival, else the first day.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.days.map_or_else(|| self.first_day(), |(_, last)| last)
    }
}

/// First and last day of a trip, where its times are given in order.
fn days(waybill: &Waybill, zone: &TimeZone) -> Option<(Date, Date)> {
    let (from, to) = (waybill.departs_at?, waybill.arrives_by?);
    (from <= to).then(|| (from.in_zone(zone).date(), to.in_zone(zone).date()))
}
