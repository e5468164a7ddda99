//! Which entries of the chemicals catalogue a row of the goods list speaks of: the two have no key
//! in common, so they are joined by name, alias and derived UN number, once.

use std::ops::ControlFlow;

use placard_domain::goods::UnNumber;
use smallvec::SmallVec;

use super::cas::Cas;
use super::chemicals::{Chemical, Chemicals};
use super::goods::{self, DangerousGoods, GoodsRow};
use super::names;

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

type Serials = SmallVec<[u32; 2]>;

/// For each row of the goods list, in its order, the places of the catalogue's entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    /// The same goods: their aliases are names of the row.
    same: Vec<Serials>,
    /// The highly toxic ones among these, and those of which the row is a state (`压缩氟`).
    toxic: Vec<Serials>,
}

/// What an official name adds to say in which state the goods are.
const STATES: &[&str] = &["固态", "液态", "无水", "冷冻液态", "压缩", "液化", "熔融"];
/// The states that the catalogue's names leave unsaid.
const PLAIN_STATES: &[&str] = &["固态", "液态"];

impl Joined {
    pub(super) fn new(goods: &DangerousGoods, chemicals: &Chemicals) -> Self {
        let mut joined = Self::default();
        for row in goods.all() {
            let mut same = Serials::new();
            same.extend(chemicals.places_of_un(row.un));
            let mut toxic = Serials::new();
            for short in row.short_names() {
                same.extend(chemicals.places_of_key(short));
                for state in STATES {
                    let Some(bare) = short.strip_prefix(state) else { continue };
                    toxic.extend(chemicals.places_of_key(bare));
                    if PLAIN_STATES.contains(state) {
                        same.extend(chemicals.places_of_key(bare));
                    }
                }
            }
            toxic.extend_from_slice(&same);
            toxic.retain(|place| chemicals.at(*place).is_highly_toxic);
            for places in [&mut same, &mut toxic] {
                places.sort_unstable();
                places.dedup();
            }
            joined.same.push(same);
            joined.toxic.push(toxic);
        }
        joined
    }

    /// The entries that are the goods of this row.
    pub(super) fn same<'a>(
        &'a self,
        chemicals: &'a Chemicals,
        row: &GoodsRow,
    ) -> impl Iterator<Item = &'a Chemical> {
        let places = self.same.get(row.place).into_iter().flatten();
        places.map(|place| chemicals.at(*place))
    }

    /// Whether `written` is a name that the catalogue has for the goods of this row.
    pub(super) fn alias_agrees(
        &self,
        chemicals: &Chemicals,
        row: &GoodsRow,
        written: &str,
    ) -> bool {
        self.same(chemicals, row).any(|same| same.keys().any(|key| goods::agrees(written, key)))
    }
}

/// The highly toxic chemical that goods are, by the first of CAS number, name and UN number that
/// leads to one.
pub(super) fn highly_toxic<'a>(
    chemicals: &'a Chemicals,
    goods: Option<(&DangerousGoods, &Joined)>,
    un: Option<UnNumber>,
    cas: Option<Cas>,
    name: &str,
) -> Option<HighlyToxic<'a>> {
    let found = |by| move |chemical: &'a Chemical| HighlyToxic { chemical, by };
    let toxic = |chemical: &&Chemical| chemical.is_highly_toxic;
    if let Some(chemical) = cas.and_then(|cas| chemicals.by_cas(cas).find(toxic)) {
        return Some(found(FoundBy::Cas)(chemical));
    }
    let named = each_form(name, |form| match chemicals.by_name(form).find(toxic) {
        Some(chemical) => ControlFlow::Break(chemical),
        None => ControlFlow::Continue(()),
    });
    if let ControlFlow::Break(chemical) = named {
        return Some(found(FoundBy::Name)(chemical));
    }
    let un = un?;
    let joined = goods.and_then(|(goods, joined)| {
        goods.rows(un).iter().find_map(|row| joined.toxic.get(row.place)?.first())
    });
    let derived = || chemicals.by_un(un).find(toxic);
    joined.map(|place| chemicals.at(*place)).or_else(derived).map(found(FoundBy::UnNumber))
}

/// A written name as it stands, before its bracket, before its comma, and without its state.
fn each_form<B>(name: &str, mut see: impl FnMut(&str) -> ControlFlow<B>) -> ControlFlow<B> {
    for form in [name, names::before_bracket(name), names::before_comma(name)] {
        see(form)?;
        for state in STATES {
            if let Some(bare) = form.trim().strip_prefix(state) {
                see(bare)?;
            }
        }
    }
    ControlFlow::Continue(())
}
