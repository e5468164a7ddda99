//! Who asks: put into every request's extensions by the one place of identity (`placard-control`),
//! read by whatever serves the request.

use placard_domain::OrganisationId;

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name that stands in the audit and on alerts.
    pub name: String,
    /// The organisation whose records they see; `None`: all.
    pub organisation: Option<OrganisationId>,
    /// What they may do.
    pub role: Role,
}

/// What a caller may do. Each method's rule in `placard-control` names the roles it lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Everything (平台管理员).
    Administrator,
    /// Reads everything of their jurisdiction, works alerts (值班民警).
    Officer,
    /// Keeps a carrier's vehicles, terminals and people, reads their tracks and alerts (企业监控员).
    Dispatcher,
    /// Writes waybills for the firms of their organisation, loads and receives (托运、装货、收货单位).
    Shipper,
    /// Sends fixes (车队平台).
    Platform,
    /// Reads (只读).
    Reader,
}

impl Caller {
    /// Whether a record of `organisation` is theirs to see.
    #[must_use]
    pub fn sees(&self, organisation: &OrganisationId) -> bool {
        self.organisation.as_ref().is_none_or(|own| own == organisation)
    }
}
