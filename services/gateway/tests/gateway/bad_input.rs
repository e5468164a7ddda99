//! Bad input over real sockets: each is counted by its reason, named where it is answered, changes
//! nothing, and leaves the connection as it was.

use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use placard_domain::{Millis, Timestamp};
use placard_gateway::jt808::Limits;
use placard_protocol::jt808::Message;
use placard_protocol::jt808::Version::{V2013, V2019};
use placard_protocol::jt808::messages::Heartbeat;
use rand::{Rng as _, SeedableRng as _};

use crate::device::{Device, authenticated, batch, located, report};
use crate::gate::Gate;
use crate::registered::{ORPHAN, PLAIN, STRANGER};
use crate::session::{Driven, notes};

/// Counts of this thread, on which the whole of a test runs.
pub(crate) struct Counts {
    handle: PrometheusHandle,
    _guard: metrics::LocalRecorderGuard<'static>,
}

impl Counts {
    pub(crate) fn begin() -> Self {
        let recorder = Box::leak(Box::new(PrometheusBuilder::new().build_recorder()));
        let handle = recorder.handle();
        Self { handle, _guard: metrics::set_default_local_recorder(recorder) }
    }

    /// The sum of a metric over the labels that hold `label`.
    pub(crate) fn of(&self, metric: &str, label: &str) -> u64 {
        let text = self.handle.render();
        let lines = text.lines().filter(|line| {
            line.strip_prefix(metric).is_some_and(|rest| rest.starts_with(['{', ' ']))
                && line.contains(label)
        });
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
    }
}

const FIXES: &str = "placard_fixes_refused_total";
const FRAMES: &str = "placard_jt808_frames_refused_total";

struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    metric: &'static str,
    reason: &'static str,
    /// Result of the answer, and the field that is named in what is kept.
    answer: Option<(u8, &'static str)>,
}

fn cases(device: &mut Device, now: Timestamp) -> Vec<Case> {
    let broken =
        |name, bytes: Vec<u8>, reason| Case { name, bytes, metric: FRAMES, reason, answer: None };
    let refused = |name, bytes: Vec<u8>, reason, field| Case {
        name,
        bytes,
        metric: FIXES,
        reason,
        answer: Some((2, field)),
    };
    let good = device.says(&located(now));
    let mut checksum = good.clone();
    let check = checksum.len() - 2;
    checksum[check] ^= 0x01;
    let with = |change: fn(&mut placard_protocol::jt808::messages::LocationReport)| {
        let mut wrong = report(now);
        change(&mut wrong);
        Message::LocationReport(wrong)
    };
    let length = {
        let (header, body) = crate::device::read(&device.says(&located(now))).remove(0);
        let mut content = Vec::new();
        header.emit(body.len() + 2, &mut content);
        content.extend_from_slice(&body);
        let mut frame = Vec::new();
        placard_protocol::jt808::frame::enclose(&content, &mut frame);
        frame
    };
    let ahead = located(now + Millis::from_minutes(10));
    let old = located(now - Millis::from_days(40));
    let stale = batch(vec![report(now - Millis::from_days(40))]);
    vec![
        broken("truncated", vec![0x7e, 0x02, 0x00, 0x7e], "FRAME_TRUNCATED"),
        broken("over-long", [&[0x7e][..], &[0x55; 3000], &[0x7e]].concat(), "FRAME_TOO_LONG"),
        broken("wrongly escaped", b"\x7e\x02\x00\x7d\x03\x00\x7e".to_vec(), "FRAME_ESCAPE"),
        broken("wrong check byte", checksum, "FRAME_CHECKSUM"),
        refused("wrong length", length, "FRAME_LENGTH", "attributes"),
        refused("cut body", device.says_raw(0x0200, &[0; 20]), "FRAME_BODY", "direction"),
        refused("bad BCD", device.says(&with(|r| r.time.0[1] = 0x1b)), "FRAME_BCD", "time"),
        refused(
            "latitude 95",
            device.says(&with(|r| r.latitude_raw = 95_000_000)),
            "LATITUDE_OUT_OF_RANGE",
            "latitude",
        ),
        refused(
            "longitude 181",
            device.says(&with(|r| r.longitude_raw = 181_000_000)),
            "LONGITUDE_OUT_OF_RANGE",
            "longitude",
        ),
        refused("10 minutes ahead", device.says(&ahead), "TIME_AHEAD", "time"),
        refused("40 days behind", device.says(&old), "TIME_TOO_OLD", "time"),
        refused("40 days behind, in a batch", device.says(&stale), "TIME_TOO_OLD", "items[0].time"),
    ]
}

#[tokio::test]
async fn each_bad_frame_is_counted_named_and_changes_nothing() {
    let counts = Counts::begin();
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    for case in cases(&mut client.device, gate.now()) {
        let Case { name, bytes, metric, reason, answer } = case;
        let before = counts.of(metric, reason);
        let flow_id =
            crate::device::read(&client.device.says(&Message::Heartbeat(Heartbeat)))[0].0.flow_id;
        client.say_bytes(&bytes).await;
        if let Some((result, field)) = answer {
            let answer = client.answer().await;
            assert!(answer.ends_with(&format!(" {result}")), "{name}: {answer}");
            let kept = gate.line.records().refusals(PLAIN).await.unwrap().remove(0);
            assert_eq!(kept.reason, reason, "{name}");
            assert!(kept.text.contains(&format!(": {field} ")), "{name}: {}", kept.text);
        }
        client.say(&Message::Heartbeat(Heartbeat)).await;
        let next = flow_id + 1;
        assert_eq!(client.answer().await, format!("0x8001 0x0002#{next} 0"), "{name}");
        assert_eq!(counts.of(metric, reason), before + 1, "{name}");
    }
    assert_eq!(gate.track(1).await.len(), 0, "nothing of it was taken");
    assert_eq!(counts.of("placard_fixes_acknowledged_total", ""), 0);
}

#[tokio::test]
async fn an_unknown_terminal_is_told_so_and_counted() {
    let counts = Counts::begin();
    let gate = Gate::open().await;
    let mut client = gate.connect(V2019, STRANGER).await;
    client.say(&crate::device::register(V2019)).await;
    assert_eq!(client.answer().await, "0x8100 #0 4 ");
    client.say(&authenticated()).await;
    assert_eq!(client.answer().await, "0x8001 0x0102#1 1");
    client.say(&located(gate.now())).await;
    assert_eq!(client.answer().await, "0x8001 0x0200#2 1");
    assert_eq!(counts.of(FRAMES, "UNKNOWN_TERMINAL"), 2);
    assert_eq!(counts.of(FIXES, "UNKNOWN_TERMINAL"), 1);
    assert_eq!(gate.terminals.count(), 0);
}

#[tokio::test]
async fn a_terminal_without_a_vehicle_is_refused_by_name() {
    let counts = Counts::begin();
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, ORPHAN).await;
    client.say(&located(gate.now())).await;
    assert_eq!(client.answer().await, "0x8001 0x0200#1 2");
    assert_eq!(counts.of(FIXES, "UNKNOWN_VEHICLE"), 1);
}

#[tokio::test]
async fn a_phone_that_is_connected_already_moves_to_its_newer_connection() {
    let counts = Counts::begin();
    let gate = Gate::open().await;
    let mut older = gate.enter(V2013, PLAIN).await;
    let mut newer = gate.enter(V2013, PLAIN).await;
    assert!(older.hear().await.is_none());
    newer.say(&located(gate.now())).await;
    assert_eq!(newer.answer().await, "0x8001 0x0200#1 0");
    assert_eq!(gate.terminals.count(), 1);
    gate.until(|_| counts.of("placard_jt808_closed_total", "overtaken") == 1).await;
}

#[test]
fn a_subpackage_that_never_completes_is_asked_for_given_up_and_counted_once() {
    let mut device = Device::new(V2013, PLAIN);
    let mut driven = Driven::with(&mut device);
    let bytes = device.says(&batch(vec![report(driven.now); 100]));
    let frames = crate::device::read(&bytes);
    assert_eq!(frames.len(), 4);
    let second = placard_protocol::jt808::build::frame(&frames[1].0, &frames[1].1);
    assert_eq!(driven.answers(&second), ["0x8001 0x0704#2 0"]);
    let mut given_up = 0;
    for _ in 0..8 {
        let out = driven.waits(Millis::from_secs(10));
        given_up += notes(&out)
            .iter()
            .filter(|note| note.reason == placard_domain::Reason::SubpackageMissing)
            .inspect(|note| assert!(note.detail.contains("3/4: 1, 3, 4"), "{}", note.detail))
            .count();
        let asked = driven.tell(&out);
        assert!(asked.iter().all(|asked| asked == "0x8003 #1 [1, 3, 4]"), "{asked:?}");
    }
    assert_eq!(given_up, 1);
    let heartbeat = device.says(&Message::Heartbeat(Heartbeat));
    assert_eq!(driven.answers(&heartbeat), ["0x8001 0x0002#5 0"]);
}

#[tokio::test]
async fn a_megabyte_of_noise_is_survived_and_counted() {
    let counts = Counts::begin();
    let gate = Gate::open().await;
    let mut client = gate.enter(V2013, PLAIN).await;
    let mut noise = vec![0; 1 << 20];
    rand_chacha::ChaCha8Rng::seed_from_u64(808).fill_bytes(&mut noise);
    client.say_bytes(&noise).await;
    client.say_bytes(&[0x7e]).await;
    client.say(&located(gate.now())).await;
    assert_eq!(client.answer().await, "0x8001 0x0200#1 0");
    assert!(counts.of(FRAMES, "FRAME_") > 3000, "{}", counts.of(FRAMES, "FRAME_"));
    assert_eq!(gate.track(1).await.len(), 1);
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_no_longer_read_and_then_closed() {
    let counts = Counts::begin();
    let limits = Limits {
        socket_buffer: 4096,
        write_timeout: Duration::from_millis(500),
        ..Limits::default()
    };
    let gate = Gate::with(limits).await;
    let mut deaf = gate.connect_narrowly(V2013, PLAIN).await;
    let mut bytes = deaf.device.says(&authenticated());
    for _ in 0..1000 {
        bytes.extend(deaf.device.says(&Message::Heartbeat(Heartbeat)));
    }
    let flood = async {
        let mut written = 0;
        while tokio::io::AsyncWriteExt::write_all(&mut deaf.stream, &bytes).await.is_ok() {
            written += bytes.len();
        }
        written
    };
    let written = tokio::time::timeout(crate::gate::PATIENCE, flood).await.expect("it is closed");
    assert!(written < 8 << 20, "no more was taken than the buffers of the kernel hold: {written}");
    gate.until(|_| counts.of("placard_jt808_closed_total", "write_timeout") == 1).await;
    let mut other = gate.enter(V2013, crate::registered::SHIFTED).await;
    other.say(&Message::Heartbeat(Heartbeat)).await;
    assert_eq!(other.answer().await, "0x8001 0x0002#1 0", "nobody else is held up");
}
