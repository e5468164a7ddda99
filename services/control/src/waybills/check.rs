//! Validations: a document with the lists, the register, what else is engaged, and the clock of
//! the jurisdiction.

use jiff::tz::TimeZone;
use placard_api::caller::Caller;
use placard_domain::jurisdiction::Jurisdiction;
use placard_domain::waybill::Waybill;
use placard_domain::{Reason, Text, Timestamp, Violations};
use placard_store::records::{Engaged, Kind, Version};
use placard_waybill::check::{Finding, Severity};
use placard_waybill::register::Register;
use placard_waybill::report::{Report, validate};
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, Engagement, RouteVerdict, Subject, Taken};
use tonic::{Code, Status};

use super::party::{span, taken};
use crate::fault;
use crate::hall::Hall;
use crate::records::body;

/// Errors that a refusal tells: what the details of a gRPC status have room for.
const TOLD_MAX: usize = 10;

/// Checks a document. `id` is its own: it is not engaged by itself.
pub(super) async fn check(
    hall: &Hall,
    caller: &Caller,
    register: &Register,
    waybill: &Waybill,
    id: &str,
    unread: &Violations,
) -> Result<Report, Status> {
    let engagements = engagements(hall, caller, register, waybill, id).await?;
    let zone = zone(hall).await?;
    let lists = hall.registrar().lists(hall.records()).await?;
    let route = RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded"));
    let asked = Asked {
        lists: &lists,
        register,
        settings: &Settings::default(),
        now: hall.now(),
        zone: &zone,
        engagements: &engagements,
        route: &route,
        unread,
    };
    Ok(validate(&Subject::new(waybill, asked)))
}

/// What other waybills take of what this one takes, while it does. The number of one that the
/// caller may not see is not told.
async fn engagements(
    hall: &Hall,
    caller: &Caller,
    register: &Register,
    waybill: &Waybill,
    id: &str,
) -> Result<Vec<Engagement>, Status> {
    let Some((from, to)) = span(waybill) else { return Ok(Vec::new()) };
    let what = taken(waybill, register);
    let found = hall.records().engagements(&what, from, to).await;
    let found = found.map_err(|error| fault::store(&error))?;
    let mut engagements = Vec::new();
    for Engaged { waybill: other, mut number, take } in found {
        if other == id {
            continue;
        }
        if let Some(own) = &caller.organisation {
            let other = hall.records().waybill(&other).await;
            let other = other.map_err(|error| fault::store(&error))?;
            let seen = other.is_some_and(|it| it.named.organisations.contains(&own.to_string()));
            if !seen {
                number = "—".to_owned();
            }
        }
        let Some(what) = taken_of(&take.what) else { continue };
        engagements.push(Engagement {
            number,
            waybill_id: other,
            what,
            from: take.from,
            to: take.to,
        });
    }
    Ok(engagements)
}

fn taken_of(what: &str) -> Option<Taken> {
    let (kind, id) = what.split_once(':')?;
    match kind {
        "vehicle" => Some(Taken::Vehicle(id.to_owned())),
        "tank" => Some(Taken::Tank(id.to_owned())),
        "person" => Some(Taken::Person(id.to_owned())),
        _ => None,
    }
}

/// The clock of the server's own jurisdiction; UTC where the records lack it.
async fn zone(hall: &Hall) -> Result<TimeZone, Status> {
    let own = hall.records().item(Kind::Jurisdiction, hall.jurisdiction().as_str()).await;
    let own: Option<Version> = own.map_err(|error| fault::store(&error))?;
    let own: Option<Jurisdiction> = own.as_ref().map(body).transpose()?;
    Ok(own.map_or(TimeZone::UTC, |own| own.time_zone.rules()))
}

/// How many errors a report has.
pub(super) fn errors(report: &Report) -> u32 {
    let errors = report.findings.iter().filter(|found| found.severity == Severity::Error);
    // Findings that are left out come after those that are told, which are the gravest.
    u32::try_from(errors.count()).unwrap_or(u32::MAX)
}

/// The refusal of a document with errors, those of `part` alone where it is given.
///
/// # Errors
/// The refusal, where there are any.
pub(super) fn refuse_errors(report: &Report, part: &str) -> Result<(), Status> {
    let within = |found: &&Finding| found.severity == Severity::Error && lies_in(part, found);
    let errors: Vec<_> = report.findings.iter().filter(within).collect();
    let mut told = Violations::new();
    for found in errors.iter().take(TOLD_MAX) {
        let below = if found.field.is_empty() { "" } else { "." };
        let field = format!("waybill{below}{}", found.field);
        told.say(field, Reason::WaybillInvalid, words(found));
    }
    if errors.len() > TOLD_MAX {
        let more = errors.len() - TOLD_MAX;
        let text = Text::new(
            format!("另有{more}个错误：调用ValidateWaybill可查看全部"),
            format!("{more} more errors: ValidateWaybill tells them all"),
        );
        told.say("waybill", Reason::WaybillInvalid, text);
    }
    let status =
        |found: Violations| placard_api::errors::status_as(Code::FailedPrecondition, &found);
    told.or(()).map_err(status)
}

fn lies_in(part: &str, found: &Finding) -> bool {
    part.is_empty() || found.field.split(['.', '[']).next() == Some(part)
}

/// What a finding says, its cure and its clause.
fn words(found: &Finding) -> Text {
    let (mut zh, mut en) = (found.message.zh.clone(), found.message.en.clone());
    if let Some(suggestion) = &found.suggestion {
        zh.push_str(&format!("；{}", suggestion.text.zh));
        en.push_str(&format!("; {}", suggestion.text.en));
    }
    Text::new(
        format!("{zh}（{}，{}）", found.check, found.clause.zh),
        format!("{en} ({}, {})", found.check, found.clause.en),
    )
}

/// When a document runs out: a trip does not begin after it should have ended.
pub(super) const fn runs_out_at(waybill: &Waybill) -> Option<Timestamp> {
    waybill.arrives_by
}
