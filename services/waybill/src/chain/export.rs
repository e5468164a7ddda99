//! A link as bytes, to be stored one by one; a whole chain as bytes and as JSON, to be sent,
//! shown and verified elsewhere.
//!
//! The bytes of a link are the format (u8, 1) and the link; of a chain, `PWBC`, the format (u8, 1),
//! the waybill's id, and the links as a list; all in the canonical spelling of
//! [`canon`](super::canon) and `layout.rs`. JSON carries the same fields by their names, bytes as
//! lower-case hexadecimal, instants as RFC 3339.

use serde::{Deserialize, Serialize};

use crate::lifecycle::WaybillId;

use super::Chain;
use super::canon::{Canon, Flaw, Reader, Undecodable};
use super::link::Link;

const MAGIC: &[u8] = b"PWBC";
const FORMAT: u8 = 1;

/// A chain as JSON carries it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Page {
    format: u8,
    waybill: WaybillId,
    links: Vec<Link>,
}

impl Link {
    /// The link as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        FORMAT.write(&mut bytes);
        self.write(&mut bytes);
        bytes
    }

    /// Reads what [`Link::encode`] wrote.
    ///
    /// # Errors
    /// [`Undecodable`] where it wrote no such bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Undecodable> {
        let mut from = Reader::new(bytes);
        read_format(&mut from)?;
        let link = Canon::read(&mut from)?;
        from.end().map(|()| link)
    }
}

fn read_format(from: &mut Reader<'_>) -> Result<(), Undecodable> {
    let fault = from.fault(Flaw::Format);
    if u8::read(from)? == FORMAT { Ok(()) } else { Err(fault) }
}

impl Chain {
    /// The chain as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        FORMAT.write(&mut bytes);
        self.waybill.write(&mut bytes);
        self.links.write(&mut bytes);
        bytes
    }

    /// Reads what [`Chain::encode`] wrote, and says nothing of whether it holds: see
    /// [`Chain::verify`].
    ///
    /// # Errors
    /// [`Undecodable`] where it wrote no such bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Undecodable> {
        let mut from = Reader::new(bytes);
        if from.take(MAGIC.len())? != MAGIC {
            return Err(Undecodable { at: 0, why: Flaw::NotAChain });
        }
        read_format(&mut from)?;
        let (waybill, links) = (Canon::read(&mut from)?, Canon::read(&mut from)?);
        from.end().map(|()| Self { waybill, links })
    }

    /// The chain as JSON.
    ///
    /// # Errors
    /// None that is known: every field has a spelling in JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let Self { waybill, links } = self.clone();
        serde_json::to_string(&Page { format: FORMAT, waybill, links })
    }

    /// Reads what [`Chain::to_json`] wrote.
    ///
    /// # Errors
    /// The text is no JSON, lacks a field, or has one that is not known here.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let Page { format, waybill, links } = serde_json::from_str(text)?;
        if format == FORMAT {
            Ok(Self { waybill, links })
        } else {
            Err(serde::de::Error::custom(format_args!("format {format} is not known here")))
        }
    }
}
