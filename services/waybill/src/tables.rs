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
pub mod fault;
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

pub use cautions::Cautions;
pub use classes::Classes;
pub use compatibility::Compatibility;
pub use excepted::ExceptedQuantities;
pub use fault::{RowFault, RowFaults};
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
    /// The tables that ship with Placard.
    pub fn shipped() -> Result<Self, RowFaults> {
        macro_rules! data {
            ($name:literal) => {
                include_bytes!(concat!("../data/", $name, ".csv"))
            };
        }
        Ok(Self {
            labels: Labels::parse(data!("labels"))?,
            classes: Classes::parse(data!("classes"))?,
            mixed_loading: MixedLoading::parse(
                data!("mixed_loading"),
                data!("mixed_loading_conditions"),
            )?,
            compatibility: Compatibility::parse(data!("compatibility"))?,
            segregation: Segregation::parse(data!("segregation"))?,
            cautions: Cautions::parse(data!("cautions"))?,
            transport_categories: TransportCategories::parse(data!("transport_categories"))?,
            tunnel_codes: TunnelCodes::parse(data!("tunnel_codes"))?,
            hazard_numbers: HazardNumbers::parse(data!("hazard_numbers"))?,
            tank_hierarchy: TankHierarchy::parse(data!("tank_hierarchy"))?,
            portable_tanks: PortableTanks::parse(data!("portable_tanks"))?,
            excepted_quantities: ExceptedQuantities::parse(data!("excepted_quantities"))?,
            food_and_feed: FoodAndFeed::parse(data!("food_and_feed"))?,
        })
    }
    /// Every file by name, with the edition and the source that a report names.
    #[must_use]
    pub fn editions(&self) -> [(&'static str, &Edition); 14] {
        let (mixed_loading, conditions) = self.mixed_loading.editions();
        [
            ("labels", &self.labels.edition),
            ("classes", &self.classes.edition),
            ("mixed_loading", mixed_loading),
            ("mixed_loading_conditions", conditions),
            ("compatibility", self.compatibility.edition()),
            ("segregation", self.segregation.edition()),
            ("cautions", &self.cautions.edition),
            ("transport_categories", &self.transport_categories.edition),
            ("tunnel_codes", &self.tunnel_codes.edition),
            ("hazard_numbers", &self.hazard_numbers.edition),
            ("tank_hierarchy", &self.tank_hierarchy.edition),
            ("portable_tanks", &self.portable_tanks.edition),
            ("excepted_quantities", &self.excepted_quantities.edition),
            ("food_and_feed", &self.food_and_feed.edition),
        ]
    }
}

#[cfg(test)]
mod tests;
