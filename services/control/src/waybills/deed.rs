//! A deed out of a request: what is done, and what was confirmed with it.

use placard_api::errors::{refuse, status};
use placard_api::v1;
use placard_api::waybill::read_waybill;
use placard_domain::waybill::{Loading, LoadingCheck as Shown, LoadingItem, Waybill};
use placard_domain::{Reason, Timestamp};
use placard_waybill::lifecycle::{Deed, DeedKind, LoadingCheck, Outcome, Standing, WaybillId};
use tonic::Status;

use super::document::Figures;

/// The kind that a request names.
pub(super) fn kind(request: &v1::TransitionWaybillRequest) -> Result<DeedKind, Status> {
    let kind = u8::try_from(request.deed).ok().and_then(DeedKind::from_tag);
    match kind {
        Some(DeedKind::Amend) => {
            Err(refuse("deed", Reason::UnknownValue, "AMEND (PATCH /v1/waybills/{id})"))
        }
        Some(kind) => Ok(kind),
        None if request.deed == 0 => Err(refuse("deed", Reason::Required, "")),
        None => Err(refuse("deed", Reason::UnknownValue, request.deed)),
    }
}

/// The deed with what belongs to it.
pub(super) fn read(kind: DeedKind, request: &v1::TransitionWaybillRequest) -> Result<Deed, Status> {
    Ok(match kind {
        DeedKind::Submit => Deed::Submit,
        DeedKind::Reject => Deed::Reject,
        DeedKind::Accept => Deed::Accept,
        DeedKind::BeginLoading => Deed::BeginLoading,
        DeedKind::LoadingCheck => loading_check(request)?,
        DeedKind::ConfirmLoaded => Deed::ConfirmLoaded,
        DeedKind::Depart => Deed::Depart,
        DeedKind::Arrive => Deed::Arrive,
        DeedKind::BeginUnloading => Deed::BeginUnloading,
        DeedKind::ConfirmUnloaded => Deed::ConfirmUnloaded,
        DeedKind::Sign => Deed::Sign,
        DeedKind::Cancel => Deed::Cancel,
        DeedKind::Abort => Deed::Abort { transferred_to: transferred_to(request)? },
        DeedKind::Noted => Deed::Noted,
        DeedKind::LinkedManifest => Deed::LinkedManifest { manifest: manifest(request)? },
        DeedKind::Amend
        | DeedKind::Archive
        | DeedKind::Expire
        | DeedKind::PassedStructure
        | DeedKind::Deviated => return Err(refuse("deed", Reason::UnknownValue, kind.code())),
    })
}

fn loading_check(request: &v1::TransitionWaybillRequest) -> Result<Deed, Status> {
    let given = request.check.as_ref().ok_or_else(|| refuse("check", Reason::Required, ""))?;
    let check = match v1::loading_check::Item::try_from(given.item) {
        Ok(v1::loading_check::Item::Permits) => LoadingCheck::VehiclePapers,
        Ok(v1::loading_check::Item::People) => LoadingCheck::People,
        Ok(v1::loading_check::Item::Inspection) => LoadingCheck::Inspections,
        Ok(v1::loading_check::Item::Goods) => LoadingCheck::Goods,
        Ok(v1::loading_check::Item::TankSuits) => LoadingCheck::TankMedia,
        Ok(v1::loading_check::Item::Papers) => LoadingCheck::Permits,
        Ok(v1::loading_check::Item::Unspecified) => {
            return Err(refuse("check.item", Reason::Required, ""));
        }
        Ok(v1::loading_check::Item::Gear) | Err(_) => {
            return Err(refuse("check.item", Reason::UnknownValue, given.item));
        }
    };
    let outcome = if given.passed { Outcome::Passed } else { Outcome::Failed };
    Ok(Deed::LoadingCheck { check, outcome })
}

/// A check of the life cycle as documents name it.
pub(super) const fn item_of(check: LoadingCheck) -> LoadingItem {
    match check {
        LoadingCheck::VehiclePapers => LoadingItem::Permits,
        LoadingCheck::People => LoadingItem::People,
        LoadingCheck::Inspections => LoadingItem::Inspection,
        LoadingCheck::Goods => LoadingItem::Goods,
        LoadingCheck::TankMedia => LoadingItem::TankSuits,
        LoadingCheck::Permits => LoadingItem::Papers,
    }
}

fn transferred_to(request: &v1::TransitionWaybillRequest) -> Result<Option<WaybillId>, Status> {
    if request.transferred_to.is_empty() {
        return Ok(None);
    }
    let id = WaybillId::new(&request.transferred_to);
    id.map(Some).map_err(|_| refuse("transferred_to", Reason::InvalidId, ""))
}

fn manifest(request: &v1::TransitionWaybillRequest) -> Result<String, Status> {
    const LENGTH_MAX: usize = 64;
    let length = request.manifest.chars().count();
    if request.manifest.trim().is_empty() {
        return Err(refuse("manifest", Reason::Required, ""));
    }
    if length > LENGTH_MAX {
        return Err(refuse("manifest", Reason::TooLarge, format_args!("{length} > {LENGTH_MAX}")));
    }
    Ok(request.manifest.clone())
}

/// What is confirmed with a deed, where it is one that confirms anything.
pub(super) fn figures(
    request: &v1::TransitionWaybillRequest,
    kind: DeedKind,
    standing: &Standing,
    identity: &str,
    happened_at: Timestamp,
) -> Result<Option<Figures>, Status> {
    let message = v1::Waybill {
        loading: request.loading.clone(),
        unloading: request.unloading.clone(),
        ..v1::Waybill::default()
    };
    let (read, unread) = read_waybill(&message);
    unread.or(()).map_err(|found| status(&found))?;
    let Waybill { loading, unloading, .. } = read;
    Ok(match (kind, loading, unloading) {
        (DeedKind::ConfirmLoaded, Some(mut loading), None) => {
            complete(&mut loading, standing, identity, happened_at);
            Some(Figures::Loading(loading))
        }
        (DeedKind::ConfirmLoaded, None, None) => {
            return Err(refuse("loading", Reason::Required, ""));
        }
        (DeedKind::ConfirmUnloaded | DeedKind::Sign, None, Some(mut unloading)) => {
            unloading.ended_at.get_or_insert(happened_at);
            if unloading.confirmed_by.is_empty() {
                identity.clone_into(&mut unloading.confirmed_by);
            }
            Some(Figures::Unloading(unloading))
        }
        (_, None, None) => None,
        (_, Some(_), _) if kind != DeedKind::ConfirmLoaded => {
            return Err(refuse("loading", Reason::Immutable, format_args!(" ({})", kind.code())));
        }
        _ => {
            return Err(refuse("unloading", Reason::Immutable, format_args!(" ({})", kind.code())));
        }
    })
}

/// Puts into what the loader confirms what the chain already knows: the checks, and when it began.
fn complete(loading: &mut Loading, standing: &Standing, identity: &str, ended_at: Timestamp) {
    let known = LoadingCheck::ALL.iter().filter_map(|check| {
        let passed = standing.checks.of(*check)? == Outcome::Passed;
        Some(Shown { item: item_of(*check), passed, note: String::new() })
    });
    let known: Vec<_> = known.collect();
    let noted = std::mem::take(&mut loading.checks);
    let note_of = |item| noted.iter().find(|it| it.item == item).map(|it| it.note.clone());
    loading.checks = known
        .into_iter()
        .map(|it| Shown { note: note_of(it.item).unwrap_or_default(), ..it })
        .collect();
    // The gear is the loader's to look at, and no check that the life cycle waits for.
    loading.checks.extend(noted.into_iter().filter(|it| it.item == LoadingItem::Gear));
    loading.began_at = loading.began_at.or(standing.reached_at);
    loading.ended_at.get_or_insert(ended_at);
    if loading.confirmed_by.is_empty() {
        identity.clone_into(&mut loading.confirmed_by);
    }
}
