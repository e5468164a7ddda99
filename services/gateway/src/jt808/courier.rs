//! The courier: takes commands out of the records to the terminals they are for.
//!
//! A command is kept as sent before it goes out, so that whoever finds it so after a fault sends it
//! again: at least once, whatever fails. A terminal that is not connected is looked for again until
//! the command is too old. One text at a time is on the way to a vehicle, oldest first.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use placard_domain::VehicleId;
use placard_domain::command::{Command, Handed};
use placard_domain::vehicle::{Phone, Terminal};
use placard_partition::Line;
use placard_store::StoreError;
use placard_store::records::{ItemFilter, Kind};
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::terminals::{Terminals, TextError};

/// How often the courier looks for what is new, and for terminals that have come.
const ROUND: Duration = Duration::from_millis(500);
/// A round that took long is followed by a rest this many times as long: looking for terminals that
/// are not there costs at most a twentieth of a thread.
const REST: u32 = 20;
/// Commands read at once.
const PAGE: usize = 500;
/// Texts on the way at once; more wait for a later round.
const ON_THE_WAY_MAX: usize = 256;
/// Terminals of a vehicle that are looked at.
const TERMINALS_MAX: usize = 16;

/// Takes commands out until `drain` is cancelled. What is on the way then stays sent, and goes out
/// again with the next start.
pub(super) async fn run(line: Line, terminals: Terminals, drain: CancellationToken) {
    let (on_the_way, to) = (JoinSet::new(), BTreeMap::new());
    let mut courier = Courier { line, terminals, on_the_way, to };
    loop {
        let began = Instant::now();
        if let Err(error) = courier.round().await {
            tracing::error!(%error, "commands could not be read: tried again");
        }
        let rest = tokio::time::sleep(ROUND.max(began.elapsed() * REST));
        tokio::pin!(rest);
        loop {
            tokio::select! {
                biased;
                () = drain.cancelled() => return,
                Some(back) = courier.on_the_way.join_next_with_id() => {
                    let id = back.map_or_else(|error| error.id(), |(id, ())| id);
                    courier.to.remove(&id);
                }
                () = &mut rest => break,
            }
        }
    }
}

struct Courier {
    line: Line,
    terminals: Terminals,
    on_the_way: JoinSet<()>,
    /// To whom each task takes a text.
    to: BTreeMap<Id, VehicleId>,
}

impl Courier {
    /// Looks at every command that waits, oldest first.
    async fn round(&mut self) -> Result<(), StoreError> {
        let (mut after, mut turn) = (0, BTreeSet::new());
        loop {
            let page = self.line.records().commands_waiting(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.no;
            for kept in page {
                if self.on_the_way.len() >= ON_THE_WAY_MAX {
                    return Ok(());
                }
                self.consider(kept.command, &mut turn).await?;
            }
        }
    }

    /// `turn` holds the vehicles whose oldest command has been looked at in this round: one that
    /// could not go, for its terminal was not there yet, is not overtaken by the next.
    async fn consider(
        &mut self,
        command: Command,
        turn: &mut BTreeSet<VehicleId>,
    ) -> Result<(), StoreError> {
        if self.to.values().any(|vehicle| *vehicle == command.vehicle) {
            return Ok(());
        }
        let records = self.line.records();
        let now = self.line.clock().now();
        if let Some(expired) = command.expired(now) {
            records.settle_command(command.version, &expired).await?;
            return Ok(());
        }
        if !turn.insert(command.vehicle.clone()) {
            return Ok(());
        }
        let Some(phone) = self.connected(&command.vehicle).await? else { return Ok(()) };
        let sent = command.going_out(now);
        if records.settle_command(command.version, &sent).await? {
            let vehicle = sent.vehicle.clone();
            let way = take(self.line.clone(), self.terminals.clone(), phone, sent);
            self.to.insert(self.on_the_way.spawn(way).id(), vehicle);
        }
        Ok(())
    }

    /// The terminal of a vehicle that is connected.
    async fn connected(&self, vehicle: &VehicleId) -> Result<Option<Phone>, StoreError> {
        let filter = ItemFilter { parent: Some(vehicle.to_string()), ..ItemFilter::default() };
        let found = self.line.records().items(Kind::Terminal, &filter, "", TERMINALS_MAX).await?;
        for version in found {
            let body = version.body.as_deref().unwrap_or("null");
            let terminal: Terminal = serde_json::from_str(body)
                .map_err(|error| StoreError::Damaged(format!("{}: {error}", version.id)))?;
            if self.terminals.is_connected(terminal.phone) {
                return Ok(Some(terminal.phone));
            }
        }
        Ok(None)
    }
}

/// Takes one text to its terminal, and keeps what came of it.
async fn take(line: Line, terminals: Terminals, phone: Phone, sent: Command) {
    let how = match terminals.send_text(phone, sent.urgent, &sent.text).await {
        Ok(()) => Handed::Taken,
        Err(TextError::Refused(_)) => Handed::Refused,
        Err(TextError::NotConnected | TextError::TooMany) => Handed::NotSent,
        Err(TextError::Unanswered | TextError::Lost) => Handed::Unanswered,
    };
    let settled = sent.handed(how, line.clock().now());
    if let Err(error) = line.records().settle_command(sent.version, &settled).await {
        let id = &sent.id;
        tracing::error!(%error, %id, "what became of a text could not be kept: it goes out again");
    }
}
