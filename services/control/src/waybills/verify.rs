//! Proofs: of a chain with all that hangs on it, and the keys by which anybody can prove it.

use placard_api::errors::refuse;
use placard_api::v1::verify_waybill_response::Broken as Told;
use placard_api::{time_to, v1};
use placard_domain::{Reason, Text};
use placard_store::records::{KeptLink, KeptVersion, KeptWaybill};
use placard_waybill::chain::{Broken, Chain, Head, Link, Proof};
use placard_waybill::lifecycle::{Fingerprint, WaybillId};
use tonic::Status;

use super::document::figures_agree;
use super::file::seen;
use super::report::text;
use super::signer::keyring;
use super::write::state;
use super::written::resource;
use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// Proves a chain, or names its first broken link.
pub(super) async fn verify(
    hall: &Hall,
    call: &Call,
    request: &v1::VerifyWaybillRequest,
) -> Result<v1::VerifyWaybillResponse, Status> {
    call.about(resource(&request.id));
    let kept = seen(hall, call, &request.id).await?;
    let failed = |error| fault::store(&error);
    let links = hall.records().waybill_links(&kept.id).await.map_err(failed)?;
    let versions = hall.records().waybill_versions(&kept.id).await.map_err(failed)?;
    let ring = keyring(hall.records()).await?;
    let known = head(request)?;
    let documents = |version: u32| {
        let kept = versions.iter().find(|kept| kept.version == version)?;
        Some(Fingerprint::of(kept.document.as_bytes()))
    };
    let chain = match read(&kept.id, &links) {
        Ok(chain) => chain,
        Err(told) => return Ok(told_of(told)),
    };
    let own = Head {
        waybill: chain.waybill.clone(),
        sequence: kept.links.saturating_sub(1),
        hash: Fingerprint(kept.head),
    };
    let proof = chain.verify_to(&own, &ring, &documents);
    let proof = match known {
        Some(known) if proof.is_ok() => chain.verify_to(&known, &ring, &documents),
        _ => proof,
    };
    // Of two faults the earlier link's is told.
    let strange = strange_figures(&chain, &links);
    Ok(match (proof, strange) {
        (Err(broken), Some(told)) if (broken.link as u64) > told.sequence => told_of(told),
        (Err(broken), _) => told_of(told(&broken)),
        (Ok(_), Some(told)) => told_of(told),
        (Ok(proof), None) => match strange_row(&proof, &kept, &versions) {
            Some(told) => told_of(told),
            None => holds(&proof),
        },
    })
}

fn head(request: &v1::VerifyWaybillRequest) -> Result<Option<Head>, Status> {
    if request.head_hash.is_empty() {
        return Ok(None);
    }
    let hash = request.head_hash.parse();
    let hash = hash.map_err(|error| refuse("head_hash", Reason::Malformed, error))?;
    let waybill = WaybillId::new(&request.id).map_err(|error| fault::internal(&error))?;
    Ok(Some(Head { waybill, sequence: request.head_sequence, hash }))
}

/// The chain, or the first link whose bytes are none.
fn read(id: &str, links: &[KeptLink]) -> Result<Chain, Told> {
    let unreadable = |sequence: usize, why: &Text| {
        let number = sequence + 1;
        let text = Text::new(
            format!("第{number}条记录：无法读取（{}）", why.zh),
            format!("link {number}: cannot be read ({})", why.en),
        );
        tell(sequence as u64, "UNREADABLE", &text)
    };
    let no_id = |_| unreadable(0, &Text::new("运单标识无效", "the waybill's id is none"));
    let mut chain = Chain::new(WaybillId::new(id).map_err(no_id)?);
    for (sequence, kept) in links.iter().enumerate() {
        let link = Link::decode(&kept.bytes);
        chain.links.push(link.map_err(|error| unreadable(sequence, &error.text()))?);
    }
    Ok(chain)
}

/// The first link beside which something else is kept than was confirmed with it.
fn strange_figures(chain: &Chain, links: &[KeptLink]) -> Option<Told> {
    let mut pairs = chain.links.iter().zip(links);
    let (link, _) = pairs.find(|(link, kept)| !figures_agree(&link.event.note, kept))?;
    let number = link.sequence + 1;
    let text = Text::new(
        format!("第{number}条记录：确认的装卸数据与封存时不同"),
        format!("link {number}: what was confirmed is not what was sealed"),
    );
    Some(tell(link.sequence, "FIGURES_MISMATCH", &text))
}

/// A row that stands elsewhere than its chain, or whose document is not its version's.
fn strange_row(proof: &Proof, kept: &KeptWaybill, versions: &[KeptVersion]) -> Option<Told> {
    let document = versions.iter().find(|it| it.version == kept.version);
    let hash = document.map(|it| Fingerprint::of(it.document.as_bytes()).0);
    let agrees = proof.standing.state.code() == kept.state
        && proof.standing.version == kept.version
        && hash == Some(kept.hash);
    let text =
        Text::new("运单当前记录与其链不符", "the waybill's row is not where its chain stands");
    (!agrees).then(|| tell(proof.head.sequence, "ROW_MISMATCH", &text))
}

fn tell(sequence: u64, reason: &str, words: &Text) -> Told {
    Told { sequence, reason: reason.to_owned(), text: Some(text(words)) }
}

fn told(broken: &Broken) -> Told {
    tell(broken.link as u64, broken.what.code(), &broken.text())
}

fn told_of(broken: Told) -> v1::VerifyWaybillResponse {
    v1::VerifyWaybillResponse { broken: Some(broken), ..v1::VerifyWaybillResponse::default() }
}

fn holds(proof: &Proof) -> v1::VerifyWaybillResponse {
    v1::VerifyWaybillResponse {
        holds: true,
        head: Some(v1::ChainHead {
            sequence: proof.head.sequence,
            hash: proof.head.hash.to_string(),
        }),
        state: state(proof.standing.state),
        keys: proof.keys.iter().map(ToString::to_string).collect(),
        broken: None,
    }
}

/// The server's public keys, old ones among them; the one in use stands there from the first
/// asking on.
pub(super) async fn keys(hall: &Hall) -> Result<v1::Keys, Status> {
    hall.signer().key(hall.records(), hall.now()).await?;
    let ring = keyring(hall.records()).await?;
    let keys = ring.keys().map(|(id, key)| v1::keys::Key {
        id: id.to_string(),
        public_key: key.public_key.to_string(),
        valid_from: Some(time_to(key.valid_from)),
        valid_to: key.valid_to.map(time_to),
    });
    Ok(v1::Keys { keys: keys.collect() })
}
