//! The canary: a server that acknowledges before it commits. Its journal says "durable" at once and
//! writes a little later, as one would that had thought of speed alone.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use placard_domain::Timestamp;
use placard_gateway::jt808;
use placard_partition::{Line, Options, SteadyClock};
use placard_store::open::StoreUrl;
use placard_store::sqlite::{JournalOptions, Synchronous};
use placard_store::{CommitError, Journal, JournalReader, Offset, PartitionNo, Row, StoreError};
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::founding::PARTITIONS;

/// Rows are held back for this long.
const HELD_BACK: Duration = Duration::from_millis(150);

struct Early {
    inner: Box<dyn Journal>,
    held: Vec<(Instant, Vec<Row>, Timestamp)>,
}

impl Early {
    fn write_old(&mut self) -> Result<(), CommitError> {
        while let Some((since, rows, until)) = self.held.first()
            && since.elapsed() >= HELD_BACK
        {
            self.inner.commit(rows, *until)?;
            self.held.remove(0);
        }
        Ok(())
    }
}

impl Journal for Early {
    fn commit(&mut self, rows: &[Row], listened_until: Timestamp) -> Result<(), CommitError> {
        // What is refused comes again with the same offsets: it must not be held as well.
        self.write_old()?;
        self.held.push((Instant::now(), rows.to_vec(), listened_until));
        Ok(())
    }

    fn cut(
        &mut self,
        partition: PartitionNo,
        up_to: Offset,
        most: usize,
    ) -> Result<usize, StoreError> {
        self.inner.cut(partition, up_to, most)
    }

    fn truncate(&mut self, partition: PartitionNo, after: Offset) -> Result<(), StoreError> {
        self.inner.truncate(partition, after)
    }

    fn reader(&self) -> Result<Box<dyn JournalReader>, StoreError> {
        self.inner.reader()
    }
}

/// Serves terminals from a data folder, until it is killed.
///
/// # Errors
/// Where it cannot begin.
pub fn serve(data: &Path) -> Result<(), Error> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let options = JournalOptions { partitions: PARTITIONS, synchronous: Synchronous::Full };
        let url = StoreUrl::Sqlite(data.to_owned());
        let mut stores = placard_store::open(&url, options).await?;
        stores.journal = Box::new(Early { inner: stores.journal, held: Vec::new() });
        let clock = Arc::new(SteadyClock::default());
        let line = Line::open(stores, Options::default(), clock).await?;
        let anywhere = ([127, 0, 0, 1], 0).into();
        let server = jt808::Server::bind(anywhere, line, jt808::Limits::default())?;
        let at = server.local_addr()?.to_string();
        println!("{}", serde_json::json!({ "http": at, "jt808": at }));
        server.run(CancellationToken::new()).await;
        Ok(())
    })
}
