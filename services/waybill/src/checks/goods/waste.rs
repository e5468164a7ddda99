//! `goods.waste`: hazardous waste, its code and its manifest.
//!
//! **Finds** a code, manifest or name of waste on a line that is not marked so, medical waste too;
//! on waste: a code that is missing, none, or not on the list, a manifest that is missing, none, or
//! of another city, and no manifest among the papers. Where the code has an exemption for
//! transport, whether its condition is met is for people to say: a missing manifest is a warning.
//! **Clause** order 29 of 2019 arts. 15 and 24: the manifest goes along; solid waste law art. 82.
//! The list at hand is of 2021, the one in force of 2025: a code that it lacks is a warning.

use placard_domain::Text;
use placard_domain::identifier::{IdentifierFault, ManifestNumber, WasteCode};
use placard_domain::waybill::PaperKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::{papers, rows};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.waste",
    severity: Severity::Error,
    title: ("危险废物与转移联单", "hazardous waste and its manifest"),
    clause: (
        "《危险货物道路运输安全管理办法》第十五条、第二十四条；《固体废物污染环境防治法》第八十二条",
        "order 29 of 2019 arts. 15, 24; solid waste law art. 82",
    ),
};

const LIST: (&str, &str) = ("《国家危险废物名录》", "list of hazardous wastes");

/// Clinical waste, n.o.s.
const MEDICAL: u16 = 3291;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if line.goods.waste {
            code(on, line, out);
            manifest(on, line, out);
        } else {
            unmarked(line, out);
        }
    }
}

fn unmarked(line: &Line<'_>, out: &mut Findings) {
    let goods = line.goods;
    let is_medical = line.un.is_some_and(|un| un.number() == MEDICAL);
    let text = if !goods.waste_code.is_empty() || !goods.manifest_number.is_empty() {
        Text::new(
            "填写了废物代码或联单编号，未标明为危险废物",
            "a waste code or manifest is given, the line is not marked as waste",
        )
    } else if rows::begins(goods, rows::WASTE) {
        Text::new("名称表明是危险废物，未标明", "the name says waste, the line is not marked so")
    } else if is_medical {
        Text::new("UN 3291是医疗废物，未标明为危险废物", "UN 3291 is medical waste: mark it as waste")
    } else {
        return;
    };
    let found = out.push(&SPEC, line.field("waste"), text);
    found.suggest("true", Text::new("标明为危险废物", "mark it as waste"));
}

fn code(on: &Subject<'_>, line: &Line<'_>, out: &mut Findings) {
    let written = line.goods.waste_code.trim();
    let field = || line.field("waste_code");
    if written.is_empty() {
        let text = Text::new("危险废物未填写废物代码", "hazardous waste without its code");
        out.push(&SPEC, field(), text).under(LIST);
        return;
    }
    if let Err(fault) = WasteCode::new(written) {
        malformed(field(), &fault, out);
        return;
    }
    match on.lists.waste_codes() {
        Err(missing) => {
            out.not_checked(&SPEC, field(), missing.text()).under(LIST);
        }
        Ok(list) if list.get(written).is_none() => {
            let text = Text::new(
                format!("所载名录（2021年版）没有废物代码{written}，请按现行2025年版核对"),
                format!("the list at hand (2021) lacks {written}: see the edition of 2025"),
            );
            out.push(&SPEC, field(), text).lower(Severity::Warning).under(LIST);
        }
        Ok(_) => {}
    }
}

fn malformed(field: String, fault: &IdentifierFault, out: &mut Findings) {
    let found = out.push(&SPEC, field, fault.text());
    if let Some(meant) = fault.suggestion() {
        let text = Text::new(format!("是否为{meant}？"), format!("did you mean {meant}?"));
        found.suggest(meant, text);
    }
}

fn manifest(on: &Subject<'_>, line: &Line<'_>, out: &mut Findings) {
    let written = line.goods.manifest_number.trim();
    if written.is_empty() {
        let text = Text::new(
            "危险废物未填写转移联单编号",
            "hazardous waste without the number of its manifest",
        );
        without(on, line, "manifest_number", text, out);
        return;
    }
    match ManifestNumber::new(written) {
        Err(fault) => malformed(line.field("manifest_number"), &fault, out),
        Ok(number) => {
            elsewhere(on, line, &number, out);
            unlisted(on, line, written, out);
        }
    }
}

/// A manifest is numbered in the city sent from.
fn elsewhere(on: &Subject<'_>, line: &Line<'_>, number: &ManifestNumber, out: &mut Findings) {
    let Some(city) = on.waybill.origin.division_code.get(..4) else { return };
    if city != number.city() {
        let other = number.city();
        let text = Text::new(
            format!("联单编号属{other}00，起运地属{city}00"),
            format!("the manifest is numbered in {other}00, the trip begins in {city}00"),
        );
        out.push(&SPEC, line.field("manifest_number"), text).lower(Severity::Warning);
    }
}

fn unlisted(on: &Subject<'_>, line: &Line<'_>, written: &str, out: &mut Findings) {
    let papers = &on.waybill.papers;
    let is_it = |kind, number: &str| kind == PaperKind::WasteManifest && number.trim() == written;
    if papers.iter().any(|paper| is_it(paper.kind, &paper.number)) {
        return;
    }
    let text = if papers::has(on, PaperKind::WasteManifest) {
        Text::new(
            format!("随车单证中没有编号为{written}的转移联单"),
            format!("no manifest among the papers has the number {written}"),
        )
    } else {
        Text::new("随车单证未列出危险废物转移联单", "the papers do not name the waste manifest")
    };
    without(on, line, "manifest_number", text, out);
}

/// Tells that the manifest is missing, less gravely where the waste may be exempt on the road.
fn without(on: &Subject<'_>, line: &Line<'_>, field: &str, mut text: Text, out: &mut Findings) {
    let code = line.goods.waste_code.trim();
    let list = on.lists.waste_exemptions().ok();
    let exemption = list.and_then(|list| list.of_transport(code).next());
    if let Some(exemption) = exemption {
        let (serial, waste, condition) =
            (exemption.serial, &exemption.waste_zh, &exemption.condition_zh);
        text.zh += &format!(
            "；豁免清单第{serial}项（{waste}）在“{condition}”时不按危险废物运输，请确认是否符合"
        );
        text.en += &format!(
            "; item {serial} of the exemptions may free it on the road: see whether its condition \
             is met"
        );
    }
    let found = out.push(&SPEC, line.field(field), text);
    if exemption.is_some() {
        found.lower(Severity::Warning);
    }
}
