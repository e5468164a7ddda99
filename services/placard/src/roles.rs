//! The list of roles: which parts of Placard a process runs. A role is a variant, its line here,
//! and the place in `serve/` that starts it.

use std::collections::BTreeSet;
use std::fmt;

use crate::settings::Value;

macro_rules! roles {
    ($($(#[doc = $doc:literal])* $role:ident = $name:literal,)*) => {
        /// A part of Placard that a process may run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Role { $($(#[doc = $doc])* $role),* }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Self] = &[$(Self::$role),*];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name),* }
            }

            /// What it does.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$role => concat!($($doc),*)),* }
            }
        }

        const FORM: &str = concat!("a list out of", $(" ", $name),*);
    };
}

roles! {
    /// Terminals over TCP (JT/T 808).
    GatewayJt808 = "gateway-808",
    /// The services: fleet platforms, people and their systems, over gRPC and JSON. The HTTP port
    /// is open without it too, for health and metrics alone.
    Http = "http",
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The roles of a process: at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

impl Default for Roles {
    fn default() -> Self {
        Self(Role::ALL.iter().copied().collect())
    }
}

impl Roles {
    /// Whether a role is among them.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|role| role.name()).collect();
        f.write_str(&names.join(","))
    }
}

impl Value for Roles {
    const FORM: &'static str = FORM;
    fn from_text(text: &str) -> Option<Self> {
        let named = |name: &str| Role::ALL.iter().copied().find(|role| role.name() == name.trim());
        let roles: Option<BTreeSet<_>> = text.split(',').map(named).collect();
        roles.filter(|roles| !roles.is_empty()).map(Self)
    }
    fn to_toml(&self) -> Option<String> {
        Some(format!("\"{self}\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_roles_is_read_and_a_wrong_name_is_not() {
        let roles = Roles::from_text("http, gateway-808").unwrap();
        assert!(roles.has(Role::Http) && roles.has(Role::GatewayJt808));
        assert!(!Roles::from_text("http").unwrap().has(Role::GatewayJt808));
        assert_eq!(Roles::from_text("gateway"), None);
        assert_eq!(Roles::from_text(""), None);
        assert_eq!(Roles::from_text(&Roles::default().to_string()), Some(Roles::default()));
    }
}
