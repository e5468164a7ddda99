//! The watch over a vehicle's silence: on Placard's own clock, never judged again.

use placard_domain::Millis;
use placard_domain::alert::Detection;
use placard_domain::rule::Judges;
use serde::{Deserialize, Serialize};

use crate::episode::{Episode, Episodes};
use crate::lane::{Context, Course};
use crate::moment::Occasion;
use crate::presence::Changes;
use crate::rules::RuleStates;
use crate::runner::{Numbering, StatesImage};

/// What the rules that judge silence remember.
#[derive(Clone, Debug, Default)]
pub(super) struct Watch {
    states: RuleStates,
    pub(super) episodes: Episodes,
    /// The silence after which a rule wants to be asked.
    pub(super) wake_after: Option<Millis>,
}

impl Watch {
    /// Asks the rules that judge silence.
    pub(super) fn judge(
        &mut self,
        occasion: Occasion<'_>,
        course: &Course,
        context: &Context<'_>,
        out: &mut Vec<Detection>,
    ) {
        let (time, changes) = (context.receive_time, Changes::default());
        let moment = context.moment(course, occasion, time, &changes);
        let params = &context.world.book_of(moment.vehicle, time).params;
        let mut said = Vec::new();
        self.wake_after = self.states.step(Judges::Silence, params, &moment, &mut said);
        if !said.is_empty() {
            self.episodes.take(said, &context.setting(moment.vehicle, time), out);
            // Silence that was broken is over for good. The newest end is kept: a silence that
            // begins at the same fix again is the same episode.
            let ended = self.episodes.0.iter().filter(|episode| !episode.is_open()).count();
            let mut extra = ended.saturating_sub(1);
            self.episodes.0.retain(|episode| {
                let goes = !episode.is_open() && extra > 0;
                extra -= usize::from(goes);
                !goes
            });
        }
    }

    pub(super) fn image(&self) -> WatchImage {
        WatchImage {
            states: self.states.image(),
            episodes: self.episodes.clone(),
            wake_after: self.wake_after,
        }
    }

    pub(super) fn from_image(image: WatchImage, numbering: &Numbering) -> Self {
        let renumbered = |episode: Episode| {
            let rule = numbering.now(episode.rule)?;
            Some(Episode { rule, ..episode })
        };
        Self {
            states: RuleStates::from_image(&image.states, numbering),
            episodes: Episodes(image.episodes.0.into_iter().filter_map(renumbered).collect()),
            wake_after: image.wake_after,
        }
    }
}

/// A watch as a snapshot keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct WatchImage {
    states: StatesImage,
    episodes: Episodes,
    wake_after: Option<Millis>,
}
