//! Papers of a kind, and whether one of them holds on every day of the trip (order 29 of 2019
//! arts. 15 and 44: handed over, and on board).

use placard_domain::Text;
use placard_domain::waybill::PaperKind;

use crate::check::{Finding, Findings, Severity, Spec};
use crate::subject::Subject;

/// How a kind of paper stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// One holds on every day.
    Whole,
    /// This one does not say until when.
    Undated(usize),
    /// This one does not hold on every day.
    Lapsed(usize),
    /// There is none.
    Missing,
}

/// Looks for a paper; the best of several counts.
fn held(on: &Subject<'_>, kind: PaperKind) -> Held {
    let (first, last) = (on.first_day(), on.last_day());
    let mut best = Held::Missing;
    for (i, paper) in on.waybill.papers.iter().enumerate().filter(|(_, it)| it.kind == kind) {
        let begins = paper.valid_from.is_none_or(|from| from <= first);
        match paper.valid_to {
            Some(to) if begins && last <= to => return Held::Whole,
            None if begins => best = Held::Undated(i),
            _ if best == Held::Missing => best = Held::Lapsed(i),
            _ => {}
        }
    }
    best
}

/// Whether there is any paper of a kind.
pub(in crate::checks) fn has(on: &Subject<'_>, kind: PaperKind) -> bool {
    on.waybill.papers.iter().any(|paper| paper.kind == kind)
}

/// Tells where no paper of this kind holds on every day of the trip; `why` begins the sentence.
pub(in crate::checks) fn demand<'f>(
    on: &Subject<'_>,
    out: &'f mut Findings,
    spec: &'static Spec,
    (kind, zh, en): (PaperKind, &str, &str),
    why: impl FnOnce() -> Text,
) -> Option<&'f mut Finding> {
    let held = held(on, kind);
    let (first, last) = (on.first_day(), on.last_day());
    let (field, rest) = match held {
        Held::Whole => return None,
        Held::Missing => {
            let text = Text::new(
                format!("须随车携带{zh}，运单未列出"),
                format!("needs a {en} on board: the waybill names none"),
            );
            ("papers".to_owned(), text)
        }
        Held::Undated(i) => {
            let text = Text::new(
                format!("所列{zh}未写明有效期至何日"),
                format!("the {en} does not say until when it holds"),
            );
            (format!("papers[{i}].valid_to"), text)
        }
        Held::Lapsed(i) => {
            let text = Text::new(
                format!("所列{zh}未覆盖运输全程（{first}至{last}）"),
                format!("the {en} does not hold on every day of the trip ({first} to {last})"),
            );
            (format!("papers[{i}]"), text)
        }
    };
    let why = why();
    let text = Text::new(format!("{}，{}", why.zh, rest.zh), format!("{}: {}", why.en, rest.en));
    Some(out.push(spec, field, text))
}

/// Says that the board of GB 20300 cannot be seen from here.
pub(in crate::checks) fn board_unseen(out: &mut Findings, spec: &'static Spec) {
    let text = Text::new(
        "未核对：车辆是否悬挂GB 20300安全标示牌，运单上看不出",
        "not checked: whether the vehicle bears the board of GB 20300 is not to be seen here",
    );
    let clause = (
        "《危险货物道路运输安全管理办法》第二十六条；GB 20300",
        "order 29 of 2019 art. 26; GB 20300",
    );
    out.push(spec, "vehicle", text).lower(Severity::NotChecked).under(clause);
}
