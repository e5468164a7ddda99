//! The items that standards describe: JT/T 808-2013 table 27, what -2019 added, and the video
//! alarms of JT/T 1078-2016.

use super::super::field::{self, Field, Shown, bits_of, coded};
use super::super::header::Version;
use super::Item;

/// What an item says. Numbers are those of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// 0x01 里程, 0.1 km.
    Odometer(u32),
    /// 0x02 油量, 0.1 L.
    Fuel(u16),
    /// 0x03 行驶记录功能获取的速度, 0.1 km/h.
    RecorderSpeed(u16),
    /// 0x04 需要人工确认报警事件的ID, from 1.
    AlarmEvent(u16),
    /// 0x05 胎压: 30 bytes, wheels front to rear, left to right, 0xff unused. The standard gives no
    /// width per wheel.
    TyrePressure(&'a [u8]),
    /// 0x06 车厢温度, °C.
    CabinTemperature(i16),
    /// 0x11 超速报警附加信息: where.
    Overspeed(Place),
    /// 0x12 进出区域/路线报警附加信息.
    Passage {
        /// Of what.
        place: Place,
        /// 0 in, 1 out.
        direction: u8,
    },
    /// 0x13 路段行驶时间不足/过长报警附加信息.
    SectionTime {
        /// Road section.
        section: u32,
        /// Time taken, s.
        seconds: u16,
        /// 0 too short, 1 too long.
        result: u8,
    },
    /// 0x14 视频相关报警.
    VideoAlarms(u32),
    /// 0x15 视频信号丢失报警状态: bit n is logical channel n + 1.
    VideoLost(u32),
    /// 0x16 视频信号遮挡报警状态: bit n is logical channel n + 1.
    VideoBlocked(u32),
    /// 0x17 存储器故障报警状态: bits 0–11 main, 12–15 backup.
    StorageFault(u16),
    /// 0x18 异常驾驶行为报警: 3 bytes on the road, though JT/T 1078 prints 2.
    AbnormalDriving {
        /// 0 fatigue, 1 phone, 2 smoking, 11–15 custom.
        kind: u16,
        /// Degree of fatigue, 0–100.
        degree: u8,
    },
    /// 0x25 扩展车辆信号状态位.
    Signals(u32),
    /// 0x2A IO状态位.
    Io(u16),
    /// 0x2B 模拟量: bits 0–15 AD0, 16–31 AD1.
    Analog(u32),
    /// 0x30 无线通信网络信号强度.
    Signal(u8),
    /// 0x31 GNSS定位卫星数.
    Satellites(u8),
}

/// An area or route that the platform had set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// 0 none, 1 circle, 2 rectangle, 3 polygon, 4 route or section.
    pub kind: u8,
    /// Its id; absent where there is no place.
    pub id: Option<u32>,
}

impl<'a> Item<'a> {
    /// What it says, where a standard tells by its id and length; else it stays raw.
    #[must_use]
    pub fn known(&self) -> Option<Known<'a>> {
        Some(match (self.id, self.value) {
            (0x01, &[a, b, c, d]) => Known::Odometer(u32::from_be_bytes([a, b, c, d])),
            (0x02, &[a, b]) => Known::Fuel(u16::from_be_bytes([a, b])),
            (0x03, &[a, b]) => Known::RecorderSpeed(u16::from_be_bytes([a, b])),
            (0x04, &[a, b]) => Known::AlarmEvent(u16::from_be_bytes([a, b])),
            (0x05, wheels) if wheels.len() == 30 => Known::TyrePressure(wheels),
            (0x06, &[a, b]) => Known::CabinTemperature(celsius(u16::from_be_bytes([a, b]))),
            (0x11, &[kind]) => Known::Overspeed(Place { kind, id: None }),
            (0x11, &[kind, a, b, c, d]) => Known::Overspeed(place(kind, [a, b, c, d])),
            (0x12, &[kind, a, b, c, d, direction]) => {
                Known::Passage { place: place(kind, [a, b, c, d]), direction }
            }
            (0x13, &[a, b, c, d, e, f, result]) => Known::SectionTime {
                section: u32::from_be_bytes([a, b, c, d]),
                seconds: u16::from_be_bytes([e, f]),
                result,
            },
            (0x14, &[a, b, c, d]) => Known::VideoAlarms(u32::from_be_bytes([a, b, c, d])),
            (0x15, &[a, b, c, d]) => Known::VideoLost(u32::from_be_bytes([a, b, c, d])),
            (0x16, &[a, b, c, d]) => Known::VideoBlocked(u32::from_be_bytes([a, b, c, d])),
            (0x17, &[a, b]) => Known::StorageFault(u16::from_be_bytes([a, b])),
            (0x18, &[a, b, degree]) => {
                Known::AbnormalDriving { kind: u16::from_be_bytes([a, b]), degree }
            }
            (0x25, &[a, b, c, d]) => Known::Signals(u32::from_be_bytes([a, b, c, d])),
            (0x2A, &[a, b]) => Known::Io(u16::from_be_bytes([a, b])),
            (0x2B, &[a, b, c, d]) => Known::Analog(u32::from_be_bytes([a, b, c, d])),
            (0x30, &[strength]) => Known::Signal(strength),
            (0x31, &[count]) => Known::Satellites(count),
            _ => return None,
        })
    }
}

const fn place(kind: u8, id: [u8; 4]) -> Place {
    Place { kind, id: Some(u32::from_be_bytes(id)) }
}

/// The text reads as sign and magnitude, most codecs read two's complement: temperatures of a
/// cabin keep the two apart (0x8001–0xBFFF against 0xC000–0xFFFF).
const fn celsius(raw: u16) -> i16 {
    match raw {
        0x8000..=0xBFFF => -((raw & 0x7fff) as i16),
        _ => raw as i16,
    }
}

/// How an item is shown: by its id and length, as above.
pub(crate) fn field_of(item: &Item<'_>) -> &'static Field {
    let known = |row: &&(u8, usize, Field)| row.0 == item.id && row.1 == item.value.len();
    FIELDS.iter().find(known).map_or(&UNKNOWN, |row| &row.2)
}

/// An item that no standard describes, or with another length.
pub(crate) static UNKNOWN: Field = Field::new("item", "附加信息", "additional item", field::hex);

static FIELDS: [(u8, usize, Field); 20] = [
    (0x01, 4, Field::new("odometer", "里程", "odometer", field::odometer)),
    (0x02, 2, Field::new("fuel", "油量", "fuel", field::fuel)),
    (0x03, 2, Field::new("recorder_speed", "行驶记录仪速度", "recorder speed", field::speed)),
    (0x04, 2, Field::new("alarm_event", "人工确认报警事件ID", "alarm event", field::uint)),
    (0x05, 30, Field::new("tyre_pressure", "胎压", "tyre pressure", field::hex)),
    (0x06, 2, Field::new("cabin_temperature", "车厢温度", "cabin temperature", temperature)),
    (0x11, 1, Field::new("overspeed", "超速报警附加信息", "overspeed where", overspeed)),
    (0x11, 5, Field::new("overspeed", "超速报警附加信息", "overspeed where", overspeed)),
    (0x12, 6, Field::new("passage", "进出区域/路线", "in or out of a place", passage)),
    (0x13, 7, Field::new("section_time", "路段行驶时间", "section time", section_time)),
    (0x14, 4, Field::new("video_alarms", "视频相关报警", "video alarms", video_alarms)),
    (0x15, 4, Field::new("video_lost", "视频信号丢失", "video signal lost", field::bits)),
    (0x16, 4, Field::new("video_blocked", "视频信号遮挡", "video signal blocked", field::bits)),
    (0x17, 2, Field::new("storage_fault", "存储器故障", "storage fault", field::bits)),
    (0x18, 3, Field::new("abnormal_driving", "异常驾驶行为", "abnormal driving", abnormal)),
    (0x25, 4, Field::new("signals", "扩展车辆信号状态", "vehicle signals", signals)),
    (0x2A, 2, Field::new("io", "IO状态", "IO state", io)),
    (0x2B, 4, Field::new("analog", "模拟量", "analog inputs", analog)),
    (0x30, 1, Field::new("signal", "无线信号强度", "radio signal strength", field::uint)),
    (0x31, 1, Field::new("satellites", "GNSS定位卫星数", "GNSS satellites", field::uint)),
];

fn temperature(bytes: &[u8], _: Version) -> Shown {
    let celsius = celsius(field::number(bytes) as u16);
    Shown::value(celsius).meaning(format!("{celsius} °C"), format!("{celsius} °C"))
}

fn video_alarms(bytes: &[u8], _: Version) -> Shown {
    const NAMES: &[(u32, &str, &str)] = &[
        (0, "视频信号丢失", "video signal lost"),
        (1, "视频信号遮挡", "video signal blocked"),
        (2, "存储单元故障", "storage fault"),
        (3, "其他视频设备故障", "other video fault"),
        (4, "客车超员", "coach over capacity"),
        (5, "异常驾驶行为", "abnormal driving"),
        (6, "特殊报警录像达到存储阈值", "special recording near full"),
    ];
    bits_of(bytes, NAMES)
}

fn signals(bytes: &[u8], _: Version) -> Shown {
    const NAMES: &[(u32, &str, &str)] = &[
        (0, "近光灯", "low beam"),
        (1, "远光灯", "high beam"),
        (2, "右转向灯", "right turn"),
        (3, "左转向灯", "left turn"),
        (4, "制动", "brake"),
        (5, "倒挡", "reverse"),
        (6, "雾灯", "fog lamp"),
        (7, "示廓灯", "outline lamp"),
        (8, "喇叭", "horn"),
        (9, "空调", "air conditioning"),
        (10, "空挡", "neutral"),
        (11, "缓速器工作", "retarder"),
        (12, "ABS工作", "ABS"),
        (13, "加热器工作", "heater"),
        (14, "离合器", "clutch"),
    ];
    bits_of(bytes, NAMES)
}

fn io(bytes: &[u8], _: Version) -> Shown {
    bits_of(bytes, &[(0, "深度休眠", "deep sleep"), (1, "休眠", "sleep")])
}

const PLACES: &[(u64, &str, &str)] = &[
    (0, "无特定位置", "no place"),
    (1, "圆形区域", "circle"),
    (2, "矩形区域", "rectangle"),
    (3, "多边形区域", "polygon"),
    (4, "路段", "route or section"),
];

fn overspeed(bytes: &[u8], _: Version) -> Shown {
    with_id(bytes.get(..1), bytes.get(1..5), "", "")
}

fn passage(bytes: &[u8], _: Version) -> Shown {
    let (zh, en) = match bytes.last() {
        Some(0) => ("，进", ", in"),
        Some(1) => ("，出", ", out"),
        _ => ("", ""),
    };
    with_id(bytes.get(..1), bytes.get(1..5), zh, en)
}

fn with_id(kind: Option<&[u8]>, id: Option<&[u8]>, zh: &str, en: &str) -> Shown {
    let shown = coded(kind.unwrap_or_default(), PLACES);
    let name = shown.meaning.unwrap_or_default();
    let id = id.map(|id| format!(" {}", field::number(id))).unwrap_or_default();
    Shown::value(shown.value)
        .meaning(format!("{}{id}{zh}", name.zh), format!("{}{id}{en}", name.en))
}

fn section_time(bytes: &[u8], _: Version) -> Shown {
    let [a, b, c, d, e, f, result] = *bytes else { return field::hex(bytes, Version::V2013) };
    let section = u32::from_be_bytes([a, b, c, d]);
    let seconds = u16::from_be_bytes([e, f]);
    let (zh, en) = if result == 0 { ("不足", "too short") } else { ("过长", "too long") };
    Shown::value(section).meaning(
        format!("路段{section}，{seconds}秒，{zh}"),
        format!("section {section}, {seconds} s, {en}"),
    )
}

fn abnormal(bytes: &[u8], _: Version) -> Shown {
    let degree = bytes.last().copied().unwrap_or_default();
    let shown = coded(
        bytes.get(..2).unwrap_or_default(),
        &[(0, "疲劳", "fatigue"), (1, "打电话", "phone"), (2, "抽烟", "smoking")],
    );
    let name = shown.meaning.unwrap_or_default();
    Shown::value(shown.value)
        .meaning(format!("{}，程度{degree}", name.zh), format!("{}, degree {degree}", name.en))
}

fn analog(bytes: &[u8], _: Version) -> Shown {
    let raw = field::number(bytes);
    let inputs = format!("AD0 {}, AD1 {}", raw & 0xffff, raw >> 16 & 0xffff);
    Shown::value(raw).meaning(inputs.clone(), inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_shown_and_what_is_shown_is_read() {
        for id in 0..=u8::MAX {
            for length in 0..=64 {
                let item = Item { id, value: &[0; 64][..length] };
                let shown = field_of(&item).key != UNKNOWN.key;
                assert_eq!(item.known().is_some(), shown, "item 0x{id:02X} of {length} bytes");
            }
        }
    }

    #[test]
    fn a_frosty_cabin_is_cold_in_both_ways_of_writing_it() {
        let celsius = |value: [u8; 2]| {
            Item { id: 0x06, value: &value }.known().map(|known| match known {
                Known::CabinTemperature(celsius) => celsius,
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(celsius([0x00, 0x05]), Some(5));
        assert_eq!(celsius([0x80, 0x05]), Some(-5));
        assert_eq!(celsius([0xff, 0xfb]), Some(-5));
    }

    #[test]
    fn another_length_is_another_dialect() {
        // Seen in the field: 0x05 with 1, 3 and 40 bytes, 0x17 with 1, 0x18 with 4.
        for (id, length) in [(0x05, 1), (0x05, 3), (0x05, 40), (0x17, 1), (0x18, 4), (0x18, 2)] {
            assert_eq!(Item { id, value: &[0; 40][..length] }.known(), None, "0x{id:02X} {length}");
        }
    }
}
