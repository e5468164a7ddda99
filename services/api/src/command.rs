//! Commands on their way out.

use placard_domain::Command;
use placard_domain::command::{CommandFailure, CommandState};

use crate::read::time_to;
use crate::v1;

/// A command on its way out.
#[must_use]
pub fn write(command: &Command) -> v1::Command {
    use v1::command::{Failure, State};
    let (state, changed_at, failure) = match command.state {
        CommandState::Queued => (State::Queued, command.queued_at, Failure::Unspecified),
        CommandState::Sent { at } => (State::Sent, at, Failure::Unspecified),
        CommandState::Answered { at } => (State::Answered, at, Failure::Unspecified),
        CommandState::Failed { at, why } => (State::Failed, at, failure_to(why)),
    };
    v1::Command {
        id: command.id.to_string(),
        vehicle_id: command.vehicle.to_string(),
        text: command.text.clone(),
        urgent: command.urgent,
        alert_id: command.alert.map(|alert| alert.to_string()).unwrap_or_default(),
        actor: command.actor.clone(),
        state: state.into(),
        failure: failure.into(),
        queued_at: Some(time_to(command.queued_at)),
        changed_at: Some(time_to(changed_at)),
        attempts: command.attempts,
        organisation_id: command.organisation.to_string(),
        jurisdiction_id: command.jurisdiction.to_string(),
    }
}

const fn failure_to(why: CommandFailure) -> v1::command::Failure {
    match why {
        CommandFailure::Expired => v1::command::Failure::Expired,
        CommandFailure::Refused => v1::command::Failure::Refused,
        CommandFailure::Unanswered => v1::command::Failure::Unanswered,
    }
}

/// A state's name in the records by its value in the proto; `None` where it is none.
#[must_use]
pub fn state_name(value: i32) -> Option<&'static str> {
    match v1::command::State::try_from(value).ok()? {
        v1::command::State::Unspecified => None,
        state => Some(state.as_str_name()),
    }
}
