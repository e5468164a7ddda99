//! Additional items of a location report (附加信息: JT/T 808-2013 8.18, tables 26 and 27): `id BYTE,
//! length BYTE, value`, to the end of the body.
//!
//! Private trackers use the standard's ids for other things, so an item is known by id *and*
//! length; every other is kept raw. A list is read up to the first item that cannot be, and what
//! follows is kept too. Nothing in it can fail a report.

mod known;

pub(crate) use known::field_of;
pub use known::{Known, Place};

use std::fmt;

/// 里程, 4 bytes, 0.1 km.
pub const ODOMETER: u8 = 0x01;
/// 油量, 2 bytes, 0.1 L.
pub const FUEL: u8 = 0x02;
/// 行驶记录功能获取的速度, 2 bytes, 0.1 km/h.
pub const RECORDER_SPEED: u8 = 0x03;
/// 无线通信网络信号强度, 1 byte.
pub const SIGNAL: u8 = 0x30;
/// GNSS定位卫星数, 1 byte.
pub const SATELLITES: u8 = 0x31;

/// The items of one report, exactly as received.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Items(Vec<u8>);

/// One item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// What the sender says it is (附加信息ID), 1–255.
    pub id: u8,
    /// Its value.
    pub value: &'a [u8],
}

impl Items {
    /// From the bytes behind a report's basic part.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Appends an item; a value over 255 bytes is cut.
    pub fn push(&mut self, id: u8, value: &[u8]) {
        let length = u8::try_from(value.len()).unwrap_or(u8::MAX);
        self.0.extend_from_slice(&[id, length]);
        self.0.extend_from_slice(&value[..usize::from(length)]);
    }

    /// The items that can be read, in order. Ids may repeat.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter { rest: &self.0 }
    }

    /// The value of the first item with this id and length.
    #[must_use]
    pub fn find<const N: usize>(&self, id: u8) -> Option<[u8; N]> {
        self.iter().find_map(|item| if item.id == id { item.value.try_into().ok() } else { None })
    }

    /// What follows the last item that can be read: zeros that pad the body, a list cut short, or
    /// another dialect's own.
    #[must_use]
    pub fn remainder(&self) -> &[u8] {
        let mut items = self.iter();
        items.by_ref().for_each(drop);
        items.rest
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).entry(&self.remainder()).finish()
    }
}

impl<'a> IntoIterator for &'a Items {
    type Item = Item<'a>;
    type IntoIter = Iter<'a>;
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Walks over [`Items`].
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Iter<'a> {
    type Item = Item<'a>;
    fn next(&mut self) -> Option<Item<'a>> {
        let [id, length, after @ ..] = self.rest else { return None };
        let value = after.get(..usize::from(*length))?;
        // Ids begin at 1: a zero is taken for an item of another dialect, unless all is padding.
        if *id == 0 && self.rest.iter().all(|byte| *byte == 0) {
            return None;
        }
        self.rest = &after[value.len()..];
        Some(Item { id: *id, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_up_to_the_first_impossible_item_and_keeps_the_rest() {
        let items = Items::from_bytes(vec![0x31, 1, 9, 0x01, 4, 0, 0]);
        assert_eq!(items.iter().collect::<Vec<_>>(), [Item { id: 0x31, value: &[9] }]);
        assert_eq!(items.remainder(), [0x01, 4, 0, 0]);
        let id_alone = Items::from_bytes(vec![0x31, 1, 9, 0x01]);
        assert_eq!((id_alone.iter().count(), id_alone.remainder()), (1, &[0x01][..]));
    }

    #[test]
    fn a_hundred_and_twenty_eight_trailing_zero_items_are_padding() {
        let mut items = Items::default();
        items.push(SATELLITES, &[9]);
        items.0.extend_from_slice(&[0; 256]);
        assert_eq!(items.iter().count(), 1);
        assert_eq!(items.remainder(), [0; 256]);
    }

    #[test]
    fn an_item_of_the_right_id_and_the_wrong_length_is_not_taken_for_it() {
        let mut items = Items::default();
        items.push(ODOMETER, &[1, 2]);
        items.push(ODOMETER, &[0, 0, 0, 7]);
        assert_eq!(items.find::<4>(ODOMETER), Some([0, 0, 0, 7]));
        assert_eq!(items.find::<1>(SATELLITES), None);
    }
}
