//! What a data folder says happened, read while nobody runs on it: the alerts of its records, and
//! the alerts of a replay, each a line of JSON in order of id.

use std::path::Path;
use std::sync::Arc;

use placard_domain::alert::Detection;
use placard_partition::replay::{Sources, replay};
use placard_store::records::AlertFilter;
use placard_store::sqlite::{Folder, SqliteArchive, SqliteReader, SqliteRecords};
use placard_store::{Archive, Records};

use crate::error::Error;

/// The alerts that the records hold.
///
/// # Errors
/// Where the folder does not read.
pub async fn listed(folder: &Path) -> Result<Vec<String>, Error> {
    let folder = Folder::take(folder)?;
    let records = SqliteRecords::open(&folder.records()).await?;
    let all = AlertFilter { include_shadow: true, ..AlertFilter::default() };
    let mut alerts = records.alerts(&all, None, usize::MAX >> 1).await?;
    alerts.sort_by_key(|alert| alert.detection.id);
    lines(alerts.into_iter().map(|alert| alert.detection))
}

/// The alerts of a replay.
///
/// # Errors
/// Where the folder does not read.
pub async fn replayed(folder: &Path) -> Result<Vec<String>, Error> {
    let folder = Folder::take(folder)?;
    let records: Arc<dyn Records> = Arc::new(SqliteRecords::open(&folder.records()).await?);
    let archive: Arc<dyn Archive> = Arc::new(SqliteArchive::open(&folder.archive()).await?);
    let mut reader = SqliteReader::open(&folder.journal())?;
    let replayed = replay(Sources { records, archive, reader: &mut reader }, |_, _, _| ()).await?;
    lines(replayed.detections.into_iter())
}

fn lines(detections: impl Iterator<Item = Detection>) -> Result<Vec<String>, Error> {
    detections.map(|detection| Ok(serde_json::to_string(&detection)?)).collect()
}

/// The first line in which two histories differ, in words.
#[must_use]
pub fn first_difference(one: &[String], other: &[String]) -> Option<String> {
    let at = (0..one.len().max(other.len())).find(|i| one.get(*i) != other.get(*i))?;
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "nothing".to_owned());
    let counts = (one.len(), other.len());
    Some(format!("alert {at} of {counts:?} differs:\n{}\n{}", line(one), line(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_named_where_it_is() {
        let told = ["a", "b"].map(str::to_owned);
        assert_eq!(first_difference(&told, &told), None);
        let other = first_difference(&told, &told[..1]).unwrap();
        assert_eq!(other, "alert 1 of (2, 1) differs:\nb\nnothing");
    }
}
