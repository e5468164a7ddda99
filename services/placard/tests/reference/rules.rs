//! The page of rules, from their headings.

use placard_domain::rule::{Color, Judges, RuleStatus, Spec};
use placard_engine::rules::SPECS;

use crate::pages::cell;

pub(crate) fn write() -> String {
    let mut text =
        "What each flags in words: [detection](../concepts/detection.md). Parameters are \
                    data of a jurisdiction, most local first; here are the defaults and the bounds \
                    within which they may be set.\n\n"
            .to_owned();
    text.push_str(
        "| rule | 名称 | flags | colour | judges | status |\n|---|---|---|---|---|---|\n",
    );
    for spec in SPECS {
        let (zh, en) = spec.title;
        let (color, judges, status) = (color(spec.color), judges(spec.judges), status(spec.status));
        text.push_str(&format!(
            "| [`{0}`](#{1}) | {zh} | {en} | {color} | {judges} | {status} |\n",
            spec.id,
            spec.id.replace('.', "")
        ));
    }
    SPECS.iter().for_each(|spec| text.push_str(&section(spec)));
    text
}

fn section(spec: &Spec) -> String {
    let (zh, en) = spec.clause;
    let mut text = format!("\n## {}\n\n{zh}。\n{en}.\n\n", spec.id);
    if spec.params.is_empty() {
        text.push_str("No parameters.\n");
        return text;
    }
    text.push_str("| parameter | default | least | greatest | |\n|---|---|---|---|---|\n");
    for param in spec.params {
        text.push_str(&format!(
            "| `{}` | {} | {} | {} | {} |\n",
            param.name,
            param.default,
            param.min,
            param.max,
            cell(param.note)
        ));
    }
    text
}

fn color(color: Color) -> &'static str {
    match color {
        Color::Red => "红 red",
        Color::Orange => "橙 orange",
        Color::Yellow => "黄 yellow",
        Color::Blue => "蓝 blue",
    }
}

fn judges(judges: Judges) -> &'static str {
    match judges {
        Judges::Fixes => "fixes, by device time",
        Judges::Silence => "silence, by receive time",
    }
}

fn status(status: RuleStatus) -> &'static str {
    match status {
        RuleStatus::Shadow => "shadow",
        RuleStatus::Active => "active",
        RuleStatus::Retired => "retired",
    }
}
