//! Names of the alarm and status bits of a location report (JT/T 808-2013 8.18, tables 24 and 25;
//! what 2011 and 2019 have else).

use placard_domain::Text;

use super::header::Version;

/// What a bit means, from one edition to another.
struct Bit {
    bit: u8,
    since: Version,
    until: Version,
    zh: &'static str,
    en: &'static str,
}

const fn bit(bit: u8, since: Version, zh: &'static str, en: &'static str) -> Bit {
    Bit { bit, since, until: Version::V2019, zh, en }
}

impl Bit {
    const fn until(mut self, last: Version) -> Self {
        self.until = last;
        self
    }
}

use Version::{V2011, V2013, V2019};

const ALARMS: &[Bit] = &[
    bit(0, V2011, "紧急报警", "emergency (SOS)"),
    bit(1, V2011, "超速报警", "overspeed"),
    bit(2, V2011, "疲劳驾驶", "fatigue driving"),
    bit(3, V2011, "预警", "warning").until(V2011),
    bit(3, V2013, "危险预警", "danger warning").until(V2013),
    bit(3, V2019, "危险驾驶行为报警", "dangerous driving"),
    bit(4, V2011, "GNSS模块发生故障", "GNSS module fault"),
    bit(5, V2011, "GNSS天线未接或被剪断", "GNSS antenna open"),
    bit(6, V2011, "GNSS天线短路", "GNSS antenna short"),
    bit(7, V2011, "终端主电源欠压", "main power low"),
    bit(8, V2011, "终端主电源掉电", "main power lost"),
    bit(9, V2011, "终端显示器故障", "display fault"),
    bit(10, V2011, "TTS模块故障", "TTS module fault"),
    bit(11, V2011, "摄像头故障", "camera fault"),
    bit(12, V2013, "道路运输证IC卡模块故障", "IC card module fault"),
    bit(13, V2013, "超速预警", "overspeed warning"),
    bit(14, V2013, "疲劳驾驶预警", "fatigue warning"),
    bit(15, V2019, "违规行驶报警", "driving in forbidden hours"),
    bit(16, V2019, "胎压预警", "tyre pressure warning"),
    bit(17, V2019, "右转盲区异常报警", "right-turn blind zone"),
    bit(18, V2011, "当天累计驾驶超时", "driving too long today"),
    bit(19, V2011, "超时停车", "parking too long"),
    bit(20, V2011, "进出区域", "in or out of an area"),
    bit(21, V2011, "进出路线", "in or out of a route"),
    bit(22, V2011, "路段行驶时间不足/过长", "section time too short or too long"),
    bit(23, V2011, "路线偏离报警", "route deviation"),
    bit(24, V2011, "车辆VSS故障", "VSS fault"),
    bit(25, V2011, "车辆油量异常", "fuel abnormal"),
    bit(26, V2011, "车辆被盗", "vehicle stolen"),
    bit(27, V2011, "车辆非法点火", "illegal ignition"),
    bit(28, V2011, "车辆非法位移", "illegal movement"),
    bit(29, V2013, "碰撞预警", "collision warning").until(V2013),
    bit(29, V2019, "碰撞侧翻报警", "collision or rollover"),
    bit(30, V2013, "侧翻预警", "rollover warning"),
    bit(31, V2013, "非法开门报警", "illegal door opening").until(V2013),
];

const STATUS: &[Bit] = &[
    bit(0, V2011, "ACC开", "ACC on"),
    bit(1, V2011, "定位", "positioned"),
    bit(2, V2011, "南纬", "south latitude"),
    bit(3, V2011, "西经", "west longitude"),
    bit(4, V2011, "停运状态", "out of operation"),
    bit(5, V2011, "经纬度已经保密插件加密", "coordinates encrypted by plug-in"),
    bit(6, V2019, "紧急刹车系统前撞预警", "forward collision warning"),
    bit(7, V2019, "车道偏移预警", "lane departure warning"),
    bit(10, V2011, "车辆油路断开", "fuel line cut"),
    bit(11, V2011, "车辆电路断开", "electric circuit cut"),
    bit(12, V2011, "车门加锁", "doors locked"),
    bit(13, V2013, "门1开（前门）", "door 1 (front) open"),
    bit(14, V2013, "门2开（中门）", "door 2 (middle) open"),
    bit(15, V2013, "门3开（后门）", "door 3 (rear) open"),
    bit(16, V2013, "门4开（驾驶席门）", "door 4 (driver's) open"),
    bit(17, V2013, "门5开（自定义）", "door 5 (custom) open"),
    bit(18, V2013, "使用GPS卫星定位", "GPS used"),
    bit(19, V2013, "使用北斗卫星定位", "BeiDou used"),
    bit(20, V2013, "使用GLONASS卫星定位", "GLONASS used"),
    bit(21, V2013, "使用Galileo卫星定位", "Galileo used"),
    bit(22, V2019, "车辆处于行驶状态", "vehicle driving"),
];

/// Bit 0 of the status: ignition (ACC) on.
pub const STATUS_ACC_ON: u32 = 1;
/// Bit 1 of the status: the position is a fix.
pub const STATUS_POSITIONED: u32 = 1 << 1;
/// Bit 2 of the status: south of the equator.
pub const STATUS_SOUTH: u32 = 1 << 2;
/// Bit 3 of the status: west of Greenwich.
pub const STATUS_WEST: u32 = 1 << 3;
/// Bit 5 of the status: the coordinates were shifted by the state's plug-in.
pub const STATUS_SHIFTED: u32 = 1 << 5;
/// Bits 8 and 9 of the status, from 2013 on: 00 empty, 01 half, 11 full.
pub const STATUS_LOAD: u32 = 0b11 << 8;

/// Names of the alarms that are set, lowest bit first.
#[must_use]
pub fn alarms(set: u32, version: Version) -> Vec<Text> {
    names(ALARMS, set, version)
}

/// Names of the status bits that are set, lowest bit first; last the load, which takes two of them.
/// Of 00 nothing is said: it is what a terminal sends that knows nothing of loads.
#[must_use]
pub fn status(set: u32, version: Version) -> Vec<Text> {
    if version == V2011 {
        return names(STATUS, set, version);
    }
    let load = match (set & STATUS_LOAD) >> 8 {
        0b00 => None,
        0b01 => Some(Text::new("半载", "half loaded")),
        0b10 => Some(Text::new("载重保留值", "reserved load")),
        _ => Some(Text::new("满载", "fully loaded")),
    };
    names(STATUS, set & !STATUS_LOAD, version).into_iter().chain(load).collect()
}

fn names(table: &[Bit], set: u32, version: Version) -> Vec<Text> {
    (0..32).filter(|bit| set >> bit & 1 == 1).map(|bit| name(table, bit, version)).collect()
}

fn name(table: &[Bit], bit: u8, version: Version) -> Text {
    let known = |row: &&Bit| row.bit == bit && (row.since..=row.until).contains(&version);
    match table.iter().find(known) {
        Some(row) => Text::new(row.zh, row.en),
        None => Text::new(format!("保留位{bit}"), format!("reserved bit {bit}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bit_means_what_its_edition_says() {
        let collision = |version| alarms(1 << 29, version)[0].en.clone();
        assert_eq!(collision(V2011), "reserved bit 29");
        assert_eq!(collision(V2013), "collision warning");
        assert_eq!(collision(V2019), "collision or rollover");
        assert_eq!(alarms(1 << 31, V2019)[0].en, "reserved bit 31");
    }

    #[test]
    fn two_bits_make_one_load() {
        let last = |set, version| status(set, version).pop().map(|name| name.en);
        assert_eq!(last(0b11 << 8, V2013).as_deref(), Some("fully loaded"));
        assert_eq!(last(0b01 << 8, V2019).as_deref(), Some("half loaded"));
        assert_eq!(last(0b01 << 8, V2011).as_deref(), Some("reserved bit 8"));
        assert_eq!(last(0, V2013), None);
    }

    #[test]
    fn in_no_edition_has_a_bit_two_meanings() {
        for table in [ALARMS, STATUS] {
            for version in [V2011, V2013, V2019] {
                for bit in 0..32 {
                    let known =
                        |row: &&Bit| row.bit == bit && (row.since..=row.until).contains(&version);
                    assert!(table.iter().filter(known).count() <= 1, "bit {bit} in {version:?}");
                }
            }
        }
    }
}
