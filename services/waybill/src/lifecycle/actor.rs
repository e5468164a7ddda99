//! Who does something to a waybill, and who its parties are.

use placard_domain::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

use super::named::named;

named! {
    /// In what part somebody acts.
    Role {
        /// Sends the goods (托运人).
        Consignor = 1, "CONSIGNOR", "托运人", "consignor";
        /// Carries them (承运人).
        Carrier = 2, "CARRIER", "承运人", "carrier";
        /// Fills or loads the vehicle (装货人).
        Loader = 3, "LOADER", "装货人", "loader";
        /// Drives it (驾驶人).
        Driver = 4, "DRIVER", "驾驶人", "driver";
        /// Receives the goods (收货人).
        Consignee = 5, "CONSIGNEE", "收货人", "consignee";
        /// Acts for an authority (执法人员).
        Officer = 6, "OFFICER", "执法人员", "officer";
        /// What the vehicle's positions show.
        Tracking = 7, "TRACKING", "车辆定位", "the tracking";
        /// The server's timer.
        Clock = 8, "CLOCK", "系统时钟", "the server's clock";
    }
}

/// Somebody who acts: in what part, and who that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", content = "id", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Actor {
    /// Of the firm that sends the goods.
    Consignor(OrganisationId),
    /// Of the firm that carries them.
    Carrier(OrganisationId),
    /// Of the firm that loads them.
    Loader(OrganisationId),
    /// At the wheel.
    Driver(PersonId),
    /// Of the firm that receives them.
    Consignee(OrganisationId),
    /// Of an authority. Which authority may act where is the caller's to judge.
    Officer(OrganisationId),
    /// The vehicle's positions.
    Tracking,
    /// The server's timer.
    Clock,
}

impl Actor {
    /// In what part.
    #[must_use]
    pub const fn role(&self) -> Role {
        match self {
            Self::Consignor(_) => Role::Consignor,
            Self::Carrier(_) => Role::Carrier,
            Self::Loader(_) => Role::Loader,
            Self::Driver(_) => Role::Driver,
            Self::Consignee(_) => Role::Consignee,
            Self::Officer(_) => Role::Officer,
            Self::Tracking => Role::Tracking,
            Self::Clock => Role::Clock,
        }
    }

    /// The id, where the part has one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Consignor(id)
            | Self::Carrier(id)
            | Self::Loader(id)
            | Self::Consignee(id)
            | Self::Officer(id) => Some(id.as_str()),
            Self::Driver(id) => Some(id.as_str()),
            Self::Tracking | Self::Clock => None,
        }
    }
}

/// Who a waybill names, in the version that stands (of a first draft, in that draft).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parties {
    /// Sends.
    pub consignor: OrganisationId,
    /// Carries.
    pub carrier: OrganisationId,
    /// Loads.
    pub loader: OrganisationId,
    /// Receives.
    pub consignee: OrganisationId,
    /// Drive.
    pub drivers: Vec<PersonId>,
}

impl Parties {
    /// Whether `actor` is who the waybill names for that part.
    #[must_use]
    pub fn names(&self, actor: &Actor) -> bool {
        match actor {
            Actor::Consignor(id) => *id == self.consignor,
            Actor::Carrier(id) => *id == self.carrier,
            Actor::Loader(id) => *id == self.loader,
            Actor::Consignee(id) => *id == self.consignee,
            Actor::Driver(id) => self.drivers.contains(id),
            Actor::Officer(_) | Actor::Tracking | Actor::Clock => true,
        }
    }
}
