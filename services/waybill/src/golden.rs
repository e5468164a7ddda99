//! Golden waybills: realistic documents, each with exactly what is to be found in it and the clause
//! that justifies it. The tests hold the checks against them; the bench runs over them.
//!
//! A file is JSON: `says` (zh, en), `now`, `waybill` or `from` (another file's name) with `change`
//! (a merge patch of RFC 7396 on its waybill), `engagements`, `unread`, and `expect`. Register
//! files hold arrays of `carriers`, `parties`, `people`, `vehicles`, `tanks`, `sites`.

use std::collections::BTreeMap;

use placard_domain::registry::{Carrier, Party, Person, Site, Tank};
use placard_domain::vehicle::Vehicle;
use placard_domain::violation::Reason;
use placard_domain::waybill::Waybill;
use placard_domain::{Text, Timestamp, Violations};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::check::Severity;
use crate::register::Register;
use crate::report::{Report, Verdict};
use crate::subject::{Engagement, RouteVerdict};

/// A golden file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Golden {
    /// What the load is, and what is wrong with it.
    pub says: Text,
    /// The instant at which it is checked.
    pub now: Timestamp,
    /// The document; none: another's, changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waybill: Option<Value>,
    /// The file whose document this one's is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// But for these changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Value>,
    /// Other waybills in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub engagements: Vec<Engagement>,
    /// What the router says; none: that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteVerdict>,
    /// What of the document could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// What is to be found.
    pub expect: Expected,
}

/// A field that could not be read, as whoever decodes a request says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Unread {
    /// Where.
    pub field: String,
    /// The code of its reason.
    pub reason: String,
    /// What stood there.
    pub detail: String,
}

impl Golden {
    /// What could not be read, as a validation is asked with it; a reason that is none is left out.
    #[must_use]
    pub fn unread(&self) -> Violations {
        let mut all = Violations::new();
        for unread in &self.unread {
            if let Some(reason) = Reason::ALL.iter().find(|it| it.code() == unread.reason) {
                all.push(unread.field.as_str(), *reason, &unread.detail);
            }
        }
        all
    }
}

/// What is to be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expected {
    /// All told.
    pub verdict: Verdict,
    /// Each finding, in order.
    pub findings: Vec<ExpectedFinding>,
}

/// One finding, and what justifies it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpectedFinding {
    /// The check.
    pub check: String,
    /// How grave.
    pub severity: Severity,
    /// Where.
    pub field: String,
    /// By which clause.
    pub clause: String,
    /// The value suggested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Expected {
    /// What a report has found, in this form.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let finding = |found: &crate::check::Finding| ExpectedFinding {
            check: found.check.to_owned(),
            severity: found.severity,
            field: found.field.clone(),
            clause: found.clause.en.clone(),
            suggestion: found.suggestion.as_ref().map(|suggestion| suggestion.value.clone()),
        };
        Self { verdict: report.verdict, findings: report.findings.iter().map(finding).collect() }
    }
}

/// What a register file holds.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RegisterFile {
    carriers: Vec<Carrier>,
    parties: Vec<Party>,
    people: Vec<Person>,
    vehicles: Vec<Vehicle>,
    tanks: Vec<Tank>,
    sites: Vec<Site>,
}

/// Why golden files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// A file is not of the form above.
    #[error("{0}: {1}")]
    Form(String, serde_json::Error),
    /// A file stands on one that is not there, or on itself.
    #[error("{0}: stands on {1}, which leads to no document")]
    Missing(String, String),
}

/// Puts what register files hold into a register.
///
/// # Errors
/// Where a file is not of the form.
pub fn register<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Register, GoldenError> {
    let mut register = Register::default();
    for (name, text) in files {
        let read = serde_json::from_str(text);
        let file: RegisterFile = read.map_err(|error| GoldenError::Form(name.into(), error))?;
        file.carriers.into_iter().for_each(|it| register.put(it));
        file.parties.into_iter().for_each(|it| register.put(it));
        file.people.into_iter().for_each(|it| register.put(it));
        file.vehicles.into_iter().for_each(|it| register.put(it));
        file.tanks.into_iter().for_each(|it| register.put(it));
        file.sites.into_iter().for_each(|it| register.put(it));
    }
    Ok(register)
}

/// Golden files by name, each with its whole document.
#[derive(Debug)]
pub struct Goldens {
    /// By name.
    pub all: BTreeMap<String, (Golden, Waybill)>,
    /// Each document as JSON.
    pub documents: BTreeMap<String, Value>,
}

impl Goldens {
    /// Reads files, given by name.
    ///
    /// # Errors
    /// Where a file is not of the form, or stands on one that is not there.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, GoldenError> {
        let form = |name: &str| {
            let name = name.to_owned();
            move |error| GoldenError::Form(name, error)
        };
        let mut read = BTreeMap::new();
        for (name, text) in files {
            let golden: Golden = serde_json::from_str(text).map_err(form(name))?;
            read.insert(name.to_owned(), golden);
        }
        let (mut all, mut documents) = (BTreeMap::new(), BTreeMap::new());
        for (name, golden) in &read {
            let document = document(name, golden, &read)?;
            let waybill = serde_json::from_value(document.clone()).map_err(form(name))?;
            all.insert(name.clone(), (golden.clone(), waybill));
            documents.insert(name.clone(), document);
        }
        Ok(Self { all, documents })
    }
}

/// The whole document of a file: its own, or another's, changed.
fn document(
    name: &str,
    golden: &Golden,
    all: &BTreeMap<String, Golden>,
) -> Result<Value, GoldenError> {
    let mut changes = Vec::new();
    let mut at = golden;
    let mut document = loop {
        changes.extend(&at.change);
        if let Some(document) = &at.waybill {
            break document.clone();
        }
        let from = at.from.as_deref().unwrap_or_default();
        let missing = || GoldenError::Missing(name.to_owned(), from.to_owned());
        at = all.get(from).filter(|_| changes.len() <= all.len()).ok_or_else(missing)?;
    };
    changes.into_iter().rev().for_each(|change| merge(&mut document, change));
    Ok(document)
}

/// RFC 7396: what is null is taken away, objects are merged, all else is replaced. An array is
/// merged by index where the patch is an object whose keys are indices: one goods line can be
/// changed alone.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *target = patch.clone();
        return;
    };
    if let Value::Array(items) = target
        && !fields.is_empty()
        && fields.keys().all(|key| key.parse::<usize>().is_ok_and(|at| at < items.len()))
    {
        for (key, value) in fields {
            let at = key.parse::<usize>().unwrap_or_default();
            merge(&mut items[at], value);
        }
        return;
    }
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(map) = target else { return };
    for (key, value) in fields {
        if value.is_null() {
            map.remove(key);
        } else {
            merge(map.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}
