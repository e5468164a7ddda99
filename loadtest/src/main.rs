//! Benchmarks and faults.

fn main() {}
