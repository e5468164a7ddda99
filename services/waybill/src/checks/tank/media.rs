//! `tank.media`: whether the goods are on the tank's media list.
//!
//! **Finds** goods that the list of the tank's certificate (适装介质列表), or the registration of a
//! pressure vessel, does not name. A record without a list cannot be held against. For portable
//! tanks and tank containers instruction or code decides, which `tank.code` looks at. A number that
//! the list lacks, or that the name shows to be wrong, is told by `goods`.
//! **Clause** order 29 of 2019 art. 23: an atmospheric tank only for its list of media, a mobile
//! pressure vessel only for the media on its registration.

use placard_domain::Text;
use placard_domain::goods::UnNumber;
use placard_domain::registry::TankKind;

use crate::check::{Findings, Severity, Spec};
use crate::checks::kinds::is_misnumbered;
use crate::lists::Match;
use crate::subject::{Line, Subject};

pub(crate) const SPEC: Spec = Spec {
    id: "tank.media",
    severity: Severity::Error,
    title: ("适装介质列表", "the tank's media list"),
    clause: ("《危险货物道路运输安全管理办法》第二十三条", "order 29 of 2019 art. 23"),
};

/// No more media than these are told.
const TOLD_MAX: usize = 12;

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let Some(tank) = on.tank else { return };
    if !matches!(tank.kind, TankKind::Atmospheric | TankKind::Pressure) {
        return;
    }
    let mut lines = on.lines.iter().filter(|line| line.in_tank() && line.un.is_some()).peekable();
    if tank.media.is_empty() && lines.peek().is_some() {
        let number = &tank.number;
        let text = Text::new(
            format!("未核对：罐体{number}的登记没有适装介质列表"),
            format!("not checked: the record of tank {number} has no media list"),
        );
        out.not_checked(&SPEC, "tank", text);
        return;
    }
    for line in lines {
        let Some(un) = line.un.filter(|un| !tank.media.contains(un)) else { continue };
        if line.found == Some(Match::Unlisted) || is_misnumbered(on, line) {
            continue;
        }
        unsuited(line, un, &tank.number, &tank.media, out);
    }
}

fn unsuited(line: &Line<'_>, un: UnNumber, tank: &str, media: &[UnNumber], out: &mut Findings) {
    let mut names: Vec<String> = media.iter().take(TOLD_MAX).map(|un| un.to_string()).collect();
    if media.len() > TOLD_MAX {
        names.push("…".to_owned());
    }
    let text = Text::new(
        format!("罐体{tank}的适装介质不含{un}，只可装{}", names.join("、")),
        format!("tank {tank} may not hold {un}, but {} alone", names.join(", ")),
    );
    out.push(&SPEC, line.field("un"), text);
}
