//! A section: a struct whose fields are settings. One declaration gives the value with its default,
//! the reading, the bounds, and the entry in the example file.

use toml::de::DeValue;

use super::value::Value;

/// One setting, as the example file and `config check` describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its section.
    pub section: &'static str,
    /// Its key in the section.
    pub key: &'static str,
    /// What it does, its unit, and why its default is what it is.
    pub doc: &'static [&'static str],
    /// What it looks like.
    pub form: &'static str,
    /// The default as TOML; `None` where it is not set.
    pub default: Option<String>,
    /// Least and greatest value allowed.
    pub bounds: Option<(u64, u64)>,
}

impl Spec {
    /// `http.listen`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// `PLACARD_HTTP_LISTEN`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("PLACARD_{}_{}", self.section, self.key).to_ascii_uppercase()
    }
}

/// A value as it was given.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// In the file.
    Toml(&'a DeValue<'a>),
    /// In a variable or a flag.
    Text(&'a str),
}

/// A section of the settings.
pub trait Section: Default {
    /// Its name in the file.
    const NAME: &'static str;
    /// What it is about.
    const DOC: &'static [&'static str];

    /// Its settings, in the order of the file.
    fn specs() -> Vec<Spec>;

    /// Sets one of them. `Err` says what is wrong with the value; `None`: no such key.
    fn set(&mut self, key: &str, given: Given<'_>) -> Option<Result<(), String>>;

    /// The values as TOML, in the order of [`Self::specs`].
    fn values(&self) -> Vec<Option<String>>;
}

/// Reads a value and holds it against its bounds.
///
/// # Errors
/// What is wrong, for a person.
pub(super) fn read<V: Value>(given: Given<'_>, bounds: Option<(u64, u64)>) -> Result<V, String> {
    let read = match given {
        Given::Toml(value) => V::from_toml(value),
        Given::Text(text) => V::from_text(text),
    };
    let shown = || match given {
        Given::Toml(value) => match value.as_str() {
            Some(text) => format!("{text:?}"),
            None => match value.as_integer() {
                Some(integer) => integer.as_str().to_owned(),
                None => format!("a {}", value.type_str()),
            },
        },
        Given::Text(text) => format!("{text:?}"),
    };
    let value = read.ok_or_else(|| format!("{} is not {}", shown(), V::FORM))?;
    match (value.number(), bounds) {
        (Some(number), Some((least, most))) if !(least..=most).contains(&number) => {
            Err(format!("{number} is outside {least} to {most}"))
        }
        _ => Ok(value),
    }
}

/// Declares a section. After a number's default stand its least and greatest value.
macro_rules! section {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident in $section:literal {
            $(
                $(#[doc = $doc:literal])*
                $key:ident: $type:ty = $default:expr $(, from $least:literal to $most:literal)?;
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])* pub $key: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl $crate::settings::Section for $name {
            const NAME: &'static str = $section;
            const DOC: &'static [&'static str] = &[$($about),*];

            fn specs() -> Vec<$crate::settings::Spec> {
                vec![$($crate::settings::Spec {
                    section: $section,
                    key: stringify!($key),
                    doc: &[$($doc),*],
                    form: <$type as $crate::settings::Value>::FORM,
                    default: $crate::settings::Value::to_toml(&Self::default().$key),
                    bounds: $crate::settings::section::bounds!($($least, $most)?),
                },)*]
            }

            fn set(
                &mut self,
                key: &str,
                given: $crate::settings::Given<'_>,
            ) -> Option<Result<(), String>> {
                Some(match key {
                    $(stringify!($key) => {
                        let bounds = $crate::settings::section::bounds!($($least, $most)?);
                        $crate::settings::section::read(given, bounds).map(|v| self.$key = v)
                    })*
                    _ => return None,
                })
            }

            fn values(&self) -> Vec<Option<String>> {
                vec![$($crate::settings::Value::to_toml(&self.$key),)*]
            }
        }
    };
}

macro_rules! bounds {
    () => {
        None
    };
    ($least:literal, $most:literal) => {
        Some(($least, $most))
    };
}

pub(super) use {bounds, section};
