//! Fields of layouts: what each is called in both languages, and how its bytes are shown.

use placard_domain::Text;
use serde_json::Value;

use super::flags;
use super::header::Version;
use super::names;
use super::text::WireText;
use super::time::WireTime;

/// A field of a layout. One `static` per field; parser, errors and printer all point to it.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name in errors and in JSON.
    pub(crate) key: &'static str,
    /// Its name in the standard.
    pub(crate) zh: &'static str,
    /// The same in English.
    pub(crate) en: &'static str,
    /// How its bytes are shown.
    pub(crate) show: Show,
}

/// From a field's bytes to what a person reads. Takes any bytes at all.
pub(crate) type Show = fn(&[u8], Version) -> Shown;

/// A field's value, and what it means where the value alone does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shown {
    pub(crate) value: Value,
    pub(crate) meaning: Option<Text>,
}

impl Field {
    pub(crate) const fn new(
        key: &'static str,
        zh: &'static str,
        en: &'static str,
        show: Show,
    ) -> Self {
        Self { key, zh, en, show }
    }
}

impl Shown {
    pub(crate) fn value(value: impl Into<Value>) -> Self {
        Self { value: value.into(), meaning: None }
    }

    pub(crate) fn meaning(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.meaning = Some(Text::new(zh, en));
        self
    }

    /// The same words in both languages: numbers with units.
    fn plain(self, words: String) -> Self {
        self.meaning(words.clone(), words)
    }
}

/// Big-endian, the low eight bytes where there are more.
pub(crate) fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Lower-case hex without spaces.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Raw bytes.
pub(crate) fn hex(bytes: &[u8], _: Version) -> Shown {
    Shown::value(to_hex(bytes))
}

/// An unsigned number.
pub(crate) fn uint(bytes: &[u8], _: Version) -> Shown {
    Shown::value(number(bytes))
}

/// Bits by their numbers.
pub(crate) fn bits(bytes: &[u8], _: Version) -> Shown {
    bits_of(bytes, &[])
}

/// Bits by their names, by their numbers where `names` has none.
pub(crate) fn bits_of(bytes: &[u8], names: &[(u32, &str, &str)]) -> Shown {
    let set = number(bytes);
    let name = |bit: u32| match names.iter().find(|(known, ..)| *known == bit) {
        Some((_, zh, en)) => Text::new(*zh, *en),
        None => Text::new(format!("位{bit}"), format!("bit {bit}")),
    };
    listed(bytes, &(0..64).filter(|bit| set >> bit & 1 == 1).map(name).collect::<Vec<_>>())
}

/// A number of which some values have words.
pub(crate) fn coded(bytes: &[u8], words: &[(u64, &str, &str)]) -> Shown {
    let code = number(bytes);
    let shown = Shown::value(code);
    match words.iter().find(|(known, ..)| *known == code) {
        Some((_, zh, en)) => shown.meaning(*zh, *en),
        None => shown.meaning("未定义", "not defined"),
    }
}

/// A number in tenths of `unit`.
fn tenths(bytes: &[u8], unit: &str) -> Shown {
    let raw = number(bytes);
    Shown::value(raw).plain(format!("{}.{} {unit}", raw / 10, raw % 10))
}

/// 0.1 km/h.
pub(crate) fn speed(bytes: &[u8], _: Version) -> Shown {
    tenths(bytes, "km/h")
}

/// 0.1 km.
pub(crate) fn odometer(bytes: &[u8], _: Version) -> Shown {
    tenths(bytes, "km")
}

/// 0.1 L.
pub(crate) fn fuel(bytes: &[u8], _: Version) -> Shown {
    tenths(bytes, "L")
}

/// 1e-6 degree, the sign elsewhere.
pub(crate) fn micro_degrees(bytes: &[u8], _: Version) -> Shown {
    let raw = number(bytes);
    Shown::value(raw).plain(format!("{}.{:06}°", raw / 1_000_000, raw % 1_000_000))
}

/// Whole degrees.
pub(crate) fn degrees(bytes: &[u8], _: Version) -> Shown {
    Shown::value(number(bytes)).plain(format!("{}°", number(bytes)))
}

/// Metres, negative below the sea.
pub(crate) fn metres(bytes: &[u8], _: Version) -> Shown {
    Shown::value(number(bytes)).plain(format!("{} m", number(bytes) as u16 as i16))
}

/// Six bytes of time.
pub(crate) fn time(bytes: &[u8], _: Version) -> Shown {
    shown_time(bytes, "GMT+8")
}

/// Six bytes of time, UTC (0x8004 alone).
pub(crate) fn time_utc(bytes: &[u8], _: Version) -> Shown {
    shown_time(bytes, "UTC")
}

fn shown_time(bytes: &[u8], zone: &str) -> Shown {
    let Ok(time) = bytes.try_into().map(WireTime) else { return Shown::value(to_hex(bytes)) };
    let shown = Shown::value(to_hex(bytes));
    match time.utc() {
        Ok(_) => shown.plain(format!("{time} {zone}")),
        Err(error) => shown.meaning("不是有效的BCD时间", error.to_string()),
    }
}

/// GBK text.
pub(crate) fn text(bytes: &[u8], _: Version) -> Shown {
    Shown::value(WireText(bytes.to_vec()).decode())
}

/// A message id.
pub(crate) fn message_id(bytes: &[u8], _: Version) -> Shown {
    let id = number(bytes) as u16;
    let shown = Shown::value(format!("0x{id:04X}"));
    match names::of(id) {
        Some(name) => shown.meaning(name.zh, name.en),
        None => shown,
    }
}

/// Alarm flags (报警标志).
pub(crate) fn alarms(bytes: &[u8], version: Version) -> Shown {
    listed(bytes, &flags::alarms(number(bytes) as u32, version))
}

/// Status flags (状态).
pub(crate) fn status(bytes: &[u8], version: Version) -> Shown {
    listed(bytes, &flags::status(number(bytes) as u32, version))
}

/// Flags, of which those that are set have these names.
pub(crate) fn listed(bytes: &[u8], set: &[Text]) -> Shown {
    let shown = Shown::value(format!("0x{}", to_hex(bytes)));
    if set.is_empty() {
        return shown;
    }
    let zh: Vec<_> = set.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<_> = set.iter().map(|name| name.en.as_str()).collect();
    shown.meaning(zh.join("、"), en.join(", "))
}
