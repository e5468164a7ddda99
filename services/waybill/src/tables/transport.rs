//! `transport_categories.csv`: transport categories (运输类别) and the points of a load
//! (ADR 1.1.3.6.3). In China a measure of size, not an exemption from the licence.

use std::str::FromStr;

use placard_domain::goods::UnNumber;

use super::sheet::{Edition, Sheet, lacks_row};
use crate::fault::RowFaults;

/// A transport category, as the goods list gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Category(u8);

impl Category {
    /// Its digit, 0 to 4.
    #[must_use]
    pub const fn digit(self) -> u8 {
        self.0
    }
}

/// A text that is no transport category. The list prints none, or a dash, for some goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a transport category (0-4)")]
pub struct NoCategory;

impl FromStr for Category {
    type Err = NoCategory;
    fn from_str(text: &str) -> Result<Self, NoCategory> {
        match text.as_bytes() {
            [digit @ b'0'..=b'4'] => Ok(Self(digit - b'0')),
            _ => Err(NoCategory),
        }
    }
}

/// What an amount of goods is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Litres; of gases, of water capacity.
    Litres,
    /// Kilograms net.
    NetKg,
    /// Kilograms gross, of articles.
    GrossKg,
    /// Kilograms of net explosive mass.
    NetExplosiveKg,
}

/// The form of goods, as far as their measure hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A liquid.
    Liquid,
    /// A solid.
    Solid,
    /// An article.
    Article,
}

/// What goods of a classification code are counted in. `None` for gases that the facts do not
/// place: chemicals under pressure and adsorbed gases.
#[must_use]
pub fn measure(code: &str, form: Form) -> Option<Measure> {
    if code.parse::<super::explosive::ExplosiveCode>().is_ok() {
        return Some(Measure::NetExplosiveKg);
    }
    match (code.as_bytes().first(), form) {
        (Some(b'8' | b'9'), _) => None,
        (Some(b'5' | b'6'), _) | (_, Form::Article) => Some(Measure::GrossKg),
        (Some(b'1'), _) => Some(Measure::Litres),
        (Some(b'2'..=b'4' | b'7'), _) | (_, Form::Solid) => Some(Measure::NetKg),
        (_, Form::Liquid) => Some(Measure::Litres),
    }
}

/// One line of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The UN number.
    pub un: UnNumber,
    /// The category of its row of the goods list.
    pub category: Category,
    /// Thousandths of its [`Measure`].
    pub thousandths: u64,
}

/// The points of a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// Thousandths of a point.
    pub thousandths: u64,
    /// Whether there are goods of category 0, of which none may be carried below the limit.
    pub has_category_0: bool,
}

impl Points {
    /// Thousandths of a point at the limit of a vehicle: 1,000 points.
    pub const LIMIT: u64 = 1_000_000;

    /// Whether the load is below the limit.
    #[must_use]
    pub const fn is_small(self) -> bool {
        !self.has_category_0 && self.thousandths <= Self::LIMIT
    }
}

/// What a row gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CategoryLimit {
    /// The most that a vehicle may carry below the limit, in the goods' [`Measure`]; `None` for no
    /// limit.
    pub max: Option<u32>,
    /// The factor of the sum; `None` for category 0, which has none.
    pub factor: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    uns: Vec<u16>,
    category: Category,
    limit: CategoryLimit,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportCategories {
    /// Where it comes from.
    pub edition: Edition,
    limits: [CategoryLimit; 5],
    exceptions: Vec<Exception>,
}

impl TransportCategories {
    /// Reads the file: a row a category, and rows for UN numbers that differ from it.
    pub fn parse(csv: &[u8]) -> Result<Self, RowFaults> {
        let (sheet, mut faults) = Sheet::read(csv, &["category", "un", "max", "factor"]);
        let mut limits: [Option<CategoryLimit>; 5] = [None; 5];
        let mut exceptions = Vec::new();
        for row in sheet.rows() {
            let category = row.read("category", "0-4", &mut faults, |text| text.parse().ok());
            let uns = row.read_uns("un", &mut faults);
            let max = row.read_or_blank("max", "333", &mut faults, |text| text.parse().ok());
            let factor = row.read_or_blank("factor", "3", &mut faults, |text| text.parse().ok());
            let (Some(category), Some(uns), Some(max), Some(factor)) = (category, uns, max, factor)
            else {
                continue;
            };
            let Category(digit) = category;
            let limit = CategoryLimit { max, factor };
            if !uns.is_empty() {
                exceptions.push(Exception { uns, category, limit });
            } else if limits[usize::from(digit)].replace(limit).is_some() {
                row.repeats("category", &mut faults);
            }
        }
        for (category, limit) in ["0", "1", "2", "3", "4"].iter().zip(&limits) {
            if limit.is_none() {
                lacks_row("category", category, &mut faults);
            }
        }
        let limits = limits.map(|limit| limit.unwrap_or(CategoryLimit { max: None, factor: None }));
        faults.settle(Self { edition: sheet.edition, limits, exceptions })
    }

    /// The limit of goods of a category.
    #[must_use]
    pub fn limit(&self, category: Category, un: UnNumber) -> CategoryLimit {
        let exception = self.exceptions.iter().find(|exception| {
            exception.category == category && exception.uns.binary_search(&un.number()).is_ok()
        });
        exception.map_or(self.limits[usize::from(category.0)], |exception| exception.limit)
    }

    /// The points of a load. What would overflow is as good as without end.
    #[must_use]
    pub fn points(&self, load: impl IntoIterator<Item = Amount>) -> Points {
        let mut points = Points::default();
        for line in load {
            match self.limit(line.category, line.un).factor {
                None => points.has_category_0 = true,
                Some(factor) => {
                    let more = line.thousandths.saturating_mul(u64::from(factor));
                    points.thousandths = points.thousandths.saturating_add(more);
                }
            }
        }
        points
    }
}

#[cfg(test)]
mod tests;
