//! The file of API keys.
//!
//! ```toml
//! [[key]]
//! name = "fleet-of-li"       # stands in the audit and on alerts
//! role = "Platform"          # Administrator, Officer, Dispatcher, Shipper,
//!                            # Platform, Reader
//! organisation = "li"        # whose records it sees; all where it is left out
//! hash = "…"                 # BLAKE3 of the key, 64 hex digits: `placard config key` makes both
//! ```

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use placard_api::caller::Role;
use placard_control::{ApiKey, Identity, IdentityError};
use placard_domain::OrganisationId;
use serde::Deserialize;

use crate::settings;

/// Why nobody is known.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// The system's.
        source: std::io::Error,
    },
    /// Others may read it.
    #[error("{path}: others may read it; chmod 600 {path}")]
    Open {
        /// Which.
        path: String,
    },
    /// What is in it.
    #[error("{path}: {what}")]
    Content {
        /// Which.
        path: String,
        /// What is wrong.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    name: String,
    role: RoleName,
    organisation: Option<OrganisationId>,
    hash: String,
}

/// The roles by the names that the file has.
#[derive(Clone, Copy, Debug, Deserialize, clap::ValueEnum)]
pub enum RoleName {
    /// Everything.
    Administrator,
    /// Reads everything, works alerts.
    Officer,
    /// Keeps a carrier's vehicles, terminals and people.
    Dispatcher,
    /// Writes waybills, loads and receives.
    Shipper,
    /// Sends fixes.
    Platform,
    /// Reads.
    Reader,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Administrator => Self::Administrator,
            RoleName::Officer => Self::Officer,
            RoleName::Dispatcher => Self::Dispatcher,
            RoleName::Shipper => Self::Shipper,
            RoleName::Platform => Self::Platform,
            RoleName::Reader => Self::Reader,
        }
    }
}

/// Who is known: the keys of the file, or nobody where none is configured.
///
/// # Errors
/// [`KeysError`]. A file without a key is one: it would open loopback to everybody on the machine.
pub fn read(settings: &settings::Identity) -> Result<Identity, KeysError> {
    let Some(path) = &settings.keys_file else { return Ok(Identity::default()) };
    let shown = || path.display().to_string();
    let text = read_private(path)?;
    let content = |what: String| KeysError::Content { path: shown(), what };
    let file: File = toml::from_str(&text).map_err(|e| content(e.to_string()))?;
    if file.key.is_empty() {
        return Err(content("there is no [[key]] in it".to_owned()));
    }
    let keys: Result<Vec<_>, _> = file.key.into_iter().map(to_key).collect();
    let known = keys.and_then(Identity::new);
    known.map_err(|error| content(error.to_string()))
}

fn to_key(key: Key) -> Result<ApiKey, IdentityError> {
    let Key { name, role, organisation, hash } = key;
    Ok(ApiKey { name, organisation, role: role.into(), hash: hash.parse()? })
}

fn read_private(path: &Path) -> Result<String, KeysError> {
    const OTHERS_READ: u32 = 0o004;
    let failed = |source| KeysError::File { path: path.display().to_string(), source };
    let mode = std::fs::metadata(path).map_err(failed)?.mode();
    if mode & OTHERS_READ != 0 {
        return Err(KeysError::Open { path: path.display().to_string() });
    }
    std::fs::read_to_string(path).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn read_text(text: &str, mode: u32) -> Result<Identity, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys.toml");
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let settings = settings::Identity { keys_file: Some(path) };
        read(&settings).map_err(|error| error.to_string())
    }

    const KEY: &str = "[[key]]\nname = \"li\"\nrole = \"Officer\"\nhash = \"HASH\"\n";

    #[test]
    fn a_key_is_read_and_every_fault_is_named() {
        let key = KEY.replace("HASH", &"ab".repeat(32));
        assert!(!read_text(&key, 0o600).unwrap().is_local());
        assert!(read_text(&key, 0o644).unwrap_err().contains("others may read it"));
        assert!(read_text("", 0o600).unwrap_err().contains("no [[key]]"));
        assert!(read_text(KEY, 0o600).unwrap_err().contains("64 hex digits"));
        let misspelt = key.replace("role", "rule");
        assert!(read_text(&misspelt, 0o600).unwrap_err().contains("unknown field `rule`"));
        assert!(read_text(&format!("{key}{key}"), 0o600).unwrap_err().contains("twice"));
    }

    #[test]
    fn without_a_file_nobody_is_known() {
        assert!(read(&settings::Identity::default()).unwrap().is_local());
    }
}
