//! What the protos' comments say.

use std::collections::BTreeMap;

use prost_reflect::{DescriptorPool, FieldDescriptor, FileDescriptor};

/// Every leading comment, by its file and place.
pub(super) struct Words(BTreeMap<(String, Vec<i32>), String>);

impl Words {
    pub(super) fn of(pool: &DescriptorPool) -> Self {
        let mut words = BTreeMap::new();
        for file in pool.files() {
            let info = file.file_descriptor_proto().source_code_info.as_ref();
            for place in info.iter().flat_map(|info| &info.location) {
                if let Some(comment) = &place.leading_comments {
                    words.insert((file.name().to_owned(), place.path.clone()), lines(comment));
                }
            }
        }
        Self(words)
    }

    pub(super) fn of_path(&self, file: &FileDescriptor, path: &[i32]) -> String {
        self.0.get(&(file.name().to_owned(), path.to_vec())).cloned().unwrap_or_default()
    }

    pub(super) fn of_field(&self, field: &FieldDescriptor) -> String {
        self.of_path(&field.parent_file(), field.path())
    }
}

/// A comment on one line.
fn lines(comment: &str) -> String {
    comment.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence, without its full stop.
pub(super) fn sentence(text: &str) -> &str {
    let end = text.find(". ").or_else(|| text.strip_suffix('.').map(str::len));
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract;

    #[test]
    fn a_comment_is_found_by_what_it_stands_over() {
        let words = Words::of(contract::pool());
        let zone = contract::message("Zone");
        assert!(!words.of_path(&zone.parent_file(), zone.path()).is_empty());
        let field = contract::message("Vehicle").get_field_by_name("plate").unwrap();
        assert!(!words.of_field(&field).is_empty());
    }

    #[test]
    fn a_summary_is_the_first_sentence() {
        assert_eq!(sentence("One zone."), "One zone");
        assert_eq!(sentence("Registers it. With a key once."), "Registers it");
        assert_eq!(sentence(""), "");
    }
}
