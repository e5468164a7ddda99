//! `who.driver_qualification`: whether the drivers may drive these goods.
//!
//! **Finds** a driver without a driver's qualification for dangerous goods, an escort's alone among
//! them; one that does not hold on every day of the trip; a driving licence that does not; training
//! that lapses, as a warning.
//! **Clause** 危险化学品安全管理条例 arts. 43, 44: drivers are certified; order 29 of 2019 art. 28,
//! second check; on training art. 7.

use placard_domain::Text;
use placard_domain::registry::{CertificateKind, Person};
use placard_domain::waybill::CrewRole;

use super::super::held::{fault, title};
use super::super::scope::{has, whole_law};
use super::driver::Member;
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "who.driver_qualification",
    severity: Severity::Error,
    title: ("驾驶员从业资格", "the driver's qualification"),
    clause: (
        "《危险化学品安全管理条例》第四十三、四十四条；《危险货物道路运输安全管理办法》第二十八条",
        "Regulation on hazardous chemicals arts. 43, 44; order 29 of 2019 art. 28",
    ),
};

const TRAINING: (&str, &str) =
    ("《危险货物道路运输安全管理办法》第七条", "order 29 of 2019 art. 7");

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    check_role(&SPEC, on, CrewRole::Driver, CertificateKind::DriverQualification, out);
    for (member, record) in in_role(on, CrewRole::Driver) {
        check_licence(on, member, record, out);
    }
}

fn check_licence(on: &Subject<'_>, member: Member<'_>, record: &Person, out: &mut Findings) {
    let (kind, field) = (CertificateKind::DrivingLicence, || format!("crew[{}]", member.index));
    if has(&record.certificates, kind) {
        if let Some(fault) = fault(on, &record.certificates, kind, || member.whose()) {
            fault.tell(&SPEC, field(), out);
        }
    } else if !record.certificates.is_empty() {
        let (whose, (zh, en)) = (member.whose(), title(kind));
        let text = Text::new(
            format!("未核对：{}没有登记{zh}", whose.zh),
            format!("not checked: no {en} is recorded for {}", whose.en),
        );
        out.not_checked(&SPEC, field(), text);
    }
}

/// Takes down who in a role lacks the qualification, or lets it or the training lapse.
pub(super) fn check_role(
    spec: &'static Spec,
    on: &Subject<'_>,
    role: CrewRole,
    kind: CertificateKind,
    out: &mut Findings,
) {
    for (member, record) in in_role(on, role) {
        if let Some(fault) = fault(on, &record.certificates, kind, || member.whose()) {
            fault.tell(spec, member.field("qualification"), out);
        }
        let training = CertificateKind::Training;
        if has(&record.certificates, training)
            && let Some(fault) = fault(on, &record.certificates, training, || member.whose())
        {
            let finding = fault.tell(spec, format!("crew[{}]", member.index), out);
            finding.lower(Severity::Warning).under(TRAINING);
        }
    }
}

/// Those in a role whose records are known, where the whole law holds.
fn in_role<'a>(
    on: &Subject<'a>,
    role: CrewRole,
) -> impl Iterator<Item = (Member<'a>, &'a Person)> + use<'a> {
    let whole = whole_law(on);
    let crew = Member::all(on).filter(move |member| whole && member.named.role == role);
    crew.filter_map(|member| Some((member, member.record?)))
}
