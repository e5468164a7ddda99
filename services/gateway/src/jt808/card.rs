//! A driver's card (0x0702) as a line of the audit: who took the wheel of what, when.
//!
//! Nothing judges by cards yet; the driver's hours will. Until they do, what a terminal was told
//! that we had is kept where it can be read back.

use placard_domain::vehicle::Terminal;
use placard_domain::{Timestamp, Violation};
use placard_protocol::jt808::messages::DriverCard;
use placard_protocol::jt808::messages::m0702_driver_card::{CardEvent, CardReading};
use placard_protocol::jt808::text::WireText;
use placard_store::records::AuditEntry;

/// What stands as the method of a card in the audit.
const METHOD: &str = "JT808/0x0702";

/// The entry for a card that came at `now`.
///
/// # Errors
/// Where its time is none.
pub(super) fn entry(
    card: &DriverCard,
    terminal: &Terminal,
    now: Timestamp,
) -> Result<AuditEntry, Violation> {
    let said = match card {
        DriverCard::Named2011(driver) => said_of(&[
            ("name", Some(&driver.name)),
            ("qualification", Some(&driver.qualification)),
            ("issuer", Some(&driver.issuer)),
            ("id_number", Some(&driver.id_number)),
        ]),
        DriverCard::Event(event) => {
            let time = event.time(&terminal.quirks).map_err(|error| error.violation())?;
            let state = match event.state {
                CardEvent::IN => "card in",
                _ => "card out",
            };
            format!(" {state} at {time}{}", reading(event.reading.as_ref()))
        }
    };
    Ok(AuditEntry {
        at: now,
        actor: format!("terminal {}", terminal.id),
        method: METHOD.to_owned(),
        resource: format!("vehicles/{}{said}", terminal.vehicle),
        outcome: "OK".to_owned(),
    })
}

fn reading(reading: Option<&CardReading>) -> String {
    let Some(CardReading { result, holder }) = reading else { return String::new() };
    let Some(holder) = holder else { return format!(", not read ({result})") };
    let [century, year, month, day] = holder.expiry;
    let said = said_of(&[
        ("name", Some(&holder.name)),
        ("qualification", Some(&holder.qualification)),
        ("issuer", Some(&holder.issuer)),
        ("id_number", holder.id_number.as_ref()),
    ]);
    format!("{said} expiry={century:02x}{year:02x}-{month:02x}-{day:02x}")
}

fn said_of(fields: &[(&str, Option<&WireText>)]) -> String {
    let said = fields.iter().filter_map(|(name, text)| Some((name, text.as_ref()?.decode())));
    said.filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!(" {name}={text}"))
        .collect()
}
