//! `device.alarm`: what the device itself says is wrong.
//!
//! **Flags** a vehicle, laden or not, whose report raises one of the alarm flags of JT/T 808
//! that ring: those in `red_bits`, `orange_bits` or `yellow_bits`. Each flag is an episode of
//! its own. A report without a place, or with one in doubt, counts like any other: nothing
//! filters an SOS.
//! **Opens** at once.
//! **Ends** with the first of `clear_fixes` reports running without the flag.
//! **Clause** JT/T 808-2019 table 24; 道路运输车辆动态监督管理办法 art. 26: the carrier's monitors deal
//! with what the platform tells them.
//! **Parameters** as named above. By default ring: SOS, collision and rollover red; dangerous
//! driving, fatigue, theft, illegal ignition, movement and doors orange; tyre pressure yellow.
//! What Placard judges better itself (speed, areas, routes, parking: bits 1, 13, 15, 19 to 23),
//! the warning before fatigue (14), fuel (25) and faults of equipment (4 to 12, 17, 24) do not
//! ring; antenna and power are `signal.tampered`'s.
//! **Says** which vehicle, which alarm, and where a bit has more than one meaning.

use placard_domain::alert::{Confidence, ConfidenceLevel, EndReason, Measured};
use placard_domain::fix::Alarms;
use placard_domain::rule::{Color, Judges, ParamSpec, RuleStatus, Spec};
use placard_domain::vehicle::Vehicle;
use placard_domain::{Fix, Text, Timestamp};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Values;
use crate::moment::{Moment, Occasion, Opening, Subject, Subjects, Verdicts};
use crate::motion::Sighting;

/// Emergency, collision or rollover, rollover.
const RED: u32 = 1 << 0 | 1 << 29 | 1 << 30;
/// Fatigue, dangerous driving, too long at the wheel today, theft, ignition, movement, doors.
const ORANGE: u32 = 1 << 2 | 1 << 3 | 1 << 18 | 1 << 26 | 1 << 27 | 1 << 28 | 1 << 31;
/// Tyre pressure.
const YELLOW: u32 = 1 << 16;

pub(crate) const SPEC: Spec = Spec {
    id: "device.alarm",
    state_version: 1,
    judges: Judges::Fixes,
    title: ("终端报警", "alarm of the device"),
    clause: (
        "《道路运输车辆动态监督管理办法》第二十六条；JT/T 808-2019 表24",
        "Dynamic supervision measures art. 26; JT/T 808-2019 table 24",
    ),
    color: Color::Red,
    status: RuleStatus::Active,
    params: &[
        ParamSpec {
            name: "red_bits",
            default: RED as i64,
            min: 0,
            max: u32::MAX as i64,
            note: "flags that ring red, a sum of powers of two; design/detection.md, device.alarm",
        },
        ParamSpec {
            name: "orange_bits",
            default: ORANGE as i64,
            min: 0,
            max: u32::MAX as i64,
            note: "flags that ring orange, where they do not ring red",
        },
        ParamSpec {
            name: "yellow_bits",
            default: YELLOW as i64,
            min: 0,
            max: u32::MAX as i64,
            note: "flags that ring yellow, where they ring neither red nor orange",
        },
        ParamSpec {
            name: "clear_fixes",
            default: 2,
            min: 1,
            max: 20,
            note: "so many reports without the flag end it: one alone may have come out of turn",
        },
    ],
};

/// What a bit means, 2019's words first; the note says where it may mean something else.
struct Meaning {
    bit: u8,
    zh: &'static str,
    en: &'static str,
    doubt: Option<(&'static str, &'static str)>,
}

const fn plain(bit: u8, zh: &'static str, en: &'static str) -> Meaning {
    Meaning { bit, zh, en, doubt: None }
}

const fn doubtful(bit: u8, zh: &'static str, en: &'static str) -> Meaning {
    let doubt = (
        "部分终端用此位表示其他含义（如震动、拆除、电量低）",
        "some devices use this bit for something else (vibration, tampering, low battery)",
    );
    Meaning { bit, zh, en, doubt: Some(doubt) }
}

const fn of_edition(bit: u8, zh: &'static str, en: &'static str) -> Meaning {
    let doubt = (
        "此位在JT/T 808各版本中含义不同",
        "the editions of JT/T 808 give this bit different meanings",
    );
    Meaning { bit, zh, en, doubt: Some(doubt) }
}

/// JT/T 808-2019 table 24 (`facts/jt808.md` 10.2).
const MEANINGS: [Meaning; 32] = [
    plain(0, "紧急报警", "emergency (SOS)"),
    plain(1, "超速报警", "overspeed"),
    plain(2, "疲劳驾驶", "fatigue"),
    of_edition(3, "危险驾驶行为", "dangerous driving"),
    plain(4, "GNSS模块故障", "GNSS module fault"),
    plain(5, "GNSS天线未接或被剪断", "GNSS antenna open or cut"),
    plain(6, "GNSS天线短路", "GNSS antenna short"),
    plain(7, "主电源欠压", "main power low"),
    plain(8, "主电源掉电", "main power lost"),
    plain(9, "显示器故障", "display fault"),
    plain(10, "TTS模块故障", "speech module fault"),
    plain(11, "摄像头故障", "camera fault"),
    plain(12, "IC卡模块故障", "card module fault"),
    plain(13, "超速预警", "overspeed warning"),
    plain(14, "疲劳驾驶预警", "fatigue warning"),
    doubtful(15, "违规行驶", "driving in forbidden hours"),
    doubtful(16, "胎压预警", "tyre pressure warning"),
    doubtful(17, "右转盲区异常", "right-turn blind zone"),
    doubtful(18, "当天累计驾驶超时", "too long at the wheel today"),
    plain(19, "超时停车", "parked too long"),
    plain(20, "进出区域", "area entered or left"),
    plain(21, "进出路线", "route entered or left"),
    plain(22, "路段行驶时间不足或过长", "time on a section too short or too long"),
    plain(23, "路线偏离", "route deviation"),
    plain(24, "VSS故障", "speed sensor fault"),
    plain(25, "油量异常", "fuel abnormal"),
    plain(26, "车辆被盗", "vehicle stolen"),
    plain(27, "非法点火", "illegal ignition"),
    plain(28, "非法位移", "illegal movement"),
    of_edition(29, "碰撞侧翻报警", "collision or rollover"),
    plain(30, "侧翻预警", "rollover warning"),
    of_edition(31, "非法开门", "illegal door opening"),
];

#[derive(Clone, Copy, Debug)]
pub(super) struct Params {
    red: Alarms,
    orange: Alarms,
    yellow: Alarms,
    clear_fixes: u32,
}

impl Params {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            red: Alarms(values.count("red_bits")),
            orange: Alarms(values.count("orange_bits")),
            yellow: Alarms(values.count("yellow_bits")),
            clear_fixes: values.count("clear_fixes"),
        }
    }

    fn rings(&self) -> u32 {
        self.red.0 | self.orange.0 | self.yellow.0
    }

    fn color(&self, bit: u8) -> Color {
        if self.red.has(bit) {
            Color::Red
        } else if self.orange.has(bit) {
            Color::Orange
        } else {
            Color::Yellow
        }
    }
}

/// An episode is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Reports running without the flag, and the first of them.
    clear: u32,
    clear_since: Timestamp,
}

pub(super) fn step(
    params: &Params,
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    out: &mut Verdicts,
) {
    let Some(vehicle) = now.vehicle else {
        end_all(subjects, now, EndReason::VehicleRemoved, out);
        return;
    };
    let Occasion::Fix(fix) = now.occasion else { return };
    let raised = Alarms(fix.alarms.0 & params.rings());
    if raised.0 == 0 && subjects.is_empty() {
        return;
    }
    let held: SmallVec<[(Subject, State); 2]> =
        subjects.iter().map(|(subject, state)| (subject, *state)).collect();
    for (subject, state) in held {
        let Subject::Alarm(bit) = subject else { continue };
        if raised.has(bit) {
            out.hold(subject, params.color(bit));
            subjects.set(subject, State::default());
            continue;
        }
        let clear_since = if state.clear == 0 { now.time } else { state.clear_since };
        let clear = state.clear + 1;
        if clear >= params.clear_fixes {
            out.end(subject, clear_since, EndReason::Cleared);
            subjects.forget(subject);
        } else {
            subjects.set(subject, State { clear, clear_since });
        }
    }
    for meaning in MEANINGS.iter().filter(|meaning| raised.has(meaning.bit)) {
        let subject = Subject::Alarm(meaning.bit);
        if subjects.get(subject).is_none() {
            out.open(subject, opening(params, vehicle, meaning, now, fix));
            subjects.set(subject, State::default());
        }
    }
}

fn end_all(
    subjects: &mut Subjects<State>,
    now: &Moment<'_>,
    reason: EndReason,
    out: &mut Verdicts,
) {
    subjects.iter().for_each(|(subject, _)| out.end(subject, now.time, reason));
    *subjects = Subjects::default();
}

fn opening(
    params: &Params,
    vehicle: &Vehicle,
    meaning: &Meaning,
    now: &Moment<'_>,
    fix: &Fix,
) -> Opening {
    let told = Sighting::of(fix);
    let mut confidence = Confidence::high();
    if let Some((zh, en)) = meaning.doubt {
        confidence.lower(ConfidenceLevel::Medium, Text::new(zh, en));
    }
    Opening {
        first_fix: now.time,
        opened_at: now.time,
        color: params.color(meaning.bit),
        position: told.as_ref().or(now.motion.last()).map(|sighting| sighting.position),
        summary: Text::new(
            format!("{} 终端报警：{}", vehicle.plate, meaning.zh),
            format!("{}: the device says: {}", vehicle.plate, meaning.en),
        ),
        own_clause: String::new(),
        confidence,
        values: vec![Measured {
            name: "alarm_bit".into(),
            value: f64::from(meaning.bit),
            limit: None,
            unit: String::new(),
        }],
        proof: told.into_iter().collect(),
    }
}
