//! What is wrong with an input: which field, a stable reason, and words in both languages.
//!
//! The catalogue below is the only place where a reason gets its words;
//! `proto/placard/v1/errors.proto` lists the same codes, and a test in `placard-api` holds the two
//! together.

use std::fmt;

use crate::text::Text;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $zh:literal, $en:literal;)*) => {
        /// Why an input, a frame or a request was not taken. Codes stay; words may be mended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code that programs act on.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What it says, in both languages; `{}` is where the finder's detail goes.
            #[must_use]
            pub const fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en),)* }
            }
        }
    };
}

// `{}` is the detail that the finder adds (a limit, the value met, a name); it may be empty.
reasons! {
    /// The field must be given.
    Required = "REQUIRED": "必填{}", "must be given{}";
    /// The text has not the form the field asks for.
    Malformed = "MALFORMED": "格式不正确：{}", "is malformed: {}";
    /// A value of an enumeration that is not known here.
    UnknownValue = "UNKNOWN_VALUE": "未知取值：{}", "is not a known value: {}";
    /// Outside the stated bounds.
    OutOfRange = "OUT_OF_RANGE": "超出范围：{}", "is out of range: {}";
    /// Longer or larger than the stated limit.
    TooLarge = "TOO_LARGE": "超过上限：{}", "is over the limit: {}";
    /// The id is no id.
    InvalidId = "INVALID_ID": "标识只能由1到64个字母、数字及 . _ - 组成，以字母或数字开头{}", "has 1 to 64 characters out of A-Z a-z 0-9 . _ - and begins with a letter or digit{}";
    /// Another record holds this value, which only one may.
    Duplicate = "DUPLICATE": "已被占用：{}", "is already taken: {}";
    /// The field cannot be changed, or is written by the server.
    Immutable = "IMMUTABLE": "不可修改{}", "cannot be changed{}";
    /// What the field points to does not exist.
    NoSuchReference = "NO_SUCH_REFERENCE": "引用的对象不存在：{}", "points to nothing: {}";
    /// Other records still point to it.
    InUse = "IN_USE": "仍被引用：{}", "is still referred to by: {}";
    /// An update mask names a field that does not exist.
    UnknownField = "UNKNOWN_FIELD": "没有这个字段：{}", "is not a field: {}";

    /// Latitude beyond the poles.
    LatitudeOutOfRange = "LATITUDE_OUT_OF_RANGE": "纬度须在-90到90之间：{}", "latitude lies between -90 and 90: {}";
    /// Longitude beyond the antimeridian.
    LongitudeOutOfRange = "LONGITUDE_OUT_OF_RANGE": "经度须在-180到180之间：{}", "longitude lies between -180 and 180: {}";
    /// Device time too far ahead of the clock.
    TimeAhead = "TIME_AHEAD": "设备时间超前服务器时钟：{}", "device time is ahead of the clock: {}";
    /// Device time too far in the past.
    TimeTooOld = "TIME_TOO_OLD": "设备时间过早：{}", "device time is too far back: {}";
    /// No such vehicle.
    UnknownVehicle = "UNKNOWN_VEHICLE": "没有登记这辆车：{}", "no such vehicle is registered: {}";
    /// No terminal with this phone number.
    UnknownTerminal = "UNKNOWN_TERMINAL": "没有登记这个终端：{}", "no such terminal is registered: {}";
    /// The terminal has not authenticated on this connection.
    NotAuthenticated = "NOT_AUTHENTICATED": "终端尚未鉴权{}", "the terminal has not authenticated{}";
    /// The terminal's authentication code is wrong.
    WrongAuthCode = "WRONG_AUTH_CODE": "鉴权码不符{}", "the authentication code is wrong{}";
    /// UN number not on the dangerous-goods list.
    UnknownUnNumber = "UNKNOWN_UN_NUMBER": "危险货物品名表中没有这个UN编号：{}", "UN number is not on the dangerous-goods list: {}";

    /// The geometry is of a type that the field does not take.
    GeometryType = "GEOMETRY_TYPE": "几何类型不支持：{}", "geometry type is not taken here: {}";
    /// A ring needs four positions, a line two.
    TooFewPositions = "TOO_FEW_POSITIONS": "坐标点太少：{}", "has too few positions: {}";
    /// First and last position of a ring differ.
    RingNotClosed = "RING_NOT_CLOSED": "多边形环首尾不闭合：{}", "ring is not closed: {}";
    /// The polygon crosses or touches itself.
    CrossesItself = "CROSSES_ITSELF": "多边形自相交：{}", "polygon crosses itself: {}";
    /// The polygon encloses nothing.
    NoArea = "NO_AREA": "多边形没有面积：{}", "polygon has no area: {}";
    /// The geometry wraps the antimeridian.
    Antimeridian = "ANTIMERIDIAN": "几何跨越180°经线：{}", "geometry wraps the antimeridian: {}";
    /// Not GeoJSON.
    NotGeoJson = "NOT_GEOJSON": "不是有效的GeoJSON：{}", "is not valid GeoJSON: {}";

    /// The page token was not issued here, or was changed.
    InvalidPageToken = "INVALID_PAGE_TOKEN": "分页标记无效或被改动{}", "page token is not one of ours, or was changed{}";
    /// The filter cannot be read.
    InvalidFilter = "INVALID_FILTER": "筛选条件无法解析：{}", "filter cannot be read: {}";
    /// The record changed since it was read.
    EtagMismatch = "ETAG_MISMATCH": "记录已被他人修改，请重新读取{}", "the record has changed since it was read{}";
    /// The idempotency key was used with another request.
    IdempotencyMismatch = "IDEMPOTENCY_MISMATCH": "幂等键已用于另一请求{}", "the idempotency key was used with another request{}";
    /// The alert is in a state that does not allow this.
    AlertState = "ALERT_STATE": "告警当前状态不允许此操作：{}", "the alert's state does not allow this: {}";
    /// Someone else has taken the alert.
    TakenByOther = "TAKEN_BY_OTHER": "已由他人受理：{}", "already taken by {}";
    /// A closing needs a disposition.
    DispositionRequired = "DISPOSITION_REQUIRED": "结案须填写处置结果{}", "closing needs a disposition{}";
    /// The resume token was not issued here for this watch, or was changed.
    InvalidResumeToken = "INVALID_RESUME_TOKEN": "续传标记无效、被改动或不属于此订阅{}", "resume token is not one of ours for this watch, or was changed{}";
    /// Too much has changed since the resume token was given: watch anew.
    ResumeTokenTooOld = "RESUME_TOKEN_TOO_OLD": "续传标记过旧，请重新订阅：{}", "resume token is too old, watch anew: {}";
    /// The watcher did not read for too long and was let go.
    WatcherTooSlow = "WATCHER_TOO_SLOW": "订阅方过久未读取，已断开：{}", "the watcher did not read for too long: {}";

    /// The waybill is in a state that does not allow this, or something must be true first.
    WaybillState = "WAYBILL_STATE": "运单当前不允许此操作：{}", "the waybill does not allow this now: {}";
    /// A check of the waybill found an error.
    WaybillInvalid = "WAYBILL_INVALID": "运单校验有错误：{}", "a check of the waybill found an error: {}";

    /// Frame: shorter than its header.
    FrameTruncated = "FRAME_TRUNCATED": "报文被截断：{}", "frame is cut short: {}";
    /// Frame: longer than the standard allows.
    FrameTooLong = "FRAME_TOO_LONG": "报文超长：{}", "frame is too long: {}";
    /// Frame: 0x7d not followed by 0x01 or 0x02.
    FrameEscape = "FRAME_ESCAPE": "转义错误：{}", "frame is wrongly escaped: {}";
    /// Frame: check byte does not match.
    FrameChecksum = "FRAME_CHECKSUM": "校验码错误：{}", "frame has a wrong check byte: {}";
    /// Frame: no header layout fits the declared length.
    FrameLength = "FRAME_LENGTH": "消息体长度与声明不符：{}", "body length is not as declared: {}";
    /// Body: a field cannot be read.
    FrameBody = "FRAME_BODY": "消息体字段错误：{}", "a field of the body cannot be read: {}";
    /// Body: a BCD field holds a nibble over nine or no real date.
    FrameBcd = "FRAME_BCD": "BCD字段错误：{}", "BCD field is wrong: {}";
    /// Body is encrypted and no key is known.
    FrameEncrypted = "FRAME_ENCRYPTED": "消息体已加密：{}", "body is encrypted: {}";
    /// Message id that is not handled here.
    Unsupported = "UNSUPPORTED": "不支持的消息：{}", "message is not supported: {}";
    /// A subpackage never came.
    SubpackageMissing = "SUBPACKAGE_MISSING": "分包不完整：{}", "subpackages are missing: {}";

    /// The disk is full: nothing is taken until there is room.
    DiskFull = "DISK_FULL": "磁盘已满，暂停接收{}", "the disk is full: nothing is taken until there is room{}";
    /// The service is starting, draining, or a part of it is held.
    Unavailable = "UNAVAILABLE": "服务暂不可用：{}", "not available: {}";
    /// Nobody is known by this key, or none was shown.
    Unauthenticated = "UNAUTHENTICATED": "未识别身份{}", "nobody is known by this key{}";
    /// The caller may not do this.
    PermissionDenied = "PERMISSION_DENIED": "没有权限：{}", "not allowed: {}";
    /// No such record.
    NotFound = "NOT_FOUND": "没有找到：{}", "not found: {}";
    /// Our own fault; the log has the rest.
    Internal = "INTERNAL": "内部错误，编号 {}", "internal error, see log entry {}";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One thing that is wrong, where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field from the top of the request: `vehicle.load.goods[0].un_number`; empty for
    /// the request as a whole.
    pub field: String,
    /// The stable reason.
    pub reason: Reason,
    /// The limit, the value met, or a name: goes into the words.
    pub detail: String,
    /// Words of its own in place of the reason's: of what was found by rules that bring theirs.
    pub said: Option<Text>,
}

impl Violation {
    /// A violation of `field`.
    #[must_use]
    pub fn new(field: impl Into<String>, reason: Reason, detail: impl fmt::Display) -> Self {
        Self { field: field.into(), reason, detail: detail.to_string(), said: None }
    }

    /// A violation of `field` that brings its own words.
    #[must_use]
    pub fn saying(field: impl Into<String>, reason: Reason, said: Text) -> Self {
        Self { said: Some(said), ..Self::new(field, reason, "") }
    }

    /// The words for it.
    #[must_use]
    pub fn text(&self) -> Text {
        if let Some(said) = &self.said {
            return said.clone();
        }
        let (zh, en) = self.reason.words();
        let fill = |words: &str| {
            let filled = words.replacen("{}", &self.detail, 1);
            filled.trim_end_matches(['：', ' ', ':']).to_owned()
        };
        Text::new(fill(zh), fill(en))
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.text().en)
        } else {
            write!(f, "{} {}", self.field, self.text().en)
        }
    }
}

/// All that is wrong with an input, found in one pass. Never empty as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Nothing wrong yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Exactly one thing wrong.
    #[must_use]
    pub fn one(field: impl Into<String>, reason: Reason, detail: impl fmt::Display) -> Self {
        Self(vec![Violation::new(field, reason, detail)])
    }

    /// Notes one more that brings its own words.
    pub fn say(&mut self, field: impl Into<String>, reason: Reason, said: Text) {
        self.0.push(Violation::saying(field, reason, said));
    }

    /// Notes one more.
    pub fn push(&mut self, field: impl Into<String>, reason: Reason, detail: impl fmt::Display) {
        self.0.push(Violation::new(field, reason, detail));
    }

    /// Takes over what was found below `path`: `un_number` becomes `load.goods[0].un_number`.
    pub fn absorb(&mut self, path: &str, below: Self) {
        for mut violation in below.0 {
            violation.field = match (path.is_empty(), violation.field.is_empty()) {
                (true, _) => violation.field,
                (false, true) => path.to_owned(),
                (false, false) => format!("{path}.{}", violation.field),
            };
            self.0.push(violation);
        }
    }

    /// Keeps a value that was read, or notes what was wrong with it below `path`.
    pub fn keep<T>(&mut self, path: &str, read: Result<T, Self>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(below) => {
                self.absorb(path, below);
                None
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was found, in the order of finding.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }

    /// `value` where nothing is wrong.
    ///
    /// # Errors
    /// What was found, where anything was.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, violation) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_grows_from_the_inside_out() {
        let mut goods = Violations::new();
        goods.push("un_number", Reason::UnknownUnNumber, "UN 9999");
        let mut vehicle = Violations::new();
        vehicle.absorb("load.goods[0]", goods);
        let found = &vehicle.as_slice()[0];
        assert_eq!(found.field, "load.goods[0].un_number");
        assert!(found.text().en.ends_with("UN 9999"), "{}", found.text().en);
        assert!(found.text().zh.ends_with("UN 9999"), "{}", found.text().zh);
    }

    #[test]
    fn every_reason_has_a_code_of_its_own_and_both_languages() {
        let mut codes: Vec<_> = Reason::ALL.iter().map(|r| r.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            let text = Violation::new("", *reason, "").text();
            assert!(!text.en.is_empty() && !text.zh.is_ascii(), "{reason}");
            assert!(!text.en.contains("{}") && !text.zh.contains("{}"), "{reason}");
        }
    }
}
