//! What the system lets a process have.

use rustix::process::{Resource, getrlimit};

use super::Around;
use super::finding::{Finding, ok, warning};

/// Descriptors beside those of connections: databases, logs, listeners.
const OTHER_FILES: u64 = 200;

pub(super) fn files(around: &Around) -> Vec<Finding> {
    let settings = &around.settings;
    let connections =
        settings.jt808.connections_max as u64 + u64::from(settings.http.connections_max);
    vec![judge(getrlimit(Resource::Nofile).current, connections + OTHER_FILES)]
}

fn judge(limit: Option<u64>, wanted: u64) -> Finding {
    match limit {
        Some(limit) if limit < wanted => warning(
            format!("可打开文件数上限 {limit}，按连接数设置需要 {wanted}"),
            format!("{limit} files may be open at once; the connections allowed want {wanted}"),
        )
        .with(
            format!("在服务单元中设 LimitNOFILE={wanted}，或调低 jt808.connections_max"),
            format!("set LimitNOFILE={wanted} in the unit, or lower jt808.connections_max"),
        ),
        Some(limit) => {
            ok(format!("可打开文件数上限 {limit}"), format!("{limit} files may be open at once"))
        }
        None => ok("可打开文件数不限", "any number of files may be open at once"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_limit_below_what_connections_want_is_said() {
        assert_eq!(judge(Some(1024), 50_000).state, State::Warning);
        assert_eq!(judge(Some(65_536), 50_000).state, State::Ok);
        assert_eq!(judge(None, 50_000).state, State::Ok);
    }
}
