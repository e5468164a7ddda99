//! The reference lists in use: the built-in editions, and over them those that were imported.

use placard_store::Records;
use placard_store::records::{ItemFilter, Kind, Version};
use placard_waybill::lists::{List, Lists};
use serde::{Deserialize, Serialize};
use tonic::Status;

use crate::fault;
use crate::records::body;

/// An edition, as the records keep it under its list's id.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Edition {
    /// What it is called.
    pub(crate) edition: String,
    /// Its file.
    pub(crate) csv: String,
}

/// The lists as the records have them now. Reading them takes a while: they are kept until one of
/// them changes.
pub(super) async fn read(records: &dyn Records) -> Result<Lists, Status> {
    let items = records.items(Kind::List, &ItemFilter::default(), "", List::ALL.len()).await;
    let mut items = items.map_err(|error| fault::store(&error))?;
    // As they were imported: tables are read together with those before.
    items.sort_by_key(|version| version.revision);
    let edition = |version: &Version| Ok((version.id.clone(), body::<Edition>(version)?));
    let editions = items.iter().map(edition).collect::<Result<Vec<_>, Status>>()?;
    let overlaid = tokio::task::spawn_blocking(move || overlay(&editions)).await;
    overlaid.map_err(|error| fault::internal(&error))
}

/// An edition that can no longer be read is told of in the log, and what was there before stays in
/// its place: reports name the edition that they rest on.
fn overlay(editions: &[(String, Edition)]) -> Lists {
    let mut lists = Lists::embedded();
    for (id, Edition { edition, csv }) in editions {
        let list = List::by_id(id);
        match list.map(|list| lists.with(list, Some(edition), csv.as_bytes())) {
            Some(Ok(with)) => lists = with,
            Some(Err(faults)) => {
                let faults = faults.as_slice().len();
                tracing::error!(list = %id, %edition, faults, "an edition cannot be read any more");
            }
            None => tracing::error!(list = %id, "there is no such list any more"),
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(name: &str, csv: &str) -> Edition {
        Edition { edition: name.to_owned(), csv: csv.to_owned() }
    }

    #[test]
    fn what_cannot_be_read_any_more_leaves_all_else_as_it_is() {
        let bans = "un,cas,name_zh,scope,edition,source\n1017,,氯,total,e,s\n";
        let stored = [
            ("adr".to_owned(), edition("gone", "")),
            ("dangerous_goods".to_owned(), edition("broken", "un\n1203\n")),
            ("inland_water_bans".to_owned(), edition("2019", bans)),
        ];
        let lists = overlay(&stored);
        let said: Vec<_> = lists.versions().iter().map(|it| it.edition.as_str()).collect();
        assert!(said.contains(&"2019") && !said.contains(&"broken"), "{said:?}");
        assert_eq!(lists.versions().len(), Lists::embedded().versions().len() + 1);
        assert_eq!(lists.goods().unwrap().all(), Lists::embedded().goods().unwrap().all());
    }
}
