//! `form.number`: the waybill's number and who gave it.
//!
//! **Finds** a number longer than 32 characters, one with blanks or signs that a scanner and a
//! search do not keep, and a number without the platform that gave it. A missing number is
//! `form.required`.
//! **Clause** order 29 of 2019 art. 24. No national form of the number was found (law facts 3.1):
//! so a caution, never more.

use placard_domain::Text;

use super::{required, text};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.number",
    severity: Severity::Caution,
    title: ("运单编号与签发平台", "the number and its issuer"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

/// The longest number.
const LENGTH_MAX: usize = 32;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let number = &on.waybill.number;
    if !text::is_code(number) {
        return;
    }
    if number.len() > LENGTH_MAX && number.chars().nth(LENGTH_MAX).is_some() {
        let count = number.chars().count();
        let (zh, en) = (
            format!("运单编号长{count}个字符，一般不超过{LENGTH_MAX}个字符"),
            format!("the number has {count} characters; {LENGTH_MAX} are usual at most"),
        );
        out.push(&SPEC, "number", Text::new(zh, en));
    }
    let stray = |c: char| c.is_whitespace() || c.is_control();
    if !number.bytes().all(|byte| byte.is_ascii_graphic()) && number.contains(stray) {
        let message = Text::new(
            "运单编号含空格或控制字符",
            "the number has blanks or control characters in it",
        );
        let clean = number.replace(stray, "");
        let text = Text::new(format!("是否为{clean}？"), format!("did you mean {clean}?"));
        out.push(&SPEC, "number", message).suggest(clean, text);
    }
    if required::blank(&on.waybill.issuer) {
        let message = Text::new(
            "未填写签发平台：运单编号只在同一平台内唯一",
            "the issuer is not given: a number is unique within its issuer alone",
        );
        out.push(&SPEC, "issuer", message);
    }
}
