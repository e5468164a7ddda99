//! Asking the tables allocates nothing: they are asked for every pair of goods of every waybill.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(unsafe_code, reason = "only an allocator of our own can count what is allocated")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use placard_waybill::lists::Lists;
use placard_waybill::tables::excepted::EqCode;
use placard_waybill::tables::explosive::worst_division;
use placard_waybill::tables::limited_quantity::{Held, LimitedQuantity};
use placard_waybill::tables::transport::Amount;
use placard_waybill::tables::tunnels::{Listed, Mode, TunnelLine};
use placard_waybill::tables::{Load, Packed, TankCode};

struct Counting;

thread_local! {
    static ALLOCATED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything to the system's allocator; the count is a plain number of the thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.set(ALLOCATED.get() + 1);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer comes from `System`, by the caller's contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocated_by(work: impl FnOnce()) -> usize {
    let before = ALLOCATED.get();
    work();
    ALLOCATED.get() - before
}

fn loads() -> [Load<'static>; 6] {
    let load = |un: &str, labels: &str, code, name_en| Load {
        un: un.parse().unwrap(),
        labels: labels.parse().unwrap(),
        code,
        name_en,
        packed: Packed::Fully,
    };
    [
        load("1203", "3", "F1", "PETROL"),
        load("1017", "2.3;5.1;8", "2TOC", "CHLORINE"),
        load("0081", "1", "1.1D", "EXPLOSIVE, BLASTING, TYPE A"),
        load("0029", "1", "1.1B", "DETONATORS, NON-ELECTRIC for blasting"),
        load("3101", "5.2;1", "P1", "ORGANIC PEROXIDE TYPE B, LIQUID"),
        load("1791", "8", "C9", "HYPOCHLORITE SOLUTION"),
    ]
}

#[test]
fn asking_a_pair_of_goods_allocates_nothing() {
    let lists = Lists::embedded();
    let tables = lists.tables().unwrap();
    let loads = loads();
    let allocated = allocated_by(|| {
        for a in &loads {
            for b in &loads {
                black_box(tables.mixed_loading.may_share(&tables.compatibility, a, b));
                black_box(tables.segregation.apart(a, b));
                let sorts = (tables.cautions.sorts(a), tables.cautions.sorts(b));
                black_box(tables.cautions.between(sorts.0, sorts.1).count());
            }
            black_box(tables.food_and_feed.bars_food(a.labels, a.un));
        }
        black_box(worst_division(loads.iter().filter_map(Load::explosive)));
    });
    assert_eq!(allocated, 0);
}

#[test]
fn asking_a_tank_a_tunnel_or_an_amount_allocates_nothing() {
    let lists = Lists::embedded();
    let tables = lists.tables().unwrap();
    let (un, class) = ("1203".parse().unwrap(), "3".parse().unwrap());
    let allocated = allocated_by(|| {
        let tank: TankCode = "L4BH".parse().unwrap();
        black_box(tables.tank_hierarchy.satisfies_any(&tank, "SGAH;L4BH", class));
        black_box(tables.portable_tanks.satisfies_any("T14".parse().unwrap(), "T4;BK2"));
        let line = TunnelLine { un, listed: Listed::from_text("D/E"), mode: Mode::Tank };
        black_box(tables.tunnel_codes.closed([line, line], 0));
        let line = Amount { un, category: "2".parse().unwrap(), thousandths: 1 };
        black_box(tables.transport_categories.points([line, line]));
        let code: EqCode = "E2".parse().unwrap();
        let _ = black_box(tables.excepted_quantities.check([(code, 1)], 1));
        let limit: LimitedQuantity = "1 L".parse().unwrap();
        let _ = black_box(limit.check(Held::Microlitres(1)));
        black_box(tables.hazard_numbers.is_known("X338"));
    });
    assert_eq!(allocated, 0);
}

#[test]
fn the_count_sees_an_allocation() {
    assert_eq!(allocated_by(|| drop(black_box(Box::new(1)))), 1);
}
