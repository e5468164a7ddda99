//! `POST /v1/waybills:validate` under load: connections that ask without pause, each the next
//! golden document, as JSON. The server's register is empty: what hangs on it is told as not
//! checked.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::error::Error;
use crate::server::{Server, placard};

/// Callers at a time.
const CALLERS: usize = 8;

/// Milliseconds of every call, from the shortest to the longest, and calls a second.
pub(super) fn latencies(documents: &[String], load: Duration) -> Result<(Vec<f64>, f64), Error> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&placard()?, "serve", folder.path())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (mut waits, seconds) = runtime.block_on(async {
        let began = Instant::now();
        let until = began + load;
        let callers = (0..CALLERS).map(|caller| {
            let mine: Vec<String> = documents.iter().skip(caller).cloned().collect();
            tokio::spawn(ask(server.http, mine, until))
        });
        let callers: Vec<_> = callers.collect();
        let mut waits = Vec::new();
        for caller in callers {
            waits.extend(caller.await??);
        }
        Ok::<_, Error>((waits, began.elapsed().as_secs_f64()))
    })?;
    server.drain()?;
    waits.sort_by(f64::total_cmp);
    let rate = waits.len() as f64 / seconds;
    Ok((waits, rate))
}

/// One caller on one connection.
async fn ask(to: SocketAddr, documents: Vec<String>, until: Instant) -> Result<Vec<f64>, Error> {
    let stream = TcpStream::connect(to).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let mut waits = Vec::new();
    for document in documents.iter().cycle() {
        if Instant::now() > until {
            break;
        }
        let length = document.len();
        // One write: a head that waits for its body measures the kernel's patience.
        let request = format!(
            "POST /v1/waybills:validate HTTP/1.1\r\nhost: {to}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{document}"
        );
        let began = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        answer(&mut stream).await?;
        waits.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(waits)
}

/// Reads one answer, which must be 200.
async fn answer(stream: &mut BufReader<TcpStream>) -> Result<(), Error> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    if !line.starts_with("HTTP/1.1 200") {
        return Err(format!("answered {line:?}").into());
    }
    let mut length = 0;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(())
}
