//! The state of one vehicle: its lanes, the fixes that may be judged again, and what it remembers
//! of its past.
//!
//! A fix in order steps the lane of the present. One out of order, but within the window, is put in
//! its place and the window is judged again from a checkpoint. An older one goes to the late lane.
//! One sent again changes nothing at all.

mod late;
mod live;
mod past;
mod watch;

use placard_domain::alert::Detection;
use placard_domain::{AcceptedFix, AlertId, Fix, Millis, Timestamp, VehicleNo, ZoneNo};
use serde::{Deserialize, Serialize};

use crate::lane::{Context, Lane, LaneImage};
use crate::moment::Occasion;
use crate::runner::Numbering;
use crate::window::{HALF, Window};
use crate::world::World;
use late::{Late, LateImage};
use past::Past;
use watch::{Watch, WatchImage};

pub use live::{LiveView, Placed};

/// What became of a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placing {
    /// The next one in order.
    InOrder,
    /// Put in its place; the window was judged again.
    Rejudged,
    /// Older than the window: judged on its own timeline.
    Late,
    /// Sent again: no effect at all.
    Repeat,
}

/// A vehicle's state.
#[derive(Clone, Debug, Default)]
pub(crate) struct VehicleState {
    now: Lane,
    /// The lane before the window's older half; `None`: before the vehicle's first fix.
    base: Option<Checkpoint>,
    /// The lane before the window's newer half.
    middle: Option<Checkpoint>,
    window: Window,
    past: Past,
    late: Option<Box<Late>>,
    watch: Watch,
    newest: Option<AcceptedFix>,
    /// When anything but a repeat was last heard, on the listening clock.
    last_heard: Millis,
    /// The same on the receive clock.
    last_heard_at: Timestamp,
    /// The wake that the engine keeps for it. No part of the state: the next engine is told anew.
    waking_at: Option<Millis>,
}

/// A lane as it stood, in bytes.
type Checkpoint = Box<[u8]>;

/// What is known of a vehicle at a moment, for those who ask.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleView {
    /// The newest report by device time.
    pub newest: AcceptedFix,
    /// When it was last heard of, by Placard's clock.
    pub last_heard: Timestamp,
    /// Since when it has stood still, where it does.
    pub stopped_since: Option<Timestamp>,
    /// Zones it surely is in.
    pub zones: Vec<ZoneNo>,
    /// Episodes that go on.
    pub episodes: Vec<AlertId>,
}

impl VehicleState {
    /// Takes a fix accepted at `receive_time`; `listening` is that on the listening clock.
    pub(crate) fn accept(
        &mut self,
        fix: &Fix,
        receive_time: Timestamp,
        listening: Millis,
        world: &World,
        out: &mut Vec<Detection>,
    ) -> Placing {
        let context = Context { world, vehicle: fix.vehicle, receive_time };
        let placing = self.place(fix, &context, listening, out);
        if placing != Placing::Repeat {
            self.last_heard = listening;
            self.last_heard_at = receive_time;
            self.watch.judge(Occasion::Heard, &self.now.course, &context, out);
            let newest = self.newest.as_ref().map(|newest| newest.fix.device_time);
            if newest.is_none_or(|newest| fix.device_time >= newest) {
                let revision = world.revision();
                self.newest = Some(AcceptedFix { fix: fix.clone(), receive_time, revision });
            }
        }
        placing
    }

    fn place(
        &mut self,
        fix: &Fix,
        context: &Context<'_>,
        listening: Millis,
        out: &mut Vec<Detection>,
    ) -> Placing {
        if self.window.len() == 0 || fix.device_time > self.now.course.newest {
            self.step(fix, context, out);
            return Placing::InOrder;
        }
        let fixes = self.window.fixes(fix.vehicle);
        if fixes.iter().any(|known| known.is_repeat_of(fix)) {
            return Placing::Repeat;
        }
        if fix.device_time == self.now.course.newest {
            self.step(fix, context, out);
            return Placing::InOrder;
        }
        let oldest = fixes.first().map(|first| first.device_time);
        if self.base.is_none() || oldest.is_some_and(|oldest| fix.device_time >= oldest) {
            self.rejudge(fixes, fix, context, out);
            return Placing::Rejudged;
        }
        if !self.past.note(fix) {
            return Placing::Repeat;
        }
        let late = self.late.get_or_insert_default();
        late.step(fix, listening, context, &mut self.past, &self.now.episodes, out);
        Placing::Late
    }

    fn step(&mut self, fix: &Fix, context: &Context<'_>, out: &mut Vec<Detection>) {
        let before = self.window.will_turn().then(|| checkpoint(&self.now));
        self.now.step(fix, context, out);
        let gone = self.window.push(fix);
        if let Some(before) = before {
            gone.iter().for_each(|fix| self.past.remember(fix));
            let middle = self.middle.replace(before);
            self.set_base(middle);
        }
    }

    fn set_base(&mut self, base: Option<Checkpoint>) {
        self.base = base;
        if self.now.episodes.0.is_empty() {
            return;
        }
        if let Some(mut base) = self.base.as_deref().map(lane_of) {
            let done = self.now.episodes.let_go(&mut base.episodes, self.now.course.newest);
            self.base = Some(checkpoint(&base));
            if let Some(middle) = self.middle.take_if(|_| !done.is_empty()) {
                let mut middle = lane_of(&middle);
                middle.episodes.forget(&done);
                self.middle = Some(checkpoint(&middle));
            }
            self.past.add(done);
        }
    }

    /// Puts a fix in its place among the window's and judges them again.
    fn rejudge(
        &mut self,
        mut fixes: Vec<Fix>,
        fix: &Fix,
        context: &Context<'_>,
        out: &mut Vec<Detection>,
    ) {
        let at = fixes.partition_point(|known| known.device_time <= fix.device_time);
        let older = self.window.older_count() + usize::from(at < self.window.older_count());
        fixes.insert(at, fix.clone());
        // A window that has grown too long lets go of its oldest.
        let dropped = fixes.len().saturating_sub(2 * HALF);
        let older = if dropped > 0 { HALF } else { older };

        let mut lane = self.base.as_deref().map(lane_of).unwrap_or_default();
        let (mut base, mut middle) = (None, None);
        let mut unsaid = Vec::new();
        for (i, fix) in fixes.iter().enumerate() {
            if i == dropped && dropped > 0 {
                base = Some(lane.clone());
            }
            if i == dropped + older && older > 0 {
                middle = Some(lane.clone());
            }
            lane.step(fix, context, &mut unsaid);
        }
        let before = std::mem::replace(&mut self.now, lane);
        let judged = self.now.episodes.ids();
        self.now.episodes.reconcile(before.episodes, out);
        let said = |mut earlier: Lane| {
            earlier.episodes.adopt(&judged, &self.now.episodes);
            checkpoint(&earlier)
        };
        let (base, middle) = (base.map(said), middle.map(said));
        fixes[..dropped].iter().for_each(|fix| self.past.remember(fix));
        self.window = Window::of(&fixes[dropped..], older);
        if middle.is_some() {
            self.middle = middle;
        }
        if dropped > 0 {
            self.set_base(base);
        }
    }

    /// Judges silence at the whole second `tick`.
    pub(crate) fn tick(
        &mut self,
        vehicle: VehicleNo,
        tick: Timestamp,
        listening: Millis,
        world: &World,
        out: &mut Vec<Detection>,
    ) {
        let context = Context { world, vehicle, receive_time: tick };
        let silence = listening - self.last_heard;
        if self.watch.wake_after.is_some_and(|wake_after| silence >= wake_after) {
            self.watch.judge(Occasion::Tick { silence }, &self.now.course, &context, out);
        }
        if self.late.as_ref().is_some_and(|late| late.is_over(listening))
            && let Some(mut late) = self.late.take()
        {
            late.close(&mut self.past, out);
        }
    }

    /// Judges what goes on by a world that has changed.
    pub(crate) fn world_moved(
        &mut self,
        vehicle: VehicleNo,
        at: Timestamp,
        world: &World,
        out: &mut Vec<Detection>,
    ) {
        let context = Context { world, vehicle, receive_time: at };
        self.now.world_moved(&context, out);
        self.watch.judge(Occasion::World, &self.now.course, &context, out);
    }

    /// A wake that the engine is to keep: given once, and again only where it has come nearer.
    pub(crate) fn wake_sooner(&mut self) -> Option<Millis> {
        let at = self.wake_at()?;
        let nearer = self.waking_at.is_none_or(|waking| at < waking);
        nearer.then(|| *self.waking_at.insert(at))
    }

    /// Whether this is the wake that the vehicle goes by, which is then used up.
    pub(crate) fn wakes_by(&mut self, due: Millis) -> bool {
        self.waking_at.take_if(|waking| *waking == due).is_some()
    }

    /// The next wake after a tick at `listening`.
    pub(crate) fn wake_after(&mut self, listening: Millis) -> Option<Millis> {
        let at = self.wake_at()?.max(listening + Millis(1));
        Some(*self.waking_at.insert(at))
    }

    /// When a tick is wanted, on the listening clock.
    pub(crate) fn wake_at(&self) -> Option<Millis> {
        let silence = self.watch.wake_after.map(|silence| self.last_heard + silence);
        let late = self.late.as_ref().map(|late| late.over_at());
        silence.into_iter().chain(late).min()
    }

    pub(crate) fn has_open_episodes(&self) -> bool {
        self.open_episodes().next().is_some()
    }

    fn open_episodes(&self) -> impl Iterator<Item = AlertId> {
        let open = self.now.episodes.open().chain(self.watch.episodes.open());
        open.map(|episode| episode.detection.id)
    }

    pub(crate) fn view(&self) -> Option<VehicleView> {
        let stay = self.now.course.motion.stay().filter(|stay| stay.is_settled());
        Some(VehicleView {
            newest: self.newest.clone()?,
            last_heard: self.last_heard_at,
            stopped_since: stay.map(|stay| stay.first.time),
            zones: self.now.course.presences.sure().map(|(zone, _)| zone).collect(),
            episodes: self.open_episodes().collect(),
        })
    }

    pub(crate) fn image(&self) -> VehicleImage {
        let raw = |checkpoint: &Option<Checkpoint>| checkpoint.as_deref().map(<[u8]>::to_vec);
        VehicleImage {
            now: self.now.image(),
            base: raw(&self.base),
            middle: raw(&self.middle),
            window: self.window.clone(),
            past: self.past.clone(),
            late: self.late.as_ref().map(|late| late.image()),
            watch: self.watch.image(),
            newest: self.newest.clone(),
            last_heard: self.last_heard,
            last_heard_at: self.last_heard_at,
        }
    }

    pub(crate) fn from_image(image: VehicleImage, numbering: &Numbering) -> Self {
        // A checkpoint keeps the numbers of the binary that made it: written anew in ours.
        let renewed = |bytes: Option<Vec<u8>>| {
            let image: LaneImage = postcard::from_bytes(&bytes?).ok()?;
            Some(checkpoint(&Lane::from_image(image, numbering)))
        };
        Self {
            now: Lane::from_image(image.now, numbering),
            base: renewed(image.base),
            middle: renewed(image.middle),
            window: image.window,
            past: image.past.renumbered(numbering),
            late: image.late.map(|late| Box::new(Late::from_image(late, numbering))),
            watch: Watch::from_image(image.watch, numbering),
            newest: image.newest,
            last_heard: image.last_heard,
            last_heard_at: image.last_heard_at,
            waking_at: None,
        }
    }
}

/// A vehicle's state as a snapshot keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VehicleImage {
    now: LaneImage,
    base: Option<Vec<u8>>,
    middle: Option<Vec<u8>>,
    window: Window,
    past: Past,
    late: Option<LateImage>,
    watch: WatchImage,
    newest: Option<AcceptedFix>,
    last_heard: Millis,
    last_heard_at: Timestamp,
}

fn checkpoint(lane: &Lane) -> Checkpoint {
    // Plain values into memory: postcard has nothing to refuse.
    postcard::to_allocvec(&lane.image()).unwrap_or_default().into()
}

fn lane_of(bytes: &[u8]) -> Lane {
    let image: LaneImage = postcard::from_bytes(bytes).unwrap_or_default();
    Lane::from_image(image, &Numbering::own())
}
