//! `who.vehicle`: whether the vehicle is the one that the register knows.
//!
//! **Finds** a plate, plate colour, permit number or VIN that is not that of the vehicle's record;
//! a vehicle of another carrier; a trailer in the place of the vehicle; a vehicle that the register
//! does not have, whose permit, inspection and insurance then cannot be checked.
//! **Clause** order 29 of 2019 art. 24: a waybill for each vehicle and trip, on the ministry's
//! form, which names the vehicle and its permit.

use placard_domain::Text;
use placard_domain::registry::CertificateKind;
use placard_domain::vehicle::{Vehicle, VehicleKind};
use placard_domain::waybill::{CarrierRef, VehicleRef};

use super::super::same::{differs, same_name, same_number, tell_difference, told};
use super::super::scope::whole_law;
use crate::check::{Findings, Severity, Spec};
use crate::register::Kind;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.vehicle",
    severity: Severity::Error,
    title: ("车辆登记", "the vehicle's record"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let unit = Unit::vehicle(on);
    let Some(record) = unit.record else {
        unit.unknown(&SPEC, on, out);
        return;
    };
    unit.compare(&SPEC, on, record, out);
    if record.kind == VehicleKind::Trailer {
        let plate = &record.plate;
        let (zh, en) = (
            format!("{plate}登记为挂车，不能作为牵引车或货车"),
            format!("{plate} is recorded as a trailer and cannot be the vehicle"),
        );
        out.push(&SPEC, "vehicle.plate", Text::new(zh, en));
    }
}

/// A vehicle or trailer as named, with its record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit<'a> {
    pub(super) path: &'static str,
    pub(super) words: (&'static str, &'static str),
    pub(super) named: &'a VehicleRef,
    pub(super) record: Option<&'a Vehicle>,
}

impl<'a> Unit<'a> {
    /// The vehicle.
    pub(super) fn vehicle(on: &Subject<'a>) -> Self {
        let words = ("车辆", "the vehicle");
        Self { path: "vehicle", words, named: &on.waybill.vehicle, record: on.vehicle }
    }

    /// The trailer, if any.
    pub(super) fn trailer(on: &Subject<'a>) -> Option<Self> {
        let words = ("挂车", "the trailer");
        let named = on.waybill.trailer.as_ref()?;
        Some(Self { path: "trailer", words, named, record: on.trailer })
    }

    /// Both, with their records, where they have any.
    pub(super) fn recorded(
        on: &Subject<'a>,
    ) -> impl Iterator<Item = (Self, &'a Vehicle)> + use<'a> {
        let units = [Some(Self::vehicle(on)), Self::trailer(on)].into_iter().flatten();
        units.filter_map(|unit| Some((unit, unit.record?)))
    }

    /// Path of one of its fields.
    pub(super) fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// Names it by its plate.
    pub(super) fn whose(&self, record: &Vehicle) -> Text {
        let (plate, (zh, en)) = (&record.plate, self.words);
        Text::new(format!("{zh}{plate}"), format!("{en} {plate}"))
    }

    /// Takes down that the register does not have it.
    pub(super) fn unknown(&self, spec: &'static Spec, on: &Subject<'_>, out: &mut Findings) {
        if !whole_law(on) {
            return;
        }
        let VehicleRef { vehicle_id: id, plate, .. } = self.named;
        let Some(key) = [id, plate].into_iter().find(|key| !key.is_empty()) else { return };
        let (key, (zh, en)) = (told(key), self.words);
        if on.asked.register.lacks(Kind::Vehicles) {
            let text = Text::new("未核对：未载入车辆登记", "not checked: no vehicles are loaded");
            out.not_checked(spec, self.path, text);
            return;
        }
        let text = Text::new(
            format!("登记中没有{zh}“{key}”，其道路运输证、检验和保险均未核对"),
            format!(
                "{en} \"{key}\" is not in the register: permit, inspection and insurance were \
                 not checked"
            ),
        );
        let field = if id.is_empty() { self.path.to_owned() } else { self.field("vehicle_id") };
        let finding = out.push(spec, field, text).lower(Severity::Warning);
        let without_id = VehicleRef { vehicle_id: String::new(), ..self.named.clone() };
        if !id.is_empty()
            && let Some(meant) = on.asked.register.vehicle(&without_id)
        {
            let plate = &meant.plate;
            let (zh, en) = (format!("是否为{plate}？"), format!("did you mean {plate}?"));
            finding.suggest(meant.id.as_str(), Text::new(zh, en));
        }
    }

    /// Takes down what is not as its record has it.
    pub(super) fn compare(
        &self,
        spec: &'static Spec,
        on: &Subject<'_>,
        record: &Vehicle,
        out: &mut Findings,
    ) {
        let named = self.named;
        if differs(&named.plate, &record.plate, same_name) {
            let (words, values) = (("号牌", "the plate"), (&*named.plate, &*record.plate));
            tell_difference(out, spec, self.field("plate"), words, values);
        } else if named.plate_color.is_some_and(|color| color != record.plate_color) {
            let text = Text::new(
                format!("{}的号牌颜色与登记不一致", record.plate),
                format!("the plate colour of {} is not the register's", record.plate),
            );
            out.push(spec, self.field("plate_color"), text);
        }
        if differs(&named.vin, &record.vin, same_name) {
            let (words, values) = (("车辆识别代号", "the VIN"), (&*named.vin, &*record.vin));
            tell_difference(out, spec, self.field("vin"), words, values);
        }
        self.compare_permit(spec, record, out);
        self.compare_carrier(spec, on, record, out);
    }

    fn compare_permit(&self, spec: &'static Spec, record: &Vehicle, out: &mut Findings) {
        let permits = record.certificates.iter();
        let permits = permits.filter(|it| it.kind == CertificateKind::VehiclePermit);
        let mut numbers = permits.map(|it| &*it.number).filter(|number| !number.is_empty());
        let Some(first) = numbers.next() else { return };
        let written = &*self.named.permit_no;
        if differs(written, first, same_number)
            && !numbers.any(|number| same_number(written, number))
        {
            let words = ("道路运输证号", "the vehicle permit");
            tell_difference(out, spec, self.field("permit_no"), words, (written, first));
        }
    }

    fn compare_carrier(
        &self,
        spec: &'static Spec,
        on: &Subject<'_>,
        record: &Vehicle,
        out: &mut Findings,
    ) {
        let Some(carrier) = on.carrier else { return };
        let whose = || self.whose(record);
        match &record.carrier {
            Some(owner) if *owner == carrier.id => {}
            Some(owner) => {
                let named = CarrierRef { carrier_id: owner.to_string(), ..CarrierRef::default() };
                let owner = on.asked.register.carrier(&named).map_or(owner.as_str(), |it| &it.name);
                let (whose, name) = (whose(), &carrier.name);
                let text = Text::new(
                    format!("{}属于{owner}，不属于承运人{name}", whose.zh),
                    format!("{} belongs to {owner}, not to the carrier {name}", whose.en),
                );
                out.push(spec, self.path, text);
            }
            None => {
                let whose = whose();
                let text = Text::new(
                    format!("未核对：{}未登记所属承运人", whose.zh),
                    format!("not checked: no carrier is recorded for {}", whose.en),
                );
                out.not_checked(spec, self.path, text);
            }
        }
    }
}
