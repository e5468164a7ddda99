//! The demo's data folder: made anew, and nobody else's.

use std::path::Path;

use placard_store::sqlite::Folder;

use crate::commands::Trouble;

/// The file that marks a folder as a demo's: no other is ever removed.
const MARK: &str = "placard-demo";
const WORDS: &str = "Made by `placard demo`; the next one removes this folder.\n";

/// Removes what an earlier demo left, and makes the folder.
///
/// # Errors
/// The folder is not a demo's, or one that runs holds it, or the disk's.
pub(super) fn make_anew(folder: &Path) -> Result<(), Trouble> {
    let shown = folder.display();
    let failed = |error: std::io::Error| Trouble::new(format_args!("{shown}: {error}"));
    let mut inside = match std::fs::read_dir(folder) {
        Ok(inside) => Some(inside),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    if inside.as_mut().and_then(Iterator::next).is_some() {
        if !folder.join(MARK).exists() {
            let what =
                "is not empty and no demo made it: it is not touched; name another by --data";
            return Err(Trouble::new(format_args!("{shown} {what}")));
        }
        // A demo that runs is not pulled from under its feet.
        drop(Folder::take(folder).map_err(Trouble::new)?);
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(folder.join(MARK), WORDS).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_demo_left_is_removed_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("demo");
        make_anew(&folder).unwrap();
        std::fs::write(folder.join("journal.db"), "old").unwrap();
        make_anew(&folder).unwrap();
        assert!(!folder.join("journal.db").exists(), "a demo's own");

        let held = Folder::take(&folder).unwrap();
        assert!(make_anew(&folder).unwrap_err().said.contains("held by process"));
        drop(held);

        let other = dir.path().join("other");
        std::fs::create_dir(&other).unwrap();
        std::fs::write(other.join("journal.db"), "somebody's").unwrap();
        assert!(make_anew(&other).unwrap_err().said.contains("not touched"));
        assert_eq!(std::fs::read_to_string(other.join("journal.db")).unwrap(), "somebody's");
    }
}
