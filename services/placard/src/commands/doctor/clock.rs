//! The machine's clock: nothing here knows the time better, but some times cannot be.

use std::path::Path;
use std::time::{Duration, SystemTime};

use placard_domain::Timestamp;

use super::Around;
use super::finding::{Finding, fault, ok, warning};

/// This program did not exist before: 2026-11-24.
const FIRST: Timestamp = Timestamp::from_millis(1_795_478_400_000);
/// A file may be this much younger than the clock says it is now.
const SLACK: Duration = Duration::from_secs(60);

/// Signs of a service that keeps the clock.
const KEEPERS: [&str; 5] = [
    "/run/systemd/timesync/synchronized",
    "/run/chrony/chronyd.pid",
    "/run/chronyd.pid",
    "/run/ntpd.pid",
    "/run/openntpd.pid",
];

pub(super) fn check(around: &Around) -> Vec<Finding> {
    let wall = SystemTime::now();
    let newest = newest(&around.settings.data.folder);
    let keeper = KEEPERS.iter().any(|sign| Path::new(sign).exists());
    vec![judge(wall, newest, keeper)]
}

/// When a file of the folder was last written.
fn newest(folder: &Path) -> Option<SystemTime> {
    let files = std::fs::read_dir(folder).ok()?.flatten();
    files.filter_map(|file| file.metadata().ok()?.modified().ok()).max()
}

fn judge(wall: SystemTime, newest: Option<SystemTime>, keeper: bool) -> Finding {
    let since = wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    let set = ("校准系统时钟并运行 NTP", "set the clock and run NTP");
    if now < FIRST {
        return fault(
            format!("系统时钟为 {now}，早于本程序问世"),
            format!("the clock says {now}, which is before this program was made"),
        )
        .with(set.0, set.1);
    }
    if let Some(ahead) = newest.and_then(|newest| newest.duration_since(wall).ok())
        && ahead > SLACK
    {
        let seconds = ahead.as_secs();
        return fault(
            format!("系统时钟比数据目录中最新文件落后 {seconds} 秒"),
            format!("the clock is {seconds} s behind the newest file of the data folder"),
        )
        .with(set.0, set.1);
    }
    let means = (format!("系统时钟为 {now}"), format!("the clock says {now}"));
    if keeper {
        return ok(means.0, means.1);
    }
    warning(means.0, format!("{}; no service that keeps it is seen", means.1)).with(
        "未发现校时服务：运行 NTP；容器内由宿主机校时则无妨",
        "run NTP; in a container whose host does, all is well",
    )
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_time_that_cannot_be_is_a_fault() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let now = at(1_795_600_000);
        assert_eq!(judge(now, None, true).state, State::Ok);
        assert_eq!(judge(now, Some(now), false).state, State::Warning);
        assert_eq!(judge(at(0), None, true).state, State::Fault);
        assert_eq!(judge(now, Some(now + Duration::from_secs(30)), true).state, State::Ok);
        assert_eq!(judge(now, Some(now + Duration::from_secs(90)), true).state, State::Fault);
    }
}
