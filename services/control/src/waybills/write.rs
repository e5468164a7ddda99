//! Waybills and their chains as messages.

use placard_api::{time_to, v1};
use placard_store::records::{KeptVersion, KeptWaybill};
use placard_waybill::chain::Link;
use placard_waybill::lifecycle::{Deed, Fingerprint, Outcome, Role, State};
use tonic::Status;

use super::deed::item_of;
use super::document::{Figures, parted, read, shown};
use super::file::etag;
use super::trip;

/// A waybill as it stands.
pub(super) fn write(kept: &KeptWaybill) -> Result<v1::FiledWaybill, Status> {
    Ok(v1::FiledWaybill {
        id: kept.id.clone(),
        waybill: Some(shown(&read(&kept.document)?)),
        state: v1::filed_waybill::State::from_str_name(&kept.state).unwrap_or_default().into(),
        version: kept.version,
        newest_version: kept.version,
        document_hash: Fingerprint(kept.hash).to_string(),
        head: Some(v1::ChainHead {
            sequence: kept.links.saturating_sub(1),
            hash: Fingerprint(kept.head).to_string(),
        }),
        etag: etag(kept),
        in_force: trip::is_in_force(&kept.state),
        due_at: kept.due_at.map(time_to),
    })
}

/// A waybill with the document of an earlier version.
pub(super) fn write_version(
    kept: &KeptWaybill,
    version: &KeptVersion,
) -> Result<v1::FiledWaybill, Status> {
    Ok(v1::FiledWaybill {
        waybill: Some(shown(&read(&version.document)?)),
        version: version.version,
        document_hash: Fingerprint(version.hash).to_string(),
        ..write(kept)?
    })
}

/// A state by its number, which both sides share.
pub(super) fn state(state: State) -> i32 {
    state.tag().into()
}

/// A role by its number.
pub(super) fn role_of(role: i32) -> Option<Role> {
    u8::try_from(role).ok().and_then(Role::from_tag)
}

/// A link, with the state after it.
pub(super) fn write_link(
    link: &Link,
    figures: Option<&str>,
    after: State,
) -> Result<v1::ChainLink, Status> {
    let event = &link.event;
    let words = event.deed.kind().words();
    let mut written = v1::ChainLink {
        sequence: link.sequence,
        event_id: event.id.to_string(),
        deed: event.deed.kind().tag().into(),
        words: Some(v1::Text { zh: words.zh, en: words.en }),
        role: event.actor.role().tag().into(),
        actor_id: event.actor.id().unwrap_or_default().to_owned(),
        identity: event.identity.clone(),
        at: Some(time_to(event.at)),
        happened_at: Some(time_to(event.happened_at)),
        version: event.version,
        document_hash: event.document.to_string(),
        note: parted(&event.note).0.to_owned(),
        state: state(after),
        previous: link.previous.to_string(),
        hash: link.hash.to_string(),
        key_id: link.seal.key_id.to_string(),
        ..v1::ChainLink::default()
    };
    put_deed(&mut written, &event.deed);
    if let Some(text) = figures {
        put_figures(&mut written, Figures::read(text)?);
    }
    Ok(written)
}

fn put_deed(written: &mut v1::ChainLink, deed: &Deed) {
    match deed {
        Deed::LoadingCheck { check, outcome } => {
            let passed = *outcome == Outcome::Passed;
            let shown = placard_domain::waybill::LoadingCheck {
                item: item_of(*check),
                passed,
                note: String::new(),
            };
            let mut document = placard_domain::waybill::Waybill::default();
            document.loading.get_or_insert_default().checks.push(shown);
            let loading = placard_api::waybill::write_waybill(&document).loading;
            written.check = loading.and_then(|loading| loading.checks.into_iter().next());
        }
        Deed::Abort { transferred_to } => {
            let other = transferred_to.as_ref().map(ToString::to_string);
            written.transferred_to = other.unwrap_or_default();
        }
        Deed::PassedStructure { zone } => written.zone_id = zone.to_string(),
        Deed::LinkedManifest { manifest } => written.manifest.clone_from(manifest),
        _ => {}
    }
}

fn put_figures(written: &mut v1::ChainLink, figures: Figures) {
    let mut document = placard_domain::waybill::Waybill::default();
    figures.put(&mut document);
    let v1::Waybill { loading, unloading, .. } = placard_api::waybill::write_waybill(&document);
    (written.loading, written.unloading) = (loading, unloading);
}

#[cfg(test)]
mod tests {
    use super::*;
    use placard_waybill::lifecycle::DeedKind;

    #[test]
    fn the_contract_and_the_life_cycle_have_the_same_numbers() {
        for it in State::ALL {
            let name = v1::filed_waybill::State::try_from(state(*it)).unwrap().as_str_name();
            assert_eq!(name, it.code());
        }
        for it in DeedKind::ALL {
            let known = v1::filed_waybill::Deed::try_from(i32::from(it.tag())).unwrap();
            assert_eq!(known.as_str_name(), it.code());
        }
        for it in Role::ALL {
            let known = v1::filed_waybill::Role::try_from(i32::from(it.tag())).unwrap();
            assert_eq!((known.as_str_name(), role_of(known.into())), (it.code(), Some(*it)));
        }
        assert!(v1::filed_waybill::State::try_from(State::ALL.len() as i32 + 1).is_err());
        assert!(v1::filed_waybill::Deed::try_from(DeedKind::ALL.len() as i32 + 1).is_err());
    }
}
