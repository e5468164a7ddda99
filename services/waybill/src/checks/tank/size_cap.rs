//! `tank.size_cap`: whether the tank is not larger than these goods allow.
//!
//! **Finds** explosives or strongly corrosive goods in a tank of more than 20 m3, and highly toxic
//! chemicals (剧毒) in one of more than 10 m3, tank containers excepted. Strongly corrosive is read
//! as class 8, packing group I. Where the catalogue finds the chemical by its UN number alone, or
//! sets a condition, it may be another: a caution. All else warns: the rules are in mind, not read.
//! **Clause** MOT's rules on the trade of dangerous goods by road (order 2 of 2013).

use placard_domain::Text;
use placard_domain::goods::PackingGroup;
use placard_domain::registry::TankKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::goods::highly_toxic;
use crate::checks::capacity::{in_tank, tank_l};
use crate::checks::kinds::{is_of, may_be};
use crate::lists::{FoundBy, NotLoaded};
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.size_cap",
    severity: Severity::Warning,
    title: ("罐体容积上限", "the largest tank for these goods"),
    clause: (
        "《道路危险货物运输管理规定》（罐式专用车辆容积上限）",
        "MOT order 2 of 2013 (largest tanks)",
    ),
};

/// Explosives and strongly corrosive goods, L.
const STRONG_MAX_L: f64 = 20_000.0;
/// Highly toxic chemicals, L.
const TOXIC_MAX_L: f64 = 10_000.0;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.waybill.tank.is_none() {
        return;
    }
    let Some(litres) = tank_l(on) else { return };
    let is_container = on.tank.is_some_and(|tank| tank.kind == TankKind::Container);
    if is_container || litres <= TOXIC_MAX_L {
        return;
    }
    for line in in_tank(on) {
        let (nature, severity) = match nature(on, line) {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(missing) => {
                out.not_checked(&SPEC, line.field("name"), missing.text());
                continue;
            }
        };
        let most = if nature == Nature::HighlyToxic { TOXIC_MAX_L } else { STRONG_MAX_L };
        if litres <= most {
            continue;
        }
        let ((zh, en), at) = (nature.words(), line.index + 1);
        let (volume, most) = (litres / 1000.0, most / 1000.0);
        let text = Text::new(
            format!("第{at}项为{zh}，罐体{volume}立方米，超过{most}立方米（罐式集装箱除外）"),
            format!(
                "goods line {at} is {en}: a tank of {volume} m3 is over {most} m3 (tank \
                 containers excepted)"
            ),
        );
        out.push(&SPEC, "tank.volume_m3", text).lower(severity);
    }
}

/// What limits the size of a tank or vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    Explosive,
    StronglyCorrosive,
    HighlyToxic,
}

impl Nature {
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Explosive => ("爆炸品", "an explosive"),
            Self::StronglyCorrosive => {
                ("强腐蚀性货物（第8类、包装类别I）", "strongly corrosive (class 8, packing group I)")
            }
            Self::HighlyToxic => ("剧毒化学品", "a highly toxic chemical"),
        }
    }
}

/// What of these goods limits the size, and how grave it is.
///
/// # Errors
/// The goods are toxic, and the catalogue that says how much is not loaded.
pub(super) fn nature<'a>(
    on: &Subject<'a>,
    line: &Line<'a>,
) -> Result<Option<(Nature, Severity)>, NotLoaded> {
    let class = line.row().map(|row| row.class).or(line.class);
    let is_class = |outer| class.is_some_and(|class| is_of(class, outer));
    if is_class("1") {
        return Ok(Some((Nature::Explosive, Severity::Warning)));
    }
    if is_class("8") && line.packing_group == Some(PackingGroup::I) {
        return Ok(Some((Nature::StronglyCorrosive, Severity::Warning)));
    }
    let toxic = ["6.1", "2.3"];
    let is_toxic = toxic.into_iter().any(is_class)
        || may_be(line).any(|row| row.subsidiary_hazards.iter().any(|it| is_of(*it, "6.1")))
        || line.goods.subsidiary.iter().take(10).any(|it| it == "6.1");
    if !is_toxic {
        return Ok(None);
    }
    let found = highly_toxic::of(on, line)?;
    Ok(found.map(|found| {
        let is_sure = found.by != FoundBy::UnNumber && found.chemical.condition().is_none();
        let severity = if is_sure { Severity::Warning } else { Severity::Caution };
        (Nature::HighlyToxic, severity)
    }))
}
