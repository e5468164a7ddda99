//! Table 3: large spills of the gases carried most, by container and wind.

use std::str::FromStr;

use placard_domain::goods::UnNumber;
use placard_domain::violation::{Reason, Violations};
use placard_domain::{Length, Text};

use super::{Distance, metres, must_kilometres, rows_of};
use crate::fault::RowFaults;
use crate::lists::list::List;
use crate::lists::sheet::{self, Cells, Parsed};

/// The distances of one gas in one kind of container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LargeSpillRow {
    /// The UN number.
    pub un: UnNumber,
    /// Its name in the book.
    pub name: Box<str>,
    /// What it was carried in.
    pub container: Container,
    /// Isolate in all directions.
    pub isolation: Length,
    /// Protect people downwind, by day.
    pub day: ByWind,
    /// Protect people downwind, by night.
    pub night: ByWind,
}

/// A distance for each strength of the wind: low under 10 km/h, high over 20 km/h.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByWind {
    /// Low wind.
    pub low: Distance,
    /// Moderate wind.
    pub moderate: Distance,
    /// High wind.
    pub high: Distance,
}

macro_rules! containers {
    ($($(#[$doc:meta])* $name:ident = $printed:literal: $zh:literal;)*) => {
        /// What a gas is carried in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Container {
            $($(#[$doc])* $name,)*
        }

        impl Container {
            /// The words for it.
            #[must_use]
            pub fn text(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $printed.to_lowercase()),)* }
            }
        }

        impl FromStr for Container {
            type Err = Violations;
            fn from_str(text: &str) -> Result<Self, Violations> {
                match text {
                    $($printed => Ok(Self::$name),)*
                    _ => Err(Violations::one("", Reason::UnknownValue, format_args!("{text:?}"))),
                }
            }
        }
    };
}

containers! {
    /// A railway tank car.
    RailTank = "Rail tank car": "铁路罐车";
    /// A road tanker.
    RoadTank = "Highway tank truck or trailer": "公路罐车或罐式挂车";
    /// A nurse tank for fields.
    NurseTank = "Agricultural nurse tank": "农用氨罐";
    /// Several cylinders of a ton.
    TonCylinders = "Multiple ton cylinders": "多个吨级钢瓶";
    /// Small cylinders, or one of a ton.
    SmallCylindersOrTon = "Multiple small cylinders or single ton cylinder":
        "多个小钢瓶或单个吨级钢瓶";
    /// Small cylinders.
    SmallCylinders = "Multiple small cylinders": "多个小钢瓶";
}

/// The table.
#[derive(Clone, Debug)]
pub struct LargeSpills {
    rows: Vec<LargeSpillRow>,
}

impl LargeSpills {
    pub(in crate::lists) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &LargeSpillRow| Some((row.un, row.container));
        let mut sheet = sheet::read_all(List::EmergencyLargeSpill, csv, read_row, key)?;
        sheet.rows.sort_by_key(|row| row.un);
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every row, by UN number.
    #[must_use]
    pub fn all(&self) -> &[LargeSpillRow] {
        &self.rows
    }

    /// The rows of a UN number, a container each.
    #[must_use]
    pub fn of(&self, un: UnNumber) -> &[LargeSpillRow] {
        rows_of(&self.rows, un, |row| row.un)
    }
}

fn read_row(cells: &mut Cells) -> Option<LargeSpillRow> {
    let un = cells.parse("un");
    let name = cells.required("name");
    let container = cells.parse("container");
    let isolation = metres(cells, "isolation_m");
    let day = by_wind(cells, ["day_low_wind_km", "day_moderate_wind_km", "day_high_wind_km"]);
    let night =
        by_wind(cells, ["night_low_wind_km", "night_moderate_wind_km", "night_high_wind_km"]);
    Some(LargeSpillRow {
        un: un?,
        name: name?,
        container: container?,
        isolation: isolation?,
        day: day?,
        night: night?,
    })
}

fn by_wind(cells: &mut Cells, columns: [&str; 3]) -> Option<ByWind> {
    let [low, moderate, high] = columns.map(|column| must_kilometres(cells, column));
    Some(ByWind { low: low?, moderate: moderate?, high: high? })
}
