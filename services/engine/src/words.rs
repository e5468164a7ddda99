//! Words that several rules say: names of zones and goods, and why a detection is less than sure.

use placard_domain::Text;
use placard_domain::alert::{Confidence, ConfidenceLevel};
use placard_domain::vehicle::Load;
use placard_domain::zone::{Zone, ZoneConfidence};

/// What people call a zone; its Chinese name where it has no English one.
pub(crate) fn zone_name(zone: &Zone) -> Text {
    let en = if zone.name_en.is_empty() { &zone.name } else { &zone.name_en };
    Text::new(&zone.name, en)
}

/// What is on board.
pub(crate) fn goods(load: &Load) -> Text {
    if load.is_unknown() {
        return Text::new("货物未申报", "goods that are not declared");
    }
    let list: Vec<_> = load
        .goods
        .iter()
        .map(|goods| match goods.entries().next() {
            Some(row) => (
                format!("{} 第{}类", goods.un, row.class),
                format!("{} class {}", goods.un, row.class),
            ),
            None => (goods.un.to_string(), goods.un.to_string()),
        })
        .collect();
    let join = |pick: fn(&(String, String)) -> &str, mark| {
        list.iter().map(pick).collect::<Vec<_>>().join(mark)
    };
    Text::new(join(|g| &g.0, "、"), join(|g| &g.1, ", "))
}

/// How sure a breach of this zone with this load can be.
pub(crate) fn confidence_of(load: &Load, zone: &Zone) -> Confidence {
    let mut confidence = Confidence::high();
    let off = zone.accuracy.map(|a| format!("±{a}")).unwrap_or_default();
    match zone.confidence {
        ZoneConfidence::Verified => {}
        ZoneConfidence::Known => confidence.lower(
            ConfidenceLevel::Medium,
            Text::new(
                format!("区域资料未经核实 {off}").trim_end(),
                format!("the zone's data are not verified {off}").trim_end(),
            ),
        ),
        ZoneConfidence::Approximate => confidence.lower(
            ConfidenceLevel::Low,
            Text::new(
                format!("区域边界为近似位置 {off}").trim_end(),
                format!("the zone's edge is approximate {off}").trim_end(),
            ),
        ),
        ZoneConfidence::Schematic => confidence.lower(
            ConfidenceLevel::Low,
            Text::new(
                format!("区域边界为示意绘制 {off}").trim_end(),
                format!("the zone's edge is schematic {off}").trim_end(),
            ),
        ),
    }
    load_confidence(load, confidence)
}

/// Less sure where nobody has said what is on board.
pub(crate) fn load_confidence(load: &Load, mut confidence: Confidence) -> Confidence {
    if load.is_unknown() {
        confidence.lower(
            ConfidenceLevel::Medium,
            Text::new(
                "货物未申报，按适用全部禁令判断",
                "the load is not declared: every ban is taken to mean it",
            ),
        );
    }
    confidence
}
