//! The settings: one typed file with defaults that run, overridden by variables, then by flags.
//!
//! The list of sections is here; each is a file in `settings/`, and a setting is a field in one.
//! Settings are handed in as values: nothing reads them from afar. What a law or a city sets
//! (radii, minutes, speeds) is no setting but a record.

mod data;
mod example;
mod fault;
mod http;
mod identity;
mod jt808;
mod line;
mod load;
mod log;
mod office;
mod section;
mod serve;
mod value;

use std::collections::BTreeMap;

pub use data::Data;
pub use example::example;
pub use fault::{Fault, Origin};
pub use http::Http;
pub use identity::Identity;
pub use jt808::Jt808;
pub use line::Line;
pub use load::{OTHER_VARIABLES, Sources, load};
pub use log::{Level, Log, LogFormat};
pub use office::Office;
pub use section::{Given, Section, Spec};
pub use serve::Serve;
pub use value::{Seconds, Value};

macro_rules! sections {
    ($($(#[$doc:meta])* $section:ident: $type:ident,)*) => {
        /// Every setting.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Settings {
            $($(#[$doc])* pub $section: $type,)*
        }

        impl Settings {
            /// Every setting there is, in the order of the example file.
            #[must_use]
            pub fn specs() -> Vec<Spec> {
                let sections = [$($type::specs()),*];
                sections.into_iter().flatten().collect()
            }

            /// What each section is about, by its name.
            #[must_use]
            pub fn sections() -> Vec<(&'static str, &'static [&'static str])> {
                vec![$(($type::NAME, $type::DOC)),*]
            }

            /// Each setting with its value as TOML; `None` where it is not set.
            #[must_use]
            pub fn values(&self) -> Vec<(Spec, Option<String>)> {
                let values = [$(self.$section.values()),*];
                Self::specs().into_iter().zip(values.into_iter().flatten()).collect()
            }

            /// Sets one. `Err` says what is wrong with the value; `None`: no such setting.
            fn set(
                &mut self,
                section: &str,
                key: &str,
                given: Given<'_>,
            ) -> Option<Result<(), String>> {
                match section {
                    $($type::NAME => self.$section.set(key, given),)*
                    _ => None,
                }
            }
        }
    };
}

sections! {
    /// Where everything is kept.
    data: Data,
    /// The HTTP port.
    http: Http,
    /// The JT/T 808 port.
    jt808: Jt808,
    /// Who may ask.
    identity: Identity,
    /// The authority that runs this server.
    office: Office,
    /// From an accepted fix to a judged one.
    line: Line,
    /// What is logged.
    log: Log,
    /// How it runs and ends.
    serve: Serve,
}

/// Settings, and where each that is not a default came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The values.
    pub settings: Settings,
    /// By name (`http.listen`).
    pub origins: BTreeMap<String, Origin>,
}

impl Settings {
    /// What is wrong with values that are right each for itself.
    fn cross_check(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (name, listen) in
            [("http.listen", self.http.listen), ("jt808.listen", self.jt808.listen)]
        {
            if !listen.ip().is_loopback() && !self.identity.is_configured() {
                let what = format!(
                    "{listen} is not loopback: without identities Placard listens on loopback \
                     only; set identity.keys_file, or listen on 127.0.0.1"
                );
                found.push((name, what));
            }
        }
        if self.http.listen == self.jt808.listen && self.http.listen.port() != 0 {
            found.push(("jt808.listen", format!("{} is http.listen's", self.jt808.listen)));
        }
        let (stream, connection) =
            (self.http.stream_window_bytes, self.http.connection_window_bytes);
        if connection < stream {
            let what = format!("{connection} is less than http.stream_window_bytes, {stream}");
            found.push(("http.connection_window_bytes", what));
        }
        found
    }
}

#[cfg(test)]
mod tests;
