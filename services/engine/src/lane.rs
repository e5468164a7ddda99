//! A lane: one timeline of a vehicle, judged fix by fix in order of device time.
//!
//! A vehicle has the lane of its present, checkpoints of it some fixes back, and now and then a
//! late lane for what a blind-spot upload tells of the past.

use placard_domain::alert::{Detection, EndReason};
use placard_domain::rule::Judges;
use placard_domain::vehicle::Vehicle;
use placard_domain::{Fix, Timestamp, VehicleNo};
use serde::{Deserialize, Serialize};

use crate::episode::{Episode, Episodes, Setting};
use crate::moment::{Moment, Occasion};
use crate::motion::{Motion, Step};
use crate::presence::{Changes, Ground, Presences};
use crate::rules::RuleStates;
use crate::runner::{Numbering, StatesImage};
use crate::world::World;

/// What a lane is judged in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) world: &'a World,
    pub(crate) vehicle: VehicleNo,
    /// Receive time of the fix or tick at hand.
    pub(crate) receive_time: Timestamp,
}

impl<'a> Context<'a> {
    /// The moment at `time` on a course.
    pub(crate) fn moment(
        &self,
        course: &'a Course,
        occasion: Occasion<'a>,
        time: Timestamp,
        changes: &'a Changes,
    ) -> Moment<'a> {
        let vehicle = self.world.vehicle_at(self.vehicle, time).map(AsRef::as_ref);
        let trip = vehicle.and_then(|vehicle| self.world.trip_of(&vehicle.id, time));
        Moment {
            occasion,
            time,
            world: self.world,
            vehicle,
            trip: trip.map(AsRef::as_ref),
            load: Moment::load_of(vehicle, trip.map(AsRef::as_ref)),
            motion: &course.motion,
            sighting: changes.sighting.as_ref(),
            before: changes.before.as_ref(),
            way: changes.way,
            presences: &course.presences,
            departures: &changes.departures,
            passages: &changes.passages,
            newest: course.newest,
        }
    }

    /// What episodes are made with at `time`.
    pub(crate) fn setting(&self, vehicle: Option<&'a Vehicle>, time: Timestamp) -> Setting<'a> {
        Setting { world: self.world, vehicle, time, receive_time: self.receive_time }
    }
}

/// Where a vehicle has been, as a timeline tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Course {
    pub(crate) motion: Motion,
    pub(crate) presences: Presences,
    /// Device time of the newest fix judged.
    pub(crate) newest: Timestamp,
}

/// One timeline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lane {
    pub(crate) course: Course,
    states: RuleStates,
    pub(crate) episodes: Episodes,
    /// What need not be asked twice: no part of the state.
    ground: Ground,
}

impl Lane {
    /// Judges the next fix in order of device time.
    pub(crate) fn step(&mut self, fix: &Fix, context: &Context<'_>, out: &mut Vec<Detection>) {
        let Course { motion, presences, newest } = &mut self.course;
        *newest = fix.device_time;
        let changes = match motion.step(fix) {
            Step::Nowhere => Changes::default(),
            Step::To { from, to, way } => {
                let stay = motion.stay();
                let ground = &mut self.ground;
                let changes = presences.step(context.world, ground, from.as_ref(), &to, stay);
                Changes { before: from, way, ..changes }
            }
        };
        self.judge(Occasion::Fix(fix), fix.device_time, &changes, context, out);
    }

    /// Judges what goes on by a world that has changed.
    pub(crate) fn world_moved(&mut self, context: &Context<'_>, out: &mut Vec<Detection>) {
        let changes = Changes::default();
        self.judge(Occasion::World, context.receive_time, &changes, context, out);
    }

    fn judge(
        &mut self,
        occasion: Occasion<'_>,
        time: Timestamp,
        changes: &Changes,
        context: &Context<'_>,
        out: &mut Vec<Detection>,
    ) {
        let moment = context.moment(&self.course, occasion, time, changes);
        let params = &context.world.book_of(moment.vehicle, time).params;
        let mut said = Vec::new();
        self.states.step(Judges::Fixes, params, &moment, &mut said);
        if !said.is_empty() {
            self.episodes.take(said, &context.setting(moment.vehicle, time), out);
        }
    }

    /// Ends what goes on: nothing more will be known of this timeline.
    pub(crate) fn close(&mut self, out: &mut Vec<Detection>) {
        self.episodes.end_all(self.course.newest, EndReason::UploadEnded, out);
    }

    /// The lane as bytes may hold it.
    pub(crate) fn image(&self) -> LaneImage {
        LaneImage {
            course: self.course.clone(),
            states: self.states.image(),
            episodes: self.episodes.clone(),
        }
    }

    /// From an image whose rule numbers are `numbering`'s.
    pub(crate) fn from_image(image: LaneImage, numbering: &Numbering) -> Self {
        let renumbered = |episode: Episode| {
            let rule = numbering.now(episode.rule)?;
            Some(Episode { rule, ..episode })
        };
        Self {
            course: image.course,
            states: RuleStates::from_image(&image.states, numbering),
            episodes: Episodes(image.episodes.0.into_iter().filter_map(renumbered).collect()),
            ground: Ground::default(),
        }
    }
}

/// A lane with its rules' states by number: what checkpoints and snapshots keep.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LaneImage {
    course: Course,
    states: StatesImage,
    episodes: Episodes,
}
