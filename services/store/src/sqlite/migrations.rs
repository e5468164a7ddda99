//! The list of migrations: what each file's shape came from, oldest first. A new one is a file in
//! `migrations/sqlite/` and a line here.
//!
//! They are listed by hand and not by `sqlx::migrate!`, whose macro compiles SQLite a second time.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A change of a file's shape.
pub(super) struct Step {
    version: i64,
    name: &'static str,
    /// What it does.
    pub(super) sql: &'static str,
}

macro_rules! step {
    ($file:literal, $version:literal, $name:literal) => {
        Step {
            version: $version,
            name: $name,
            sql: include_str!(concat!(
                "../../../../migrations/sqlite/",
                $file,
                "/",
                $version,
                "_",
                $name,
                ".sql"
            )),
        }
    };
}

pub(super) const JOURNAL: &[Step] = &[step!("journal", 20261124000000, "the_line")];
pub(super) const RECORDS: &[Step] = &[
    step!("records", 20261124000000, "the_line"),
    step!("records", 20261125000000, "approved_routes"),
    step!("records", 20261125000100, "commands"),
    step!("records", 20261125180000, "register"),
    step!("records", 20261125190000, "trips"),
    step!("records", 20261125200000, "waybills"),
    step!("records", 20261125210000, "lists"),
];
pub(super) const ARCHIVE: &[Step] = &[step!("archive", 20261124000000, "the_line")];
pub(super) const SNAPSHOTS: &[Step] = &[step!("snapshots", 20261124000000, "the_line")];

/// As sqlx runs them.
pub(super) fn migrator(steps: &[Step]) -> Migrator {
    let migration = |step: &Step| {
        let name = Cow::Owned(step.name.replace('_', " "));
        let sql = sqlx::SqlStr::from_static(step.sql);
        Migration::new(step.version, name, MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(steps.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by it")]

    use super::*;

    #[test]
    fn every_file_is_in_its_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite/");
        let lists = [
            ("journal", JOURNAL),
            ("records", RECORDS),
            ("archive", ARCHIVE),
            ("snapshots", SNAPSHOTS),
        ];
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), lists.len());
        for (file, steps) in lists {
            let mut found: Vec<_> = std::fs::read_dir(format!("{folder}{file}"))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            found.sort();
            let listed = steps.iter().map(|step| format!("{}_{}.sql", step.version, step.name));
            assert_eq!(found, listed.collect::<Vec<_>>(), "{file}");
        }
    }
}
