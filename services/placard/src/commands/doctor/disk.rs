//! The data folder and its disk: who holds it, how much room there is, whether a sync is one.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use placard_store::sqlite::{self, Folder, FolderError};
use rustix::fs::{statfs, statvfs};

use super::Around;
use super::finding::{Finding, fault, ok, warning};
use crate::commands::Trouble;

/// Below this nothing is taken for long; below that somebody should look.
const SPACE_FAULT_BYTES: u64 = 256 << 20;
const SPACE_WARNING_BYTES: u64 = 5 << 30;

/// Syncs that are timed.
const SYNCS: usize = 20;
/// Faster than any disk that keeps what it is given: it may only say so.
const SYNC_UNLIKELY: Duration = Duration::from_micros(20);
/// Slower than this, a terminal waits for its answer.
const SYNC_SLOW: Duration = Duration::from_millis(50);

/// File systems that forget or do not sync, by their number in statfs(2).
const FORGETFUL: [(u64, &str); 5] = [
    (0x0102_1994, "tmpfs"),
    (0x8584_58f6, "ramfs"),
    (0x6969, "NFS"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB2"),
];

/// The process that holds a folder; `None` where nobody does or there is no folder.
///
/// # Errors
/// Where the folder cannot be looked at.
pub(super) fn holder(folder: &Path) -> Result<Option<String>, Trouble> {
    if !folder.join("lock").exists() {
        return Ok(None);
    }
    match Folder::take(folder) {
        Ok(_) => Ok(None),
        Err(FolderError::Held { holder, .. }) => Ok(Some(holder)),
        Err(error) => Err(Trouble::new(error)),
    }
}

pub(super) fn folder(around: &Around) -> Vec<Finding> {
    let folder = &around.settings.data.folder;
    let shown = folder.display();
    vec![match (&around.holder, folder.is_dir()) {
        (Some(holder), _) => ok(
            format!("数据目录 {shown} 由进程 {holder} 持有"),
            format!("the data folder {shown} is held by process {holder}"),
        ),
        (None, true) => ok(
            format!("数据目录 {shown} 存在，无人占用"),
            format!("the data folder {shown} is there and free"),
        ),
        (None, false) => ok(
            format!("数据目录 {shown} 尚不存在，首次启动时创建"),
            format!("the data folder {shown} is not there yet: the first start makes it"),
        ),
    }]
}

/// The folder, or what it will be made in.
fn nearest(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = whole.ancestors().find(|part| part.is_dir());
    there.map_or_else(|| PathBuf::from("/"), Path::to_owned)
}

pub(super) fn space(around: &Around) -> Vec<Finding> {
    let at = nearest(&around.settings.data.folder);
    let (room, inodes) = match statvfs(&at) {
        Ok(stat) => (stat.f_bavail.saturating_mul(stat.f_frsize), (stat.f_files, stat.f_favail)),
        Err(error) => {
            let shown = at.display();
            return vec![fault(
                format!("无法查看 {shown} 的剩余空间：{error}"),
                format!("the room on {shown} cannot be seen: {error}"),
            )];
        }
    };
    let gigabytes = room as f64 / f64::from(1 << 30);
    let means = (format!("可用空间 {gigabytes:.1} GiB"), format!("{gigabytes:.1} GiB are free"));
    let todo = (
        "腾出空间或扩容：磁盘写满后不再接收任何数据",
        "make room: on a full disk nothing is taken, and nothing lost",
    );
    let mut found = vec![match room {
        room if room < SPACE_FAULT_BYTES => fault(means.0, means.1).with(todo.0, todo.1),
        room if room < SPACE_WARNING_BYTES => warning(means.0, means.1).with(todo.0, todo.1),
        _ => ok(means.0, means.1),
    }];
    // Some file systems count none.
    if inodes.0 > 0 && inodes.1 < 1000 {
        let means = ("文件节点即将用尽", "there are hardly any inodes left");
        found.push(fault(means.0, means.1).with("删除无用文件", "remove files that nobody needs"));
    }
    found
}

pub(super) fn sync(around: &Around) -> Vec<Finding> {
    let at = nearest(&around.settings.data.folder);
    let mut found = Vec::new();
    let kind = statfs(&at).map(|stat| stat.f_type as u64);
    let forgetful = FORGETFUL.iter().find(|(number, _)| kind == Ok(*number));
    if let Some((_, name)) = forgetful {
        found.push(
            fault(
                format!("{} 位于 {name}：断电即失，或锁与同步不可靠", at.display()),
                format!("{} is on {name}: it forgets, or does not lock and sync", at.display()),
            )
            .with("改用本地磁盘", "put the data folder on a disk of this machine"),
        );
    }
    found.push(match time_syncs(&at) {
        Ok(times) => judge_syncs(&times),
        Err(error) => fault(
            format!("在 {} 写入并同步失败：{error}", at.display()),
            format!("writing to {} and syncing failed: {error}", at.display()),
        )
        .with("检查目录权限与磁盘", "see who may write there, and whether the disk is well"),
    });
    found
}

fn time_syncs(folder: &Path) -> std::io::Result<Vec<Duration>> {
    let path = folder.join(format!(".placard-doctor-{}", std::process::id()));
    let timed = write_and_sync(&path);
    let removed = std::fs::remove_file(&path);
    let times = timed?;
    removed.map(|()| times)
}

fn write_and_sync(path: &Path) -> std::io::Result<Vec<Duration>> {
    let mut file = File::create_new(path)?;
    let mut times = Vec::with_capacity(SYNCS);
    for n in 0..SYNCS {
        let began = Instant::now();
        file.write_all(&[n as u8; 4096])?;
        file.sync_data()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

fn judge_syncs(times: &[Duration]) -> Finding {
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let means = (
        format!("同步一次：中位 {:.2} 毫秒，最长 {:.2} 毫秒", ms(median), ms(worst)),
        format!("a sync takes {:.2} ms, at worst {:.2} ms", ms(median), ms(worst)),
    );
    match median {
        median if median < SYNC_UNLIKELY => warning(means.0, means.1).with(
            "快得不像真实磁盘：确认虚拟机或控制器未忽略刷盘，断电可能丢失已应答的数据",
            "too fast for a disk: see that no machine or controller below leaves syncs out, or \
             acknowledged fixes may go with the power",
        ),
        median if median > SYNC_SLOW => warning(means.0, means.1).with(
            "磁盘较慢，终端需等待应答：换用更快的磁盘",
            "the disk is slow and terminals wait for their answers: use a faster one",
        ),
        _ => ok(means.0, means.1),
    }
}

pub(super) fn sqlite(_: &Around) -> Vec<Finding> {
    let version = sqlite::version();
    vec![match sqlite::check_version() {
        Ok(()) => ok(format!("内置 SQLite {version}"), format!("SQLite {version} is built in")),
        Err(error) => fault(format!("内置 SQLite 过旧：{error}"), error.to_string())
            .with("更换程序", "use another build"),
    }]
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_sync_that_is_too_fast_or_too_slow_is_said() {
        let state = |time| judge_syncs(&[time; SYNCS]).state;
        assert_eq!(state(Duration::from_millis(2)), State::Ok);
        assert_eq!(state(Duration::from_micros(3)), State::Warning);
        assert_eq!(state(Duration::from_millis(200)), State::Warning);
    }

    #[test]
    fn a_folder_that_is_not_there_is_looked_for_above() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(nearest(&dir.path().join("a/b/c")), dir.path());
        assert_eq!(holder(&dir.path().join("a")).unwrap(), None);
        assert!(!dir.path().join("a").exists(), "looking makes nothing");
    }
}
