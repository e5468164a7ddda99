//! `form.required`: what the form asks for and the document does not give.
//!
//! **Finds** each item of the form that is empty or blank, one finding an item. Departure and
//! arrival are `form.times`, places `form.place`, quantities `form.quantity`, who drives
//! `form.crew`, the dispatch `form.dispatch`; the packing group hangs on the goods and is theirs.
//! **Clause** order 29 of 2019 art. 24: the waybill; its items as the ministry's form has them.
//! Art. 14: the emergency phone.

use std::fmt::Display;

use placard_domain::Text;
use placard_domain::vehicle::PlateColor;
use placard_domain::waybill::{
    Carriage, CarrierRef, CrewMember, GoodsLine, PartyRef, TankRef, VehicleRef, Waybill,
};

use super::readable;
use crate::check::{Findings, Severity, Spec};
use crate::subject::{CREW_MAX, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "form.required",
    severity: Severity::Error,
    title: ("必填项", "what must be given"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

const EMERGENCY: (&str, &str) =
    ("《危险货物道路运输安全管理办法》第十四条", "order 29 of 2019 art. 14");

/// An item of the form that a `T` has.
struct Item<T> {
    field: &'static str,
    zh: &'static str,
    en: &'static str,
    given: fn(&T) -> bool,
}

/// What may be given or not.
trait Given {
    fn given(&self) -> bool;
}

impl Given for String {
    fn given(&self) -> bool {
        !blank(self)
    }
}

impl Given for Option<f64> {
    fn given(&self) -> bool {
        self.is_some()
    }
}

impl Given for Option<PlateColor> {
    fn given(&self) -> bool {
        self.is_some()
    }
}

impl Given for Carriage {
    fn given(&self) -> bool {
        *self != Self::Unspecified
    }
}

macro_rules! items {
    ($($table:ident: $of:ty { $($field:ident: $zh:literal, $en:literal;)* })*) => {$(
        const $table: &[Item<$of>] = &[$(Item {
            field: stringify!($field),
            zh: $zh,
            en: $en,
            given: |of| of.$field.given(),
        },)*];
    )*};
}

items! {
    WAYBILL: Waybill {
        number: "运单编号", "number";
    }
    PARTY: PartyRef {
        name: "名称", "name";
        phone: "联系电话", "phone";
    }
    CARRIER: CarrierRef {
        name: "名称", "name";
        licence: "道路运输经营许可证号", "road transport licence number";
        phone: "联系电话", "phone";
    }
    VEHICLE: VehicleRef {
        plate: "号牌", "number plate";
        plate_color: "号牌颜色", "plate colour";
        permit_no: "道路运输证号", "permit number";
    }
    TANK: TankRef {
        number: "编号", "number";
        volume_m3: "容积", "volume";
    }
    CREW: CrewMember {
        name: "姓名", "name";
        qualification: "从业资格证号", "qualification number";
        phone: "联系电话", "phone";
    }
    GOODS: GoodsLine {
        un: "联合国编号", "UN number";
        name: "运输名称", "proper shipping name";
        class: "类别或项别", "class or division";
        carriage: "运输方式（包件、罐体或散装）", "way of carriage (packages, tank or bulk)";
    }
}

/// Whether a text says nothing.
pub(super) fn blank(text: &str) -> bool {
    // Most texts begin with a letter, a digit or a Chinese character: no need to look further.
    match text.as_bytes() {
        [b'!'..=b'~' | 0xe4..=0xe9, ..] => false,
        _ => text.trim_start().is_empty(),
    }
}

/// Whose items are looked at: path and names.
struct Holder<'a> {
    path: &'a dyn Display,
    zh: &'a dyn Display,
    en: &'a dyn Display,
}

impl Holder<'_> {
    fn look<T>(&self, items: &[Item<T>], of: &T, on: &Subject<'_>, out: &mut Findings) {
        for item in items.iter().filter(|item| !(item.given)(of)) {
            let field = format!("{}{}", self.path, item.field);
            if readable::tells(on, &field) {
                continue;
            }
            let (zh, en) = (
                format!("未填写{}{}", self.zh, item.zh),
                format!("the {} of {} is not given", item.en, self.en),
            );
            out.push(&SPEC, field, Text::new(zh, en));
        }
    }
}

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let waybill = on.waybill;
    let holder = |path, zh, en| Holder { path, zh, en };
    holder(&"", &"", &"waybill").look(WAYBILL, waybill, on, out);
    holder(&"consignor.", &"托运人", &"consignor").look(PARTY, &waybill.consignor, on, out);
    holder(&"consignee.", &"收货人", &"consignee").look(PARTY, &waybill.consignee, on, out);
    holder(&"loader.", &"装货人", &"loader").look(PARTY, &waybill.loader, on, out);
    holder(&"carrier.", &"承运人", &"carrier").look(CARRIER, &waybill.carrier, on, out);
    holder(&"vehicle.", &"车辆", &"vehicle").look(VEHICLE, &waybill.vehicle, on, out);
    if let Some(trailer) = &waybill.trailer {
        holder(&"trailer.", &"挂车", &"trailer").look(VEHICLE, trailer, on, out);
    }
    if let Some(tank) = &waybill.tank {
        holder(&"tank.", &"罐体", &"tank").look(TANK, tank, on, out);
    }
    for (at, member) in waybill.crew.iter().take(CREW_MAX).enumerate() {
        let (path, zh, en) = (
            format_args!("crew[{at}]."),
            format_args!("第{}名人员的", at + 1),
            format_args!("crew member {}", at + 1),
        );
        Holder { path: &path, zh: &zh, en: &en }.look(CREW, member, on, out);
    }
    goods(on, out);
    if blank(&waybill.emergency_phone) && !readable::tells(on, "emergency_phone") {
        let text = Text::new("未填写应急联系电话", "the emergency phone is not given");
        out.push(&SPEC, "emergency_phone", text).under(EMERGENCY);
    }
}

fn goods(on: &Subject<'_>, out: &mut Findings) {
    if on.lines.is_empty() && !readable::tells(on, "goods") {
        out.push(&SPEC, "goods", Text::new("未填写货物", "no goods are named"));
    }
    for line in &on.lines {
        let at = line.index;
        let (path, zh, en) = (
            format_args!("goods[{at}]."),
            format_args!("第{}项货物的", at + 1),
            format_args!("goods line {}", at + 1),
        );
        Holder { path: &path, zh: &zh, en: &en }.look(GOODS, line.goods, on, out);
        let goods = line.goods;
        // Packages of radioactive goods have no UN code of this kind (617.4).
        let is_radioactive = goods.class.starts_with('7');
        if goods.carriage == Carriage::Packages
            && !is_radioactive
            && blank(&goods.package_code)
            && blank(&goods.package_size)
        {
            let (zh, en) = (
                format!("未填写第{}项货物的包装：包装代码（如1A1）或规格（如25 kg/桶）", at + 1),
                format!(
                    "goods line {} does not say its packing: a code (1A1) or a size (25 kg/drum)",
                    at + 1
                ),
            );
            out.push(&SPEC, line.field("package_code"), Text::new(zh, en));
        }
    }
}

#[cfg(test)]
mod tests {
    use placard_domain::Violations;
    use placard_domain::violation::Reason;

    use super::super::readable::tests::found;
    use super::*;

    #[test]
    fn an_empty_document_is_told_of_each_item_that_it_lacks() {
        let waybill = Waybill {
            trailer: Some(VehicleRef::default()),
            tank: Some(TankRef::default()),
            crew: vec![CrewMember { phone: "\u{3000} ".into(), ..CrewMember::default() }],
            goods: vec![GoodsLine::default()],
            ..Waybill::default()
        };
        let unread = Violations::one("vehicle.plate_color", Reason::UnknownValue, "PINK");
        let found = found(&waybill, &unread, &[check]);
        let fields: Vec<_> = found.iter().map(|it| it.field.as_str()).collect();
        let expected = "number consignor.name consignor.phone consignee.name consignee.phone \
            loader.name loader.phone carrier.name carrier.licence carrier.phone vehicle.plate \
            vehicle.permit_no trailer.plate trailer.plate_color trailer.permit_no tank.number \
            tank.volume_m3 crew[0].name crew[0].qualification crew[0].phone goods[0].un \
            goods[0].name goods[0].class goods[0].carriage emergency_phone";
        assert_eq!(fields, expected.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn packages_say_their_packing_by_code_or_by_size() {
        let line = |code: &str, size: &str| GoodsLine {
            un: "1202".into(),
            name: "柴油".into(),
            class: "3".into(),
            carriage: Carriage::Packages,
            package_code: code.into(),
            package_size: size.into(),
            ..GoodsLine::default()
        };
        let goods = vec![line("1A1", ""), line("", "170 kg/桶"), line("", " ")];
        let waybill = Waybill { goods, ..Waybill::default() };
        let found = found(&waybill, &Violations::new(), &[check]);
        let lines = found.iter().filter(|it| it.field.starts_with("goods"));
        let fields: Vec<_> = lines.map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["goods[2].package_code"]);
    }
}
