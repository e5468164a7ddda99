//! The values of a waybill's fields, in the contract and inside: what is not said is not said in
//! either.

use placard_domain::vehicle::PlateColor;
use placard_domain::waybill::{
    Carriage, CrewRole, LoadingItem, OtherCargoKind, PaperKind, QuantityUnit, Regime, TankRemains,
};

use crate::v1;

/// Values of the same names on both sides.
macro_rules! values {
    ($($of:ident, $to:ident: $proto:ty = $domain:ty { $none:ident; $($name:ident),* })*) => {$(
        pub(super) fn $of(value: $proto) -> $domain {
            match value {
                <$proto>::Unspecified => <$domain>::$none,
                $(<$proto>::$name => <$domain>::$name,)*
            }
        }

        pub(super) fn $to(value: $domain) -> $proto {
            #[allow(unreachable_patterns, reason = "what stands for nothing may have a name too")]
            match value {
                $(<$domain>::$name => <$proto>::$name,)*
                <$domain>::$none => <$proto>::Unspecified,
            }
        }
    )*};
}

values! {
    plate_color_of, plate_color_to: v1::vehicle::PlateColor = PlateColor {
        Yellow; Yellow, Blue, Black, White, Green, YellowGreen, GradientGreen, Other
    }
    carriage_of, carriage_to: v1::goods_line::Carriage = Carriage {
        Unspecified; Packages, Tank, Bulk
    }
    quantity_unit_of, quantity_unit_to: v1::goods_line::Unit = QuantityUnit {
        Unspecified; Kg, T, L, M3, Pieces, G, Ml
    }
    regime_of, regime_to: v1::goods_line::Regime = Regime {
        Full; Full, Limited, Excepted
    }
    other_cargo_kind_of, other_cargo_kind_to: v1::other_cargo::Kind = OtherCargoKind {
        Ordinary; Ordinary, Food, Feed, Household
    }
    paper_kind_of, paper_kind_to: v1::paper::Kind = PaperKind {
        Unspecified; ConsignmentList, HighlyToxicPass, CivilExplosivesPermit, FireworksPermit,
        RadioactiveApproval, WasteManifest, PassagePermit, SafetyCard,
        ExceptedQuantityDeclaration, LimitedQuantityDeclaration, PackingTestReport
    }
    loading_item_of, loading_item_to: v1::loading_check::Item = LoadingItem {
        Unspecified; Permits, People, Inspection, Goods, TankSuits, Papers, Gear
    }
    tank_remains_of, tank_remains_to: v1::unloading::Remains = TankRemains {
        Unspecified; Uncleaned, Cleaned, Part
    }
    crew_role_of, crew_role_to: v1::crew_member::Role = CrewRole {
        Unspecified; Driver, Escort
    }
}
