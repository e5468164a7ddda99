//! Division codes (行政区划代码, GB/T 2260): two digits of a province, two of a city, two of a county.

use super::fault::{Identifier, IdentifierFault, Wrong};
use super::near::Plain;
use super::{digit, exact, fixed, printed};
use crate::text::Text;

/// A code's leading digits with its name: Chinese, English.
type Named = (&'static str, &'static str, &'static str);

/// Every province-level division, in order of code.
const PROVINCES: [Named; 34] = [
    ("11", "北京市", "Beijing"),
    ("12", "天津市", "Tianjin"),
    ("13", "河北省", "Hebei"),
    ("14", "山西省", "Shanxi"),
    ("15", "内蒙古自治区", "Inner Mongolia"),
    ("21", "辽宁省", "Liaoning"),
    ("22", "吉林省", "Jilin"),
    ("23", "黑龙江省", "Heilongjiang"),
    ("31", "上海市", "Shanghai"),
    ("32", "江苏省", "Jiangsu"),
    ("33", "浙江省", "Zhejiang"),
    ("34", "安徽省", "Anhui"),
    ("35", "福建省", "Fujian"),
    ("36", "江西省", "Jiangxi"),
    ("37", "山东省", "Shandong"),
    ("41", "河南省", "Henan"),
    ("42", "湖北省", "Hubei"),
    ("43", "湖南省", "Hunan"),
    ("44", "广东省", "Guangdong"),
    ("45", "广西壮族自治区", "Guangxi"),
    ("46", "海南省", "Hainan"),
    ("50", "重庆市", "Chongqing"),
    ("51", "四川省", "Sichuan"),
    ("52", "贵州省", "Guizhou"),
    ("53", "云南省", "Yunnan"),
    ("54", "西藏自治区", "Tibet"),
    ("61", "陕西省", "Shaanxi"),
    ("62", "甘肃省", "Gansu"),
    ("63", "青海省", "Qinghai"),
    ("64", "宁夏回族自治区", "Ningxia"),
    ("65", "新疆维吾尔自治区", "Xinjiang"),
    ("71", "台湾省", "Taiwan"),
    ("81", "香港特别行政区", "Hong Kong"),
    ("82", "澳门特别行政区", "Macao"),
];

/// A bit for each number of a province.
const KNOWN: u128 = {
    let mut known = 0;
    let mut at = 0;
    while at < PROVINCES.len() {
        let code = PROVINCES[at].0.as_bytes();
        known |= 1 << two_digits([code[0], code[1]]);
        at += 1;
    }
    known
};

/// Changde's divisions (as of November 2024) and the cities around it: `facts/law.md` 4.6.
const LOCAL: [Named; 18] = [
    ("420500", "宜昌市", "Yichang"),
    ("421000", "荆州市", "Jingzhou"),
    ("422800", "恩施土家族苗族自治州", "Enshi"),
    ("430600", "岳阳市", "Yueyang"),
    ("430700", "常德市", "Changde"),
    ("430702", "武陵区", "Wuling"),
    ("430703", "鼎城区", "Dingcheng"),
    ("430721", "安乡县", "Anxiang"),
    ("430722", "汉寿县", "Hanshou"),
    ("430723", "澧县", "Lixian"),
    ("430724", "临澧县", "Linli"),
    ("430725", "桃源县", "Taoyuan"),
    ("430726", "石门县", "Shimen"),
    ("430771", "西洞庭管理区", "Xidongting"),
    ("430781", "津市市", "Jinshi"),
    ("430800", "张家界市", "Zhangjiajie"),
    ("430900", "益阳市", "Yiyang"),
    ("431200", "怀化市", "Huaihua"),
];

fixed! {
    /// A division code whose province exists. It has no check digit: only a change to an unknown
    /// province is detected.
    DivisionCode[6]
}
printed!(DivisionCode);

impl DivisionCode {
    /// The province, by name.
    #[must_use]
    pub fn province(&self) -> Text {
        named(&PROVINCES, &self.as_str()[..2]).unwrap_or_default()
    }

    /// Its own name, where it is a province, in Changde, or a neighbour of Changde.
    #[must_use]
    pub fn name(&self) -> Option<Text> {
        if self.0.ends_with(b"0000") {
            return named(&PROVINCES, &self.as_str()[..2]);
        }
        named(&LOCAL, self.as_str())
    }

    /// Whether this division is `outer` or lies in it.
    #[must_use]
    pub fn lies_in(&self, outer: &Self) -> bool {
        let significant = match outer.0 {
            [_, _, b'0', b'0', b'0', b'0'] => 2,
            [.., b'0', b'0'] => 4,
            _ => 6,
        };
        self.0[..significant] == outer.0[..significant]
    }
}

/// Whether GB/T 2260 has a province with these two digits.
pub(super) const fn is_province(digits: [u8; 2]) -> bool {
    KNOWN >> two_digits(digits) & 1 == 1
}

const fn two_digits([tens, ones]: [u8; 2]) -> u8 {
    (tens - b'0') * 10 + (ones - b'0')
}

fn named(table: &[Named], code: &str) -> Option<Text> {
    let at = table.binary_search_by_key(&code, |(code, ..)| code).ok()?;
    let (_, zh, en) = table[at];
    Some(Text::new(zh, en))
}

fn read(text: &str) -> Result<[u8; 6], Wrong> {
    let code: [u8; 6] = exact(text, digit)?;
    if is_province([code[0], code[1]]) { Ok(code) } else { Err(Wrong::Area) }
}

#[cold]
fn near(text: &str) -> Option<String> {
    Plain::new(text, digit)?.mend(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::new(text).unwrap()
    }

    #[test]
    fn tables_are_in_order_and_every_row_is_a_code() {
        assert!(PROVINCES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(LOCAL.is_sorted_by(|a, b| a.0 < b.0));
        for (digits, zh, en) in LOCAL {
            assert_eq!(code(digits).name(), Some(Text::new(zh, en)));
        }
        for (digits, zh, _) in PROVINCES {
            assert_eq!(code(&format!("{digits}0000")).name().unwrap().zh, zh);
            assert_eq!(code(&format!("{digits}9999")).province().zh, zh);
        }
    }

    #[test]
    fn exactly_34_of_a_hundred_provinces_exist() {
        let known = (0..100).filter(|n| DivisionCode::new(&format!("{n:02}0700")).is_ok());
        assert_eq!(known.count(), 34);
        let wrong = DivisionCode::new("990700").unwrap_err().wrong();
        assert_eq!(wrong, Wrong::Area);
    }

    #[test]
    fn a_county_lies_in_its_city_and_province_and_nowhere_else() {
        let (hunan, changde, lixian) = (code("430000"), code("430700"), code("430723"));
        assert!(lixian.lies_in(&changde) && lixian.lies_in(&hunan) && changde.lies_in(&hunan));
        assert!(lixian.lies_in(&lixian) && !changde.lies_in(&lixian));
        assert!(!lixian.lies_in(&code("430800")) && !lixian.lies_in(&code("420000")));
        assert_eq!(hunan.name().unwrap().en, "Hunan");
        assert_eq!(code("440300").name(), None, "a city of elsewhere is not named");
    }

    #[test]
    fn what_is_wrong_is_named_and_mended() {
        let fault = |text: &str| DivisionCode::new(text).unwrap_err();
        assert_eq!(fault("43O7O2").wrong(), Wrong::Character { position: 3, found: 'O' });
        for slip in ["43O7O2", "４３０７０２", "430 702"] {
            assert_eq!(fault(slip).suggestion(), Some("430702"), "{slip}");
        }
        assert_eq!(fault("4307").wrong(), Wrong::Length { found: 4, least: 6, most: 6 });
    }
}
