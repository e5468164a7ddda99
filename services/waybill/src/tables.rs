//! What the law says of pairs, tanks and tunnels, as tables (`data/*.csv`) and the pure functions
//! that ask them. Each table is one file here and one or two files of data, with the edition and
//! the source that reports name.
//!
//! Invariants:
//! - a file is read whole or not at all: [`RowFaults`] tells all that is wrong with it;
//! - asking allocates nothing; only texts for people do;
//! - what a table does not know is said to be unknown, never passed.

pub mod cautions;
pub mod classes;
pub mod compatibility;
pub mod excepted;
pub mod explosive;
pub mod food;
pub mod hazard_numbers;
pub mod labels;
pub mod limited_quantity;
pub mod load;
mod matrix;
pub mod mixed_loading;
pub mod portable_tanks;
#[cfg(test)]
mod sample;
pub mod segregation;
mod sheet;
pub mod tanks;
pub mod transport;
pub mod tunnels;

use crate::fault::RowFaults;
use crate::lists::List;

pub use cautions::Cautions;
pub use classes::Classes;
pub use compatibility::Compatibility;
pub use excepted::ExceptedQuantities;
pub use food::FoodAndFeed;
pub use hazard_numbers::HazardNumbers;
pub use labels::{Label, LabelSet, Labels};
pub use load::{Load, Packed};
pub use mixed_loading::MixedLoading;
pub use portable_tanks::PortableTanks;
pub use segregation::Segregation;
pub use sheet::Edition;
pub use tanks::{TankCode, TankHierarchy};
pub use transport::TransportCategories;
pub use tunnels::TunnelCodes;

/// Every table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Names and looks of labels.
    pub labels: Labels,
    /// Names of classes and divisions.
    pub classes: Classes,
    /// What may share a vehicle.
    pub mixed_loading: MixedLoading,
    /// What explosives may share a vehicle.
    pub compatibility: Compatibility,
    /// What is kept apart in store.
    pub segregation: Segregation,
    /// What reacts with each other.
    pub cautions: Cautions,
    /// Transport categories and points.
    pub transport_categories: TransportCategories,
    /// Which tunnels are closed.
    pub tunnel_codes: TunnelCodes,
    /// What hazard identification numbers say.
    pub hazard_numbers: HazardNumbers,
    /// Which tank will do for which code.
    pub tank_hierarchy: TankHierarchy,
    /// Which portable tank will do for which instruction.
    pub portable_tanks: PortableTanks,
    /// How much excepted quantities may hold.
    pub excepted_quantities: ExceptedQuantities,
    /// What is kept from food and feed.
    pub food_and_feed: FoodAndFeed,
}

impl Tables {
    /// The tables out of their files.
    ///
    /// # Errors
    /// Everything that is wrong with the first file that is wrong.
    pub fn parse<'a>(file: impl Fn(List) -> &'a [u8]) -> Result<Self, RowFaults> {
        Ok(Self {
            labels: Labels::parse(file(List::Labels))?,
            classes: Classes::parse(file(List::Classes))?,
            mixed_loading: MixedLoading::parse(
                file(List::MixedLoading),
                file(List::MixedLoadingConditions),
            )?,
            compatibility: Compatibility::parse(file(List::Compatibility))?,
            segregation: Segregation::parse(file(List::Segregation))?,
            cautions: Cautions::parse(file(List::Cautions))?,
            transport_categories: TransportCategories::parse(file(List::TransportCategories))?,
            tunnel_codes: TunnelCodes::parse(file(List::TunnelCodes))?,
            hazard_numbers: HazardNumbers::parse(file(List::HazardNumbers))?,
            tank_hierarchy: TankHierarchy::parse(file(List::TankHierarchy))?,
            portable_tanks: PortableTanks::parse(file(List::PortableTanks))?,
            excepted_quantities: ExceptedQuantities::parse(file(List::ExceptedQuantities))?,
            food_and_feed: FoodAndFeed::parse(file(List::FoodAndFeed))?,
        })
    }

    /// Every file, with the edition and the source that a report names.
    #[must_use]
    pub fn editions(&self) -> [(List, &Edition); 14] {
        let (mixed_loading, conditions) = self.mixed_loading.editions();
        [
            (List::Labels, &self.labels.edition),
            (List::Classes, &self.classes.edition),
            (List::MixedLoading, mixed_loading),
            (List::MixedLoadingConditions, conditions),
            (List::Compatibility, self.compatibility.edition()),
            (List::Segregation, self.segregation.edition()),
            (List::Cautions, &self.cautions.edition),
            (List::TransportCategories, &self.transport_categories.edition),
            (List::TunnelCodes, &self.tunnel_codes.edition),
            (List::HazardNumbers, &self.hazard_numbers.edition),
            (List::TankHierarchy, &self.tank_hierarchy.edition),
            (List::PortableTanks, &self.portable_tanks.edition),
            (List::ExceptedQuantities, &self.excepted_quantities.edition),
            (List::FoodAndFeed, &self.food_and_feed.edition),
        ]
    }
}

#[cfg(test)]
mod tests;
