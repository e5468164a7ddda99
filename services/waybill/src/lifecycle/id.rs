//! Names of waybills, events and documents.

use sha2::{Digest, Sha256};

/// The text is not so many bytes in hexadecimal, lower case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be {0} hexadecimal digits in lower case")]
pub struct HexError(pub usize);

/// Bytes that stand in JSON as lower-case hexadecimal digits.
macro_rules! hex {
    ($($(#[$doc:meta])* $name:ident[$bytes:literal];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub [u8; $bytes]);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::lifecycle::id::HexError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::lifecycle::id::unhex(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::lifecycle::id::HexError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> Self {
                bytes.to_string()
            }
        }
    )*};
}

pub(crate) use hex;

/// Reads exactly `N` bytes.
pub(crate) fn unhex<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    let error = HexError(2 * N);
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return Err(error);
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else { return Err(error) };
        *byte = high << 4 | low;
    }
    Ok(bytes)
}

hex! {
    /// An event, named by whoever sends it: sent twice, it is done once.
    EventId[16];
    /// The SHA-256 of a document's bytes, or of a link of a chain.
    Fingerprint[32];
}

impl Fingerprint {
    /// Nothing: what the first link of a chain follows.
    pub const NONE: Self = Self([0; 32]);

    /// The fingerprint of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_comes_back_and_anything_else_is_refused() {
        let id = EventId([0x0f; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "0f", &"0F".repeat(16), &"zz".repeat(16), &"0f".repeat(17)] {
            assert_eq!(bad.parse::<EventId>(), Err(HexError(32)), "{bad:?}");
        }
    }

    #[test]
    fn a_fingerprint_is_the_sha_256() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Fingerprint::of(b"abc").to_string(), abc);
    }
}
