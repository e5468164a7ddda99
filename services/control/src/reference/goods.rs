//! Goods at the counter: found by what one types, and all that is listed of a UN number.

use placard_api::errors::refuse;
use placard_api::v1;
use placard_domain::Reason;
use placard_domain::goods::UnNumber;
use placard_waybill::lists::{
    BanScope, Closeness, Hit, HitBy, InlandWaterBan, List, ListVersion, Lists, NotLoaded,
};
use tonic::Status;

use super::{emergency, row};
use crate::waybills::{text, write_list};

/// Hits where the request does not say how many.
const HITS: usize = 20;
/// The most hits.
const HITS_MAX: usize = 100;

/// What a search rests on.
const SEARCHED: [List; 2] = [List::DangerousGoods, List::ChemicalsCatalogue];
/// What is told of a UN number rests on these.
const TOLD: [List; 9] = [
    List::DangerousGoods,
    List::EmergencyGuides,
    List::EmergencyIsolation,
    List::EmergencyLargeSpill,
    List::EmergencyWaterReactive,
    List::InlandWaterBans,
    List::HazardNumbers,
    List::Labels,
    List::Classes,
];

/// The goods that a text means.
pub(super) fn search(
    lists: &Lists,
    request: &v1::SearchGoodsRequest,
) -> Result<v1::SearchGoodsResponse, Status> {
    let limit = match usize::try_from(request.limit) {
        Ok(0) => HITS,
        Ok(limit) if limit <= HITS_MAX => limit,
        _ => {
            let detail = format!("{} (1–{HITS_MAX})", request.limit);
            return Err(refuse("limit", Reason::OutOfRange, detail));
        }
    };
    let hits = lists.search(&request.q, limit).map_err(unavailable)?;
    let (list_versions, not_loaded) = versions(lists, &SEARCHED);
    let hits = hits.iter().map(|hit| write_hit(lists, hit)).collect();
    Ok(v1::SearchGoodsResponse { hits, list_versions, not_loaded })
}

/// All that the lists say of a UN number.
pub(super) fn get(lists: &Lists, un: &str) -> Result<v1::ListedGoods, Status> {
    let un: UnNumber = un.parse().map_err(|_| {
        let short: String = un.chars().take(placard_domain::id::ID_MAX).collect();
        refuse("un", Reason::Malformed, format_args!("{short:?} (1203)"))
    })?;
    let rows = lists.goods().map_err(unavailable)?.rows(un);
    if rows.is_empty() {
        return Err(refuse("un", Reason::NotFound, un));
    }
    let bans = lists.inland_water_bans();
    let bans = bans.map_or(Vec::new(), |bans| bans.of(Some(un), None, "").map(ban).collect());
    let (list_versions, not_loaded) = versions(lists, &TOLD);
    Ok(v1::ListedGoods {
        un_number: un.into(),
        rows: rows.iter().map(|it| row::write(lists, it)).collect(),
        emergency: Some(emergency::write(&lists.emergency(un))),
        inland_water_bans: bans,
        list_versions,
        not_loaded,
    })
}

/// Of the lists that an answer rests on, those in use and those that nobody has loaded.
fn versions(lists: &Lists, asked: &[List]) -> (Vec<v1::ListVersion>, Vec<v1::MissingList>) {
    let among = |version: &&ListVersion| asked.contains(&version.list);
    let known: Vec<&ListVersion> = lists.versions().iter().filter(among).collect();
    let is_missing = |list: &&List| !known.iter().any(|version| version.list == **list);
    let missing = |list: &List| v1::MissingList {
        list: list.id().to_owned(),
        text: Some(text(&NotLoaded(*list).text())),
    };
    let not_loaded = asked.iter().filter(is_missing).map(missing).collect();
    (known.into_iter().map(write_list).collect(), not_loaded)
}

/// Without the list there is nothing to answer.
fn unavailable(missing: NotLoaded) -> Status {
    refuse("", Reason::Unavailable, missing.text())
}

fn write_hit(lists: &Lists, hit: &Hit<'_>) -> v1::GoodsHit {
    use v1::goods_hit::{By, Closeness as Close};
    let closeness = match hit.closeness {
        Closeness::Exact => Close::Exact,
        Closeness::Prefix => Close::Prefix,
        Closeness::Word => Close::Word,
        Closeness::Inside => Close::Inside,
        Closeness::Near => Close::Near,
    };
    let by = match hit.by {
        HitBy::UnNumber => By::UnNumber,
        HitBy::Cas => By::Cas,
        HitBy::Chinese => By::Chinese,
        HitBy::English => By::English,
        HitBy::Pinyin => By::Pinyin,
        HitBy::Initials => By::Initials,
    };
    v1::GoodsHit {
        row: Some(row::write(lists, hit.row)),
        closeness: closeness.into(),
        by: by.into(),
    }
}

fn ban(ban: &InlandWaterBan) -> v1::InlandWaterBan {
    let scope = match ban.scope {
        BanScope::Total => v1::inland_water_ban::Scope::Total,
        BanScope::Bulk => v1::inland_water_ban::Scope::Bulk,
    };
    v1::InlandWaterBan { name: ban.name_zh.to_string(), scope: scope.into() }
}
