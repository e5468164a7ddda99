//! Texts to drivers: kept here, taken to their terminals by the gateway's courier.

use placard_api::command::{state_name, write};
use placard_api::errors::{refuse, status};
use placard_api::v1;
use placard_domain::alert::Act;
use placard_domain::command::{Command, CommandState};
use placard_domain::{Alert, AlertId, CommandId, Reason, VehicleId, Violations};
use placard_store::records::{About, ActError, CommandFilter, ItemFilter, Kind, Trace, Version};
use tonic::Status;

use super::given;
use super::vehicle::Vehicles;
use crate::alerts::{TRIES_MAX, refused};
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;
use crate::records::{fresh_id, seen};

/// The longest text, in characters: in every edition a terminal takes 1,024 bytes of GBK, two a
/// character.
const TEXT_MAX: usize = 500;
/// Texts to one vehicle that may wait at once.
const WAITING_MAX: usize = 8;

/// Keeps a text for its driver, and in the history of the alert that it is about.
pub(super) async fn send(
    hall: &Hall,
    call: &Call,
    request: &v1::SendTextRequest,
) -> Result<v1::Command, Status> {
    let short: String = request.vehicle_id.chars().take(placard_domain::id::ID_MAX).collect();
    call.about(format!("vehicle/{short}"));
    check_text(&request.text).map_err(|found| status(&found))?;
    let vehicle = seen::<Vehicles>(hall, call, &request.vehicle_id).await?;
    let alert = alert(hall, call, request).await?;
    let now = hall.now();

    // One at a time: a call that is sent twice at once is one call, and a bound is a bound.
    let _desk = hall.line().desk().await;
    if let Some(answer) = call.answered(hall.records(), now, request).await? {
        return Ok(answer);
    }
    refuse_unreachable(hall, &vehicle).await?;
    refuse_too_many(hall, &vehicle).await?;
    let about = alert.as_ref().map(|alert| alert.detection.id);
    let command = command(call, request, &vehicle, about, now)?;
    let response = write(&command);
    let trace = call.trace(now, request, &response);
    queue(hall, call, request, &command, alert, &trace).await?;
    call.traced();
    Ok(response)
}

/// Keeps it with its entry in the history of `alert`, which others may act on meanwhile.
async fn queue(
    hall: &Hall,
    call: &Call,
    request: &v1::SendTextRequest,
    command: &Command,
    mut found: Option<Alert>,
    trace: &Trace,
) -> Result<(), Status> {
    for _ in 0..TRIES_MAX {
        let about = found.as_ref().map(|alert| about(alert, command)).transpose()?;
        match hall.records().queue_command(command, about.as_ref(), trace).await {
            Ok(()) => return Ok(()),
            Err(ActError::Moved(_)) => found = alert(hall, call, request).await?,
            Err(ActError::NotFound(id)) => {
                return Err(refuse("alert_id", Reason::NoSuchReference, id));
            }
            Err(ActError::Store(error)) => return Err(fault::store(&error)),
        }
    }
    Err(fault::internal(&format!("{} never came to rest", request.alert_id)))
}

/// The alert's history with the text in it.
fn about(alert: &Alert, command: &Command) -> Result<About, Status> {
    let text = Act::Text(command.id.clone());
    let case = alert.case.act(text, &command.actor, command.queued_at, &command.text);
    let case = case.map_err(|error| refused("alert_id", error))?;
    Ok(About { alert: alert.detection.id, expected: alert.case.version, case })
}

fn check_text(text: &str) -> Result<(), Violations> {
    let length = text.chars().count();
    let mut found = Violations::new();
    if text.trim().is_empty() {
        found.push("text", Reason::Required, "");
    } else if length > TEXT_MAX {
        found.push("text", Reason::TooLarge, format_args!("{length} > {TEXT_MAX}"));
    } else if let Some(control) = text.chars().find(|c| c.is_control() && *c != '\n') {
        found.push("text", Reason::Malformed, format_args!("{control:?}"));
    }
    found.or(())
}

/// The alert that a text is about must be there, and about the same vehicle.
async fn alert(
    hall: &Hall,
    call: &Call,
    request: &v1::SendTextRequest,
) -> Result<Option<Alert>, Status> {
    if request.alert_id.is_empty() {
        return Ok(None);
    }
    let nowhere = || refuse("alert_id", Reason::NoSuchReference, &request.alert_id);
    let id: AlertId = request.alert_id.parse().map_err(|_| nowhere())?;
    let alert = hall.records().alert(id).await.map_err(|error| fault::store(&error))?;
    let its = alert.filter(|alert| {
        call.caller().sees(&alert.detection.organisation)
            && alert.detection.vehicle.as_str() == request.vehicle_id
    });
    its.map(Some).ok_or_else(nowhere)
}

async fn refuse_unreachable(hall: &Hall, vehicle: &Version) -> Result<(), Status> {
    let filter = ItemFilter { parent: Some(vehicle.id.clone()), ..ItemFilter::default() };
    let terminals = hall.records().items(Kind::Terminal, &filter, "", 1).await;
    match terminals.map_err(|error| fault::store(&error))?.is_empty() {
        false => Ok(()),
        true => Err(refuse("vehicle_id", Reason::UnknownTerminal, &vehicle.id)),
    }
}

async fn refuse_too_many(hall: &Hall, vehicle: &Version) -> Result<(), Status> {
    let filter = CommandFilter {
        vehicle: Some(vehicle.id.clone()),
        states: vec!["QUEUED", "SENT"],
        ..CommandFilter::default()
    };
    let waiting = hall.records().commands(&filter, None, WAITING_MAX).await;
    match waiting.map_err(|error| fault::store(&error))?.len() < WAITING_MAX {
        true => Ok(()),
        false => {
            let detail = format_args!("QUEUED + SENT > {WAITING_MAX}");
            Err(refuse("vehicle_id", Reason::OutOfRange, detail))
        }
    }
}

fn command(
    call: &Call,
    request: &v1::SendTextRequest,
    vehicle: &Version,
    alert: Option<AlertId>,
    now: placard_domain::Timestamp,
) -> Result<Command, Status> {
    let internal = |error| fault::internal(&error);
    Ok(Command {
        id: CommandId::new(&fresh_id()).map_err(internal)?,
        vehicle: VehicleId::new(&vehicle.id).map_err(internal)?,
        text: request.text.clone(),
        urgent: request.urgent,
        alert,
        actor: call.caller().name.clone(),
        queued_at: now,
        state: CommandState::Queued,
        attempts: 0,
        version: 1,
        organisation: vehicle.organisation.parse().map_err(internal)?,
        jurisdiction: vehicle.jurisdiction.parse().map_err(internal)?,
    })
}

/// One command, where the caller may see it.
pub(super) async fn get(hall: &Hall, call: &Call, id: &str) -> Result<v1::Command, Status> {
    let found = hall.records().command(id).await.map_err(|error| fault::store(&error))?;
    let seen = found.filter(|command| call.caller().sees(&command.organisation));
    seen.as_ref().map(write).ok_or_else(|| fault::not_found("command", id))
}

/// A page of commands, newest first.
pub(super) async fn list(
    hall: &Hall,
    call: &Call,
    mut request: v1::ListCommandsRequest,
) -> Result<v1::ListCommandsResponse, Status> {
    let page = hall.pages().open(call, &mut request)?;
    let mut states = Vec::new();
    for (i, value) in request.states.iter().enumerate() {
        let name = state_name(*value);
        let unknown = || refuse(&format!("states[{i}]"), Reason::UnknownValue, value);
        states.push(name.ok_or_else(unknown)?);
    }
    let filter = CommandFilter {
        vehicle: given(&request.vehicle_id),
        organisation: call.caller().organisation.as_ref().map(ToString::to_string),
        states,
    };
    let before = match page.cursor.as_deref() {
        // What the seal vouches for was written here.
        Some(cursor) => {
            let bytes = cursor.try_into().map_err(|error| fault::internal(&error))?;
            Some(u64::from_be_bytes(bytes))
        }
        None => None,
    };
    let found = hall.records().commands(&filter, before, page.size + 1).await;
    let mut found = found.map_err(|error| fault::store(&error))?;
    let more = found.len() > page.size;
    found.truncate(page.size);
    let last = found.last().filter(|_| more);
    let next = last.map(|kept| hall.pages().next(&page, &kept.no.to_be_bytes()));
    Ok(v1::ListCommandsResponse {
        commands: found.iter().map(|kept| write(&kept.command)).collect(),
        next_page_token: next.unwrap_or_default(),
    })
}
