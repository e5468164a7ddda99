//! The server's signing key and the ring of public keys.
//!
//! The key comes with the settings, from a file of the data folder. At the first use after a start
//! it is held against the ring in the records: another key than the one in use takes its place
//! from that instant on, and the old one stays in the ring for what it signed.

use ed25519_dalek::SigningKey;
use placard_domain::Timestamp;
use placard_store::Records;
use placard_store::records::KeptKey;
use placard_waybill::chain::{Holder, Key, KeyId, Keyring, PublicKey};
use tokio::sync::OnceCell;
use tonic::Status;

use crate::fault;

/// The key once it stands in the ring.
pub(crate) struct SignerCell {
    key: SigningKey,
    enrolled: OnceCell<()>,
}

impl SignerCell {
    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(seed), enrolled: OnceCell::new() }
    }

    /// The key that signs, in force at `now`.
    pub(crate) async fn key(
        &self,
        records: &dyn Records,
        now: Timestamp,
    ) -> Result<&SigningKey, Status> {
        let enrol = async || {
            let public = self.key.verifying_key();
            let kept = KeptKey {
                id: KeyId::of(&public).to_string(),
                public_key: public.to_bytes(),
                valid_from: now,
                valid_to: None,
            };
            records.enrol_key(&kept).await.map_err(|error| fault::store(&error))
        };
        self.enrolled.get_or_try_init(enrol).await?;
        Ok(&self.key)
    }
}

/// Every public key of the server.
pub(super) async fn keyring(records: &dyn Records) -> Result<Keyring, Status> {
    let mut ring = Keyring::default();
    for kept in records.signing_keys().await.map_err(|error| fault::store(&error))? {
        let KeptKey { public_key, valid_from, valid_to, .. } = kept;
        let public_key = PublicKey(public_key);
        let key = Key { public_key, holder: Holder::Server, valid_from, valid_to };
        ring.add(key).map_err(|error| fault::internal(&error))?;
    }
    Ok(ring)
}
