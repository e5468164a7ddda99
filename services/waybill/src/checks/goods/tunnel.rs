//! `goods.tunnel`: a tunnel restriction code written on the waybill.
//!
//! **Finds** a code in brackets behind a name, or in the remarks of a waybill of one line, that is
//! not the entry's. Nothing else: no field holds it, and tunnels in China have no category in law.
//! **Clause** JT/T 617.5: the goods line ends with the code of JT/T 617.3 table A.1 column 15.

use placard_domain::Text;
use placard_domain::goods::TunnelCode;

use crate::check::{Findings, Severity, Spec};
use crate::checks::rows;
use crate::lists::Given;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "goods.tunnel",
    severity: Severity::Warning,
    title: ("隧道限制代码", "tunnel restriction code"),
    clause: (
        "JT/T 617.5-2018；JT/T 617.3-2018 表A.1 第15栏",
        "JT/T 617.5-2018; JT/T 617.3-2018 table A.1 column 15",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    for line in &on.lines {
        if let Some(code) = written(&line.goods.name) {
            compare(line, code, line_name, out);
        }
    }
    if let [line] = &on.lines[..]
        && let Some(code) = written(&on.waybill.remarks)
    {
        compare(line, code, |_| "remarks".to_owned(), out);
    }
}

fn line_name(line: &Line<'_>) -> String {
    line.field("name")
}

/// The first code in brackets. One letter alone may be anything else.
fn written(text: &str) -> Option<TunnelCode> {
    let inner = text.split(['(', '（']).skip(1).filter_map(|rest| rest.split([')', '）']).next());
    inner.filter(|inner| inner.len() > 1).find_map(|inner| inner.trim().parse().ok())
}

fn compare(
    line: &Line<'_>,
    code: TunnelCode,
    field: impl Fn(&Line<'_>) -> String,
    out: &mut Findings,
) {
    let listed = || rows::of(line).map(|row| row.tunnel_code);
    // What no source gave is not known; then the code cannot be called wrong.
    if listed().next().is_none()
        || listed().any(|one| one == Given::Value(code) || one == Given::Unsaid)
    {
        return;
    }
    let name = |one: Given<TunnelCode>| one.value().map_or("—", TunnelCode::as_str);
    let (zh, en) = rows::one_of(listed().map(name));
    let code = code.as_str();
    let text = Text::new(
        format!("隧道限制代码写作{code}，品名表为{zh}"),
        format!("the tunnel code is written {code}: the list has {en}"),
    );
    out.push(&SPEC, field(line), text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_brackets_alone() {
        assert_eq!(written("汽油 (D/E)"), Some(TunnelCode::DE));
        assert_eq!(written("UN1203 汽油, 3, II,（B/D）"), Some(TunnelCode::BD));
        for text in ["D/E", "汽油 (E)", "汽油", "(", ")(", "", "乙醇（酒精）"] {
            assert_eq!(written(text), None, "{text}");
        }
    }
}
