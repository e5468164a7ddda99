//! The hazardous chemicals catalogue (危险化学品目录): by CAS number, by name or alias, by UN number.
//!
//! Highly toxic (剧毒) is a property of the chemical, not of the UN number: the catalogue gives UN
//! numbers for a part of its entries only, so that [`super::Lists::highly_toxic`] joins by all.

use std::cmp::Ordering;

use placard_domain::goods::UnNumber;
use smallvec::SmallVec;

use super::cas::Cas;
use super::list::List;
use super::names;
use super::sheet::{self, Cells, Parsed};
use crate::fault::RowFaults;

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chemical {
    /// The serial number of the entry.
    pub serial: u32,
    /// Its name, with its condition in brackets where it has one.
    pub name_zh: Box<str>,
    /// Its other names, joined with `；`.
    pub aliases_zh: Box<str>,
    /// Its CAS numbers: none for a mixture or a group.
    pub cas: SmallVec<[Cas; 1]>,
    /// Whether the catalogue calls it highly toxic (剧毒).
    pub is_highly_toxic: bool,
    /// The UN number whose Chinese name is the same: derived, no part of the catalogue.
    pub un_derived: Option<UnNumber>,
    /// Keys of its names.
    keys: Box<[Box<str>]>,
}

impl Chemical {
    /// Its other names.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases_zh.split(['；', ';']).map(str::trim).filter(|alias| !alias.is_empty())
    }

    /// What the entry holds under alone: `含量＞4%`, `稳定的`.
    #[must_use]
    pub fn condition(&self) -> Option<&str> {
        condition(&self.name_zh).map(|(_, condition)| condition)
    }

    /// The keys of its name, with and without the condition, and of its aliases.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(AsRef::as_ref)
    }
}

/// A name and the condition in the brackets that end it. Brackets inside belong to the name.
fn condition(name: &str) -> Option<(&str, &str)> {
    let (name, condition) = name.strip_suffix(']')?.rsplit_once('[')?;
    (!name.is_empty()).then_some((name, condition))
}

/// The catalogue.
#[derive(Clone, Debug)]
pub struct Chemicals {
    rows: Vec<Chemical>,
    by_cas: Vec<(Cas, u32)>,
    by_key: Vec<(u64, u32)>,
    by_un: Vec<(UnNumber, u32)>,
}

impl Chemicals {
    pub(super) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &Chemical| Some(row.serial);
        let sheet = sheet::read_all(List::ChemicalsCatalogue, csv, read_row, key)?;
        Ok(sheet.into_list(Self::new))
    }

    fn new(rows: Vec<Chemical>) -> Self {
        let places = || rows.iter().zip(0_u32..);
        let mut by_cas: Vec<_> =
            places().flat_map(|(row, i)| row.cas.iter().map(move |cas| (*cas, i))).collect();
        let mut by_key: Vec<_> = places()
            .flat_map(|(row, i)| row.keys.iter().map(move |key| (names::hash(key), i)))
            .collect();
        let mut by_un: Vec<_> =
            places().filter_map(|(row, i)| row.un_derived.map(|un| (un, i))).collect();
        by_cas.sort_unstable();
        by_key.sort_unstable();
        by_un.sort_unstable();
        Self { rows, by_cas, by_key, by_un }
    }

    /// Every entry, in the order of the catalogue's file.
    #[must_use]
    pub fn all(&self) -> &[Chemical] {
        &self.rows
    }

    /// The entries of a CAS number.
    pub fn by_cas(&self, cas: Cas) -> impl Iterator<Item = &Chemical> {
        run(&self.by_cas, |known| known.cmp(&cas)).iter().map(|(_, place)| self.at(*place))
    }

    /// The entries whose name or alias this is, but for width, case, blanks and punctuation.
    pub fn by_name<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Chemical> {
        // No entry has an empty key: an empty name finds none.
        let found = self.places_of_hash(names::hash(name)).map(|place| self.at(place));
        found.filter(move |entry| entry.keys().any(|key| names::has_key(name, key)))
    }

    /// The entries whose name is that of this UN number: a hint, no part of the catalogue.
    pub fn by_un(&self, un: UnNumber) -> impl Iterator<Item = &Chemical> {
        self.places_of_un(un).map(|place| self.at(place))
    }

    pub(super) fn places_of_un(&self, un: UnNumber) -> impl Iterator<Item = u32> {
        run(&self.by_un, |known| known.cmp(&un)).iter().map(|(_, place)| *place)
    }

    pub(super) fn places_of_key(&self, key: &str) -> impl Iterator<Item = u32> {
        let found = self.places_of_hash(names::hash(key));
        found.filter(move |place| self.at(*place).keys().any(|known| known == key))
    }

    /// What may bear a name of this hash: few, and to be looked at.
    fn places_of_hash(&self, hash: u64) -> impl Iterator<Item = u32> + use<'_> {
        run(&self.by_key, |known| known.cmp(&hash)).iter().map(|(_, place)| *place)
    }

    pub(super) fn at(&self, place: u32) -> &Chemical {
        &self.rows[place as usize]
    }
}

/// The part of an index, which is sorted by its key, that compares as equal.
fn run<K>(index: &[(K, u32)], compare: impl Fn(&K) -> Ordering) -> &[(K, u32)] {
    let from = index.partition_point(|(key, _)| compare(key).is_lt());
    let to = index.partition_point(|(key, _)| compare(key).is_le());
    &index[from..to]
}

fn read_row(cells: &mut Cells) -> Option<Chemical> {
    let serial = cells.number("serial", 1, 99_999);
    let name_zh = cells.required("name_zh");
    let is_highly_toxic = cells.flag("highly_toxic");
    let aliases_zh: Box<str> = cells.optional("alias_zh").into();
    let name = name_zh.as_deref().unwrap_or_default();
    let bare = condition(name).map(|(bare, _)| bare);
    let aliases = aliases_zh.split(['；', ';']);
    let mut keys: Vec<Box<str>> =
        std::iter::once(name).chain(bare).chain(aliases).map(names::key).collect();
    keys.retain(|key| !key.is_empty());
    keys.sort_unstable();
    keys.dedup();
    Some(Chemical {
        cas: cells.parse_each("cas").into(),
        un_derived: cells.parse_optional("un_derived"),
        keys: keys.into(),
        aliases_zh,
        serial: serial?,
        name_zh: name_zh?,
        is_highly_toxic: is_highly_toxic?,
    })
}
