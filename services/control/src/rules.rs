//! `RuleService`: the rules, and what each jurisdiction sets of them.

mod change;
mod simulate;
mod standing;

use placard_api::errors::refuse;
use placard_api::v1;
use placard_api::v1::rule_service_server::RuleService;
use placard_domain::rule::Spec;
use placard_domain::{JurisdictionId, Reason};
use placard_engine::rules::{SPECS, spec};
use placard_store::records::Kind;
use tonic::{Request, Response, Status};

use crate::call::Call;
use crate::fault;
use crate::hall::Hall;

/// The service.
pub(crate) struct RuleDesk(pub(crate) Hall);

#[tonic::async_trait]
impl RuleService for RuleDesk {
    async fn get_rule(
        &self,
        request: Request<v1::GetRuleRequest>,
    ) -> Result<Response<v1::Rule>, Status> {
        let (_, request) = Call::of(request)?;
        let spec = known(&request.id)?;
        let area = area(&self.0, "jurisdiction_id", &request.jurisdiction_id).await?;
        standing::of(&self.0, spec, &area).await.map(Response::new)
    }

    async fn list_rules(
        &self,
        request: Request<v1::ListRulesRequest>,
    ) -> Result<Response<v1::ListRulesResponse>, Status> {
        let (call, mut request) = Call::of(request)?;
        let page = self.0.pages().open(&call, &mut request)?;
        let area = area(&self.0, "jurisdiction_id", &request.jurisdiction_id).await?;
        let after = page.cursor.as_deref().unwrap_or_default();
        let mut specs: Vec<_> = SPECS.iter().filter(|spec| spec.id.as_bytes() > after).collect();
        specs.sort_by_key(|spec| spec.id);
        let more = specs.len() > page.size;
        specs.truncate(page.size);
        let mut rules = Vec::with_capacity(specs.len());
        for spec in &specs {
            rules.push(standing::of(&self.0, spec, &area).await?);
        }
        let last = specs.last().filter(|_| more);
        let next = last.map(|spec| self.0.pages().next(&page, spec.id.as_bytes()));
        let next_page_token = next.unwrap_or_default();
        Ok(Response::new(v1::ListRulesResponse { rules, next_page_token }))
    }

    async fn update_rule(
        &self,
        request: Request<v1::UpdateRuleRequest>,
    ) -> Result<Response<v1::Rule>, Status> {
        let (call, request) = Call::of(request)?;
        change::update(&self.0, &call, &request).await.map(Response::new)
    }

    async fn simulate_rules(
        &self,
        request: Request<v1::SimulateRulesRequest>,
    ) -> Result<Response<v1::SimulateRulesResponse>, Status> {
        let (call, request) = Call::of(request)?;
        simulate::simulate(&self.0, &call, &request).await.map(Response::new)
    }
}

/// A rule by its id.
fn known(id: &str) -> Result<&'static Spec, Status> {
    spec(id).ok_or_else(|| fault::not_found("rule", id))
}

/// The jurisdiction that a request means: one that there is, or the server's own.
async fn area(hall: &Hall, field: &str, id: &str) -> Result<JurisdictionId, Status> {
    let own = hall.jurisdiction();
    if id.is_empty() || id == own.as_str() {
        return Ok(own.clone());
    }
    let read = JurisdictionId::new(id).map_err(|_| refuse(field, Reason::InvalidId, ""))?;
    let there = hall.records().item(Kind::Jurisdiction, id).await;
    match there.map_err(|error| fault::store(&error))? {
        Some(_) => Ok(read),
        None => Err(refuse(field, Reason::NoSuchReference, id)),
    }
}

/// What a jurisdiction sets is law, and so are the lists: the authority's to write and to try,
/// whatever firm has administrators.
pub(crate) fn refuse_strangers(hall: &Hall, call: &Call) -> Result<(), Status> {
    match &call.caller().organisation {
        Some(own) if own != hall.authority() => Err(refuse("", Reason::PermissionDenied, own)),
        _ => Ok(()),
    }
}
