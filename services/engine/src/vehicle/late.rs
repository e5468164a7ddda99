//! The late lane: what a blind-spot upload tells of the past, judged on a timeline of its own.

use placard_domain::alert::Detection;
use placard_domain::{AlertId, Fix, Millis};
use serde::{Deserialize, Serialize};

use super::past::Past;
use crate::episode::Episodes;
use crate::lane::{Context, Lane, LaneImage};
use crate::runner::Numbering;

/// An upload is over when nothing of it has come for this long.
const OVER_AFTER: Millis = Millis::from_minutes(5);

/// A timeline of the past.
#[derive(Clone, Debug, Default)]
pub(super) struct Late {
    lane: Lane,
    /// Episodes that were said already, by the lane of the present or an earlier upload.
    muted: Vec<AlertId>,
    last_heard: Millis,
}

impl Late {
    /// Judges the next fix of an upload. One that is older than the last begins another timeline.
    pub(super) fn step(
        &mut self,
        fix: &Fix,
        listening: Millis,
        context: &Context<'_>,
        past: &mut Past,
        present: &Episodes,
        out: &mut Vec<Detection>,
    ) {
        if fix.device_time < self.lane.course.newest {
            self.close(past, out);
        }
        self.last_heard = listening;
        let mut told = Vec::new();
        self.lane.step(fix, context, &mut told);
        for detection in told {
            if detection.revision == 1 && self.is_known(&detection, past, present) {
                self.muted.push(detection.id);
            }
            if !self.muted.contains(&detection.id) {
                out.push(detection);
            }
        }
    }

    fn is_known(&self, told: &Detection, past: &Past, present: &Episodes) -> bool {
        let Some(episode) = self.lane.episodes.0.iter().find(|e| e.detection.id == told.id) else {
            return false;
        };
        past.covers(episode.rule, episode.subject, told)
            || present.0.iter().any(|said| said.overlaps(episode))
    }

    /// Ends the timeline: nothing more will be known of it.
    pub(super) fn close(&mut self, past: &mut Past, out: &mut Vec<Detection>) {
        let mut ended = Vec::new();
        self.lane.close(&mut ended);
        out.extend(ended.into_iter().filter(|detection| !self.muted.contains(&detection.id)));
        past.add(std::mem::take(&mut self.lane.episodes.0));
        self.lane = Lane::default();
        self.muted.clear();
    }

    pub(super) fn over_at(&self) -> Millis {
        self.last_heard + OVER_AFTER
    }

    pub(super) fn is_over(&self, listening: Millis) -> bool {
        listening >= self.over_at()
    }

    pub(super) fn image(&self) -> LateImage {
        LateImage {
            lane: self.lane.image(),
            muted: self.muted.clone(),
            last_heard: self.last_heard,
        }
    }

    pub(super) fn from_image(image: LateImage, numbering: &Numbering) -> Self {
        Self {
            lane: Lane::from_image(image.lane, numbering),
            muted: image.muted,
            last_heard: image.last_heard,
        }
    }
}

/// A late lane as a snapshot keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LateImage {
    lane: LaneImage,
    muted: Vec<AlertId>,
    last_heard: Millis,
}
