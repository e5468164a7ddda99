//! The canonical bytes of events, facts and links: the order of their fields is the contract.

use crate::lifecycle::{
    Actor, Deed, DeedKind, Event, Facts, LoadingCheck, Outcome, Parties, Role, State,
};

use super::canon::{Canon, Reader, Undecodable, arrays, fields, tags, write_text};
use super::keys::{KeyId, Signed};
use super::link::{Link, Seal};

tags!(Role, DeedKind, LoadingCheck, Outcome, State);
arrays!(KeyId, Signed);

fields!(Parties { consignor, carrier, loader, consignee, drivers });
fields!(Event { id, waybill, actor, identity, deed, at, happened_at, version, document, note });
fields!(Facts {
    parties,
    findings_errors,
    is_tank,
    has_actual_mass,
    has_seals,
    has_received_quantity,
    expires_at,
    tolerance,
});
fields!(Seal { key_id, signature });
fields!(Link { sequence, previous, event, facts, hash, own_seal, seal });

/// The role, and the id where the role has one.
impl Canon for Actor {
    fn write(&self, out: &mut Vec<u8>) {
        self.role().write(out);
        if let Some(id) = self.id() {
            write_text(id, out);
        }
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        Ok(match Role::read(from)? {
            Role::Consignor => Self::Consignor(Canon::read(from)?),
            Role::Carrier => Self::Carrier(Canon::read(from)?),
            Role::Loader => Self::Loader(Canon::read(from)?),
            Role::Driver => Self::Driver(Canon::read(from)?),
            Role::Consignee => Self::Consignee(Canon::read(from)?),
            Role::Officer => Self::Officer(Canon::read(from)?),
            Role::Tracking => Self::Tracking,
            Role::Clock => Self::Clock,
        })
    }
}

/// The kind, and what belongs to it.
impl Canon for Deed {
    fn write(&self, out: &mut Vec<u8>) {
        self.kind().write(out);
        match self {
            Self::LoadingCheck { check, outcome } => {
                check.write(out);
                outcome.write(out);
            }
            Self::Abort { transferred_to } => transferred_to.write(out),
            Self::PassedStructure { zone } => zone.write(out),
            Self::LinkedManifest { manifest } => manifest.write(out),
            _ => {}
        }
    }
    fn read(from: &mut Reader<'_>) -> Result<Self, Undecodable> {
        Ok(match DeedKind::read(from)? {
            DeedKind::Amend => Self::Amend,
            DeedKind::Submit => Self::Submit,
            DeedKind::Reject => Self::Reject,
            DeedKind::Accept => Self::Accept,
            DeedKind::BeginLoading => Self::BeginLoading,
            DeedKind::LoadingCheck => {
                Self::LoadingCheck { check: Canon::read(from)?, outcome: Canon::read(from)? }
            }
            DeedKind::ConfirmLoaded => Self::ConfirmLoaded,
            DeedKind::Depart => Self::Depart,
            DeedKind::Arrive => Self::Arrive,
            DeedKind::BeginUnloading => Self::BeginUnloading,
            DeedKind::ConfirmUnloaded => Self::ConfirmUnloaded,
            DeedKind::Sign => Self::Sign,
            DeedKind::Archive => Self::Archive,
            DeedKind::Cancel => Self::Cancel,
            DeedKind::Abort => Self::Abort { transferred_to: Canon::read(from)? },
            DeedKind::Expire => Self::Expire,
            DeedKind::PassedStructure => Self::PassedStructure { zone: Canon::read(from)? },
            DeedKind::Deviated => Self::Deviated,
            DeedKind::Noted => Self::Noted,
            DeedKind::LinkedManifest => Self::LinkedManifest { manifest: Canon::read(from)? },
        })
    }
}
