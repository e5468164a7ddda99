//! What a setting may be: read from TOML or from plain text, written as TOML.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;

/// A type that settings have.
pub trait Value: Sized + Clone + PartialEq {
    /// What it looks like, for a person: `HOST:PORT`.
    const FORM: &'static str;

    /// Reads it from a variable or a flag. `None`: it has another form.
    fn from_text(text: &str) -> Option<Self>;

    /// Reads it from the file.
    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        value.as_str().and_then(Self::from_text)
    }

    /// As the file has it; `None` where it is not set.
    fn to_toml(&self) -> Option<String>;

    /// As a number, where it is one: bounds are held against it.
    fn number(&self) -> Option<u64> {
        None
    }
}

/// Whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u64);

impl Seconds {
    /// As the standard library has it.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.0)
    }
}

fn integer(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
}

impl Value for Seconds {
    const FORM: &'static str = "a whole number of seconds";
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        integer(value).map(Self)
    }
    fn to_toml(&self) -> Option<String> {
        Some(self.0.to_string())
    }
    fn number(&self) -> Option<u64> {
        Some(self.0)
    }
}

macro_rules! whole_numbers {
    ($($number:ident),*) => {$(
        impl Value for $number {
            const FORM: &'static str = "a whole number";
            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
            fn from_toml(value: &DeValue<'_>) -> Option<Self> {
                integer(value)?.try_into().ok()
            }
            fn to_toml(&self) -> Option<String> {
                Some(self.to_string())
            }
            fn number(&self) -> Option<u64> {
                u64::try_from(*self).ok()
            }
        }
    )*};
}
whole_numbers!(u16, u32, u64, usize);

impl Value for SocketAddr {
    const FORM: &'static str = "ADDRESS:PORT, as in 127.0.0.1:8080; port 0 for any that is free";
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn to_toml(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

impl Value for PathBuf {
    const FORM: &'static str = "a path";
    fn from_text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| text.into())
    }
    fn to_toml(&self) -> Option<String> {
        Some(quoted(&self.to_string_lossy()))
    }
}

impl Value for Option<PathBuf> {
    const FORM: &'static str = "a path";
    fn from_text(text: &str) -> Option<Self> {
        PathBuf::from_text(text).map(Some)
    }
    fn to_toml(&self) -> Option<String> {
        self.as_ref()?.to_toml()
    }
}

/// Text as a basic string of TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A setting that is one of a few words.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$about:meta])* $word:ident = $text:literal),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$about])* $word),* }

        impl $crate::settings::Value for $name {
            const FORM: &'static str = concat!("one of", $(" ", $text),*);
            fn from_text(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$word),)*
                    _ => None,
                }
            }
            fn to_toml(&self) -> Option<String> {
                Some(match self { $(Self::$word => concat!("\"", $text, "\"")),* }.to_owned())
            }
        }
    };
}
pub(super) use words;

#[cfg(test)]
mod tests {
    use super::*;

    fn toml(text: &str) -> Option<u16> {
        u16::from_toml(DeValue::parse(text).unwrap().get_ref())
    }

    #[test]
    fn numbers_are_read_as_toml_writes_them() {
        assert_eq!(toml("1_000"), Some(1000));
        assert_eq!(toml("0x10"), Some(16));
        assert_eq!(toml("-1"), None);
        assert_eq!(toml("65536"), None);
        assert_eq!(toml("1.5"), None);
        assert_eq!(toml("\"8\""), None);
    }

    #[test]
    fn a_path_with_quotes_survives() {
        let path = PathBuf::from("a \"b\"\\c");
        let written = path.to_toml().unwrap();
        assert_eq!(PathBuf::from_toml(DeValue::parse(&written).unwrap().get_ref()), Some(path));
    }
}
