//! 0x0702 驾驶员身份信息采集上报, up (JT/T 808-2013 8.48).
//!
//! 2013 and 2019:
//!
//! | off | field | type | note |
//! |---|---|---|---|
//! | 0 | state 状态 | BYTE | 1 card in, on duty; 2 card out, off duty |
//! | 1 | time 时间 | BCD\[6\] | of the card, GMT+8 |
//! | 7 | read result IC卡读取结果 | BYTE | with state 1; [`CardReading::result`] |
//! | 8 | name length 驾驶员姓名长度 n | BYTE | from here with result 0 |
//! | 9 | name 驾驶员姓名 | STRING\[n\] | |
//! | 9+n | qualification 从业资格证编码 | STRING\[20\] | zeros behind |
//! | 29+n | issuer length 发证机构名称长度 m | BYTE | |
//! | 30+n | issuer 发证机构名称 | STRING\[m\] | |
//! | 30+n+m | expiry 证件有效期 | BCD\[4\] | YYYYMMDD |
//! | 34+n+m | id number 身份证号 | STRING\[20\] | 2019, zeros behind |
//!
//! 2011: name length n BYTE, name, id number STRING\[20\], qualification STRING\[40\], issuer
//! length m BYTE, issuer. It begins with the length of a name, never 1 or 2: so the editions are
//! told apart. The id number is taken where there are bytes for it: it is seen behind 2013 headers
//! too.

use placard_domain::vehicle::Quirks;
use placard_domain::{Reason, Text, Timestamp};

use super::Body;
use crate::error::DecodeError;
use crate::jt808::field::{self, Field, Shown, coded};
use crate::jt808::header::Version;
use crate::jt808::reader::Reader;
use crate::jt808::text::WireText;
use crate::jt808::time::{TimeError, WireTime};

/// A driver's card was put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriverCard {
    /// As in 2011: who the driver is, no more.
    Named2011(Driver2011),
    /// As from 2013 on.
    Event(CardEvent),
}

/// A driver as terminals of 2011 tell of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver2011 {
    /// Name.
    pub name: WireText,
    /// Number of the identity card.
    pub id_number: WireText,
    /// Number of the qualification.
    pub qualification: WireText,
    /// Who issued it.
    pub issuer: WireText,
}

/// A card put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEvent {
    /// 1 in, on duty; 2 out, off duty.
    pub state: u8,
    /// When.
    pub time: WireTime,
    /// What was read of it; not needed with state 2, though some send it.
    pub reading: Option<CardReading>,
}

/// What was read of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardReading {
    /// 0 ok, 1 key authentication failed, 2 locked, 3 removed, 4 check error.
    pub result: u8,
    /// Whose card; there with result 0.
    pub holder: Option<CardHolder>,
}

/// The holder of a qualification card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardHolder {
    /// Name.
    pub name: WireText,
    /// Number of the qualification (从业资格证).
    pub qualification: WireText,
    /// Who issued it.
    pub issuer: WireText,
    /// Last day it holds: YYYYMMDD in BCD.
    pub expiry: [u8; 4],
    /// Number of the identity card; from 2019 on.
    pub id_number: Option<WireText>,
}

impl CardEvent {
    /// The state of a card put in: the driver is on duty (上班).
    pub const IN: u8 = 1;
    /// The state of a card taken out: the driver is off duty (下班).
    pub const OUT: u8 = 2;

    /// When, by the device's habits.
    ///
    /// # Errors
    /// `FRAME_BCD`, naming the field `time`.
    pub fn time(&self, quirks: &Quirks) -> Result<Timestamp, DecodeError> {
        let wrong =
            |error: TimeError| DriverCard::error(1, &TIME, Reason::FrameBcd, error.digits());
        self.time.instant(quirks).map_err(wrong)
    }
}

const QUALIFICATION_WIDTH: usize = 20;
const QUALIFICATION_WIDTH_2011: usize = 40;
const ID_NUMBER_WIDTH: usize = 20;

impl Body for DriverCard {
    const ID: u16 = 0x0702;
    const CLAUSE: &'static str = "JT/T 808-2013 8.48";

    fn parse(reader: &mut Reader<'_>, _: Version) -> Result<Self, DecodeError> {
        match reader.whole().first() {
            Some(1 | 2) | None => parse_event(reader).map(Self::Event),
            Some(_) => parse_2011(reader).map(Self::Named2011),
        }
    }

    /// In the form that it has, whatever `version` says.
    fn emit(&self, _: Version, out: &mut Vec<u8>) {
        match self {
            Self::Event(event) => emit_event(event, out),
            Self::Named2011(driver) => {
                driver.name.emit_prefixed(out);
                driver.id_number.emit_padded(ID_NUMBER_WIDTH, out);
                driver.qualification.emit_padded(QUALIFICATION_WIDTH_2011, out);
                driver.issuer.emit_prefixed(out);
            }
        }
    }

    fn faults(&self) -> Vec<DecodeError> {
        match self {
            Self::Event(event) => event.time(&Quirks::default()).err().into_iter().collect(),
            Self::Named2011(_) => Vec::new(),
        }
    }

    fn print(&self) -> Option<Text> {
        let Self::Event(event) = self else { return None };
        let (zh, en) =
            if event.state == CardEvent::IN { ("插卡", "in") } else { ("拔卡", "out") };
        let holder = event.reading.as_ref().and_then(|reading| reading.holder.as_ref());
        let name = holder.map(|holder| holder.name.decode()).unwrap_or_default();
        let time = event.time;
        Some(Text::new(format!("{zh} {time} {name}"), format!("card {en} {time} {name}")))
    }
}

fn parse_event(reader: &mut Reader<'_>) -> Result<CardEvent, DecodeError> {
    let state = reader.u8(&STATE)?;
    let time = WireTime(reader.array(&TIME)?);
    if reader.remaining() == 0 && state == CardEvent::OUT {
        return Ok(CardEvent { state, time, reading: None });
    }
    let result = reader.u8(&READ_RESULT)?;
    if result != 0 {
        return Ok(CardEvent { state, time, reading: Some(CardReading { result, holder: None }) });
    }
    let holder = CardHolder {
        name: reader.text_prefixed(&NAME_LENGTH, &NAME)?,
        qualification: reader.text_padded(QUALIFICATION_WIDTH, &QUALIFICATION)?,
        issuer: reader.text_prefixed(&ISSUER_LENGTH, &ISSUER)?,
        expiry: reader.array(&EXPIRY)?,
        id_number: match reader.remaining() >= ID_NUMBER_WIDTH {
            true => Some(reader.text_padded(ID_NUMBER_WIDTH, &ID_NUMBER)?),
            false => None,
        },
    };
    Ok(CardEvent { state, time, reading: Some(CardReading { result, holder: Some(holder) }) })
}

fn parse_2011(reader: &mut Reader<'_>) -> Result<Driver2011, DecodeError> {
    Ok(Driver2011 {
        name: reader.text_prefixed(&NAME_LENGTH, &NAME)?,
        id_number: reader.text_padded(ID_NUMBER_WIDTH, &ID_NUMBER)?,
        qualification: reader.text_padded(QUALIFICATION_WIDTH_2011, &QUALIFICATION)?,
        issuer: reader.text_prefixed(&ISSUER_LENGTH, &ISSUER)?,
    })
}

fn emit_event(event: &CardEvent, out: &mut Vec<u8>) {
    out.push(event.state);
    out.extend_from_slice(&event.time.0);
    let Some(CardReading { result, holder }) = &event.reading else { return };
    out.push(*result);
    let Some(holder) = holder else { return };
    holder.name.emit_prefixed(out);
    holder.qualification.emit_padded(QUALIFICATION_WIDTH, out);
    holder.issuer.emit_prefixed(out);
    out.extend_from_slice(&holder.expiry);
    if let Some(id_number) = &holder.id_number {
        id_number.emit_padded(ID_NUMBER_WIDTH, out);
    }
}

static STATE: Field = Field::new("state", "状态", "state", state);
static TIME: Field = Field::new("time", "时间", "time", field::time);
static READ_RESULT: Field = Field::new("read_result", "IC卡读取结果", "read result", read_result);
static NAME_LENGTH: Field =
    Field::new("name_length", "驾驶员姓名长度", "length of the name", field::uint);
static NAME: Field = Field::new("name", "驾驶员姓名", "driver's name", field::text);
static QUALIFICATION: Field =
    Field::new("qualification", "从业资格证编码", "qualification code", field::text);
static ISSUER_LENGTH: Field =
    Field::new("issuer_length", "发证机构名称长度", "length of the issuer", field::uint);
static ISSUER: Field = Field::new("issuer", "发证机构名称", "issuer", field::text);
static EXPIRY: Field = Field::new("expiry", "证件有效期", "expiry of the card", field::hex);
static ID_NUMBER: Field = Field::new("id_number", "驾驶员身份证号", "id-card number", field::text);

fn state(bytes: &[u8], _: Version) -> Shown {
    let states =
        [(1, "插卡（上班）", "card in, on duty"), (2, "拔卡（下班）", "card out, off duty")];
    coded(bytes, &states)
}

fn read_result(bytes: &[u8], _: Version) -> Shown {
    coded(
        bytes,
        &[
            (0, "读卡成功", "ok"),
            (1, "卡片密钥认证未通过", "key authentication failed"),
            (2, "卡片已被锁定", "card locked"),
            (3, "卡片被拔出", "card removed"),
            (4, "数据校验错误", "check error"),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{emitted, parsed};
    use super::*;

    fn holder() -> CardHolder {
        CardHolder {
            name: "张三".into(),
            qualification: "1234567890123".into(),
            issuer: "常德市交通运输局".into(),
            expiry: [0x20, 0x30, 0x06, 0x30],
            id_number: None,
        }
    }

    fn card_in(holder: CardHolder) -> DriverCard {
        DriverCard::Event(CardEvent {
            state: CardEvent::IN,
            time: WireTime([0x24, 0x11, 0x27, 0x07, 0x30, 0x00]),
            reading: Some(CardReading { result: 0, holder: Some(holder) }),
        })
    }

    #[test]
    fn a_driver_goes_on_duty_with_and_without_an_id_number() {
        let with = CardHolder { id_number: Some("43070019800101003X".into()), ..holder() };
        for (card, length) in [(card_in(holder()), 54), (card_in(with), 74)] {
            let body = emitted(&card, Version::V2019);
            assert_eq!(body.len(), length);
            assert_eq!(parsed(&body, Version::V2013), Ok(card));
        }
    }

    #[test]
    fn a_card_taken_out_may_say_no_more() {
        let body = [2, 0x18, 0x08, 0x16, 0x09, 0x16, 0x16];
        let DriverCard::Event(event) = parsed(&body, Version::V2013).unwrap() else { panic!() };
        assert_eq!((event.state, &event.reading), (CardEvent::OUT, &None));
        let time = event.time(&Quirks::default()).unwrap();
        assert_eq!(time.to_string(), "2018-08-16T01:16:16Z");
        assert_eq!(emitted(&DriverCard::Event(event), Version::V2013), body);
    }

    #[test]
    fn a_card_that_could_not_be_read_has_no_holder() {
        let body = [1, 0x18, 0x08, 0x16, 0x09, 0x16, 0x16, 3];
        let DriverCard::Event(event) = parsed(&body, Version::V2013).unwrap() else { panic!() };
        assert_eq!(event.reading, Some(CardReading { result: 3, holder: None }));
    }

    #[test]
    fn a_card_put_in_must_say_how_it_was_read() {
        let body = [1, 0x18, 0x08, 0x16, 0x09, 0x16, 0x16];
        let error = parsed::<DriverCard>(&body, Version::V2013).unwrap_err();
        assert_eq!((error.field.as_str(), error.offset), ("read_result", 7));
    }

    /// jt808-0565: the name has three bytes.
    #[test]
    fn the_layout_of_2011_begins_with_a_name() {
        let driver = Driver2011 {
            name: "tk1".into(),
            id_number: WireText(b"\x00\x00123456789123456789".to_vec()),
            qualification: "qwe123456aaa".into(),
            issuer: "qwertx".into(),
        };
        let card = DriverCard::Named2011(driver);
        let body = emitted(&card, Version::V2011);
        assert_eq!((body[0], body.len()), (3, 1 + 3 + 20 + 40 + 1 + 6));
        assert_eq!(parsed(&body, Version::V2013), Ok(card));
    }
}
