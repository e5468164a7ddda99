//! Which entries of the chemicals catalogue a row of the goods list speaks of: the two have no key
//! in common, so they are joined by name, alias and derived UN number, once.

use placard_domain::goods::UnNumber;
use smallvec::SmallVec;

use super::cas::Cas;
use super::chemicals::{Chemical, Chemicals};
use super::goods::{DangerousGoods, GoodsRow};
use super::names::{self, Written};

/// How a chemical was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// By its CAS number.
    Cas,
    /// By its name or an alias.
    Name,
    /// By the UN number: one of the goods of this number is it, by name.
    UnNumber,
}

/// A highly toxic chemical (剧毒), and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HighlyToxic<'a> {
    /// The entry; mind its [`Chemical::condition`].
    pub chemical: &'a Chemical,
    /// How it was found.
    pub by: FoundBy,
}

/// For each row of the goods list, in its order, the places of the catalogue's entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined(Vec<SmallVec<[u32; 2]>>);

impl Joined {
    pub(super) fn new(goods: &DangerousGoods, chemicals: &Chemicals) -> Self {
        let of_row = |row: &GoodsRow| {
            let mut places: SmallVec<_> = chemicals.places_of_un(row.un).collect();
            for short in row.short_names() {
                places.extend(chemicals.places_of_key(short));
                for bare in without_state(short) {
                    places.extend(chemicals.places_of_key(bare));
                }
            }
            places.sort_unstable();
            places.dedup();
            places
        };
        Self(goods.all().iter().map(of_row).collect())
    }

    /// The entries that are the goods of this row.
    pub(super) fn same<'a>(
        &'a self,
        chemicals: &'a Chemicals,
        row: &GoodsRow,
    ) -> impl Iterator<Item = &'a Chemical> {
        let places = self.0.get(row.place).into_iter().flatten();
        places.map(|place| chemicals.at(*place))
    }

    /// Whether `written` is a name that the catalogue has for the goods of this row. Its entries
    /// hold for gas and liquid alike: `液氧` is no name of `压缩氧`.
    pub(super) fn alias_agrees(
        &self,
        chemicals: &Chemicals,
        row: &GoodsRow,
        written: &Written<'_>,
    ) -> bool {
        let is_gas = row.name_zh.starts_with("压缩");
        self.same(chemicals, row)
            .flat_map(Chemical::keys)
            .any(|key| written.agrees(key) && !(is_gas && key.starts_with('液')))
    }
}

/// A name without the state that it begins with.
fn without_state(name: &str) -> impl Iterator<Item = &str> {
    names::STATES.iter().filter_map(|state| name.strip_prefix(state))
}

/// The highly toxic chemical that goods are, by the first of CAS number, name and UN number that
/// leads to one.
pub(super) fn highly_toxic<'a>(
    chemicals: &'a Chemicals,
    goods: Option<(&DangerousGoods, &'a Joined)>,
    un: Option<UnNumber>,
    cas: Option<Cas>,
    name: &str,
) -> Option<HighlyToxic<'a>> {
    let found = |by| move |chemical: &'a Chemical| HighlyToxic { chemical, by };
    let toxic = |chemical: &&Chemical| chemical.is_highly_toxic;
    if let Some(chemical) = cas.and_then(|cas| chemicals.by_cas(cas).find(toxic)) {
        return Some(found(FoundBy::Cas)(chemical));
    }
    for form in Written::new(name).forms() {
        for form in std::iter::once(form).chain(without_state(form)) {
            if let Some(chemical) = chemicals.by_name(form).find(toxic) {
                return Some(found(FoundBy::Name)(chemical));
            }
        }
    }
    let un = un?;
    let joined = goods.and_then(|(goods, joined)| {
        goods.rows(un).iter().find_map(|row| joined.same(chemicals, row).find(toxic))
    });
    let derived = || chemicals.by_un(un).find(toxic);
    joined.or_else(derived).map(found(FoundBy::UnNumber))
}
