//! Whether the certificates of a record hold on every day of a trip.

use jiff::civil::Date;
use placard_domain::Text;
use placard_domain::registry::{Certificate, CertificateKind};

use crate::check::{Finding, Findings, Spec};
use crate::subject::Subject;

/// What the certificates of one kind come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held<'a> {
    /// There is one on every day; several may follow upon each other.
    Throughout,
    /// The record has no certificates at all: they were not taken down.
    Unrecorded,
    /// The record has certificates, and none of the kind.
    Absent,
    /// On this day there is none; the certificate is the one that lasts longest.
    Lapses(&'a Certificate, Date),
}

/// What the certificates of a kind that `fits` come to from the first day to the last.
pub(super) fn held<'a>(
    certificates: &'a [Certificate],
    kind: CertificateKind,
    (first, last): (Date, Date),
    fits: impl Fn(&Certificate) -> bool,
) -> Held<'a> {
    let ends = |it: &&Certificate| it.valid_to.unwrap_or(Date::MAX);
    let all = || certificates.iter().filter(|it| it.kind == kind && fits(it));
    let mut day = first;
    while let Some(longest) = all().filter(|it| it.holds_on(day)).max_by_key(ends) {
        if ends(&longest) >= last {
            return Held::Throughout;
        }
        // Each turn begins behind the end of one more certificate: as many turns as there are.
        let Ok(next) = ends(&longest).tomorrow() else { return Held::Throughout };
        day = next;
    }
    match all().max_by_key(ends) {
        Some(certificate) => Held::Lapses(certificate, day),
        None if certificates.is_empty() => Held::Unrecorded,
        None => Held::Absent,
    }
}

/// First and last day on which everything has to hold.
pub(super) fn days(on: &Subject<'_>) -> (Date, Date) {
    (on.first_day(), on.last_day())
}

/// Why a certificate does not do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing to go by.
    Unrecorded(Text),
    /// It is not there, or does not hold on every day.
    Wrong(Text),
}

impl Fault {
    /// Takes it down.
    pub(super) fn tell<'f>(
        self,
        spec: &'static Spec,
        field: impl Into<String>,
        out: &'f mut Findings,
    ) -> &'f mut Finding {
        match self {
            Self::Unrecorded(why) => out.not_checked(spec, field, why),
            Self::Wrong(what) => out.push(spec, field, what),
        }
    }
}

/// Why a certificate of a kind does not do on every day of the trip; `whose` names the holder.
pub(super) fn fault(
    on: &Subject<'_>,
    certificates: &[Certificate],
    kind: CertificateKind,
    whose: impl FnOnce() -> Text,
) -> Option<Fault> {
    let held = held(certificates, kind, days(on), |_| true);
    if held == Held::Throughout {
        return None;
    }
    let (whose, (zh, en)) = (whose(), title(kind));
    Some(match held {
        Held::Unrecorded => Fault::Unrecorded(Text::new(
            format!("未核对：{}未登记任何证件，无法核对{zh}", whose.zh),
            format!("not checked: no certificates are recorded for {}: {en}", whose.en),
        )),
        Held::Lapses(certificate, day) => Fault::Wrong(lapse(&whose, kind, certificate, day)),
        Held::Throughout | Held::Absent => Fault::Wrong(Text::new(
            format!("{}没有登记{zh}", whose.zh),
            format!("no {en} is recorded for {}", whose.en),
        )),
    })
}

fn lapse(whose: &Text, kind: CertificateKind, certificate: &Certificate, day: Date) -> Text {
    let (zh, en) = title(kind);
    match (certificate.valid_from, certificate.valid_to) {
        (Some(from), _) if day < from => Text::new(
            format!("{}的{zh}自{from}起有效，{day}尚未生效", whose.zh),
            format!("the {en} of {} holds from {from}, not yet on {day}", whose.en),
        ),
        (_, Some(to)) => Text::new(
            format!("{}的{zh}有效期至{to}，{day}已失效", whose.zh),
            format!("the {en} of {} holds to {to}, no longer on {day}", whose.en),
        ),
        (_, None) => Text::new(
            format!("{}的{zh}在{day}无效", whose.zh),
            format!("the {en} of {} does not hold on {day}", whose.en),
        ),
    }
}

/// The words for a kind of certificate.
pub(super) const fn title(kind: CertificateKind) -> (&'static str, &'static str) {
    match kind {
        CertificateKind::TransportLicence => ("道路运输经营许可证", "road transport licence"),
        CertificateKind::LiabilityInsurance => ("承运人责任险", "carrier's liability insurance"),
        CertificateKind::VehiclePermit => ("道路运输证", "vehicle permit"),
        CertificateKind::DrivingPermit => ("行驶证检验", "inspection by the driving permit"),
        CertificateKind::CompulsoryInsurance => ("交强险", "compulsory insurance"),
        CertificateKind::TankInspection => ("罐体检验合格证书", "tank inspection"),
        CertificateKind::PressureVesselRegistration => {
            ("移动式压力容器使用登记证", "registration of the pressure vessel")
        }
        CertificateKind::DriverQualification => {
            ("危险货物运输驾驶员从业资格证", "driver qualification")
        }
        CertificateKind::EscortQualification => {
            ("危险货物运输押运人员从业资格证", "escort qualification")
        }
        CertificateKind::DrivingLicence => ("机动车驾驶证", "driving licence"),
        CertificateKind::Training => ("继续教育记录", "record of training"),
        CertificateKind::ChemicalsLicence => ("危险化学品许可证", "hazardous chemicals licence"),
        CertificateKind::WasteLicence => ("危险废物经营许可证", "hazardous waste licence"),
        CertificateKind::ExplosivesLicence => {
            ("民用爆炸物品、烟花爆竹许可证", "explosives or fireworks licence")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: CertificateKind = CertificateKind::VehiclePermit;

    fn certificate(from: Option<&str>, to: Option<&str>) -> Certificate {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        Certificate {
            kind: KIND,
            number: String::new(),
            scope: Vec::new(),
            valid_from: day(from),
            valid_to: day(to),
        }
    }

    fn over<'a>(certificates: &'a [Certificate], first: &str, last: &str) -> Held<'a> {
        held(certificates, KIND, (first.parse().unwrap(), last.parse().unwrap()), |_| true)
    }

    #[test]
    fn one_that_follows_upon_another_leaves_no_day_without() {
        let old = certificate(None, Some("2026-11-25"));
        let new = certificate(Some("2026-11-26"), None);
        let both = [new.clone(), old.clone()];
        assert_eq!(over(&both, "2026-11-24", "2026-12-31"), Held::Throughout);
        let late = certificate(Some("2026-11-27"), Some("2026-12-31"));
        let gap = [old, late.clone()];
        let lapse = Held::Lapses(&late, "2026-11-26".parse().unwrap());
        assert_eq!(over(&gap, "2026-11-25", "2026-11-28"), lapse);
    }

    #[test]
    fn none_of_the_kind_is_not_the_same_as_none_at_all() {
        let day = "2026-11-25";
        assert_eq!(over(&[], day, day), Held::Unrecorded);
        let other = Certificate { kind: CertificateKind::Training, ..certificate(None, None) };
        assert_eq!(over(&[other], day, day), Held::Absent);
    }

    #[test]
    fn a_trip_to_the_end_of_time_ends() {
        let all = [certificate(None, Some("9999-12-31"))];
        assert_eq!(over(&all, "-009999-01-01", "9999-12-31"), Held::Throughout);
    }
}
