//! Opens the stores and the line, and puts starter data into records that are empty.

use std::io::Read as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use placard_console::Place;
use placard_control::{OfficeSettings, SeedError};
use placard_domain::jurisdiction::Jurisdiction;
use placard_partition::{Clock, Line, Options};
use placard_store::Stores;
use placard_store::journal::StoreError;
use placard_store::open::StoreUrl;
use placard_store::records::Kind;
use placard_store::sqlite::{FolderError, JournalOptions, Synchronous};

use crate::settings::{self, Settings};

/// Why the line was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder is held, or does not fit.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The line itself.
    #[error(transparent)]
    Line(#[from] placard_partition::OpenError),
    /// The starter data.
    #[error("the starter data were not put in: {0}")]
    Seed(#[from] SeedError),
    /// The records were not read.
    #[error(transparent)]
    Records(#[from] StoreError),
    /// A file of the folder.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// The system's.
        source: std::io::Error,
    },
}

/// Opens the stores, and nothing over them.
///
/// # Errors
/// Where another process has the folder, or it does not fit this binary or the settings.
pub async fn open_stores(settings: &Settings) -> Result<Stores, FolderError> {
    let url = StoreUrl::Sqlite(settings.data.folder.clone());
    let partitions = settings.line.partitions;
    let options = JournalOptions { partitions, synchronous: Synchronous::Full };
    placard_store::open(&url, options).await
}

/// Opens stores and line, with everything in them that belongs there from the start; receive times
/// are the clock's.
///
/// # Errors
/// [`OpenError`].
pub async fn open_line(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Line, OpenError> {
    let stores = open_stores(settings).await?;
    let line = Line::open(stores, line_options(&settings.line), clock).await?;
    if let Some(report) = placard_control::seed(&line, &office_settings(settings)?).await? {
        tracing::info!(zones = report.accepted, "starter data of Changde put in");
    }
    Ok(line)
}

fn line_options(line: &settings::Line) -> Options {
    Options {
        queue_fixes: line.queue_fixes,
        chunk_fixes: line.chunk_fixes,
        chunk_age: line.chunk_age_s.duration(),
        snapshot_fixes: line.snapshot_fixes,
        snapshot_age: line.snapshot_age_s.duration(),
    }
}

/// As the office takes them.
///
/// # Errors
/// Where one of the folder's keys can be neither read nor made.
pub fn office_settings(settings: &Settings) -> Result<OfficeSettings, OpenError> {
    Ok(OfficeSettings {
        page_key: folder_key(&settings.data.folder, PAGE_KEY)?,
        signing_key: folder_key(&settings.data.folder, SIGNING_KEY)?,
        organisation: settings.office.organisation.clone(),
        jurisdiction: settings.office.jurisdiction.clone(),
    })
}

/// What the console is told: the clock of the server's own jurisdiction, UTC where it has none.
///
/// # Errors
/// Where the records cannot be read.
pub(super) async fn place(line: &Line, settings: &Settings) -> Result<Place, OpenError> {
    let id = settings.office.jurisdiction.as_str();
    let version = line.records().item(Kind::Jurisdiction, id).await?;
    let body = version.and_then(|version| version.body);
    let own: Option<Jurisdiction> = body.and_then(|body| serde_json::from_str(&body).ok());
    let time_zone = own.map_or_else(|| "UTC".to_owned(), |own| own.time_zone.into());
    Ok(Place { time_zone })
}

/// Seals page tokens.
const PAGE_KEY: &str = "page.key";
/// Signs what happens to waybills. Taken away while nobody serves, it is drawn anew at the next
/// start, and the public key of the old one stays in the records.
const SIGNING_KEY: &str = "signing.key";

/// A secret of a data folder, drawn once: tokens outlive a restart, and signatures have one hand.
fn folder_key(folder: &Path, name: &str) -> Result<[u8; 32], OpenError> {
    let path = folder.join(name);
    let failed = |source| OpenError::File { path: path.display().to_string(), source };
    let mut key = [0; 32];
    match std::fs::read(&path) {
        Ok(bytes) if bytes.len() == key.len() => key.copy_from_slice(&bytes),
        // Half a key is a crash while it was drawn: nothing was sealed by it.
        _ => {
            key = draw().map_err(failed)?;
            write_secret(&path, &key).map_err(failed)?;
        }
    }
    Ok(key)
}

fn draw() -> std::io::Result<[u8; 32]> {
    let mut key = [0; 32];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    Ok(key)
}

fn write_secret(path: &Path, key: &[u8; 32]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.create(true).truncate(true).write(true).mode(0o600).open(path)?;
    std::io::Write::write_all(&mut file, key)?;
    file.sync_all()
}

/// Puts another signing key in the place of the one in use, and says where it stands: the next
/// start takes it.
///
/// # Errors
/// Where the folder is none, or the key can not be written.
pub fn rotate_signing_key(folder: &Path) -> Result<PathBuf, OpenError> {
    let path = folder.join(SIGNING_KEY);
    let failed = |source| OpenError::File { path: path.display().to_string(), source };
    // Beside it first: a crash leaves the one key or the other.
    let fresh = folder.join("signing.key.new");
    let written = draw().and_then(|key| write_secret(&fresh, &key));
    written.and_then(|()| std::fs::rename(&fresh, &path)).map_err(failed)?;
    Ok(path)
}

/// The file by which commands find the server that holds a data folder.
#[must_use]
pub fn address_file(folder: &Path) -> PathBuf {
    folder.join("http.address")
}

pub(super) fn write_address(settings: &Settings, http: SocketAddr) -> Result<(), OpenError> {
    let path = address_file(&settings.data.folder);
    let failed = |source| OpenError::File { path: path.display().to_string(), source };
    std::fs::write(&path, format!("{http}\n")).map_err(failed)
}

/// What is left behind after a kill does no harm: the folder's lock says whether anybody serves.
pub(super) fn remove_address(settings: &Settings) {
    let _ = std::fs::remove_file(address_file(&settings.data.folder));
}
