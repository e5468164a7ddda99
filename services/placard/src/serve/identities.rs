//! The secrets that serving needs: who is known, and the key that seals page tokens.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use placard_api::caller::Role;
use placard_control::{ApiKey, Identity, KeyHash};
use placard_domain::OrganisationId;
use serde::Deserialize;

/// The file of API keys: `docs/operating/identities.md`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    role: String,
    organisation: Option<String>,
    /// BLAKE3 of the key, 64 hex digits.
    hash: String,
}

/// Reads who is known; nobody where there is no file.
///
/// # Errors
/// What is wrong, with the file's name and the key's.
pub(super) fn read(path: Option<&Path>) -> Result<Identity, String> {
    let Some(path) = path else { return Ok(Identity::default()) };
    let at = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let mode = std::fs::metadata(path).map_err(|error| at(&error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(at(&format_args!("others may read it (mode {:o}): chmod 600", mode & 0o777)));
    }
    let text = std::fs::read_to_string(path).map_err(|error| at(&error))?;
    let file: File = toml::from_str(&text).map_err(|error| at(&error))?;
    if file.key.is_empty() {
        return Err(at(&"it names no key: nobody could ask anything"));
    }
    let keys: Result<Vec<ApiKey>, String> = file
        .key
        .into_iter()
        .map(|entry| {
            let name = entry.name.clone();
            key(entry).map_err(|why| at(&format_args!("key {name:?}: {why}")))
        })
        .collect();
    Identity::new(keys?).map_err(|error| at(&error))
}

fn key(entry: Entry) -> Result<ApiKey, String> {
    let Entry { name, role, organisation, hash } = entry;
    let organisation = organisation.map(|id| OrganisationId::new(&id)).transpose();
    Ok(ApiKey {
        name,
        organisation: organisation.map_err(|error| format!("organisation: {error}"))?,
        role: role_of(&role).ok_or_else(|| format!("no role {role:?}"))?,
        hash: hash.parse::<KeyHash>().map_err(|error| error.to_string())?,
    })
}

fn role_of(name: &str) -> Option<Role> {
    let all = [
        ("administrator", Role::Administrator),
        ("officer", Role::Officer),
        ("dispatcher", Role::Dispatcher),
        ("platform", Role::Platform),
        ("reader", Role::Reader),
    ];
    all.into_iter().find(|(known, _)| *known == name).map(|(_, role)| role)
}

/// The key that seals page tokens: made once, kept in the data folder for its owner alone.
///
/// # Errors
/// Where it cannot be read or made.
pub(super) fn page_key(folder: &Path) -> Result<[u8; 32], String> {
    let path = folder.join("page.key");
    let at = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Ok(kept) = std::fs::read(&path)
        && let Ok(key) = kept.try_into()
    {
        return Ok(key);
    }
    let mut key = [0; 32];
    let mut random = std::fs::File::open("/dev/urandom").map_err(at)?;
    std::io::Read::read_exact(&mut random, &mut key).map_err(at)?;
    let made =
        std::fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&path);
    made.and_then(|mut file| file.write_all(&key)).map_err(at)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, mode: u32) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    #[test]
    fn a_file_of_keys_is_read_and_each_fault_names_its_key() {
        let hash = "a".repeat(64);
        let good = format!("[[key]]\nname = \"desk\"\nrole = \"officer\"\nhash = \"{hash}\"\n");
        assert!(!read(Some(written(&good, 0o600).path())).unwrap().is_local());
        let open = read(Some(written(&good, 0o644).path())).unwrap_err();
        assert!(open.contains("chmod 600"), "{open}");
        let wrong = good.replace("officer", "sheriff");
        let error = read(Some(written(&wrong, 0o600).path())).unwrap_err();
        assert!(error.contains("\"desk\"") && error.contains("sheriff"), "{error}");
        assert!(read(Some(written("", 0o600).path())).is_err());
        assert!(read(None).unwrap().is_local());
    }

    #[test]
    fn the_page_key_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let key = page_key(folder.path()).unwrap();
        assert_eq!(page_key(folder.path()).unwrap(), key);
        assert_ne!(key, [0; 32]);
    }
}
