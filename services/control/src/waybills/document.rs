//! The document of a waybill: as it is hashed, and as it is shown.
//!
//! A version is the document as its writer gave it, without what is confirmed later. What the
//! loader and the consignee confirm is a record of its own beside the link by which they confirm
//! it; the link's remark ends in that record's SHA-256, so that it is sealed with the link. Shown
//! is the version with the newest of these records put in.

use placard_api::registry::mask;
use placard_api::waybill::write_waybill;
use placard_api::{errors, v1};
use placard_domain::waybill::{Loading, Unloading, Waybill};
use placard_domain::{Reason, Violations};
use placard_store::records::{KeptLink, KeptVersion};
use placard_waybill::lifecycle::Fingerprint;
use serde::{Deserialize, Serialize};
use tonic::Status;

use crate::fault;

/// The largest document that is kept, in bytes: 200 goods lines with long names are some 100 KiB.
pub(super) const DOCUMENT_MAX: usize = 256 * 1024;

/// Stands between a remark and the hash of what was confirmed with it.
const FIGURES: &str = "figures sha256:";

/// A document, and its bytes as they are hashed.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The version as written.
    pub(super) waybill: Waybill,
    /// Its bytes.
    pub(super) text: String,
}

impl Document {
    /// Of a document as it was read; what is confirmed at both ends is no part of it.
    pub(super) fn new(waybill: Waybill) -> Result<Self, Status> {
        let waybill = Waybill { loading: None, unloading: None, ..waybill };
        let text = serde_json::to_string(&waybill).map_err(|error| fault::internal(&error))?;
        if text.len() > DOCUMENT_MAX {
            let detail = format_args!("{} > {DOCUMENT_MAX} bytes", text.len());
            return Err(errors::refuse("waybill", Reason::TooLarge, detail));
        }
        Ok(Self { waybill, text })
    }

    /// Of a version that is kept.
    pub(super) fn kept(version: &KeptVersion) -> Result<Self, Status> {
        Ok(Self { waybill: read(&version.document)?, text: version.document.clone() })
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.text.as_bytes())
    }

    pub(super) fn version(&self, version: u32) -> KeptVersion {
        KeptVersion { version, hash: self.fingerprint().0, document: self.text.clone() }
    }
}

pub(super) fn read(text: &str) -> Result<Waybill, Status> {
    serde_json::from_str(text).map_err(|error| fault::internal(&error))
}

/// What was confirmed at one end, as the record beside a link has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) enum Figures {
    /// By the loader.
    Loading(Loading),
    /// By the consignee.
    Unloading(Unloading),
}

impl Figures {
    /// Its bytes.
    pub(super) fn text(&self) -> Result<String, Status> {
        serde_json::to_string(self).map_err(|error| fault::internal(&error))
    }

    /// Reads what [`Figures::text`] wrote.
    pub(super) fn read(text: &str) -> Result<Self, Status> {
        serde_json::from_str(text).map_err(|error| fault::internal(&error))
    }

    /// Puts it into a document.
    pub(super) fn put(self, waybill: &mut Waybill) {
        match self {
            Self::Loading(loading) => waybill.loading = Some(loading),
            Self::Unloading(unloading) => waybill.unloading = Some(unloading),
        }
    }
}

/// A remark with the hash of what was confirmed with it.
pub(super) fn note_with(note: &str, figures: &str) -> String {
    let hash = Fingerprint::of(figures.as_bytes());
    let gap = if note.is_empty() { "" } else { "\n" };
    format!("{note}{gap}{FIGURES}{hash}")
}

/// A remark, and the hash of what was confirmed with it.
pub(super) fn parted(note: &str) -> (&str, Option<&str>) {
    match note.rsplit_once(FIGURES) {
        Some((note, hash)) if !hash.contains('\n') => {
            (note.strip_suffix('\n').unwrap_or(note), Some(hash))
        }
        _ => (note, None),
    }
}

/// Whether what is kept beside a link is what the link's remark says.
pub(super) fn figures_agree(note: &str, kept: &KeptLink) -> bool {
    let hash = kept.figures.as_ref().map(|text| Fingerprint::of(text.as_bytes()).to_string());
    parted(note).1 == hash.as_deref()
}

/// The hash that ends a remark is the server's to write.
pub(super) fn check_note(note: &str) -> Result<(), Status> {
    const NOTE_MAX: usize = 2000;
    let length = note.chars().count();
    if length > NOTE_MAX {
        return Err(errors::refuse(
            "note",
            Reason::TooLarge,
            format_args!("{length} > {NOTE_MAX}"),
        ));
    }
    if note.contains(FIGURES) {
        return Err(errors::refuse("note", Reason::Malformed, FIGURES));
    }
    Ok(())
}

/// A document as callers see it: resident ids without their middle.
pub(super) fn shown(waybill: &Waybill) -> v1::Waybill {
    let mut shown = write_waybill(waybill);
    for one in &mut shown.crew {
        one.resident_id = mask(&one.resident_id);
    }
    shown
}

/// Puts back what was shown masked and comes back so.
pub(super) fn unmask(wanted: &mut Waybill, kept: &Waybill) {
    for one in &mut wanted.crew {
        let masked = |known: &&String| !known.is_empty() && mask(known) == one.resident_id;
        let known = kept.crew.iter().map(|known| &known.resident_id).find(masked);
        if let Some(known) = known {
            one.resident_id.clone_from(known);
        }
    }
}

/// A document out of its message.
pub(super) fn read_proto(proto: Option<&v1::Waybill>) -> Result<Waybill, Status> {
    let proto = proto.ok_or_else(|| errors::refuse("waybill", Reason::Required, ""))?;
    let (waybill, unread) = placard_api::waybill::read_waybill(proto);
    let mut found = Violations::new();
    found.absorb("waybill", unread);
    found.or(waybill).map_err(|found| errors::status(&found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_and_the_hash_behind_it_come_apart_again() {
        for note in ["", "车到\n门口", "x"] {
            let whole = note_with(note, "{}");
            let (back, hash) = parted(&whole);
            assert_eq!((back, hash.map(str::len)), (note, Some(64)), "{whole}");
            assert!(check_note(note).is_ok() && check_note(&whole).is_err());
        }
        assert_eq!(parted("x"), ("x", None));
    }

    #[test]
    fn what_is_kept_beside_a_link_is_held_to_its_remark() {
        let kept = |figures: Option<&str>| KeptLink {
            bytes: Vec::new(),
            figures: figures.map(ToOwned::to_owned),
        };
        let note = note_with("x", "{}");
        assert!(figures_agree(&note, &kept(Some("{}"))));
        assert!(!figures_agree(&note, &kept(Some("{ }"))) && !figures_agree(&note, &kept(None)));
        assert!(figures_agree("x", &kept(None)) && !figures_agree("x", &kept(Some("{}"))));
    }
}
