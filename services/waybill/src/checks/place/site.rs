//! `place.site`: whether the sites at both ends, and of the drops, are known and take the goods.
//!
//! **Finds** a site that the register does not have, and one that may not handle a class of the
//! goods. With several drops it is not said which takes what: then a site that takes none of the
//! goods is found. A place given by its address alone, and a site that does not say what it takes,
//! cannot be checked.
//! **Clause** order 29 of 2019 art. 24: the waybill, on the ministry's form, names where it begins
//! and ends; art. 33: the consignee takes the goods. What a site may handle is the register's word:
//! a warning.

use placard_domain::Text;
use placard_domain::registry::Site;
use placard_domain::waybill::LoadingPlace;

use super::super::same::told;
use super::super::scope::{covers, need, under_law, words, words_of};
use crate::check::{Findings, Severity, Spec};
use crate::register::Kind;
use crate::subject::{LINES_MAX, Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "place.site",
    severity: Severity::Warning,
    title: ("装卸场所", "the sites at both ends"),
    clause: (
        "《危险货物道路运输安全管理办法》第二十四条、第三十三条",
        "order 29 of 2019 arts. 24, 33",
    ),
};

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    if on.asked.register.lacks(Kind::Sites) {
        let text = Text::new("未核对：未载入装卸场所登记", "not checked: no sites are loaded");
        out.not_checked(&SPEC, "origin", text);
        return;
    }
    for spot in Spot::all(on) {
        match spot.site {
            Some(site) => spot.check_accepts(on, site, out),
            None => spot.tell_unknown(out),
        }
    }
}

/// Which place of a waybill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Origin,
    Drop(usize),
    Destination,
}

/// A place of a waybill, with its site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    pub(super) which: Which,
    pub(super) named: &'a LoadingPlace,
    pub(super) site: Option<&'a Site>,
}

impl<'a> Spot<'a> {
    /// Every place in the order of the trip.
    pub(super) fn all(on: &Subject<'a>) -> impl Iterator<Item = Self> + use<'a> {
        let (waybill, register) = (on.waybill, on.asked.register);
        let drops = waybill.drops.iter().take(LINES_MAX).enumerate().map(|(index, named)| Self {
            which: Which::Drop(index),
            named,
            site: register.site(&named.site_id),
        });
        let ends = [(Which::Origin, &waybill.origin, on.origin), {
            (Which::Destination, &waybill.destination, on.destination)
        }];
        let [origin, destination] = ends.map(|(which, named, site)| Self { which, named, site });
        std::iter::once(origin).chain(drops).chain(std::iter::once(destination))
    }

    /// Path of one of its fields; of the place itself where the name is empty.
    pub(super) fn field(&self, name: &str) -> String {
        let place = match self.which {
            Which::Origin => "origin".to_owned(),
            Which::Drop(index) => format!("drops[{index}]"),
            Which::Destination => "destination".to_owned(),
        };
        if name.is_empty() { place } else { format!("{place}.{name}") }
    }

    /// The words for it.
    pub(super) const fn words(&self) -> (&'static str, &'static str) {
        match self.which {
            Which::Origin => ("起运地", "the origin"),
            Which::Drop(_) => ("中途卸货点", "the drop"),
            Which::Destination => ("目的地", "the destination"),
        }
    }

    fn tell_unknown(&self, out: &mut Findings) {
        let (zh, en) = self.words();
        if self.named.site_id.is_empty() {
            let text = Text::new(
                format!("未核对：{zh}未关联登记的装卸场所"),
                format!("not checked: {en} names no site of the register"),
            );
            out.not_checked(&SPEC, self.field(""), text);
            return;
        }
        let id = told(&self.named.site_id);
        let text = Text::new(
            format!("登记中没有{zh}的装卸场所“{id}”"),
            format!("the site \"{id}\" of {en} is not in the register"),
        );
        out.push(&SPEC, self.field("site_id"), text);
    }

    fn check_accepts(&self, on: &Subject<'_>, site: &Site, out: &mut Findings) {
        let (name, accepts) = (&site.name, &site.accepts);
        if accepts.is_empty() {
            let text = Text::new(
                format!("未核对：{name}未登记可装卸的货物"),
                format!("not checked: what {name} may handle is not recorded"),
            );
            out.not_checked(&SPEC, self.field("site_id"), text);
            return;
        }
        let takes = |line: &Line<'_>| need(line).is_none_or(|need| covers(accepts, need));
        let parted = !on.waybill.drops.is_empty() && self.which != Which::Origin;
        if parted && under_law(on).any(takes) {
            return;
        }
        let mut told = smallvec::SmallVec::<[_; 4]>::new();
        for need in under_law(on).filter(|line| !takes(line)).filter_map(need) {
            if told.contains(&need) {
                continue;
            }
            told.push(need);
            let (need, all) = (words(need), words_of(accepts.iter()));
            let text = Text::new(
                format!("{name}不得装卸{}，登记可装卸{}", need.zh, all.zh),
                format!("{name} may not handle {}, only {}", need.en, all.en),
            );
            out.push(&SPEC, self.field("site_id"), text);
        }
    }
}
