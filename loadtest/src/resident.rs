//! Memory of this process and of others, as the kernel counts it.

use std::io;

/// Bytes of this process that are in memory now.
///
/// # Errors
/// Where the kernel does not say.
pub fn bytes() -> io::Result<u64> {
    of("self")
}

/// Bytes of another process that are in memory now.
///
/// # Errors
/// Where there is no such process.
pub fn bytes_of(process: u32) -> io::Result<u64> {
    of(&process.to_string())
}

fn of(process: &str) -> io::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kib.map(|kib| kib * 1024).ok_or_else(|| io::Error::other("/proc tells no VmRSS"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_counted() {
        let before = bytes().unwrap();
        let taken = std::hint::black_box(vec![1_u8; 64 << 20]);
        assert!(bytes().unwrap() >= before + (60 << 20));
        drop(taken);
        assert!(bytes_of(std::process::id()).unwrap() > 0);
    }
}
