//! The reference lists that a waybill is checked against: each an edition of its own, each to be
//! replaced by another, each named in every report that used it.
//!
//! A list that is not loaded is no empty list: asking it gives [`NotLoaded`], which the report
//! says. Sources, licences and known doubts of the built-in editions: `data/README.md`.

mod cas;
mod chemicals;
mod emergency;
mod goods;
mod inland_water;
mod join;
mod list;
mod names;
mod search;
mod sheet;
mod waste_codes;
mod waste_exemptions;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use placard_domain::goods::{LIST_EDITION, UnNumber};
use placard_domain::violation::Reason;
use sha2::{Digest, Sha256};

pub use cas::Cas;
pub use chemicals::{Chemical, Chemicals};
pub use emergency::{
    ByWind, Container, Distance, EmergencySheet, Gas, GuideRow, Guides, Isolation, IsolationRow,
    Large, LargeSpillRow, LargeSpills, Spill, WaterReactive, WaterReactiveRow,
};
pub use goods::{
    CarriageStatus, ChineseName, Codes, DangerousGoods, Difference, ExceptedQuantity, Given,
    GoodsRow, Label, LimitedQuantity, Match, TransportCategory,
};
pub use inland_water::{BanScope, InlandWaterBan, InlandWaterBans};
pub use join::{FoundBy, HighlyToxic};
pub use list::{List, ListVersion, NotLoaded};
pub use search::{Closeness, Hit, HitBy};
pub use waste_codes::{Waste, WasteCodes, WasteHazard, WasteHazards};
pub use waste_exemptions::{WasteExemption, WasteExemptions, WasteScope, WasteStage};

use crate::fault::RowFaults;
use crate::tables::Tables;
use join::Joined;
use names::Written;
use search::Search;
use sheet::Parsed;

/// The files that are built in, with the edition of those that do not say theirs.
const EMBEDDED: &[(List, Option<&str>, &[u8])] = &[
    (List::DangerousGoods, Some(LIST_EDITION), include_bytes!("../data/dangerous_goods.csv")),
    (List::ChemicalsCatalogue, None, include_bytes!("../data/hazardous_chemicals.csv")),
    (List::WasteCodes, None, include_bytes!("../data/waste_codes.csv")),
    (List::WasteExemptions, None, include_bytes!("../data/waste_exemptions.csv")),
    (List::EmergencyGuides, None, include_bytes!("../data/erg_guides.csv")),
    (List::EmergencyIsolation, None, include_bytes!("../data/erg_isolation.csv")),
    (List::EmergencyLargeSpill, None, include_bytes!("../data/erg_large_spill_table3.csv")),
    (List::EmergencyWaterReactive, None, include_bytes!("../data/erg_water_reactive_table2.csv")),
];

macro_rules! tables {
    ($($list:ident = $name:literal,)*) => {
        /// The files of [`Tables`] that are built in; each says its edition.
        const TABLES: &[(List, &[u8])] =
            &[$((List::$list, include_bytes!(concat!("../data/", $name, ".csv"))),)*];
    };
}

tables! {
    MixedLoading = "mixed_loading",
    MixedLoadingConditions = "mixed_loading_conditions",
    Compatibility = "compatibility",
    Segregation = "segregation",
    Cautions = "cautions",
    TransportCategories = "transport_categories",
    TankHierarchy = "tank_hierarchy",
    PortableTanks = "portable_tanks",
    TunnelCodes = "tunnel_codes",
    HazardNumbers = "hazard_numbers",
    ExceptedQuantities = "excepted_quantities",
    FoodAndFeed = "food_and_feed",
    Labels = "labels",
    Classes = "classes",
}

/// Files of tables by list: they are small, and read together.
type TableFiles = BTreeMap<List, Cow<'static, [u8]>>;

/// The lists in use. Immutable and cheap to clone: another edition makes another value.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    goods: Option<Arc<DangerousGoods>>,
    chemicals: Option<Arc<Chemicals>>,
    waste_codes: Option<Arc<WasteCodes>>,
    waste_exemptions: Option<Arc<WasteExemptions>>,
    guides: Option<Arc<Guides>>,
    isolation: Option<Arc<Isolation>>,
    large_spills: Option<Arc<LargeSpills>>,
    water_reactive: Option<Arc<WaterReactive>>,
    inland_water_bans: Option<Arc<InlandWaterBans>>,
    tables: Option<Arc<Tables>>,
    table_files: Arc<TableFiles>,
    joined: Arc<Joined>,
    search: Arc<OnceLock<Search>>,
    versions: Arc<[ListVersion]>,
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $list:ident => $type:ty;)*) => {
        impl Lists {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// The list is not loaded.
                pub fn $name(&self) -> Result<&$type, NotLoaded> {
                    self.$name.as_deref().ok_or(NotLoaded(List::$list))
                }
            )*
        }
    };
}

getters! {
    /// The dangerous-goods list.
    goods: DangerousGoods => DangerousGoods;
    /// The chemicals catalogue.
    chemicals: ChemicalsCatalogue => Chemicals;
    /// The waste codes.
    waste_codes: WasteCodes => WasteCodes;
    /// The waste exemptions.
    waste_exemptions: WasteExemptions => WasteExemptions;
    /// The emergency guides' index.
    guides: EmergencyGuides => Guides;
    /// Isolation and protective distances.
    isolation: EmergencyIsolation => Isolation;
    /// Large spills by container and wind.
    large_spills: EmergencyLargeSpill => LargeSpills;
    /// Toxic gases given off in water.
    water_reactive: EmergencyWaterReactive => WaterReactive;
    /// Goods banned on inland water.
    inland_water_bans: InlandWaterBans => InlandWaterBans;
}

impl Lists {
    /// What the law says of pairs, tanks and tunnels.
    ///
    /// # Errors
    /// The tables are not loaded.
    pub fn tables(&self) -> Result<&Tables, NotLoaded> {
        self.tables.as_deref().ok_or(NotLoaded(List::MixedLoading))
    }

    /// The built-in editions, parsed once. A built-in file that could not be parsed would be left
    /// out, and what hangs on it reported as not checked; the tests hold that there is none.
    #[must_use]
    pub fn embedded() -> Self {
        static EMBEDDED_LISTS: OnceLock<Lists> = OnceLock::new();
        EMBEDDED_LISTS.get_or_init(|| Self::parse(EMBEDDED)).clone()
    }

    fn parse(files: &[(List, Option<&str>, &[u8])]) -> Self {
        let mut lists = Self::default();
        let tables = TABLES.iter().map(|(list, csv)| (*list, Cow::Borrowed(*csv)));
        if let Ok(versions) = lists.load_tables(tables.collect()) {
            versions.into_iter().for_each(|version| lists.note(version));
        }
        for (list, edition, csv) in files {
            if let Ok(version) = lists.load(*list, *edition, csv) {
                lists.note(version);
            }
        }
        lists.join();
        lists
    }

    /// These lists with one edition replaced. `edition` is what whoever imports it says; without
    /// it, the file's `edition` column does.
    ///
    /// # Errors
    /// Everything that is wrong with the file. A file of a table is read together with the others.
    pub fn with(&self, list: List, edition: Option<&str>, csv: &[u8]) -> Result<Self, RowFaults> {
        let mut lists = self.clone();
        let version = lists.load(list, edition, csv)?;
        lists.note(version);
        lists.join();
        Ok(lists)
    }

    fn load(
        &mut self,
        list: List,
        edition: Option<&str>,
        csv: &[u8],
    ) -> Result<ListVersion, RowFaults> {
        let (said, rows) = match list {
            List::DangerousGoods => put(&mut self.goods, DangerousGoods::parse(csv)?),
            List::ChemicalsCatalogue => put(&mut self.chemicals, Chemicals::parse(csv)?),
            List::WasteCodes => put(&mut self.waste_codes, WasteCodes::parse(csv)?),
            List::WasteExemptions => put(&mut self.waste_exemptions, WasteExemptions::parse(csv)?),
            List::EmergencyGuides => put(&mut self.guides, Guides::parse(csv)?),
            List::EmergencyIsolation => put(&mut self.isolation, Isolation::parse(csv)?),
            List::EmergencyLargeSpill => put(&mut self.large_spills, LargeSpills::parse(csv)?),
            List::EmergencyWaterReactive => {
                put(&mut self.water_reactive, WaterReactive::parse(csv)?)
            }
            List::InlandWaterBans => put(&mut self.inland_water_bans, InlandWaterBans::parse(csv)?),
            _ => {
                let mut files = TableFiles::clone(&self.table_files);
                files.insert(list, Cow::Owned(csv.to_vec()));
                let versions = self.load_tables(files)?;
                let version = versions.into_iter().find(|version| version.list == list);
                let version = version
                    .ok_or_else(|| RowFaults::of_file("", Reason::Unsupported, list.id()))?;
                (version.edition, version.rows)
            }
        };
        let edition = edition.map_or(said, str::to_owned);
        if edition.is_empty() {
            return Err(RowFaults::of_file("edition", Reason::Required, ""));
        }
        Ok(ListVersion { list, edition, hash: hash(csv), rows })
    }

    /// Reads the tables anew out of their files; each says its edition.
    fn load_tables(&mut self, files: TableFiles) -> Result<Vec<ListVersion>, RowFaults> {
        let tables = Tables::parse(|list| files.get(&list).map_or(&[], |csv| csv.as_ref()))?;
        let versions = tables.editions().into_iter().map(|(list, edition)| {
            let csv = files.get(&list).map_or(&[] as &[u8], |csv| csv.as_ref());
            let rows = csv::Reader::from_reader(csv).records().count();
            ListVersion { list, edition: edition.name.clone(), hash: hash(csv), rows }
        });
        let versions = versions.collect();
        self.tables = Some(Arc::new(tables));
        self.table_files = Arc::new(files);
        Ok(versions)
    }

    fn note(&mut self, version: ListVersion) {
        let mut versions = self.versions.to_vec();
        versions.retain(|known| known.list != version.list);
        versions.push(version);
        versions.sort_by_key(|version| version.list);
        self.versions = versions.into();
    }

    fn join(&mut self) {
        self.search = Arc::default();
        self.joined = match (&self.goods, &self.chemicals) {
            (Some(goods), Some(chemicals)) => Arc::new(Joined::new(goods, chemicals)),
            _ => Arc::default(),
        };
    }

    /// What is loaded, in the order of [`List::ALL`].
    #[must_use]
    pub fn versions(&self) -> &[ListVersion] {
        &self.versions
    }

    /// The same, shared: a report costs no copy.
    pub(crate) fn shared_versions(&self) -> Arc<[ListVersion]> {
        Arc::clone(&self.versions)
    }

    /// Whether `written` is a name of the goods of `row`, which is of these lists: the official
    /// Chinese or English name in full or shortened, or a name that the chemicals catalogue has for
    /// them. What it adds in brackets or after a comma does not count. A row without a Chinese name
    /// (UN 3291) agrees with anything.
    #[must_use]
    pub fn names_agree(&self, row: &GoodsRow, written: &str) -> bool {
        // The usual waybill has the official name to the letter.
        if *row.name_zh == *written || *row.name_en == *written {
            return true;
        }
        let written = Written::new(written);
        row.official_name_agrees(&written)
            || self
                .chemicals
                .as_deref()
                .is_some_and(|chemicals| self.joined.alias_agrees(chemicals, row, &written))
    }

    /// The highly toxic chemical (剧毒) that goods are, by the first of CAS number, name, alias and
    /// UN number that leads to one.
    ///
    /// # Errors
    /// The chemicals catalogue is not loaded.
    pub fn highly_toxic(
        &self,
        un: Option<UnNumber>,
        cas: Option<Cas>,
        name: &str,
    ) -> Result<Option<HighlyToxic<'_>>, NotLoaded> {
        let goods = self.goods.as_deref().map(|goods| (goods, &*self.joined));
        Ok(join::highly_toxic(self.chemicals()?, goods, un, cas, name))
    }

    /// What the emergency lists say of a UN number, and which of them are not loaded.
    #[must_use]
    pub fn emergency(&self, un: UnNumber) -> EmergencySheet<'_> {
        let (guides, isolation) = (self.guides(), self.isolation());
        let (large_spills, water_reactive) = (self.large_spills(), self.water_reactive());
        EmergencySheet {
            guides: guides.map_or(&[], |list| list.of(un)),
            isolation: isolation.map_or(None, |list| list.of(un)),
            large_spills: large_spills.map_or(&[], |list| list.of(un)),
            water_reactive: water_reactive.map_or(&[], |list| list.of(un)),
            missing: [guides.err(), isolation.err(), large_spills.err(), water_reactive.err()]
                .into_iter()
                .flatten()
                .collect(),
        }
    }

    /// The goods that a text means, the likeliest first, at most `limit`: by UN number, CAS number,
    /// Chinese or English words, pinyin in full or by initials. For a form that searches while one
    /// types; the first search of an edition builds its index.
    ///
    /// # Errors
    /// The dangerous-goods list is not loaded.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit<'_>>, NotLoaded> {
        let goods = self.goods()?;
        let chemicals = self.chemicals.as_deref();
        let search =
            self.search.get_or_init(|| Search::new(goods, chemicals.map(|c| (c, &*self.joined))));
        Ok(search.find(goods, text, limit))
    }
}

/// Puts a parsed list in its place; says its edition and how many rows it has.
fn put<L>(place: &mut Option<Arc<L>>, parsed: Parsed<L>) -> (String, usize) {
    *place = Some(Arc::new(parsed.list));
    (parsed.edition, parsed.count)
}

fn hash(csv: &[u8]) -> String {
    Sha256::digest(csv).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
