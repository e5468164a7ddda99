//! The rules' parameters: for each jurisdiction its own, then its parents', then the rule's.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use placard_domain::jurisdiction::Jurisdiction;
use placard_domain::rule::RuleSetting;
use placard_domain::{JurisdictionId, Timestamp};

use super::tables::Version;
use crate::rules::RuleParams;
use crate::runner;

/// The parameters of every rule in one jurisdiction.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// By rule.
    pub params: RuleParams,
}

/// The books of every jurisdiction, at every instant since which they were the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    jurisdictions: BTreeMap<JurisdictionId, Hours>,
    /// In order of time: what was set from then on, and the books that follow from it.
    editions: Vec<Edition>,
    fallback: Book,
}

/// A jurisdiction's clock.
#[derive(Clone, Debug)]
pub(super) struct Hours {
    parent: Option<JurisdictionId>,
    pub(super) zone: TimeZone,
    pub(super) holidays: Arc<[Date]>,
}

#[derive(Clone, Debug)]
struct Edition {
    from: Timestamp,
    settings: BTreeMap<(JurisdictionId, String), RuleSetting>,
    books: BTreeMap<JurisdictionId, Book>,
}

/// Changes to make in one go.
#[derive(Debug, Default)]
pub(super) struct Edit {
    jurisdictions: Vec<Jurisdiction>,
    settings: Vec<((JurisdictionId, String), Version<RuleSetting>)>,
}

/// No chain of parents is longer: a ring of them must not hang the engine.
const DEPTH_MAX: usize = 8;

impl Edit {
    pub(super) fn jurisdiction(&mut self, jurisdiction: Jurisdiction) {
        self.jurisdictions.push(jurisdiction);
    }

    pub(super) fn setting(&mut self, came: &Version<()>, setting: RuleSetting) {
        let key = (setting.jurisdiction.clone(), setting.rule.clone());
        self.settings.push((key, came.with(Some(setting))));
    }

    pub(super) fn unset(&mut self, came: &Version<()>, rule: String, jurisdiction: JurisdictionId) {
        self.settings.push(((jurisdiction, rule), came.with(None)));
    }

    pub(super) fn changed(&self) -> bool {
        !self.jurisdictions.is_empty() || !self.settings.is_empty()
    }
}

impl Books {
    pub(super) fn with(&self, edit: Edit) -> Self {
        let mut next = self.clone();
        for jurisdiction in edit.jurisdictions {
            let hours = Hours {
                parent: jurisdiction.parent,
                zone: jurisdiction.time_zone.rules(),
                holidays: jurisdiction.holidays.into(),
            };
            next.jurisdictions.insert(jurisdiction.id, hours);
        }
        for (key, version) in edit.settings {
            next.set(key, version);
        }
        let Self { jurisdictions, editions, .. } = &mut next;
        for edition in editions {
            edition.books = books_of(jurisdictions, &edition.settings);
        }
        next
    }

    /// A setting holds in the edition that begins with it, and in all that follow.
    fn set(&mut self, key: (JurisdictionId, String), version: Version<RuleSetting>) {
        let (from, horizon) = (version.valid_from, version.horizon());
        let at = self.editions.partition_point(|edition| edition.from < from);
        if self.editions.get(at).is_none_or(|edition| edition.from != from) {
            let settings = at.checked_sub(1).map(|before| self.editions[before].settings.clone());
            let edition =
                Edition { from, settings: settings.unwrap_or_default(), books: BTreeMap::new() };
            self.editions.insert(at, edition);
        }
        for edition in &mut self.editions[at..] {
            match &version.item {
                Some(setting) => edition.settings.insert(key.clone(), setting.clone()),
                None => edition.settings.remove(&key),
            };
        }
        let dead = self.editions.iter().skip(1).take_while(|e| e.from < horizon).count();
        self.editions.drain(..dead);
    }

    pub(super) fn at(&self, jurisdiction: Option<&JurisdictionId>, time: Timestamp) -> &Book {
        let edition = self.editions.iter().rev().find(|edition| edition.from <= time);
        let book = edition.zip(jurisdiction).and_then(|(edition, id)| edition.books.get(id));
        book.unwrap_or(&self.fallback)
    }

    pub(super) fn chain(&self, area: &JurisdictionId) -> Vec<JurisdictionId> {
        match self.jurisdictions.contains_key(area) {
            true => chain_of(&self.jurisdictions, area),
            false => Vec::new(),
        }
    }

    pub(super) fn hours(&self, jurisdiction: &JurisdictionId) -> Option<&Hours> {
        self.jurisdictions.get(jurisdiction)
    }
}

fn books_of(
    jurisdictions: &BTreeMap<JurisdictionId, Hours>,
    settings: &BTreeMap<(JurisdictionId, String), RuleSetting>,
) -> BTreeMap<JurisdictionId, Book> {
    let book = |id: &JurisdictionId| {
        let chain = chain_of(jurisdictions, id);
        let params = RuleParams::resolve(|rule| {
            let set = chain.iter().filter_map(|area| settings.get(&(area.clone(), rule.id.into())));
            runner::resolve(rule, set)
        });
        Book { params }
    };
    jurisdictions.keys().map(|id| (id.clone(), book(id))).collect()
}

/// The area itself, then its parents: most local first.
fn chain_of(
    jurisdictions: &BTreeMap<JurisdictionId, Hours>,
    id: &JurisdictionId,
) -> Vec<JurisdictionId> {
    let mut chain = vec![id.clone()];
    while chain.len() < DEPTH_MAX
        && let Some(last) = chain.last()
        && let Some(parent) = jurisdictions.get(last).and_then(|hours| hours.parent.clone())
    {
        chain.push(parent);
    }
    chain
}
