//! `tank.known`: whether the tank is the one that the register knows.
//!
//! **Finds** a number or volume that is not that of the tank's record, a tank code that is not as a
//! warning, and a tank that the register does not have: its media list, inspection and limits then
//! cannot be checked. A number or volume that is missing is told by `form`.
//! **Clause** order 29 of 2019 art. 24: the ministry's form names number and volume of the tank;
//! the code stands beside them for the sake of art. 28.

use placard_domain::Text;
use placard_domain::registry::Tank;
use placard_domain::waybill::TankRef;

use crate::check::{Finding, Findings, Severity, Spec};
use crate::checks::amount::VOLUME_MAX_L;
use crate::register::Kind;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "tank.known",
    severity: Severity::Error,
    title: ("罐体登记", "the tank's record"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

/// By so much a volume may differ from the record's: forms round it.
const ROUNDED: f64 = 0.01;
/// No more of a text than this is told, in characters.
const TOLD_MAX: usize = 40;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(named) = &on.waybill.tank else { return };
    let Some(record) = on.tank else {
        unknown(on, named, out);
        return;
    };
    let written = named.number.trim();
    if !written.is_empty() && !same(written, &record.number) {
        differ("number", ("编号", "number"), (&told(written), &record.number), out);
    }
    volume(named, record, out);
    let code = named.code.trim();
    if !code.is_empty() && !record.code.is_empty() && !same(code, &record.code) {
        differ("code", ("代码", "code"), (&told(code), &record.code), out)
            .lower(Severity::Warning);
    }
}

fn unknown(on: &Subject<'_>, named: &TankRef, out: &mut Findings) {
    let (id, number) = (named.tank_id.trim(), named.number.trim());
    let (field, key) = match (id, number) {
        ("", "") => return,
        ("", number) => ("tank.number", told(number)),
        (id, _) => ("tank.tank_id", told(id)),
    };
    if on.asked.register.lacks(Kind::Tanks) {
        let text = Text::new("未核对：未载入罐体登记", "not checked: no tanks are loaded");
        out.not_checked(&SPEC, "tank", text);
        return;
    }
    let text = Text::new(
        format!("登记中没有罐体“{key}”，其适装介质、检验和限量均未核对"),
        format!(
            "the tank \"{key}\" is not in the register: media, inspection and limits were not \
             checked"
        ),
    );
    let finding = out.push(&SPEC, field, text).lower(Severity::Warning);
    let by_number = TankRef { number: number.to_owned(), ..TankRef::default() };
    if !id.is_empty()
        && !number.is_empty()
        && let Some(meant) = on.asked.register.tank(&by_number)
    {
        let (id, number) = (meant.id.as_str(), &meant.number);
        let text = Text::new(format!("是否为{number}？"), format!("did you mean {number}?"));
        finding.suggest(id, text);
    }
}

fn volume(named: &TankRef, record: &Tank, out: &mut Findings) {
    let recorded = f64::from(record.volume_l) / 1000.0;
    let Some(written) = named.volume_m3 else { return };
    let is_fair = written > 0.0 && written * 1000.0 <= VOLUME_MAX_L;
    if is_fair && recorded > 0.0 && (written - recorded).abs() > recorded * ROUNDED {
        let (written, recorded) = (written.to_string(), recorded.to_string());
        differ("volume_m3", ("容积（立方米）", "volume (m3)"), (&written, &recorded), out);
    }
}

/// Takes down that what is written is not what is recorded.
fn differ<'f>(
    field: &str,
    (zh, en): (&str, &str),
    (written, recorded): (&str, &str),
    out: &'f mut Findings,
) -> &'f mut Finding {
    let text = Text::new(
        format!("罐体{zh}填写为“{written}”，登记为“{recorded}”"),
        format!("the tank's {en} is written \"{written}\" and recorded \"{recorded}\""),
    );
    let cure = Text::new(format!("应为{recorded}"), format!("as recorded: {recorded}"));
    out.push(&SPEC, format!("tank.{field}"), text).suggest(recorded, cure)
}

/// The same but for case and blanks.
fn same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        let letters = text.chars().filter(|letter| !letter.is_whitespace());
        letters.map(|letter| letter.to_ascii_uppercase())
    }
    letters(a).eq(letters(b))
}

/// The beginning of a text that may be long.
fn told(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(TOLD_MAX).collect()
}
