//! Square tables: what each key says of each other one, the same both ways.

use placard_domain::Text;

use super::sheet::{Edition, Sheet, lacks_row};
use crate::fault::RowFaults;

/// A square table that is the same both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Matrix<C, const N: usize> {
    pub(super) edition: Edition,
    cells: [[C; N]; N],
}

impl<C: Copy + PartialEq, const N: usize> Matrix<C, N> {
    /// Reads a file whose rows are named in `column` and whose columns and rows are `keys`. `blank`
    /// stands in for what a faulty file lacks.
    pub(super) fn parse(
        csv: &[u8],
        column: &str,
        keys: &[&str; N],
        (blank, expected): (C, &str),
        read: fn(&str) -> Option<C>,
    ) -> Result<Self, RowFaults> {
        let mut wanted = vec![column];
        wanted.extend(keys);
        let (sheet, mut faults) = Sheet::read(csv, &wanted);
        let mut rows: [Option<[C; N]>; N] = [None; N];
        for row in sheet.rows() {
            let index = row.read(column, &keys.join(", "), &mut faults, |text| {
                keys.iter().position(|&key| key == text)
            });
            let Some(index) = index else { continue };
            if rows[index].is_some() {
                row.repeats(column, &mut faults);
            }
            let cell = |&key: &&str| row.read(key, expected, &mut faults, read).unwrap_or(blank);
            let cells: Vec<C> = keys.iter().map(cell).collect();
            rows[index] = cells.try_into().ok();
        }
        for (key, row) in keys.iter().zip(&rows) {
            if row.is_none() {
                lacks_row(column, key, &mut faults);
            }
        }
        let cells = rows.map(|row| row.unwrap_or([blank; N]));
        for (i, row) in cells.iter().enumerate() {
            for (j, cell) in row.iter().enumerate().take(i) {
                if *cell != cells[j][i] {
                    let (a, b) = (keys[i], keys[j]);
                    let why = Text::new(
                        format!("{a} 与 {b} 两个方向的值不同"),
                        format!("{a} with {b} differs from {b} with {a}"),
                    );
                    faults.add(1, a, why);
                }
            }
        }
        faults.settle(Self { edition: sheet.edition, cells })
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> C {
        self.cells[row][column]
    }
}
