//! A line over a data folder in SQLite, with the 808 port open, and terminals that connect to it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use placard_domain::{AcceptedFix, Timestamp, VehicleNo};
use placard_gateway::jt808::{Limits, Server, Terminals};
use placard_partition::{Line, Options, SteadyClock};
use placard_protocol::jt808::{Deframer, Header, Message, Version};
use placard_store::open::StoreUrl;
use placard_store::records::{AuditEntry, Change, Kind, Trace};
use placard_store::sqlite::{JournalOptions, Synchronous};
use placard_store::{
    CommitError, Journal, JournalReader, Offset, PartitionNo, Row, StoreError, Stores,
};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::device::{Device, authenticated, told};
use crate::registered::{terminals, vehicles};

/// Longer than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The disk under the journal, as the test wants it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    full: Arc<AtomicBool>,
    slow_ms: Arc<AtomicU64>,
}

impl Disk {
    pub(crate) fn set_full(&self, full: bool) {
        self.full.store(full, Ordering::SeqCst);
    }

    /// Every commit takes so long.
    pub(crate) fn set_slow(&self, span: Duration) {
        self.slow_ms.store(span.as_millis() as u64, Ordering::SeqCst);
    }
}

/// The real journal, on such a disk.
struct OnDisk(Box<dyn Journal>, Disk);

impl Journal for OnDisk {
    fn commit(&mut self, rows: &[Row], listened_until: Timestamp) -> Result<(), CommitError> {
        std::thread::sleep(Duration::from_millis(self.1.slow_ms.load(Ordering::SeqCst)));
        if self.1.full.load(Ordering::SeqCst) {
            return Err(CommitError::Full);
        }
        self.0.commit(rows, listened_until)
    }

    fn cut(&mut self, p: PartitionNo, up_to: Offset, most: usize) -> Result<usize, StoreError> {
        self.0.cut(p, up_to, most)
    }

    fn truncate(&mut self, partition: PartitionNo, after: Offset) -> Result<(), StoreError> {
        self.0.truncate(partition, after)
    }

    fn reader(&self) -> Result<Box<dyn JournalReader>, StoreError> {
        self.0.reader()
    }
}

pub(crate) async fn line(folder: &TempDir, disk: &Disk) -> Line {
    let options = JournalOptions { partitions: 2, synchronous: Synchronous::Full };
    let url = StoreUrl::Sqlite(folder.path().to_owned());
    let stores = placard_store::open(&url, options).await.unwrap();
    let journal = Box::new(OnDisk(stores.journal, disk.clone()));
    let stores = Stores { journal, ..stores };
    let clock = Arc::new(SteadyClock::default());
    let line = Line::open(stores, Options::default(), clock).await.unwrap();
    found(&line).await;
    line
}

async fn found(line: &Line) {
    let vehicles = vehicles().into_iter().map(|vehicle| {
        change(Kind::Vehicle, vehicle.id.as_str(), serde_json::to_string(&vehicle).unwrap())
    });
    let terminals = terminals().into_iter().map(|terminal| {
        let body = serde_json::to_string(&terminal).unwrap();
        let parent = Some(terminal.vehicle.to_string());
        Change { parent, ..change(Kind::Terminal, terminal.id.as_str(), body) }
    });
    let changes: Vec<_> = vehicles.chain(terminals).collect();
    let audit = AuditEntry {
        at: line.clock().now(),
        actor: "test".into(),
        method: "test".into(),
        resource: String::new(),
        outcome: "OK".into(),
    };
    line.desk().await.commit(&changes, &Trace { audit, answer: None }).await.unwrap();
}

fn change(kind: Kind, id: &str, body: String) -> Change {
    Change {
        kind,
        id: id.to_owned(),
        key: None,
        parent: None,
        valid_from: Timestamp::MIN,
        organisation: "carrier-a".into(),
        jurisdiction: "CN-4307".into(),
        body: Some(body),
    }
}

/// The port, open.
pub(crate) struct Gate {
    pub(crate) line: Line,
    pub(crate) addr: SocketAddr,
    pub(crate) terminals: Terminals,
    pub(crate) disk: Disk,
    pub(crate) drain: CancellationToken,
    running: JoinHandle<()>,
    _folder: TempDir,
}

impl Gate {
    pub(crate) async fn open() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let (folder, disk) = (tempfile::tempdir().unwrap(), Disk::default());
        let line = line(&folder, &disk).await;
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), line.clone(), limits).unwrap();
        let (addr, terminals) = (server.local_addr().unwrap(), server.terminals());
        let drain = CancellationToken::new();
        let running = tokio::spawn(server.run(drain.clone()));
        Self { line, addr, terminals, disk, drain, running, _folder: folder }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.line.clock().now()
    }

    /// A terminal that has just connected.
    pub(crate) async fn connect(&self, version: Version, phone: &str) -> Client {
        let stream = TcpStream::connect(self.addr).await.unwrap();
        Client::over(stream, version, phone)
    }

    /// One that has little room for what it is sent.
    pub(crate) async fn connect_narrowly(&self, version: Version, phone: &str) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        Client::over(socket.connect(self.addr).await.unwrap(), version, phone)
    }

    /// A terminal that has authenticated.
    pub(crate) async fn enter(&self, version: Version, phone: &str) -> Client {
        let mut client = self.connect(version, phone).await;
        client.say(&authenticated()).await;
        assert_eq!(client.answer().await, "0x8001 0x0102#0 0");
        client
    }

    /// All that is known of a vehicle.
    pub(crate) async fn track(&self, vehicle: u32) -> Vec<AcceptedFix> {
        let all = (Timestamp::MIN, Timestamp::MAX);
        self.line.track(VehicleNo(vehicle), all.0, all.1, None).await.unwrap()
    }

    /// Waits until `so` holds.
    pub(crate) async fn until(&self, so: impl Fn(&Self) -> bool) {
        let poll = async {
            while !so(self) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, poll).await.expect("in time");
    }

    /// Drains the port and waits until it is closed.
    pub(crate) async fn close(self) -> Line {
        self.drain.cancel();
        timeout(PATIENCE, self.running).await.expect("drained in time").unwrap();
        self.line
    }
}

/// A terminal on a socket.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    pub(crate) device: Device,
    deframer: Deframer,
    heard: Vec<u8>,
}

impl Client {
    fn over(stream: TcpStream, version: Version, phone: &str) -> Self {
        stream.set_nodelay(true).unwrap();
        let device = Device::new(version, phone);
        Self { stream, device, deframer: Deframer::new(), heard: Vec::new() }
    }

    pub(crate) async fn say(&mut self, message: &Message) {
        let bytes = self.device.says(message);
        self.say_bytes(&bytes).await;
    }

    pub(crate) async fn say_bytes(&mut self, bytes: &[u8]) {
        timeout(PATIENCE, self.stream.write_all(bytes)).await.expect("read in time").unwrap();
    }

    /// The next frame from the platform; `None`: it closed.
    pub(crate) async fn hear(&mut self) -> Option<(Header, Vec<u8>)> {
        loop {
            let heard = std::mem::take(&mut self.heard);
            let mut input = &heard[..];
            let found = self.deframer.next_frame(&mut input).map(|frame| {
                let (header, body) = Header::parse(frame.unwrap().content).unwrap();
                (header, body.to_vec())
            });
            self.heard = input.to_vec();
            if found.is_some() {
                return found;
            }
            let mut chunk = [0; 4096];
            let read = timeout(PATIENCE, self.stream.read(&mut chunk)).await.expect("in time");
            match read.unwrap_or(0) {
                0 => return None,
                length => self.heard.extend_from_slice(&chunk[..length]),
            }
        }
    }

    /// The next answer in words.
    pub(crate) async fn answer(&mut self) -> String {
        let (header, body) = self.hear().await.expect("an answer");
        let frame = placard_protocol::jt808::build::frame(&header, &body);
        told(&frame, self.device.version).remove(0)
    }

    /// Whether nothing comes for a while.
    pub(crate) async fn is_left_waiting(&mut self, span: Duration) -> bool {
        assert!(self.heard.is_empty(), "{:02x?}", self.heard);
        timeout(span, self.stream.peek(&mut [0])).await.is_err()
    }

    /// Waits until the platform closes, whatever it still says.
    pub(crate) async fn is_closed(&mut self) -> bool {
        while self.hear().await.is_some() {}
        true
    }
}
