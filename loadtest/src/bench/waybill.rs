//! Whole validations a second and core: from a decoded waybill to its report, over the golden
//! waybills, with their register and all lists loaded; the router is not asked.
//!
//! The peer is a JSON Schema of the same document (`waybill/schema.json`: types, lengths, patterns,
//! what must be there) on the same documents, decoded too: what a form check alone costs.

mod http;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use placard_domain::{Text, Violations};
use placard_waybill::golden::{Golden, Goldens, register};
use placard_waybill::lists::Lists;
use placard_waybill::register::Register;
use placard_waybill::report::validate;
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, RouteVerdict, Subject};

use super::timing::in_turn;
use crate::error::Error;
use crate::report::{Figure, Plan, Report};

const PEER: &str = "JSON Schema of the same document alone";
const SCHEMA: &str = include_str!("waybill/schema.json");

/// Runs the bench.
///
/// # Errors
/// Where the golden files cannot be read.
pub fn run(plan: Plan) -> Result<Report, Error> {
    let town = Town::open()?;
    let rounds = plan.pick(20, 400);
    let documents = town.goldens.documents.len();
    let schema = serde_json::from_str(SCHEMA).map_err(|error| error.to_string())?;
    let schema = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
    let formed = town.goldens.documents.values().filter(|it| schema.is_valid(it)).count();
    let (ours, peer) = in_turn(
        || (0..rounds).map(|_| town.validate_all()).sum::<usize>(),
        || {
            let all = || town.goldens.documents.values();
            (0..rounds)
                .map(|_| all().map(|it| schema.iter_errors(it).count()).sum::<usize>())
                .sum::<usize>()
        },
    );
    let validations = (rounds * documents) as f64;
    let asked: Vec<String> = readable(&town);
    let (waits, rate) = http::latencies(&asked, Duration::from_secs(plan.pick(3, 15)))?;
    let p = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    let figures = vec![
        Figure::new("validations_per_second_per_core", validations / ours, "1/s")
            .goal("> 100000")
            .beats(PEER, validations / peer),
        Figure::new("validate_http_p50_ms", p(0.5), "ms"),
        Figure::new("validate_http_p99_ms", p(0.99), "ms"),
        Figure::new("validate_http_per_second", rate, "1/s"),
        Figure::new("golden_waybills", documents as f64, ""),
        Figure::new("golden_waybills_of_valid_form", formed as f64, ""),
    ];
    Ok(Report::new("waybill", plan, figures))
}

/// The documents that the door can read, as JSON: what is no date is told by its own finding there.
fn readable(town: &Town) -> Vec<String> {
    let all = town.goldens.documents.iter();
    let read = all.filter(|(name, _)| town.unread[*name].is_empty());
    read.map(|(_, document)| document.to_string()).collect()
}

struct Town {
    goldens: Goldens,
    register: Register,
    lists: Lists,
    zone: TimeZone,
    settings: Settings,
    route: RouteVerdict,
    unread: BTreeMap<String, Violations>,
}

impl Town {
    fn open() -> Result<Self, Error> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/waybill/tests/golden");
        let wrong = |error: placard_waybill::golden::GoldenError| Error::from(error.to_string());
        let goldens = Goldens::read(refs(&files(&folder)?)).map_err(wrong)?;
        let unread = goldens.all.iter().map(|(name, (golden, _))| (name.clone(), golden.unread()));
        Ok(Self {
            unread: unread.collect(),
            goldens,
            register: register(refs(&files(&folder.join("register"))?)).map_err(wrong)?,
            lists: Lists::embedded(),
            zone: TimeZone::get("Asia/Shanghai").map_err(|error| error.to_string())?,
            settings: Settings::default(),
            route: RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded")),
        })
    }

    /// Every golden waybill once; how many findings there were.
    fn validate_all(&self) -> usize {
        let Self { register, lists, settings, zone, .. } = self;
        let one = |((golden, waybill), unread): (&(Golden, _), _)| {
            let (now, engagements) = (golden.now, golden.engagements.as_slice());
            let route = golden.route.as_ref().unwrap_or(&self.route);
            let asked = Asked { lists, register, settings, now, zone, engagements, route, unread };
            validate(&Subject::new(waybill, asked)).findings.len()
        };
        self.goldens.all.values().zip(self.unread.values()).map(one).sum()
    }
}

/// The JSON files of a folder, by name.
fn files(folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.extension().is_some_and(|it| it == "json")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            files.insert(name.to_owned(), std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

fn refs(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
}
