//! The server that holds the folder: asked how it is.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;

use super::Around;
use super::finding::{Finding, fault, ok, warning};
use crate::commands::Trouble;
use crate::commands::office::{address, ask};

/// More than this is on its way to the engine, and it does not keep up.
const LAG_FIXES: u64 = 100_000;

pub(super) fn check(around: &Around) -> Vec<Finding> {
    let Some(holder) = &around.holder else {
        return vec![ok("没有服务在运行", "no server runs")];
    };
    match readiness(around, holder) {
        Ok(said) => judge(&said),
        Err(trouble) => vec![
            fault(
                format!("进程 {holder} 持有数据目录但不应答：{}", trouble.said),
                format!("process {holder} holds the folder and does not answer: {}", trouble.said),
            )
            .with(
                "若正在启动或停止，稍后再看；否则查看日志并重启",
                "if it is starting or stopping, look again; else read its log and start it anew",
            ),
        ],
    }
}

fn readiness(around: &Around, holder: &str) -> Result<Value, Trouble> {
    let at = address(&around.settings, holder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Trouble::new)?.block_on(async {
        let request = Request::get("/readyz").header(header::HOST, "localhost");
        let (_, body) = ask(at, request.body(Body::empty()).map_err(Trouble::new)?).await?;
        serde_json::from_slice(&body).map_err(Trouble::new)
    })
}

fn judge(said: &Value) -> Vec<Finding> {
    let mut found: Vec<_> = said["reasons"].as_array().into_iter().flatten().map(reason).collect();
    if found.is_empty() {
        found.push(ok("服务就绪", "the server takes fixes and judges them"));
    }
    if said["clockSteady"] == false {
        found.push(
            warning("系统时钟曾跳变，服务暂不跟随", "the clock jumped and is not followed").with(
                "校准系统时钟；两者一致后自动恢复",
                "set the clock right: it is followed again once the two agree",
            ),
        );
    }
    let partitions = said["partitions"].as_array().into_iter().flatten();
    let lag: u64 = partitions.filter_map(|partition| partition["lagFixes"].as_u64()).sum();
    if lag > LAG_FIXES {
        found.push(
            warning(
                format!("尚有 {lag} 条定位未判定"),
                format!("{lag} fixes are journalled and not yet judged"),
            )
            .with("检查处理器负载", "see what the processors are busy with"),
        );
    }
    found
}

fn reason(reason: &Value) -> Finding {
    let (code, text) = (&reason["reason"], &reason["text"]);
    let (code, text) = (code.as_str().unwrap_or_default(), text.as_str().unwrap_or_default());
    let (zh, todo) = match code {
        "WRITER_FAILED" => {
            ("日志写入失败，不再接收", ("查看日志后重启", "read the log, then start it anew"))
        }
        "DRAINING" => ("正在停止，不再接收", ("等待其停止", "wait until it has stopped")),
        "DISK_FULL" => {
            ("磁盘已满，不再接收", ("腾出空间，会自动恢复", "make room: it goes on by itself"))
        }
        _ => ("有分区停止判定，仅记录", ("按可靠性说明处理", "see docs/reliability.md, recovery")),
    };
    fault(format!("{zh}（{code}）"), format!("{text} ({code})")).with(todo.0, todo.1)
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_server_says_against_itself_is_a_fault() {
        let states = |said: Value| judge(&said).iter().map(|one| one.state).collect::<Vec<_>>();
        let lag = json!([{"lagFixes": 60_000}, {"lagFixes": 60_000}]);
        assert_eq!(states(json!({"reasons": [], "clockSteady": true})), [State::Ok]);
        let jumped = json!({"reasons": [], "clockSteady": false, "partitions": lag});
        assert_eq!(states(jumped), [State::Ok, State::Warning, State::Warning]);
        let full = json!({"reasons": [{"reason": "DISK_FULL", "text": "full"}]});
        assert_eq!(states(full), [State::Fault]);
    }
}
