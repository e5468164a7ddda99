//! Certificates that end within days, or have ended, in order of their last day.
//!
//! The records find who holds one; of all that is found no more is kept than a page.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use placard_api::errors::refuse;
use placard_api::registry::write_certificate;
use placard_api::v1;
use placard_api::v1::expiry::Holder;
use placard_domain::jurisdiction::Jurisdiction;
use placard_domain::registry::{Carrier, Certificate, Party, Person, Tank};
use placard_domain::vehicle::Vehicle;
use placard_domain::{CarrierId, Reason};
use placard_store::records::{ItemFilter, Kind, Version};
use tonic::Status;

use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::body;

/// Days ahead where the request does not say: a month's notice.
const DAYS: i32 = 30;
/// The most days ahead.
const DAYS_MAX: i32 = 366;
/// Records read at once.
const PART: usize = 500;

/// Kinds of records that hold certificates.
const HOLDERS: [(Kind, Holder); 5] = [
    (Kind::Carrier, Holder::Carrier),
    (Kind::Person, Holder::Person),
    (Kind::Vehicle, Holder::Vehicle),
    (Kind::Tank, Holder::Tank),
    (Kind::Party, Holder::Party),
];

/// What is told of a record that holds certificates.
struct Held {
    name: String,
    carrier: Option<CarrierId>,
    certificates: Vec<Certificate>,
}

/// A page of what ends, and the token for the next.
pub(super) async fn list(
    hall: &Hall,
    call: &Call,
    request: &mut v1::ListExpiriesRequest,
) -> Result<(Vec<v1::Expiry>, String), Status> {
    call.about("expiries".to_owned());
    let days = request.within_days.unwrap_or(DAYS);
    if !(0..=DAYS_MAX).contains(&days) {
        let bounds = format!("{days} (0–{DAYS_MAX})");
        return Err(refuse("within_days", Reason::OutOfRange, bounds));
    }
    let page = hall.pages().open(call, request)?;
    let after = page.cursor.clone().unwrap_or_default();
    let today = today(hall).await?;
    let by = today.saturating_add(days.days());
    // One more than the page holds tells whether there is a next one.
    let mut found = Found { after, most: page.size + 1, by, today, entries: BTreeMap::new() };
    for (kind, holder) in HOLDERS {
        walk(hall, call, kind, by, |version| found.take(holder, version)).await?;
    }
    let mut entries = found.entries;
    let more = entries.len() > page.size;
    if more {
        entries.pop_last();
    }
    let last = entries.last_key_value().filter(|_| more);
    let next = last.map(|(place, _)| hall.pages().next(&page, place));
    Ok((entries.into_values().collect(), next.unwrap_or_default()))
}

/// The first of what was found after a place.
struct Found {
    after: Vec<u8>,
    most: usize,
    by: Date,
    today: Date,
    /// By their place in the order: last day, holder, id, which of the record's.
    entries: BTreeMap<Vec<u8>, v1::Expiry>,
}

impl Found {
    fn take(&mut self, holder: Holder, version: &Version) -> Result<(), Status> {
        let held = held(holder, version)?;
        for (i, certificate) in held.certificates.iter().enumerate() {
            let Some(last) = certificate.valid_to.filter(|last| *last <= self.by) else { continue };
            let (number, id) = (holder as i32, &version.id);
            // A blank comes before whatever an id has: the order of the text is that of its parts.
            let place = format!("{last} {number} {id} {i:03}").into_bytes();
            if place <= self.after {
                continue;
            }
            let expiry = v1::Expiry {
                certificate: Some(write_certificate(certificate)),
                holder: holder.into(),
                holder_id: id.clone(),
                holder_name: held.name.clone(),
                carrier_id: held.carrier.as_ref().map(ToString::to_string).unwrap_or_default(),
                left_days: self.today.until(last).map_or(0, |left| left.get_days()),
            };
            self.entries.insert(place, expiry);
            if self.entries.len() > self.most {
                self.entries.pop_last();
            }
        }
        Ok(())
    }
}

/// Reads all records of a kind that are the caller's and hold something that ends by a day.
async fn walk(
    hall: &Hall,
    call: &Call,
    kind: Kind,
    by: Date,
    mut each: impl FnMut(&Version) -> Result<(), Status>,
) -> Result<(), Status> {
    let organisation = call.caller().organisation.as_ref().map(ToString::to_string);
    let ends_by = Some(by.to_string());
    let filter = ItemFilter { organisation, ends_by, ..ItemFilter::default() };
    let mut after = String::new();
    loop {
        let part = hall.records().items(kind, &filter, &after, PART).await;
        let part = part.map_err(|error| fault::store(&error))?;
        part.iter().try_for_each(&mut each)?;
        match part.last().filter(|_| part.len() == PART) {
            Some(last) => after.clone_from(&last.id),
            None => return Ok(()),
        }
    }
}

fn held(holder: Holder, version: &Version) -> Result<Held, Status> {
    Ok(match holder {
        Holder::Carrier => {
            let Carrier { id, name, certificates, .. } = body(version)?;
            Held { name, carrier: Some(id), certificates }
        }
        Holder::Person => {
            let Person { name, carrier, certificates, .. } = body(version)?;
            Held { name, carrier, certificates }
        }
        Holder::Vehicle => {
            let Vehicle { plate, carrier, certificates, .. } = body(version)?;
            Held { name: plate, carrier, certificates }
        }
        Holder::Tank => {
            let Tank { number, carrier, certificates, .. } = body(version)?;
            Held { name: number, carrier, certificates }
        }
        Holder::Party | Holder::Unspecified => {
            let Party { name, certificates, .. } = body(version)?;
            Held { name, carrier: None, certificates }
        }
    })
}

/// The day it is where this server stands.
async fn today(hall: &Hall) -> Result<Date, Status> {
    let own = hall.records().item(Kind::Jurisdiction, hall.jurisdiction().as_str()).await;
    let own = own.map_err(|error| fault::store(&error))?;
    let own: Option<Jurisdiction> = own.as_ref().map(body).transpose()?;
    let zone = own.map_or(TimeZone::UTC, |own| own.time_zone.rules());
    Ok(hall.now().in_zone(&zone).date())
}
