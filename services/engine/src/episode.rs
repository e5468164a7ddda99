//! Episodes: what a rule says from one moment to the next, made into detections.
//!
//! An episode's identity is drawn from nothing: rule, vehicle, subject, and the device time of the
//! fix at which it began. Its detection is said again, with a higher revision, when the colour
//! changes and when it ends; never while it merely goes on.

use std::borrow::Cow;

use placard_domain::alert::{Detection, EndReason, Ending, Evidence, Proof};
use placard_domain::rule::{Color, RuleStatus};
use placard_domain::vehicle::Vehicle;
use placard_domain::{AlertId, Millis, Text, Timestamp, ZoneId};
use serde::{Deserialize, Serialize};

use crate::moment::{Opening, Subject, Verdict};
use crate::runner::{RuleNo, Said};
use crate::world::World;

/// What was corrected is kept for so long: longer than rules count before they open.
const CORRECTED_FOR: Millis = Millis::from_hours(2);

/// One episode of one vehicle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Episode {
    pub(crate) rule: RuleNo,
    pub(crate) subject: Subject,
    pub(crate) detection: Box<Detection>,
}

impl Episode {
    pub(crate) fn is_open(&self) -> bool {
        self.detection.ended.is_none()
    }

    fn is_about(&self, rule: RuleNo, subject: Subject) -> bool {
        self.rule == rule && self.subject == subject
    }

    /// Whether two tell of the same cause at the same time.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let end = |episode: &Self| episode.detection.ended.map_or(Timestamp::MAX, |e| e.at);
        self.is_about(other.rule, other.subject)
            && self.detection.opened_at <= end(other)
            && other.detection.opened_at <= end(self)
    }

    /// Says that it is over.
    pub(crate) fn end(&mut self, at: Timestamp, reason: EndReason) {
        self.detection.ended = Some(Ending { at: at.max(self.detection.opened_at), reason });
        self.detection.revision += 1;
    }
}

/// What episodes are made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) world: &'a World,
    pub(crate) vehicle: Option<&'a Vehicle>,
    /// Device time of what is judged.
    pub(crate) time: Timestamp,
    /// Receive time of the fix or tick that it is judged by.
    pub(crate) receive_time: Timestamp,
}

/// The episodes of one lane: those that go on, and those that ended since its last checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Episodes(pub(crate) Vec<Episode>);

impl Episodes {
    pub(crate) fn open(&self) -> impl Iterator<Item = &Episode> {
        self.0.iter().filter(|episode| episode.is_open())
    }

    /// Takes what the rules said. Detections that are new or changed go to `out`.
    pub(crate) fn take(
        &mut self,
        said: Vec<Said>,
        setting: &Setting<'_>,
        out: &mut Vec<Detection>,
    ) {
        for Said { rule, status, subject, verdict } in said {
            let open = self.0.iter().position(|e| e.is_about(rule, subject) && e.is_open());
            match (verdict, open) {
                (Verdict::Open(opening), None) => {
                    self.begin(rule, status, subject, *opening, setting, out);
                }
                (Verdict::Open(opening), Some(at)) => {
                    recolor(&mut self.0[at], opening.color, out);
                }
                (Verdict::Hold(color), Some(at)) => recolor(&mut self.0[at], color, out),
                (Verdict::End { at: time, reason }, Some(at)) => {
                    self.0[at].end(time, reason);
                    out.push(Detection::clone(&self.0[at].detection));
                }
                (Verdict::Hold(_) | Verdict::End { .. }, None) => {}
            }
        }
    }

    fn begin(
        &mut self,
        rule: RuleNo,
        status: RuleStatus,
        subject: Subject,
        opening: Opening,
        setting: &Setting<'_>,
        out: &mut Vec<Detection>,
    ) {
        let Some(vehicle) = setting.vehicle else { return };
        let zone = zone_id(subject, setting);
        if matches!(subject, Subject::Zone(_)) && zone.is_none() {
            return;
        }
        let name = subject_name(subject, zone.as_ref());
        let mut id = AlertId::derive(rule.spec().id, &vehicle.id, &name, opening.first_fix);
        if let Some(again) = self.0.iter_mut().find(|episode| episode.detection.id == id) {
            if again.detection.opened_at == opening.opened_at {
                // The very same beginning, after an end: it went on after all.
                again.detection.ended = None;
                again.detection.revision += 1;
                out.push(Detection::clone(&again.detection));
                return;
            }
            // Another episode was first said to begin at this fix, and keeps its identity.
            let known = self.ids();
            id = free_id(&known, |after| {
                AlertId::derive(rule.spec().id, &vehicle.id, &name, opening.first_fix + after)
            });
        }
        let detection = Box::new(Detection {
            id,
            revision: 1,
            rule: rule.spec().id.to_owned(),
            status,
            color: opening.color,
            vehicle: vehicle.id.clone(),
            zone,
            opened_at: opening.opened_at,
            detected_at: setting.receive_time,
            ended: None,
            position: opening.position,
            summary: opening.summary,
            clause: clause(rule, &opening.own_clause),
            confidence: opening.confidence,
            late: setting.receive_time - setting.time > Detection::LATE_AFTER,
            evidence: Evidence { values: opening.values, fixes: proofs(&opening.proof) },
            world: setting.world.revision(),
            organisation: vehicle.organisation.clone(),
            jurisdiction: vehicle.jurisdiction.clone(),
        });
        out.push(Detection::clone(&detection));
        self.0.push(Episode { rule, subject, detection });
    }

    /// Ends everything that goes on.
    pub(crate) fn end_all(&mut self, at: Timestamp, reason: EndReason, out: &mut Vec<Detection>) {
        for episode in self.0.iter_mut().filter(|episode| episode.is_open()) {
            episode.end(at, reason);
            out.push(Detection::clone(&episode.detection));
        }
    }

    /// Lets go of what ended both here and in `base`: judging again from there cannot touch it.
    /// What was corrected lately stays: a rule may still be counting from the fix at which it was
    /// first said to begin, and bear it out after all. Returns what was let go.
    pub(crate) fn let_go(&mut self, base: &mut Self, newest: Timestamp) -> Vec<Episode> {
        let may_return = |episode: &Episode| {
            let ended = episode.detection.ended;
            ended.is_some_and(|ended| ended.reason == EndReason::Corrected)
                && episode.detection.opened_at > newest - CORRECTED_FOR
        };
        let over = |episodes: &Self| -> Vec<AlertId> {
            let ended = episodes.0.iter().filter(|episode| !episode.is_open());
            ended
                .filter(|episode| !may_return(episode))
                .map(|episode| episode.detection.id)
                .collect()
        };
        let (ended_here, ended_there) = (over(self), over(base));
        let is_done = |episode: &Episode| {
            let id = &episode.detection.id;
            ended_here.contains(id) && ended_there.contains(id)
        };
        base.0.retain(|episode| !is_done(episode));
        let (done, kept) = std::mem::take(&mut self.0).into_iter().partition(is_done);
        self.0 = kept;
        done
    }

    /// Lets go of what was let go elsewhere.
    pub(crate) fn forget(&mut self, done: &[Episode]) {
        let is_done = |id| done.iter().any(|gone| gone.detection.id == id);
        self.0.retain(|episode| !is_done(episode.detection.id));
    }

    /// The identities, in order.
    pub(crate) fn ids(&self) -> Vec<AlertId> {
        self.0.iter().map(|episode| episode.detection.id).collect()
    }

    /// Takes over what reconciling made of a later state of the same timeline: `judged` are its
    /// identities before, in the order of `said`. What is said of an episode from here on goes by
    /// the identity and the time of detection it was first said with.
    pub(crate) fn adopt(&mut self, judged: &[AlertId], said: &Self) {
        for episode in &mut self.0 {
            let at = judged.iter().position(|id| *id == episode.detection.id);
            if let Some(first_said) = at.and_then(|at| said.0.get(at)) {
                episode.detection.id = first_said.detection.id;
                episode.detection.detected_at = first_said.detection.detected_at;
                episode.detection.late = first_said.detection.late;
            }
        }
    }

    /// Holds the episodes of a timeline judged again against what was said of it before. An episode
    /// keeps the identity and the time of detection it was first said with; one that is no longer
    /// borne out ends as corrected, never erased.
    pub(crate) fn reconcile(&mut self, said_before: Self, out: &mut Vec<Detection>) {
        let mut unmatched = said_before.0;
        let matched = self.matched(&mut unmatched);
        for (at, before) in matched.into_iter().enumerate() {
            let is_new = match before {
                Some(before) => revise(&mut self.0[at], before),
                None => true,
            };
            if is_new {
                out.push(Detection::clone(&self.0[at].detection));
            }
        }
        unmatched.sort_by_key(|old| old.detection.id);
        for mut old in unmatched {
            let never = Ending { at: old.detection.opened_at, reason: EndReason::Corrected };
            if old.detection.ended != Some(never) {
                old.end(old.detection.opened_at, EndReason::Corrected);
                out.push(Detection::clone(&old.detection));
            }
            // Kept for a while: should it be borne out after all, it goes on.
            self.0.push(old);
        }
    }

    /// For each episode the one of `said` that tells of the same, which is taken out: the same
    /// beginning first, then the same identity, then the same time. Episodes that are new get an
    /// identity that none of `said` has.
    fn matched(&mut self, said: &mut Vec<Episode>) -> Vec<Option<Episode>> {
        let taken: Vec<AlertId> = said.iter().map(|old| old.detection.id).collect();
        let mut matched: Vec<Option<Episode>> = self.0.iter().map(|_| None).collect();
        let same: [fn(&Episode, &Episode) -> bool; 3] = [
            |new, old| {
                new.is_about(old.rule, old.subject)
                    && new.detection.opened_at == old.detection.opened_at
            },
            |new, old| new.detection.id == old.detection.id,
            |new, old| new.overlaps(old),
        ];
        for is_same in same {
            for (new, found) in self.0.iter().zip(&mut matched) {
                if found.is_none() {
                    let at = said.iter().position(|old| is_same(new, old));
                    *found = at.map(|at| said.swap_remove(at));
                }
            }
        }
        for (at, found) in matched.iter().enumerate() {
            if found.is_none() && taken.contains(&self.0[at].detection.id) {
                let new = &self.0[at].detection;
                let name = subject_name(self.0[at].subject, new.zone.as_ref());
                self.0[at].detection.id = free_id(&taken, |after| {
                    AlertId::derive(&new.rule, &new.vehicle, &name, new.opened_at + after)
                });
            }
        }
        matched
    }
}

/// The first identity that is not taken, of one for each millisecond after a beginning.
fn free_id(taken: &[AlertId], id_after: impl Fn(Millis) -> AlertId) -> AlertId {
    let mut after = Millis(1);
    while taken.contains(&id_after(after)) {
        after = after + Millis(1);
    }
    id_after(after)
}

/// Makes `now` the next revision of `before`. Says whether anything is new in it.
fn revise(now: &mut Episode, before: Episode) -> bool {
    let (old, new) = (&before.detection, &now.detection);
    let changed =
        old.opened_at != new.opened_at || old.ended != new.ended || old.color != new.color;
    if !changed {
        *now = before;
        return false;
    }
    let (id, revision) = (old.id, old.revision + 1);
    let (detected_at, late) = (old.detected_at, old.late);
    now.detection.id = id;
    now.detection.revision = revision;
    now.detection.detected_at = detected_at;
    now.detection.late = late;
    true
}

fn recolor(episode: &mut Episode, color: Color, out: &mut Vec<Detection>) {
    if episode.detection.color != color {
        episode.detection.color = color;
        episode.detection.revision += 1;
        out.push(Detection::clone(&episode.detection));
    }
}

fn zone_id(subject: Subject, setting: &Setting<'_>) -> Option<ZoneId> {
    let Subject::Zone(no) = subject else { return None };
    Some(setting.world.zones().get(no, setting.time)?.zone.id.clone())
}

/// The subject's part of an identity.
fn subject_name(subject: Subject, zone: Option<&ZoneId>) -> Cow<'_, str> {
    match subject {
        Subject::Vehicle => "".into(),
        Subject::Zone(_) => zone.map_or("", ZoneId::as_str).into(),
        Subject::Alarm(bit) => format!("alarm-{bit}").into(),
        Subject::Fault(no) => format!("fault-{no}").into(),
    }
}

/// The rule's clause, and the zone's or route's own before it.
fn clause(rule: RuleNo, own: &str) -> Text {
    let (zh, en) = rule.spec().clause;
    if own.is_empty() {
        Text::new(zh, en)
    } else {
        Text::new(format!("{own}；{zh}"), format!("{own}; {en}"))
    }
}

fn proofs(sightings: &[crate::motion::Sighting]) -> Vec<Proof> {
    let newest = sightings.len().saturating_sub(Evidence::FIXES_MAX);
    sightings[newest..]
        .iter()
        .map(|sighting| Proof {
            device_time: sighting.time,
            position: sighting.position,
            speed: sighting.speed,
            sigma: sighting.sigma,
        })
        .collect()
}
