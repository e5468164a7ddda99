//! Goods banned on inland water (内河禁运危险化学品目录). No open source was found, so none is built in:
//! whoever has the list imports it, and until then what hangs on it is not checked.

use std::str::FromStr;

use placard_domain::goods::UnNumber;
use placard_domain::violation::{Reason, Violations};

use super::cas::Cas;
use super::list::List;
use super::names::{self, Written};
use super::sheet::{self, Cells, Parsed};
use crate::fault::RowFaults;

/// One banned substance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlandWaterBan {
    /// Its UN number, where the list gives one.
    pub un: Option<UnNumber>,
    /// Its CAS number, where it has one.
    pub cas: Option<Cas>,
    /// Its name.
    pub name_zh: Box<str>,
    /// How far it is banned.
    pub scope: BanScope,
    key: Box<str>,
}

/// How far a substance is banned on inland water.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BanScope {
    /// Altogether.
    Total,
    /// In bulk alone: in packages it may go.
    Bulk,
}

impl FromStr for BanScope {
    type Err = Violations;
    fn from_str(text: &str) -> Result<Self, Violations> {
        match text {
            "total" => Ok(Self::Total),
            "bulk" => Ok(Self::Bulk),
            _ => {
                let detail = format!("{text:?} (total, bulk)");
                Err(Violations::one("", Reason::UnknownValue, detail))
            }
        }
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct InlandWaterBans {
    rows: Vec<InlandWaterBan>,
}

impl InlandWaterBans {
    pub(super) fn parse(csv: &[u8]) -> Result<Parsed<Self>, RowFaults> {
        let key = |row: &InlandWaterBan| Some((row.key.clone(), row.cas, row.un));
        let sheet = sheet::read_all(List::InlandWaterBans, csv, read_row, key)?;
        Ok(sheet.into_list(|rows| Self { rows }))
    }

    /// Every ban, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[InlandWaterBan] {
        &self.rows
    }

    /// The bans that a substance falls under, by its UN number, its CAS number or its name. Any one
    /// of the three is enough.
    pub fn of<'a>(
        &'a self,
        un: Option<UnNumber>,
        cas: Option<Cas>,
        name: &'a str,
    ) -> impl Iterator<Item = &'a InlandWaterBan> {
        let written = Written::new(name);
        self.rows.iter().filter(move |row| {
            (un.is_some() && row.un == un)
                || (cas.is_some() && row.cas == cas)
                || written.agrees(&row.key)
        })
    }
}

fn read_row(cells: &mut Cells) -> Option<InlandWaterBan> {
    let name_zh = cells.required("name_zh");
    let scope = cells.parse("scope");
    let key = names::key(name_zh.as_deref().unwrap_or_default());
    if name_zh.is_some() && key.is_empty() {
        cells.wrong("name_zh", Reason::Malformed, "");
    }
    Some(InlandWaterBan {
        un: cells.parse_optional("un"),
        cas: cells.parse_optional("cas"),
        key,
        name_zh: name_zh?,
        scope: scope?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made up: no row of the true list.
    const SAMPLE: &str = "un,cas,name_zh,scope,edition,source\n\
        1017,7782-50-5,氯,total,sample,made up\n\
        ,64-17-5,乙醇[样例],bulk,sample,made up\n";

    #[test]
    fn a_ban_is_found_by_un_number_cas_number_or_name() {
        let bans = InlandWaterBans::parse(SAMPLE.as_bytes()).ok().unwrap();
        assert_eq!(bans.edition, "sample");
        let bans = bans.list;
        let scopes = |un: Option<&str>, cas: Option<&str>, name| -> Vec<BanScope> {
            let (un, cas) = (un.map(|t| t.parse().unwrap()), cas.map(|t| t.parse().unwrap()));
            bans.of(un, cas, name).map(|ban| ban.scope).collect()
        };
        assert_eq!(scopes(Some("1017"), None, ""), [BanScope::Total]);
        assert_eq!(scopes(None, Some("64-17-5"), "酒精"), [BanScope::Bulk]);
        assert_eq!(scopes(None, None, "氯（液化）"), [BanScope::Total]);
        assert_eq!(scopes(Some("1203"), None, "汽油"), []);
        assert_eq!(scopes(None, None, ""), []);
    }

    #[test]
    fn a_wrong_row_is_named() {
        let csv = SAMPLE.replace("bulk", "some").replace("7782-50-5", "7782-50-6");
        let faults = InlandWaterBans::parse(csv.as_bytes()).err().unwrap();
        let named: Vec<_> =
            faults.as_slice().iter().map(|fault| (fault.line, fault.column.as_str())).collect();
        assert_eq!(named, [(2, "cas"), (3, "scope")]);
    }
}
