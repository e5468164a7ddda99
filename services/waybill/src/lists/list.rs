//! Which lists there are, what they are called, and which columns their files have.

use placard_domain::Text;
use serde::{Serialize, Serializer};

macro_rules! lists {
    ($(
        $(#[$doc:meta])*
        $name:ident = $id:literal: $zh:literal, $en:literal, [$($column:literal),*];
    )*) => {
        /// A reference list. Ids stay; titles may be mended. The order is the order of reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum List {
            $($(#[$doc])* $name,)*
        }

        impl List {
            /// Every list there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable id, as commands and files name it.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Its title, in Chinese and English.
            #[must_use]
            pub fn title(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }

            /// The columns that its file must have, in any order; none for the lists of
            /// [`crate::tables`], which say theirs.
            #[must_use]
            pub const fn columns(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($column),*],)* }
            }
        }
    };
}

lists! {
    /// 危险货物品名表: what every goods line is held against.
    DangerousGoods = "dangerous_goods": "道路运输危险货物一览表", "dangerous goods list (road)", [
        "un", "name_en", "name_zh", "class", "division", "classification_code",
        "subsidiary_hazards", "packing_group", "labels", "special_provisions", "limited_quantity",
        "excepted_quantity", "packing_instructions", "special_packing_provisions",
        "mixed_packing_provisions", "portable_tank_instructions",
        "portable_tank_special_provisions", "tank_code", "tank_special_provisions",
        "tank_vehicle", "transport_category", "tunnel_code", "sp_packages", "sp_bulk",
        "sp_handling", "sp_operation", "hazard_identification_number", "carriage_status",
        "zh_match", "source"
    ];
    /// 危险化学品目录.
    ChemicalsCatalogue = "chemicals_catalogue": "危险化学品目录", "hazardous chemicals catalogue", [
        "serial", "name_zh", "alias_zh", "cas", "remark", "highly_toxic", "un_derived",
        "un_basis", "edition", "source"
    ];
    /// 国家危险废物名录.
    WasteCodes = "waste_codes": "国家危险废物名录", "hazardous waste codes", [
        "code", "category", "category_name_zh", "industry_zh", "description_zh",
        "hazard_properties", "edition", "source"
    ];
    /// 危险废物豁免管理清单.
    WasteExemptions = "waste_exemptions": "危险废物豁免管理清单", "hazardous waste exemptions", [
        "serial", "category_or_codes", "waste_zh", "stage_zh", "condition_zh", "effect_zh",
        "edition", "source"
    ];
    /// Which guide of the ERG is for which goods.
    EmergencyGuides = "emergency_guides": "应急指南编号", "emergency guide numbers", [
        "un", "name", "guide", "polymerization", "tih", "edition", "source"
    ];
    /// ERG table 1.
    EmergencyIsolation = "emergency_isolation": "初始隔离和防护距离", "isolation and protective distances", [
        "un", "name", "guide", "small_isolation_m", "small_day_km", "small_night_km",
        "large_isolation_m", "large_day_km", "large_night_km", "large_ref", "water_reactive",
        "note", "edition", "source"
    ];
    /// ERG table 3.
    EmergencyLargeSpill = "emergency_large_spill":
        "大量泄漏防护距离（按容器和风力）", "large spills by container and wind", [
        "un", "name", "container", "isolation_m", "day_low_wind_km", "day_moderate_wind_km",
        "day_high_wind_km", "night_low_wind_km", "night_moderate_wind_km",
        "night_high_wind_km", "edition", "source"
    ];
    /// ERG table 2.
    EmergencyWaterReactive = "emergency_water_reactive":
        "遇水产生有毒气体的物质", "toxic gases given off in water", [
        "un", "name", "guide", "toxic_gases", "edition", "source"
    ];
    /// 内河禁运危险化学品目录: no open source was found, so that it must be imported.
    InlandWaterBans = "inland_water_bans": "内河禁运危险化学品目录", "goods banned on inland water", [
        "un", "cas", "name_zh", "scope", "edition", "source"
    ];
    /// Which classes may share a vehicle.
    MixedLoading = "mixed_loading": "混装表", "mixed loading of classes", [];
    /// What lifts or bars a pair of the mixed loading table.
    MixedLoadingConditions = "mixed_loading_conditions":
        "混装表附加条件", "conditions of mixed loading", [];
    /// Which compatibility groups of class 1 may share a vehicle.
    Compatibility = "compatibility": "爆炸品配装组表", "compatibility groups of explosives", [];
    /// How far classes are kept apart in store.
    Segregation = "segregation": "隔离要求", "segregation", [];
    /// What reacts with what.
    Cautions = "cautions": "相互反应的物质", "goods that react with each other", [];
    /// Transport categories and their totals.
    TransportCategories = "transport_categories": "运输类别", "transport categories", [];
    /// Which tank may stand in for which.
    TankHierarchy = "tank_hierarchy": "罐体等级关系", "tank hierarchy", [];
    /// Portable-tank instructions.
    PortableTanks = "portable_tanks": "可移动罐柜导则", "portable tank instructions", [];
    /// What each tunnel code closes.
    TunnelCodes = "tunnel_codes": "隧道限制代码", "tunnel restriction codes", [];
    /// What the upper half of the orange plate says.
    HazardNumbers = "hazard_numbers": "危险性识别号", "hazard identification numbers", [];
    /// Limits of excepted quantities.
    ExceptedQuantities = "excepted_quantities": "例外数量", "excepted quantities", [];
    /// What is kept from food and feed.
    FoodAndFeed = "food_and_feed": "食品和饲料", "food and feed", [];
    /// Names and looks of labels.
    Labels = "labels": "危险货物标志", "hazard labels", [];
    /// Names of classes and divisions.
    Classes = "classes": "类别和项别", "classes and divisions", [];
}

impl List {
    /// The list of that id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|list| list.id() == id)
    }
}

impl Serialize for List {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// A list that is in use: which edition, from which bytes. Every report names these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListVersion {
    /// Which list.
    pub list: List,
    /// Its edition, as the file or whoever imported it says.
    pub edition: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the file.
    pub hash: String,
    /// How many rows it has.
    pub rows: usize,
}

/// A list that nobody has loaded: what hangs on it was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded(pub List);

impl NotLoaded {
    /// The words for it.
    #[must_use]
    pub fn text(self) -> Text {
        let title = self.0.title();
        Text::new(
            format!("未核对：未载入{}", title.zh),
            format!("not checked: list not loaded: {}", title.en),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_an_id_of_its_own_and_both_titles() {
        for (i, list) in List::ALL.iter().enumerate() {
            assert_eq!(List::by_id(list.id()), Some(*list));
            assert!(!List::ALL[..i].iter().any(|before| before.id() == list.id()));
            assert!(!list.title().zh.is_ascii() && list.title().en.is_ascii(), "{list:?}");
        }
        assert_eq!(List::by_id("adr"), None);
    }

    #[test]
    fn what_is_not_loaded_says_that_it_was_not_checked() {
        let text = NotLoaded(List::InlandWaterBans).text();
        assert_eq!(text.en, "not checked: list not loaded: goods banned on inland water");
        assert!(text.zh.contains("未核对") && text.zh.contains("内河禁运"));
    }
}
