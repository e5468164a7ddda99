#[path = "../tests/town/mod.rs"]
mod town;
use std::time::Instant;
fn main() {
    let t = town::Town::open();
    let names: Vec<String> = t.goldens.all.keys().cloned().collect();
    for n in &names {
        t.report(n);
    }
    let only = std::env::args().nth(1);
    if let Some(n) = only {
        let s = Instant::now();
        for _ in 0..200000 {
            std::hint::black_box(t.report(&n));
        }
        println!("{n} {:.2} us", s.elapsed().as_secs_f64() * 5.0);
        return;
    }
    let mut v = vec![];
    let s = Instant::now();
    let mut c = 0;
    for n in &names {
        let s = Instant::now();
        for _ in 0..300 {
            std::hint::black_box(t.report(n));
            c += 1;
        }
        v.push((s.elapsed().as_secs_f64() / 300.0 * 1e6, n.clone()));
    }
    let e = s.elapsed().as_secs_f64();
    println!("all {:.2} us each, {:.0}/s", e / c as f64 * 1e6, c as f64 / e);
    v.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (x, n) in v.iter().take(12) {
        println!("{x:.1} {n}");
    }
    for (x, n) in v.iter().rev().take(8) {
        println!("{x:.1} {n}");
    }
}
