//! `who.driver`: whether the drivers are those that the register knows.
//!
//! **Finds** a name, certificate number or resident ID that is not that of the driver's record; a
//! driver of another carrier; a driver that the register does not have, whose certificates then
//! cannot be checked. Numbers of people are told in part only.
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names the driver and
//! the certificate.

use placard_domain::Text;
use placard_domain::registry::Person;
use placard_domain::waybill::{CrewMember, CrewRole};

use super::super::same::{differs, same_name, tell_difference, told};
use super::super::scope::whole_law;
use crate::check::{Findings, Severity, Spec};
use crate::register::Kind;
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.driver",
    severity: Severity::Error,
    title: ("驾驶员登记", "the driver's record"),
    clause: ("《危险货物道路运输安全管理办法》第二十四条", "order 29 of 2019 art. 24"),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    check_all(&SPEC, on, CrewRole::Driver, out);
}

/// Compares everybody in a role with their records.
pub(super) fn check_all(
    spec: &'static Spec,
    on: &Subject<'_>,
    role: CrewRole,
    out: &mut Findings,
) {
    for member in Member::all(on).filter(|member| member.named.role == role) {
        match member.record {
            Some(record) => member.compare(spec, on, record, out),
            None if whole_law(on) => member.unknown(spec, on, out),
            None => {}
        }
    }
}

/// Somebody of the crew as named, with their record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'a> {
    pub(super) index: usize,
    pub(super) named: &'a CrewMember,
    pub(super) record: Option<&'a Person>,
}

impl<'a> Member<'a> {
    /// The crew, as far as it is looked at.
    pub(super) fn all(on: &Subject<'a>) -> impl Iterator<Item = Self> + use<'a> {
        let crew = on.waybill.crew.iter().zip(on.crew.clone()).enumerate();
        crew.map(|(index, (named, record))| Self { index, named, record })
    }

    /// Path of one of its fields.
    pub(super) fn field(&self, name: &str) -> String {
        format!("crew[{}].{name}", self.index)
    }

    /// Names them by what they do and their name.
    pub(super) fn whose(&self) -> Text {
        let (zh, en) = match self.named.role {
            CrewRole::Driver => ("驾驶员", "the driver"),
            CrewRole::Escort => ("押运员", "the escort"),
            CrewRole::Unspecified => ("随车人员", "the crew member"),
        };
        let name = told(self.record.map_or(&*self.named.name, |record| &record.name));
        Text::new(format!("{zh}{name}"), format!("{en} {name}"))
    }

    fn unknown(&self, spec: &'static Spec, on: &Subject<'_>, out: &mut Findings) {
        let CrewMember { person_id: id, qualification, resident_id, .. } = self.named;
        if id.is_empty() && qualification.is_empty() && resident_id.is_empty() {
            return;
        }
        if on.asked.register.lacks(Kind::People) {
            let text = Text::new("未核对：未载入人员登记", "not checked: no people are loaded");
            out.not_checked(spec, format!("crew[{}]", self.index), text);
            return;
        }
        let whose = self.whose();
        let text = Text::new(
            format!("登记中没有{}，其从业资格未核对", whose.zh),
            format!("{} is not in the register: the qualification was not checked", whose.en),
        );
        let field = if id.is_empty() { "qualification" } else { "person_id" };
        let finding = out.push(spec, self.field(field), text).lower(Severity::Warning);
        let without_id = CrewMember { person_id: String::new(), ..self.named.clone() };
        if !id.is_empty()
            && let Some(meant) = on.asked.register.person(&without_id)
        {
            let name = &meant.name;
            let (zh, en) = (format!("是否为{name}？"), format!("did you mean {name}?"));
            finding.suggest(meant.id.as_str(), Text::new(zh, en));
        }
    }

    fn compare(
        &self,
        spec: &'static Spec,
        on: &Subject<'_>,
        record: &Person,
        out: &mut Findings,
    ) {
        let named = self.named;
        if differs(&named.name, &record.name, same_name) {
            let (words, values) = (("姓名", "the name"), (&*named.name, &*record.name));
            tell_difference(out, spec, self.field("name"), words, values);
        }
        let (card, id) = (("从业资格证号", "certificate"), ("身份号码", "resident ID"));
        let numbers = [
            ("qualification", card, &named.qualification, &record.qualification),
            ("resident_id", id, &named.resident_id, &record.resident_id),
        ];
        for (field, (zh, en), written, recorded) in numbers {
            if differs(written, recorded, same_name) {
                let (whose, masked) = (self.whose(), masked(written));
                let text = Text::new(
                    format!("{}的{zh}{masked}与登记不一致", whose.zh),
                    format!("the {en} {masked} of {} is not the register's", whose.en),
                );
                out.push(spec, self.field(field), text);
            }
        }
        self.compare_carrier(spec, on, record, out);
    }

    fn compare_carrier(
        &self,
        spec: &'static Spec,
        on: &Subject<'_>,
        record: &Person,
        out: &mut Findings,
    ) {
        let Some(carrier) = on.carrier else { return };
        if record.carrier.as_ref() == Some(&carrier.id) {
            return;
        }
        let (field, whose) = (format!("crew[{}]", self.index), self.whose());
        if record.carrier.is_some() {
            let name = &carrier.name;
            let text = Text::new(
                format!("{}登记在其他承运人名下，不属于{name}", whose.zh),
                format!("{} is recorded with another carrier, not with {name}", whose.en),
            );
            out.push(spec, field, text);
        } else {
            let text = Text::new(
                format!("未核对：{}未登记所属承运人", whose.zh),
                format!("not checked: no carrier is recorded for {}", whose.en),
            );
            out.not_checked(spec, field, text);
        }
    }
}

/// A number of a person as a message shows it: its last four characters.
fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    let last: String = number.chars().skip(hidden).collect();
    format!("****{}", if hidden == 0 { "" } else { &last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_in_part_only() {
        assert_eq!(masked("43070219850617011X"), "****011X");
        assert_eq!(masked("011X"), "****");
        assert_eq!(masked(""), "****");
    }
}
