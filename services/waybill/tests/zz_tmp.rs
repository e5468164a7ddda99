#![allow(clippy::disallowed_methods)]
use placard_domain::Text;
use placard_waybill::golden::*;
use placard_waybill::lists::Lists;
use placard_waybill::report::validate;
use placard_waybill::settings::Settings;
use placard_waybill::subject::*;
#[test]
fn show() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let read = |d: &std::path::Path| -> Vec<(String, String)> {
        let mut v: Vec<_> = std::fs::read_dir(d)
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.extension().is_some_and(|x| x == "json"))
            .map(|p| {
                (
                    p.file_stem().unwrap().to_str().unwrap().to_owned(),
                    std::fs::read_to_string(p).unwrap(),
                )
            })
            .collect();
        v.sort();
        v
    };
    let files = read(&dir);
    let regs = read(&dir.join("register"));
    let g = Goldens::read(files.iter().map(|(a, b)| (a.as_str(), b.as_str()))).unwrap();
    let r = register(regs.iter().map(|(a, b)| (a.as_str(), b.as_str()))).unwrap();
    let lists = Lists::embedded();
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let s = Settings::default();
    for (n, (golden, w)) in &g.all {
        let u = golden.unread();
        let route = RouteVerdict::NotChecked(Text::new("x", "x"));
        let asked = Asked {
            lists: &lists,
            register: &r,
            settings: &s,
            now: golden.now,
            zone: &zone,
            engagements: &golden.engagements,
            route: &route,
            unread: &u,
        };
        let rep = validate(&Subject::new(w, asked));
        for f in &rep.findings {
            println!(
                "{n} | {} | {} | {} | {:?}",
                f.field,
                f.message.zh,
                f.message.en,
                f.suggestion.as_ref().map(|s| (&s.text.zh, &s.text.en))
            );
        }
        if rep.findings.is_empty() {
            let t = std::time::Instant::now();
            for _ in 0..20000 {
                std::hint::black_box(validate(&Subject::new(std::hint::black_box(w), asked)));
            }
            println!("{n} {:?} per call", t.elapsed() / 20000);
            let sub = Subject::new(w, asked);
            let t = std::time::Instant::now();
            for _ in 0..20000 {
                std::hint::black_box(validate(std::hint::black_box(&sub)));
            }
            println!("   checks alone {:?}", t.elapsed() / 20000);
        }
    }
}
