//! `goods.subsidiary`: whether the subsidiary hazards are those of the list.
//!
//! **Finds** what is no hazard, a hazard of the list that is left out, one that the list does not
//! have. Where the list leaves them to a paragraph, they are not checked.
//! **Clause** JT/T 617.3 table A.1, by order 29 of 2019 art. 10.

use placard_domain::Text;
use placard_domain::goods::HazardClass;
use smallvec::SmallVec;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::GoodsRow;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.subsidiary",
    severity: Severity::Error,
    title: ("次要危险性", "subsidiary hazards"),
    clause: (
        "《危险货物道路运输安全管理办法》第十条；JT/T 617.3-2018 表A.1",
        "order 29 of 2019 art. 10; JT/T 617.3-2018 table A.1",
    ),
};

type Hazards = SmallVec<[HazardClass; 4]>;

/// More hazards than this are not looked at: no row has more than three.
const MOST: usize = 8;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        let mut declared = Hazards::new();
        let mut are_read = true;
        for (i, text) in line.goods.subsidiary.iter().take(MOST).enumerate() {
            match text.trim().parse::<HazardClass>() {
                Ok(hazard) => declared.push(hazard),
                Err(_) => {
                    are_read = false;
                    malformed(line, i, text, out);
                }
            }
        }
        if are_read {
            compare(on, line, &declared, out);
        }
    }
}

fn malformed(line: &Line<'_>, i: usize, text: &str, out: &mut Findings) {
    let text: String = text.chars().take(16).collect();
    let words = Text::new(
        format!("“{text}”不是类别或项别"),
        format!("{text:?} is no class or division"),
    );
    out.push(&SPEC, line.field(&format!("subsidiary[{i}]")), words);
}

fn same(declared: &[HazardClass], row: &GoodsRow) -> bool {
    row.subsidiary_hazards.iter().all(|hazard| declared.contains(hazard))
        && declared.iter().all(|hazard| row.subsidiary_hazards.contains(hazard))
}

fn compare<'a>(on: &Subject<'a>, line: &Line<'a>, declared: &[HazardClass], out: &mut Findings) {
    let mut rows = rows::of(line);
    let Some(first) = rows.clone().next() else { return };
    if rows.any(|row| !row.hazards_by_paragraph && same(declared, row)) {
        return;
    }
    if rows::of(line).any(|row| row.hazards_by_paragraph) {
        let un = first.un;
        let text = Text::new(
            format!("未核对：{un}的次要危险性由所装货物确定，品名表未列"),
            format!("not checked: the hazards of {un} follow from what is in it"),
        );
        out.not_checked(&SPEC, line.field("subsidiary"), text);
        return;
    }
    if !rows::is_in_doubt(on, line) {
        tell(line, first, declared, out);
    }
}

fn tell(line: &Line<'_>, first: &GoodsRow, declared: &[HazardClass], out: &mut Findings) {
    let shown = |hazards: &[HazardClass]| {
        if hazards.is_empty() { Text::new("无", "none") } else { list(hazards) }
    };
    let said = shown(declared);
    let listed = || rows::of(line).map(|row| shown(&row.subsidiary_hazards));
    let (zh, _) = rows::one_of(listed().map(|text| text.zh));
    let (_, en) = rows::one_of(listed().map(|text| text.en));
    let un = first.un;
    let text = Text::new(
        format!("次要危险性为{}，品名表{un}为{zh}", said.zh),
        format!("subsidiary hazards: {}; for {un} the list has {en}", said.en),
    );
    let is_more = rows::of(line).any(|row| {
        row.subsidiary_hazards.iter().all(|hazard| declared.contains(hazard))
    });
    let found = out.push(&SPEC, line.field("subsidiary"), text);
    if is_more {
        found.lower(Severity::Warning);
    }
    if let Some(hazards) = rows::common(rows::of(line).map(|row| &row.subsidiary_hazards)) {
        let quoted: Vec<String> = hazards.iter().map(|hazard| format!("\"{hazard}\"")).collect();
        let text = Text::new("按品名表填写", "as the list has them");
        found.suggest(format!("[{}]", quoted.join(",")), text);
    }
}

fn list(hazards: &[HazardClass]) -> Text {
    let list = hazards.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
    Text::new(list.clone(), list)
}
