//! Enumerations that people and bytes both name: a code, words in two languages, a number.

/// Writes an enumeration with its list, codes, words and numbers, one line each.
///
/// The code is what JSON carries and programs act on; the number is what the chain's bytes carry.
/// Neither ever changes; words may be mended.
macro_rules! named {
    (
        $(#[$doc:meta])*
        $type:ident {
            $($(#[$of:meta])* $name:ident = $tag:literal, $code:literal, $zh:literal, $en:literal;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $type {
            $($(#[$of])* #[serde(rename = $code)] $name,)*
        }

        impl $type {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code that programs act on.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its name in both languages.
            #[must_use]
            pub fn words(self) -> placard_domain::Text {
                let (zh, en) = match self { $(Self::$name => ($zh, $en),)* };
                placard_domain::Text::new(zh, en)
            }

            /// The number that stands for it in bytes.
            #[must_use]
            pub const fn tag(self) -> u8 {
                match self { $(Self::$name => $tag,)* }
            }

            /// What a number in bytes stands for.
            #[must_use]
            pub const fn from_tag(tag: u8) -> Option<Self> {
                match tag { $($tag => Some(Self::$name),)* _ => None }
            }
        }
    };
}

pub(crate) use named;
