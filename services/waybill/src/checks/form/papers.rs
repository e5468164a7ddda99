//! `form.papers`: papers that go with the waybill, as written.
//!
//! **Finds** a paper whose kind is not said, a permit or manifest without its number, a manifest or
//! pass number of another form than its own, a validity that ends before it begins, and a paper
//! named twice. Which papers the goods need, whether they hold on the trip's days, and the manifest
//! that a line names, is `goods`'.
//! **Clause** order 29 of 2019 art. 15: the consignor hands over the permits; GA/T 16.114-2015 for
//! the number of a highly toxic pass; 固体废物污染环境防治法 art. 82 for the manifest.

use placard_domain::Text;
use placard_domain::identifier::{ManifestNumber, Standing, toxic_pass};
use placard_domain::waybill::{Paper, PaperKind};

use super::{lines, readable, required, text};
use crate::check::{Findings, Severity, Spec};
use crate::subject::Subject;

pub(crate) const SPEC: Spec = Spec {
    id: "form.papers",
    severity: Severity::Error,
    title: ("随车单证", "papers on board"),
    clause: ("《危险货物道路运输安全管理办法》第十五条", "order 29 of 2019 art. 15"),
};

const PASS: (&str, &str) = ("行业标准GA/T 16.114-2015", "standard GA/T 16.114-2015");
const MANIFEST: (&str, &str) =
    ("《固体废物污染环境防治法》第八十二条", "Solid waste pollution law art. 82");

pub(crate) fn check(on: &Subject<'_>, out: &mut Findings) {
    let papers = lines::papers(on);
    for (at, paper) in papers.iter().enumerate() {
        kind(on, at, paper, out);
        number(at, paper, out);
        validity(at, paper, out);
        let same = |other: &Paper| other.kind == paper.kind && other.number == paper.number;
        if !required::blank(&paper.number) && papers[..at].iter().any(same) {
            let (zh, en) = (
                format!("单证{}重复", paper.number),
                format!("the paper {} is named twice", paper.number),
            );
            let field = format!("papers[{at}]");
            out.push(&SPEC, field, Text::new(zh, en)).lower(Severity::Caution);
        }
    }
}

fn kind(on: &Subject<'_>, at: usize, paper: &Paper, out: &mut Findings) {
    let field = || format!("papers[{at}].kind");
    if paper.kind == PaperKind::Unspecified && !readable::tells(on, &field()) {
        out.push(&SPEC, field(), Text::new("未说明单证种类", "the kind of paper is not said"));
    }
}

fn number(at: usize, paper: &Paper, out: &mut Findings) {
    let field = || format!("papers[{at}].number");
    let is_blank = required::blank(&paper.number);
    match paper.kind {
        kind if is_blank && is_numbered(kind) => {
            out.push(&SPEC, field(), Text::new("未填写单证编号", "the number is not given"));
        }
        _ if text::is_unreadable(&paper.number) => {}
        PaperKind::WasteManifest if text::is_code(&paper.number) => {
            if let Err(fault) = ManifestNumber::new(&paper.number) {
                text::tell(out, &SPEC, field(), &fault).under(MANIFEST);
            }
        }
        PaperKind::HighlyToxicPass if text::is_code(&paper.number) => {
            match toxic_pass(&paper.number) {
                Standing::Good => {}
                Standing::Doubtful(fault) => {
                    let found = text::tell(out, &SPEC, field(), &fault);
                    found.under(PASS).lower(Severity::Caution);
                }
                Standing::Wrong(fault) => {
                    text::tell(out, &SPEC, field(), &fault).under(PASS);
                }
            }
        }
        _ => {}
    }
}

/// Whether an authority gives the paper, under a number.
const fn is_numbered(kind: PaperKind) -> bool {
    matches!(
        kind,
        PaperKind::HighlyToxicPass
            | PaperKind::CivilExplosivesPermit
            | PaperKind::FireworksPermit
            | PaperKind::RadioactiveApproval
            | PaperKind::WasteManifest
            | PaperKind::PassagePermit
    )
}

fn validity(at: usize, paper: &Paper, out: &mut Findings) {
    if let (Some(from), Some(to)) = (paper.valid_from, paper.valid_to)
        && to < from
    {
        let (zh, en) = (
            format!("有效期止{to}早于起{from}"),
            format!("it holds to {to}, which lies before it begins on {from}"),
        );
        out.push(&SPEC, format!("papers[{at}].valid_to"), Text::new(zh, en));
    }
}
