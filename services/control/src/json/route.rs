//! Which method a verb and a path mean: the table that the protos' annotations make.
//!
//! A template has literal segments and `{field.path}` segments; its last may end in a custom verb,
//! `:acknowledge`. Ids hold no colon, so that the last one in a path begins its verb.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::Method;
use prost_reflect::{
    DescriptorPool, MessageDescriptor, MethodDescriptor, ReflectMessage as _, Value,
};

use super::request::percent_decoded;

/// Why a rule cannot be served.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{method}: {template:?} is no path that can be served")]
pub struct RouteError {
    method: String,
    template: String,
}

/// One method at one path.
#[derive(Debug)]
pub(super) struct Route {
    verb: Method,
    segments: Vec<Segment>,
    custom: Option<String>,
    /// `placard.v1.FleetService/GetVehicle`.
    pub(super) method: String,
    pub(super) input: MessageDescriptor,
    pub(super) output: MessageDescriptor,
    /// What the body fills: a field's name, `*`, or nothing.
    pub(super) body: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Field(String),
}

/// Every route there is.
#[derive(Debug)]
pub(super) struct Table(Vec<Arc<Route>>);

/// A route that was found, with what its path says.
pub(super) struct Bound {
    pub(super) route: Arc<Route>,
    pub(super) fields: Vec<(String, String)>,
}

/// What a verb and a path lead to.
pub(super) enum Found {
    Method(Bound),
    /// The path is there for these verbs alone.
    Path(String),
    Nothing,
}

impl Table {
    /// The routes of every unary method in the pool that has a rule.
    pub(super) fn new(pool: &DescriptorPool) -> Result<Self, RouteError> {
        let mut routes = Vec::new();
        for service in pool.services() {
            for method in service.methods() {
                routes.extend(route_of(pool, &method)?.map(Arc::new));
            }
        }
        Ok(Self(routes))
    }

    /// Each of them, in the order of the protos.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// What the verb and the path mean.
    pub(super) fn find(&self, verb: &Method, path: &str) -> Found {
        let (path, custom) = match path.rsplit_once(':') {
            Some((path, custom)) if !custom.contains('/') => (path, Some(custom)),
            _ => (path, None),
        };
        let asked: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let mut allowed = BTreeSet::new();
        for route in &self.0 {
            if route.custom.as_deref() != custom {
                continue;
            }
            let Some(fields) = route.fields(&asked) else { continue };
            if route.verb == *verb {
                return Found::Method(Bound { route: Arc::clone(route), fields });
            }
            allowed.insert(route.verb.as_str());
        }
        match allowed.is_empty() {
            true => Found::Nothing,
            false => Found::Path(allowed.into_iter().collect::<Vec<_>>().join(", ")),
        }
    }
}

impl Route {
    pub(super) fn verb(&self) -> &Method {
        &self.verb
    }

    /// Its path with its fields in braces: `/v1/zones/{zone.id}`.
    pub(super) fn template(&self) -> String {
        let mut template = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Literal(literal) => template.push_str(&format!("/{literal}")),
                Segment::Field(field) => template.push_str(&format!("/{{{field}}}")),
            }
        }
        if let Some(custom) = &self.custom {
            template.push_str(&format!(":{custom}"));
        }
        template
    }

    /// The fields that its path fills.
    pub(super) fn path_fields(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Field(field) => Some(field.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// What the path says of fields; `None` where it is another path.
    fn fields(&self, asked: &[&str]) -> Option<Vec<(String, String)>> {
        if asked.len() != self.segments.len() {
            return None;
        }
        let mut fields = Vec::new();
        for (segment, part) in self.segments.iter().zip(asked) {
            match segment {
                Segment::Literal(literal) if literal == part => {}
                Segment::Field(field) if !part.is_empty() => {
                    fields.push((field.clone(), percent_decoded(part)?));
                }
                Segment::Literal(_) | Segment::Field(_) => return None,
            }
        }
        Some(fields)
    }
}

/// Whether a method is served at a path.
pub(super) fn has_path(method: &MethodDescriptor) -> bool {
    rule_of(method.parent_pool(), method).is_some()
}

fn route_of(pool: &DescriptorPool, method: &MethodDescriptor) -> Result<Option<Route>, RouteError> {
    let name = format!("{}/{}", method.parent_service().full_name(), method.name());
    let Some((verb, template, body)) = rule_of(pool, method) else { return Ok(None) };
    let error = || RouteError { method: name.clone(), template: template.clone() };
    if method.is_client_streaming() || method.is_server_streaming() {
        return Err(error());
    }
    let (segments, custom) = parse(&template).ok_or_else(error)?;
    Ok(Some(Route {
        verb,
        segments,
        custom,
        method: name,
        input: method.input(),
        output: method.output(),
        body,
    }))
}

/// Verb, template and body of a method's `google.api.http`.
fn rule_of(pool: &DescriptorPool, method: &MethodDescriptor) -> Option<(Method, String, String)> {
    let extension = pool.get_extension_by_name("google.api.http")?;
    let options = method.options();
    if !options.has_extension(&extension) {
        return None;
    }
    let Value::Message(rule) = options.get_extension(&extension).into_owned() else { return None };
    let verbs = [
        ("get", Method::GET),
        ("put", Method::PUT),
        ("post", Method::POST),
        ("delete", Method::DELETE),
        ("patch", Method::PATCH),
    ];
    let has = |name: &str| {
        let field = rule.descriptor().get_field_by_name(name)?;
        rule.has_field(&field).then(|| rule.get_field(&field).as_str().map(str::to_owned))?
    };
    let (verb, template) = verbs.into_iter().find_map(|(name, verb)| Some((verb, has(name)?)))?;
    Some((verb, template, has("body").unwrap_or_default()))
}

fn parse(template: &str) -> Option<(Vec<Segment>, Option<String>)> {
    let (path, custom) = match template.rsplit_once(':') {
        Some((path, custom)) => (path, Some(custom.to_owned())),
        None => (template, None),
    };
    let segments = path.strip_prefix("/v1/")?.split('/').map(segment);
    let mut all = vec![Segment::Literal("v1".to_owned())];
    all.extend(segments.collect::<Option<Vec<_>>>()?);
    Some((all, custom))
}

fn segment(text: &str) -> Option<Segment> {
    let plain = |text: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !text.is_empty() && text.chars().all(allowed)
    };
    match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(field) => plain(field).then(|| Segment::Field(field.to_owned())),
        None => plain(text).then(|| Segment::Literal(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(verb: Method, path: &str) -> String {
        let table = Table::new(crate::contract::pool()).unwrap();
        match table.find(&verb, path) {
            Found::Method(Bound { route, fields }) => format!("{} {fields:?}", route.method),
            Found::Path(allowed) => allowed,
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn paths_fields_and_custom_verbs_are_told_apart() {
        let expected = [
            (Method::GET, "/v1/vehicles", "placard.v1.FleetService/ListVehicles []"),
            (
                Method::GET,
                "/v1/vehicles/a%2Db",
                r#"placard.v1.FleetService/GetVehicle [("id", "a-b")]"#,
            ),
            (
                Method::PATCH,
                "/v1/vehicles/v1",
                r#"placard.v1.FleetService/UpdateVehicle [("vehicle.id", "v1")]"#,
            ),
            (
                Method::GET,
                "/v1/vehicles/v1/track",
                r#"placard.v1.FleetService/GetTrack [("id", "v1")]"#,
            ),
            (Method::POST, "/v1/zones:query", "placard.v1.ZoneService/QueryZones []"),
            (
                Method::POST,
                "/v1/alerts/a:close",
                r#"placard.v1.AlertService/CloseAlert [("id", "a")]"#,
            ),
            (Method::POST, "/v1/fixes:ingest", "placard.v1.TelemetryService/IngestFixes []"),
            (Method::PUT, "/v1/vehicles", "GET, POST"),
            (Method::GET, "/v1/zones:query", "POST"),
            (Method::GET, "/v1/vehicles/", "nothing"),
            (Method::GET, "/v1/vehicles/v1:fly", "nothing"),
            (Method::GET, "/v1/dragons", "nothing"),
        ];
        for (verb, path, found) in expected {
            assert_eq!(find(verb.clone(), path), found, "{verb} {path}");
        }
    }

    #[test]
    fn no_two_methods_share_a_path() {
        let table = Table::new(crate::contract::pool()).unwrap();
        let mut seen = BTreeSet::new();
        for route in &table.0 {
            let shape: Vec<_> = route
                .segments
                .iter()
                .map(|segment| match segment {
                    Segment::Literal(literal) => literal.as_str(),
                    Segment::Field(_) => "{}",
                })
                .collect();
            let place = format!("{} {}:{:?}", route.verb, shape.join("/"), route.custom);
            assert!(seen.insert(place), "{}", route.method);
        }
    }

    #[test]
    fn a_template_that_cannot_be_served_is_refused() {
        for wrong in ["/v2/x", "v1/x", "/v1/", "/v1/{a=b/*}", "/v1/**", "/v1/x/{}"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
