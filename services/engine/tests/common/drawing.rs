//! Scenes drawn in letters, a letter for each square of 50 m, north up.
//!
//! `#` a closed rectangle (its corners must show); `=` a closed bridge eastward, 12 m wide; `|` one
//! northward; `1`…`9`, `a`…`z` the fixes of vehicle 1 in order of time.

use placard_domain::Fix;
use placard_domain::zone::{Geometry, Zone, ZoneKind};

use super::{corridor, fix, rectangle, zone};

const SQUARE: f64 = 50.0;
const ORDER: &str = "123456789abcdefghijklmnopqrstuvwxyz";

/// A scene: one zone and one drive.
pub(crate) struct Scene {
    pub(crate) zone: Zone,
    pub(crate) fixes: Vec<Fix>,
}

/// Reads a drawing; the fixes are `every` seconds apart, from second `from` on.
pub(crate) fn scene(drawing: &str, from: i64, every: i64) -> Scene {
    let rows: Vec<&str> = drawing.lines().map(str::trim).filter(|row| !row.is_empty()).collect();
    let mut drawn: Vec<(char, f64, f64)> = Vec::new();
    for (row, line) in rows.iter().rev().enumerate() {
        let squares = line.chars().enumerate();
        drawn.extend(squares.map(|(col, c)| (c, col as f64 * SQUARE, row as f64 * SQUARE)));
    }
    let of = |mark: char| drawn.iter().filter(move |(c, ..)| *c == mark);
    let fixes = ORDER
        .chars()
        .filter_map(|mark| of(mark).next())
        .enumerate()
        .map(|(n, (_, east, north))| fix(1, from + every * n as i64, *east, *north))
        .collect();
    let (kind, geometry) = ['#', '=', '|']
        .into_iter()
        .find(|mark| of(*mark).next().is_some())
        .map(|mark| shape(mark, &of(mark).map(|(_, e, n)| (*e, *n)).collect::<Vec<_>>()))
        .expect("a scene has a zone");
    Scene { zone: zone(1, kind, geometry), fixes }
}

fn shape(mark: char, squares: &[(f64, f64)]) -> (ZoneKind, Geometry) {
    let low = |pick: fn(&(f64, f64)) -> f64| squares.iter().map(pick).fold(f64::MAX, f64::min);
    let high = |pick: fn(&(f64, f64)) -> f64| squares.iter().map(pick).fold(f64::MIN, f64::max);
    let (west, east) = (low(|s| s.0), high(|s| s.0));
    let (south, north) = (low(|s| s.1), high(|s| s.1));
    let half = SQUARE / 2.0;
    match mark {
        '#' => {
            let all = rectangle(west - half, south - half, east + half, north + half);
            (ZoneKind::Other, all)
        }
        '=' => (ZoneKind::Bridge, corridor((west - half, north), (east + half, north), 12)),
        _ => (ZoneKind::Bridge, corridor((west, south - half), (west, north + half), 12)),
    }
}
