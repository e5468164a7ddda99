//! `tank.code`: whether a tank of this code may hold the goods.
//!
//! **Finds** goods that go in no tank of the code's kind, and a tank code or portable tank
//! instruction that falls short of the list's, with the part that does. A warning where the media
//! list of the tank's own certificate names the goods: it comes first. Special provisions for tanks
//! (TU, TE, …) are not judged.
//! **Clause** order 29 of 2019 art. 28, fifth check: the goods are on the media list, or meet the
//! portable tank instruction or the tank code; JT/T 617.3 table A.1 columns 10 and 12.

use placard_domain::Text;
use placard_domain::registry::TankKind;

use crate::check::{Finding, Findings, Severity, Spec};
use crate::checks::kinds::{is_misnumbered, may_be};
use crate::lists::{CarriageStatus, GoodsRow};
use crate::subject::{Line, Subject};
use crate::tables::portable_tanks::Instruction;
use crate::tables::tanks::Misfit;
use crate::tables::{TankCode, Tables};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.code",
    severity: Severity::Error,
    title: ("罐体代码与可移动罐柜导则", "tank codes and portable tank instructions"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十八条；JT/T 617.3-2018 表A.1 第10、12栏",
        "order 29 of 2019 art. 28; JT/T 617.3-2018 table A.1 columns 10, 12",
    ),
};

/// What a tank is by its code.
#[derive(Clone, Copy, Debug)]
enum Built {
    Coded(TankCode),
    Portable(Instruction),
}

/// What a tank is for a row of the list.
enum Judged<'a> {
    Fits,
    /// It falls short of what the row asks for.
    Short(&'a GoodsRow, Text),
    Unknown(Text),
}

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(named) = &on.waybill.tank else { return };
    if !on.lines.iter().any(Line::in_tank) {
        return;
    }
    let recorded = on.tank.map(|tank| tank.code.trim()).filter(|code| !code.is_empty());
    let code = recorded.unwrap_or_else(|| named.code.trim());
    let Some(built) = read(code) else {
        unreadable(code, out);
        return;
    };
    let (tables, missing) = (on.lists.tables(), on.lists.goods().err());
    let tables = match (tables, missing) {
        (Ok(tables), None) => tables,
        (Err(missing), _) | (_, Some(missing)) => {
            out.not_checked(&SPEC, "tank.code", missing.text());
            return;
        }
    };
    for line in on.lines.iter().filter(|line| line.in_tank()) {
        match over_rows(tables, line, built) {
            Judged::Fits => {}
            // Two compartments of the same goods ask for the same.
            _ if was_asked(on, line) || is_misnumbered(on, line) => {}
            Judged::Unknown(why) => {
                out.not_checked(&SPEC, "tank.code", why);
            }
            Judged::Short(row, why) => {
                let severity =
                    if comes_second(on, line) { Severity::Warning } else { Severity::Error };
                short(row, built, code, &why, out).lower(severity);
            }
        }
    }
}

/// Whether the same goods stand on a line before.
fn was_asked<'a>(on: &Subject<'a>, line: &Line<'a>) -> bool {
    on.lines[..line.index].iter().any(|it| it.in_tank() && it.found == line.found)
}

fn read(code: &str) -> Option<Built> {
    let portable = code.parse().map(Built::Portable);
    portable.ok().or_else(|| code.parse().map(Built::Coded).ok())
}

fn unreadable(code: &str, out: &mut Findings) {
    let text = if code.is_empty() {
        Text::new(
            "未核对：未给出罐体代码或可移动罐柜导则",
            "not checked: neither a tank code nor a portable tank instruction is given",
        )
    } else {
        let code: String = code.chars().filter(|letter| !letter.is_control()).take(20).collect();
        Text::new(
            format!("未核对：“{code}”不是罐体代码（例：LGBF）或可移动罐柜导则（例：T11）"),
            format!(
                "not checked: \"{code}\" is no tank code (LGBF) or portable tank instruction (T11)"
            ),
        )
    };
    out.not_checked(&SPEC, "tank.code", text);
}

/// Whether the media list of the certificate decides, and the code is a second look.
fn comes_second(on: &Subject<'_>, line: &Line<'_>) -> bool {
    on.tank.is_some_and(|tank| {
        matches!(tank.kind, TankKind::Atmospheric | TankKind::Pressure)
            && line.un.is_some_and(|un| tank.media.contains(&un))
    })
}

/// What the tank is for all the rows that a line may be.
fn over_rows<'a>(tables: &Tables, line: &Line<'a>, built: Built) -> Judged<'a> {
    let mut all = may_be(line).map(|row| judge(tables, row, built));
    let Some(first) = all.next() else { return Judged::Fits };
    let is_same = |next: Judged<'_>| {
        matches!(
            (&first, next),
            (Judged::Fits, Judged::Fits)
                | (Judged::Short(..), Judged::Short(..))
                | (Judged::Unknown(_), Judged::Unknown(_))
        )
    };
    if all.all(is_same) {
        return first;
    }
    let at = line.index + 1;
    Judged::Unknown(Text::new(
        format!("未核对：第{at}项货物可能是品名表的多行，所需罐体不同"),
        format!("not checked: goods line {at} may be one of several rows that ask for other tanks"),
    ))
}

fn judge<'a>(tables: &Tables, row: &'a GoodsRow, built: Built) -> Judged<'a> {
    // That they may not be carried at all, or under no rules, is told by `goods`.
    if !matches!(row.carriage, CarriageStatus::Allowed | CarriageStatus::Unsaid) {
        return Judged::Fits;
    }
    let misfit = match built {
        Built::Coded(_) if row.tank_code.is_empty() && !row.source.contains("adr") => {
            return Judged::Unknown(Text::new(
                format!("未核对：品名表没有{}的罐体代码来源", row.un),
                format!("not checked: no source gives a tank code for {}", row.un),
            ));
        }
        Built::Coded(code) => {
            tables.tank_hierarchy.satisfies_any(&code, row.tank_code.as_str(), row.class)
        }
        Built::Portable(instruction) => {
            let cell = row.portable_tank_instructions.as_str();
            let fits = tables.portable_tanks.satisfies_any(instruction, cell);
            fits.map(|fits| if fits { Ok(()) } else { Err(Misfit::OnlyTheSame) })
        }
    };
    match (misfit, built) {
        (Some(Ok(())), _) => Judged::Fits,
        (Some(Err(misfit @ Misfit::Unknown(_))), _) => {
            let (un, needed, why) = (row.un, row.tank_code.as_str(), misfit.text());
            Judged::Unknown(Text::new(
                format!("未核对：{un}所需罐体代码{needed}，{}", why.zh),
                format!("not checked: {un} needs tank code {needed}; {}", why.en),
            ))
        }
        (Some(Err(misfit)), Built::Coded(_)) => Judged::Short(row, misfit.text()),
        (Some(Err(_)), Built::Portable(_)) => Judged::Short(
            row,
            Text::new("不能代替所需导则", "it may not stand in for that instruction"),
        ),
        (None, Built::Coded(_)) => Judged::Short(
            row,
            Text::new("品名表不允许用此类罐体运输", "the list allows no tank of this kind"),
        ),
        (None, Built::Portable(_)) => Judged::Short(
            row,
            Text::new("品名表不允许用可移动罐柜运输", "the list allows no portable tank"),
        ),
    }
}

fn short<'f>(
    row: &GoodsRow,
    built: Built,
    code: &str,
    why: &Text,
    out: &'f mut Findings,
) -> &'f mut Finding {
    let (cell, zh, en) = match built {
        Built::Coded(_) => (&row.tank_code, "罐体代码", "tank code"),
        Built::Portable(_) => {
            (&row.portable_tank_instructions, "可移动罐柜导则", "portable tank instruction")
        }
    };
    let (un, needed) = (row.un, cell.as_str());
    let (needed_zh, needed_en) = if needed.is_empty() {
        (format!("{un}无{zh}"), format!("{un} has no {en}"))
    } else {
        (format!("{un}需要{zh}{needed}"), format!("{un} needs {en} {needed}"))
    };
    let text = Text::new(
        format!("{needed_zh}，罐体为{code}：{}", why.zh),
        format!("{needed_en}, and the tank is {code}: {}", why.en),
    );
    out.push(&SPEC, "tank.code", text)
}
