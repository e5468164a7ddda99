//! Who asks: an API key, or nobody but the machine's own user where no keys are configured.
//!
//! A key is kept as its BLAKE3 hash alone: keys are long and random, so that a hash of one gives
//! nothing away, and looking one up by its hash takes as long for a wrong key as for a right one.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::ConnectInfo;
use http::{HeaderMap, Uri, header};
use placard_api::caller::{Caller, Role};
use placard_domain::OrganisationId;

/// The name under which the audit knows the machine's own user.
pub(crate) const LOCAL: &str = "local";

/// The BLAKE3 hash of an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of a key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self(*blake3::hash(key.as_bytes()).as_bytes())
    }
}

impl FromStr for KeyHash {
    type Err = IdentityError;
    /// From 64 hex digits, as settings have it.
    fn from_str(text: &str) -> Result<Self, IdentityError> {
        let hash = blake3::Hash::from_hex(text).map_err(|_| IdentityError::NoHash)?;
        Ok(Self(*hash.as_bytes()))
    }
}

impl std::fmt::Display for KeyHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

/// One configured key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Whose it is: stands in the audit and on alerts, so no two keys share it.
    pub name: String,
    /// The organisation whose records they see; `None`: all.
    pub organisation: Option<OrganisationId>,
    /// What they may do.
    pub role: Role,
    /// The key's hash.
    pub hash: KeyHash,
}

/// Why identities were not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Not 64 hex digits.
    #[error("a key's hash has 64 hex digits: the BLAKE3 of the key, never the key itself")]
    NoHash,
    /// No name, or one that only Placard itself bears.
    #[error("{0:?} is no name for a key")]
    Name(String),
    /// Two keys with one name or one hash.
    #[error("the key of {0:?} is given twice, or its name is")]
    Twice(String),
}

/// Names that only Placard itself bears.
const OWN_NAMES: [&str; 4] = [LOCAL, UNKNOWN, "command-line", "placard"];
/// Who is not known.
pub(crate) const UNKNOWN: &str = "unknown";

/// Everyone who is known.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    keys: BTreeMap<KeyHash, Caller>,
}

impl Identity {
    /// Knows the holders of these keys. With none, the local administrator alone: whoever asks over
    /// loopback.
    ///
    /// # Errors
    /// [`IdentityError`] where names or hashes are not each one's own.
    pub fn new(keys: Vec<ApiKey>) -> Result<Self, IdentityError> {
        let mut known = BTreeMap::new();
        let mut names: Vec<String> = OWN_NAMES.map(str::to_owned).into();
        for key in keys {
            if key.name.trim().is_empty() || OWN_NAMES.contains(&key.name.as_str()) {
                return Err(IdentityError::Name(key.name));
            }
            let ApiKey { name, organisation, role, hash } = key;
            let caller = Caller { name: name.clone(), organisation, role };
            if names.contains(&name) || known.insert(hash, caller).is_some() {
                return Err(IdentityError::Twice(name));
            }
            names.push(name);
        }
        Ok(Self { keys: known })
    }

    /// Whether nobody is configured, so that only loopback is served.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.keys.is_empty()
    }

    /// Who sends a request with these headers, over the connection that its extensions tell of.
    pub(crate) fn find(&self, parts: &http::request::Parts) -> Option<Caller> {
        if self.is_local() {
            return is_from_here(parts).then(|| Caller {
                name: LOCAL.to_owned(),
                organisation: None,
                role: Role::Administrator,
            });
        }
        let shown = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, key) = shown.split_once(' ')?;
        let bearer = scheme.eq_ignore_ascii_case("bearer");
        bearer.then(|| self.keys.get(&KeyHash::of(key.trim())).cloned()).flatten()
    }
}

/// Whether a request comes from this machine and was meant for it. The address alone does not tell:
/// a page from elsewhere, open in a browser here, also asks over loopback. It names its own origin,
/// or the foreign host by which it was made to find us.
fn is_from_here(parts: &http::request::Parts) -> bool {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let near = peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback());
    near && asked_host(parts).is_some_and(|host| is_loopback_name(&host))
        && origin_host(&parts.headers).is_none_or(|host| is_loopback_name(&host))
}

fn asked_host(parts: &http::request::Parts) -> Option<String> {
    if let Some(host) = parts.uri.host() {
        return Some(host.to_owned());
    }
    let host = parts.headers.get(header::HOST)?.to_str().ok()?;
    host.parse::<Uri>().ok()?.host().map(str::to_owned)
}

/// The host of the page that asks, where a browser says; an origin it keeps to itself is foreign.
fn origin_host(headers: &HeaderMap) -> Option<String> {
    let origin = headers.get(header::ORIGIN)?;
    let host = origin.to_str().ok().and_then(|text| text.parse::<Uri>().ok());
    Some(host.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default())
}

fn is_loopback_name(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(peer: &str, headers: &[(&str, &str)]) -> http::request::Parts {
        let mut request = http::Request::builder().uri("/v1/vehicles");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut parts = request.body(()).unwrap().into_parts().0;
        parts.extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        parts
    }

    fn key(name: &str, key: &str) -> ApiKey {
        ApiKey { name: name.into(), organisation: None, role: Role::Reader, hash: KeyHash::of(key) }
    }

    #[test]
    fn without_identities_only_this_machine_is_served() {
        let nobody = Identity::default();
        let here = [("host", "127.0.0.1:8080")];
        let found = nobody.find(&asks("127.0.0.1:5000", &here)).unwrap();
        assert_eq!((found.name.as_str(), found.role), (LOCAL, Role::Administrator));
        assert!(nobody.find(&asks("[::1]:5000", &[("host", "[::1]:8080")])).is_some());
        assert!(nobody.find(&asks("[::ffff:127.0.0.1]:1", &[("host", "localhost")])).is_some());
        assert_eq!(nobody.find(&asks("192.0.2.7:5000", &here)), None);
        let mut unknown_peer = asks("127.0.0.1:1", &here);
        unknown_peer.extensions.clear();
        assert_eq!(nobody.find(&unknown_peer), None);
    }

    #[test]
    fn a_page_from_elsewhere_in_a_browser_here_is_not_the_local_administrator() {
        let nobody = Identity::default();
        let rebound = [("host", "evil.example:8080")];
        assert_eq!(nobody.find(&asks("127.0.0.1:5000", &rebound)), None);
        for origin in ["https://evil.example", "null"] {
            let foreign = [("host", "localhost:8080"), ("origin", origin)];
            assert_eq!(nobody.find(&asks("127.0.0.1:5000", &foreign)), None, "{origin}");
        }
        let own = [("host", "localhost:8080"), ("origin", "http://localhost:8080")];
        assert!(nobody.find(&asks("127.0.0.1:5000", &own)).is_some());
    }

    #[test]
    fn once_a_key_is_configured_loopback_alone_opens_nothing() {
        let known = Identity::new(vec![key("li", "secret-1")]).unwrap();
        let here = ("host", "127.0.0.1");
        assert_eq!(known.find(&asks("127.0.0.1:5000", &[here])), None);
        let with = |text| known.find(&asks("192.0.2.7:1", &[here, ("authorization", text)]));
        assert_eq!(with("Bearer secret-1").map(|caller| caller.name), Some("li".to_owned()));
        assert_eq!(with("bearer secret-1").map(|caller| caller.name), Some("li".to_owned()));
        for wrong in ["Bearer secret-2", "secret-1", "Basic secret-1", "Bearer", ""] {
            assert_eq!(with(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn names_and_keys_are_each_ones_own() {
        let twice = |a, b| Identity::new(vec![a, b]).unwrap_err();
        assert_eq!(twice(key("li", "a"), key("li", "b")), IdentityError::Twice("li".into()));
        assert_eq!(twice(key("li", "a"), key("wang", "a")), IdentityError::Twice("wang".into()));
        assert!(Identity::new(vec![key(LOCAL, "a")]).is_err());
        assert!(Identity::new(vec![key(" ", "a")]).is_err());
    }

    #[test]
    fn a_hash_reads_its_own_writing() {
        let hash = KeyHash::of("secret");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("secret".parse::<KeyHash>(), Err(IdentityError::NoHash));
    }
}
