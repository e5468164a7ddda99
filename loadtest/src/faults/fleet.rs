//! The fleet: half of it terminals, half behind a platform, each vehicle's reports in its own
//! order. What is not acknowledged is sent again, to whatever server there is then.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use placard_domain::Timestamp;

use super::books::Books;
use crate::city::{City, Delivery, Habits};
use crate::client::{Platform, Terminal};
use crate::error::Error;
use crate::founding::{CODE, terminal};
use crate::server::Server;

/// A sender that is not wanted yet, or has no server, looks again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// A fleet that is not through after this is stuck.
const STUCK: Duration = Duration::from_secs(600);

/// Which doors the fleet uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doors {
    /// Terminals and platforms, half and half.
    Both,
    /// Terminals alone.
    Jt808,
}

impl Doors {
    /// The canary has one door alone.
    pub(super) const fn of(canary: bool) -> Self {
        if canary { Self::Jt808 } else { Self::Both }
    }
}

/// A fleet under way.
pub(super) struct Fleet {
    shared: Arc<Shared>,
    senders: Vec<JoinHandle<Result<(), String>>>,
}

struct Shared {
    /// The server to speak to.
    server: Mutex<Option<(SocketAddr, SocketAddr)>>,
    /// How far the run is, in millionths: a delivery goes out when its time has come.
    progress: AtomicU64,
    books: Mutex<Books>,
}

impl Shared {
    fn is_due(&self, delivery: &Delivery) -> bool {
        (delivery.at * 1e6) as u64 <= self.progress.load(Ordering::Acquire)
    }

    fn server(&self) -> Option<(SocketAddr, SocketAddr)> {
        *self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fleet {
    /// Starts the senders; they wait for a server and for their time.
    #[must_use]
    pub(super) fn start(
        city: &Arc<City>,
        vehicles: u32,
        reports: usize,
        began: Timestamp,
        doors: Doors,
    ) -> Self {
        let shared = Arc::new(Shared {
            server: Mutex::new(None),
            progress: AtomicU64::new(0),
            books: Mutex::default(),
        });
        let sender = |no: u32| {
            let (shared, city) = (Arc::clone(&shared), Arc::clone(city));
            std::thread::spawn(move || {
                let drive = city.deliveries(no, began, reports, &Habits::default());
                if doors == Doors::Both && no.is_multiple_of(2) {
                    stream(&shared, &drive)
                } else {
                    report(&shared, no, &drive)
                }
            })
        };
        Self { senders: (1..=vehicles).map(sender).collect(), shared: Arc::clone(&shared) }
    }

    /// From now on the fleet speaks to this server.
    pub(super) fn connect_to(&self, server: &Server) {
        let mut known = self.shared.server.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((server.http, server.jt808));
    }

    /// Lets the run go on for so long: the `nth` part of `parts`.
    pub(super) fn live(&self, life: Duration, nth: f64, parts: f64) {
        let began = Instant::now();
        while began.elapsed() < life {
            let lived = began.elapsed().as_secs_f64() / life.as_secs_f64();
            let progress = (nth + lived.min(1.0)) / parts;
            self.shared.progress.fetch_max((progress * 1e6) as u64, Ordering::AcqRel);
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Lets everything that is left go out, and waits until all of it is acknowledged and every
    /// vehicle's silence, of `silence_s`, was noticed.
    ///
    /// # Errors
    /// Where a sender was refused.
    pub(super) fn finish(self, silence_s: i64) -> Result<Books, Error> {
        self.shared.progress.store(u64::MAX, Ordering::Release);
        for sender in self.senders {
            sender.join().map_err(|_| "a sender has died")??;
        }
        std::thread::sleep(Duration::from_secs(silence_s.cast_unsigned() + 3));
        Ok(std::mem::take(&mut *self.shared.books()))
    }
}

/// Waits until a delivery is due.
fn wait_for(shared: &Shared, delivery: &Delivery, began: Instant) -> Result<(), String> {
    while !shared.is_due(delivery) {
        std::thread::sleep(LOOK_AGAIN);
        if began.elapsed() > STUCK {
            return Err("the run does not go on".to_owned());
        }
    }
    Ok(())
}

/// A terminal's reports, one message at a time.
fn report(shared: &Shared, no: u32, drive: &[Delivery]) -> Result<(), String> {
    let (began, phone) = (Instant::now(), terminal(no).phone);
    let mut open: Option<Terminal> = None;
    for delivery in drive {
        wait_for(shared, delivery, began)?;
        loop {
            if began.elapsed() > STUCK {
                return Err(format!("truck {no} is stuck"));
            }
            let Some((_, jt808)) = shared.server() else {
                std::thread::sleep(LOOK_AGAIN);
                continue;
            };
            let connected = match open.take() {
                Some(terminal) => Ok(terminal),
                None => Terminal::connect(jt808, phone, CODE),
            };
            let sent = connected.and_then(|mut terminal| {
                let result = terminal.report(&delivery.fixes, delivery.is_blind_spot)?;
                Ok((terminal, result))
            });
            match sent {
                Ok((terminal, 0)) => {
                    shared.books().note(&delivery.fixes);
                    open = Some(terminal);
                    break;
                }
                Ok((_, result)) => return Err(format!("truck {no} was answered {result}")),
                // The server was killed: again, to the next one.
                Err(_) => std::thread::sleep(LOOK_AGAIN),
            }
        }
    }
    Ok(())
}

/// A vehicle's reports behind a platform, a few batches on the way at once.
fn stream(shared: &Shared, drive: &[Delivery]) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let (began, mut done) = (Instant::now(), 0);
    while done < drive.len() {
        if began.elapsed() > STUCK {
            return Err(format!("a stream is stuck at {done} of {}", drive.len()));
        }
        wait_for(shared, &drive[done], began)?;
        if let Some((http, _)) = shared.server() {
            // However it ended: what was acknowledged is, the rest goes out again.
            let _ = runtime.block_on(stream_some(shared, http, drive, &mut done));
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

async fn stream_some(
    shared: &Shared,
    http: SocketAddr,
    drive: &[Delivery],
    done: &mut usize,
) -> Result<(), Error> {
    let mut platform = Platform::connect(Platform::channel(http).await?).await?;
    let first = *done;
    let mut sent = first;
    while *done < drive.len() {
        while sent < drive.len() && sent < *done + 4 && shared.is_due(&drive[sent]) {
            platform.send(&drive[sent].fixes).await?;
            sent += 1;
        }
        if sent == *done {
            tokio::time::sleep(LOOK_AGAIN).await;
            continue;
        }
        let acknowledged = first + usize::try_from(platform.listen().await?)?;
        for delivery in &drive[*done..acknowledged] {
            shared.books().note(&delivery.fixes);
        }
        *done = acknowledged;
    }
    Ok(())
}
