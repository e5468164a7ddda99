//! An edition of a reference list, as `placard import goods` brings it.

use clap::builder::PossibleValuesParser;
use placard_api::v1::{ImportListRequest, ImportListResponse, ListFault, Text};
use placard_waybill::lists::List;
use serde_json::{Value, json};

use super::target::{Refused, Target};
use super::{Args, Outcome};

/// The ids that `--list` takes.
pub(super) fn ids() -> PossibleValuesParser {
    PossibleValuesParser::new(List::ALL.iter().map(|list| list.id()))
}

/// Sends the file whole, and says what became of it.
pub(super) async fn import(target: &Target, file: &[u8], args: &Args) -> Result<Outcome, Refused> {
    let csv = std::str::from_utf8(file).map_err(|error| {
        let at = error.valid_up_to() + 1;
        Refused::File(format!(
            "not UTF-8 from byte {at} on; of GBK: iconv -f GB18030 -t UTF-8 \
             (自第{at}字节起不是UTF-8；GBK文件请先转换)"
        ))
    })?;
    let request = ImportListRequest {
        id: args.list.clone().unwrap_or_else(|| List::DangerousGoods.id().to_owned()),
        edition: args.edition.clone().unwrap_or_default(),
        csv: csv.to_owned(),
        validate_only: args.check,
    };
    let answer = target.list(request).await?;
    Ok(say(&answer, args))
}

fn say(answer: &ImportListResponse, args: &Args) -> Outcome {
    if args.json {
        println!("{}", to_json(answer, args.check));
    } else {
        for fault in &answer.faults {
            let column = if fault.column.is_empty() { "" } else { &format!(", {}", fault.column) };
            let Text { zh, en } = fault.text.clone().unwrap_or_default();
            println!("line {}{column}: {en} {zh}", fault.line);
        }
        if answer.left_out > 0 {
            println!("{} more faults", answer.left_out);
        }
        match &answer.version {
            Some(it) => {
                let verb = if args.check { "would be taken" } else { "taken" };
                println!("{} {}: {} rows {verb} ({})", it.list, it.edition, it.rows, it.hash);
            }
            None => println!("nothing taken"),
        }
    }
    if answer.version.is_some() { Outcome::Holds } else { Outcome::DoesNotHold }
}

fn to_json(answer: &ImportListResponse, check: bool) -> Value {
    let fault = |fault: &ListFault| {
        let Text { zh, en } = fault.text.clone().unwrap_or_default();
        json!({"line": fault.line, "column": fault.column, "zh": zh, "en": en})
    };
    let version = answer.version.as_ref().map(
        |it| json!({"list": it.list, "edition": it.edition, "hash": it.hash, "rows": it.rows}),
    );
    json!({
        "check": check,
        "version": version,
        "faults": answer.faults.iter().map(fault).collect::<Vec<_>>(),
        "leftOut": answer.left_out,
        "revision": answer.revision,
    })
}
