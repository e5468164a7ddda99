//! Items and their versions.

use placard_domain::{Revision, Timestamp};

/// What an item is. Each kind has a table of its own, all of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A [`Jurisdiction`](placard_domain::jurisdiction::Jurisdiction).
    Jurisdiction,
    /// A [`RuleSetting`](placard_domain::rule::RuleSetting).
    RuleSetting,
    /// A [`Carrier`](placard_domain::registry::Carrier).
    Carrier,
    /// A [`Party`](placard_domain::registry::Party).
    Party,
    /// A [`Person`](placard_domain::registry::Person).
    Person,
    /// A [`Vehicle`](placard_domain::vehicle::Vehicle).
    Vehicle,
    /// A [`Terminal`](placard_domain::vehicle::Terminal).
    Terminal,
    /// A [`Tank`](placard_domain::registry::Tank).
    Tank,
    /// A [`Site`](placard_domain::registry::Site).
    Site,
    /// A [`Zone`](placard_domain::zone::Zone).
    Zone,
    /// A [`Permit`](placard_domain::permit::Permit).
    Permit,
    /// An [`ApprovedRoute`](placard_domain::route::ApprovedRoute).
    Route,
    /// A [`Trip`](placard_domain::trip::Trip).
    Trip,
    /// An edition of a reference list, as it was imported.
    List,
}

impl Kind {
    /// Every kind, in the order in which a world takes them: what is pointed to comes first.
    pub const ALL: [Self; 14] = [
        Self::Jurisdiction,
        Self::RuleSetting,
        Self::Carrier,
        Self::Party,
        Self::Person,
        Self::Vehicle,
        Self::Terminal,
        Self::Tank,
        Self::Site,
        Self::Zone,
        Self::Permit,
        Self::Route,
        Self::Trip,
        Self::List,
    ];

    /// Its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Jurisdiction => "jurisdiction",
            Self::RuleSetting => "rule_setting",
            Self::Carrier => "carrier",
            Self::Party => "party",
            Self::Person => "person",
            Self::Vehicle => "vehicle",
            Self::Terminal => "terminal",
            Self::Tank => "tank",
            Self::Site => "site",
            Self::Zone => "zone",
            Self::Permit => "permit",
            Self::Route => "route",
            Self::Trip => "trip",
            Self::List => "list",
        }
    }
}

/// One version of an item. Of all versions up to a revision of the world, the newest whose
/// `valid_from` has come is in force: a later change for next month, or a correction of last week,
/// need rewrite none of the earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: String,
    /// Its number inside: given when the id first came, the same for ever.
    pub no: u32,
    /// The revision that brought this version.
    pub revision: Revision,
    /// When that revision was committed.
    pub committed_at: Timestamp,
    /// In force from this device time on.
    pub valid_from: Timestamp,
    /// Whose record it is.
    pub organisation: String,
    /// Where it belongs.
    pub jurisdiction: String,
    /// The item it hangs on, as its change said.
    pub parent: Option<String>,
    /// The item as JSON; `None`: there is no such item from `valid_from` on.
    pub body: Option<String>,
}

/// A version, and who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What was made.
    pub version: Version,
    /// Who made it.
    pub actor: String,
}

/// A change of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: String,
    /// A value that only one current item of the kind may hold: a plate with its colour, a phone.
    pub key: Option<String>,
    /// The item it hangs on, for lists: a carrier of a vehicle, a vehicle of a terminal.
    pub parent: Option<String>,
    /// In force from this device time on.
    pub valid_from: Timestamp,
    /// Whose record it is.
    pub organisation: String,
    /// Where it belongs.
    pub jurisdiction: String,
    /// The new version as JSON; `None` takes the item out.
    pub body: Option<String>,
}

/// What a commit made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The new revision.
    pub revision: Revision,
    /// The versions that came.
    pub versions: Vec<Version>,
}

/// Which items of a kind. What is given must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of this organisation.
    pub organisation: Option<String>,
    /// Holding this key.
    pub key: Option<String>,
    /// Hanging on this item.
    pub parent: Option<String>,
    /// With one of these values in the body's `kind` field; none: any.
    pub kinds: Vec<String>,
    /// With one of the body's `certificates` that holds no longer than this day, `2026-02-11`.
    pub ends_by: Option<String>,
}
