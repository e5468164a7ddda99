//! A town to check waybills in: the golden files, their register, the lists that ship.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use placard_domain::waybill::Waybill;
use placard_domain::{Text, Timestamp, Violations};
use placard_waybill::golden::{Goldens, register};
use placard_waybill::lists::Lists;
use placard_waybill::register::Register;
use placard_waybill::report::{Report, validate};
use placard_waybill::settings::Settings;
use placard_waybill::subject::{Asked, Engagement, RouteVerdict, Subject};

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let json = entries.filter(|path| path.extension().is_some_and(|it| it == "json"));
    let named = json.map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    });
    named.collect()
}

fn refs(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
}

pub(crate) struct Town {
    pub(crate) goldens: Goldens,
    register: Register,
    lists: Lists,
    zone: TimeZone,
    settings: Settings,
    no_router: RouteVerdict,
}

impl Town {
    pub(crate) fn open() -> Self {
        Self {
            goldens: Goldens::read(refs(&files(&folder()))).unwrap(),
            register: register(refs(&files(&folder().join("register")))).unwrap(),
            lists: Lists::embedded(),
            zone: TimeZone::get("Asia/Shanghai").unwrap(),
            settings: Settings::default(),
            no_router: RouteVerdict::NotChecked(Text::new("未加载路网", "no roads are loaded")),
        }
    }

    /// The report of a golden file.
    pub(crate) fn report(&self, name: &str) -> Report {
        let (golden, waybill) = &self.goldens.all[name];
        let route = golden.route.as_ref().unwrap_or(&self.no_router);
        self.at(waybill, golden.now, &golden.engagements, route, &golden.unread())
    }

    /// The report of any document.
    pub(crate) fn validate(&self, waybill: &Waybill) -> Report {
        let now = "2026-11-25T01:00:00Z".parse().unwrap();
        self.at(waybill, now, &[], &self.no_router, &Violations::new())
    }

    fn at(
        &self,
        waybill: &Waybill,
        now: Timestamp,
        engagements: &[Engagement],
        route: &RouteVerdict,
        unread: &Violations,
    ) -> Report {
        let Self { register, lists, settings, zone, .. } = self;
        let asked = Asked { lists, register, settings, now, zone, engagements, route, unread };
        validate(&Subject::new(waybill, asked))
    }
}
