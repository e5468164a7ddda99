//! A row of the dangerous-goods list as a message.

use placard_api::v1;
use placard_api::v1::goods_row::{Carriage, Label};
use placard_domain::Text;
use placard_domain::goods::TunnelCode;
use placard_waybill::lists::{
    self, CarriageStatus, Codes, ExceptedQuantity, Given, GoodsRow, LimitedQuantity, Lists,
};
use placard_waybill::tables::{self, Tables};

use crate::waybills::text;

/// A row, with what the tables in use say of its class, labels and hazard number.
pub(super) fn write(lists: &Lists, row: &GoodsRow) -> v1::GoodsRow {
    let tables = lists.tables().ok();
    let class_name = tables.and_then(|tables| tables.classes.name(row.class)).map(text);
    let meaning = tables.and_then(|tables| tables.hazard_numbers.meaning(&row.hazard_number));
    v1::GoodsRow {
        un_number: row.un.into(),
        name: Some(text(&Text::new(&*row.name_zh, &*row.name_en))),
        class: row.class.to_string(),
        class_name,
        classification_code: row.classification_code.to_string(),
        subsidiary_hazards: row.subsidiary_hazards.iter().map(ToString::to_string).collect(),
        packing_group: row.packing_group.map(|group| format!("{group:?}")).unwrap_or_default(),
        labels: row.labels.iter().map(|label| write_label(tables, *label)).collect(),
        hazards_by_paragraph: row.hazards_by_paragraph,
        special_provisions: each(&row.special_provisions),
        limited_quantity: limited(row.limited_quantity),
        excepted_quantity: excepted(row.excepted_quantity),
        packing_instructions: each(&row.packing_instructions),
        special_packing_provisions: each(&row.special_packing_provisions),
        mixed_packing_provisions: each(&row.mixed_packing_provisions),
        portable_tank_instructions: each(&row.portable_tank_instructions),
        portable_tank_special_provisions: each(&row.portable_tank_special_provisions),
        tank_codes: each(&row.tank_code),
        tank_special_provisions: each(&row.tank_special_provisions),
        tank_vehicle: row.tank_vehicle.to_string(),
        transport_category: given(&row.transport_category, |it| it.number().to_string()),
        tunnel_code: given(&row.tunnel_code, |code: TunnelCode| code.as_str().to_owned()),
        package_provisions: each(&row.package_provisions),
        bulk_provisions: each(&row.bulk_provisions),
        handling_provisions: each(&row.handling_provisions),
        operation_provisions: each(&row.operation_provisions),
        hazard_number: row.hazard_number.to_string(),
        hazard_number_meaning: meaning.as_ref().map(text),
        carriage: carriage(row.carriage).into(),
        source: row.source.to_string(),
    }
}

fn write_label(tables: Option<&Tables>, label: lists::Label) -> Label {
    let code = label.as_str();
    let known = tables::Label::from_text(code);
    let look = known.and_then(|known| Some(tables?.labels.look(known)));
    Label { code: code.to_owned(), name: look.map(|look| text(&look.name)) }
}

fn each(codes: &Codes) -> Vec<String> {
    codes.iter().map(str::to_owned).collect()
}

/// A cell as the list prints it: a dash where none applies, nothing where no source says.
fn given<T: Copy>(cell: &Given<T>, write: impl Fn(T) -> String) -> String {
    match cell {
        Given::Value(value) => write(*value),
        Given::Dash => "-".to_owned(),
        Given::Unsaid => String::new(),
    }
}

fn limited(quantity: LimitedQuantity) -> String {
    let amount = |number: u32, whole: &str, part: &str| {
        let is_whole = number.is_multiple_of(1000);
        if is_whole { format!("{} {whole}", number / 1000) } else { format!("{number} {part}") }
    };
    match quantity {
        LimitedQuantity::NotAllowed => "0".to_owned(),
        LimitedQuantity::UpTo { millilitres, grams } => {
            let millilitres = millilitres.map(|number| amount(number, "L", "ml"));
            let grams = grams.map(|number| amount(number, "kg", "g"));
            millilitres.into_iter().chain(grams).collect::<Vec<_>>().join(" or ")
        }
        LimitedQuantity::Provision(number) => format!("SP {number}"),
        LimitedQuantity::Unsaid => String::new(),
    }
}

fn excepted(quantity: ExceptedQuantity) -> String {
    match quantity {
        ExceptedQuantity::Code(code) => format!("E{code}"),
        ExceptedQuantity::Provision(number) => format!("SP {number}"),
        ExceptedQuantity::Unsaid => String::new(),
    }
}

const fn carriage(status: CarriageStatus) -> Carriage {
    match status {
        CarriageStatus::Allowed => Carriage::Allowed,
        CarriageStatus::Prohibited => Carriage::Prohibited,
        CarriageStatus::NotSubject => Carriage::NotSubject,
        CarriageStatus::NotSubjectExceptCooling => Carriage::NotSubjectExceptCooling,
        CarriageStatus::Unsaid => Carriage::Unspecified,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantity_is_written_as_the_list_prints_it() {
        for printed in ["0", "5 L", "500 ml", "120 g", "1 kg", "500 ml or 500 g", "1 L or 1 kg"] {
            assert_eq!(limited(printed.parse().unwrap()), printed);
        }
        assert_eq!(limited("See SP 251".parse().unwrap()), "SP 251");
        for printed in ["E0", "E5"] {
            assert_eq!(excepted(printed.parse().unwrap()), printed);
        }
    }

    #[test]
    fn of_every_row_class_labels_and_hazard_number_are_told_in_words() {
        let lists = Lists::embedded();
        for row in lists.goods().unwrap().all() {
            let told = write(&lists, row);
            assert!(told.class_name.is_some(), "{} {}", told.un_number, told.class);
            let is_said = told.hazard_number_meaning.is_some();
            assert_eq!(is_said, !told.hazard_number.is_empty(), "{}", told.un_number);
            for label in told.labels {
                assert!(label.name.is_some(), "{} {}", told.un_number, label.code);
            }
        }
    }
}
