//! Which partition a vehicle belongs to.

use placard_domain::VehicleNo;
use placard_store::PartitionNo;

/// The partition of a vehicle among `partitions`: its number, mixed, so that vehicles registered in
/// a row spread. Fixed for the life of a data folder.
pub(crate) fn partition_of(vehicle: VehicleNo, partitions: u16) -> PartitionNo {
    // The finaliser of MurmurHash3 (Appleby 2011): each bit of the number moves every bit.
    let mut x = vehicle.0;
    x = (x ^ x >> 16).wrapping_mul(0x85eb_ca6b);
    x = (x ^ x >> 13).wrapping_mul(0xc2b2_ae35);
    x ^= x >> 16;
    PartitionNo((x % u32::from(partitions.max(1))) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vehicles_registered_in_a_row_spread_evenly() {
        let mut counts = [0_u32; 16];
        for no in 1..=16_000 {
            counts[usize::from(partition_of(VehicleNo(no), 16).0)] += 1;
        }
        assert!(counts.iter().all(|n| (900..1100).contains(n)), "{counts:?}");
    }

    #[test]
    fn a_vehicle_stays_where_it_is() {
        // Written down: a data folder hangs on it.
        let places: Vec<u16> = (1..=8).map(|no| partition_of(VehicleNo(no), 4).0).collect();
        assert_eq!(places, PLACES);
    }

    const PLACES: [u16; 8] = [3, 2, 3, 1, 1, 0, 0, 3];
}
