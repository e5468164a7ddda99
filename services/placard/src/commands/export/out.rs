//! Where an export goes, and how each format begins, goes on and ends.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use placard_domain::Timestamp;
use placard_domain::jurisdiction::ZoneName;
use serde_json::{Value, json};

use crate::commands::Trouble;

/// The file or standard output, and the clock by which CSV tells times.
pub(super) struct Out {
    to: Box<dyn Write + Send>,
    zone: ZoneName,
    began: bool,
    ends: &'static str,
}

fn failed(error: impl Into<std::io::Error>) -> Trouble {
    let error = error.into();
    match error.kind() {
        // Whoever reads has seen enough: as `head` does.
        std::io::ErrorKind::BrokenPipe => Trouble { said: String::new(), code: 0 },
        _ => Trouble::new(error),
    }
}

impl Out {
    /// Opens it.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub(super) fn open(path: Option<&Path>, zone: &ZoneName) -> Result<Self, Trouble> {
        let to: Box<dyn Write + Send> = match path {
            Some(path) => Box::new(
                File::create(path)
                    .map_err(|error| Trouble::new(format_args!("{}: {error}", path.display())))?,
            ),
            None => Box::new(std::io::stdout()),
        };
        Ok(Self { to: Box::new(BufWriter::new(to)), zone: zone.clone(), began: false, ends: "" })
    }

    /// Writes text as it is.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Trouble> {
        self.to.write_all(text.as_bytes()).map_err(failed)
    }

    /// Writes a row of CSV.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn row(&mut self, cells: &[String]) -> Result<(), Trouble> {
        let mut line = csv::WriterBuilder::new().from_writer(Vec::new());
        line.write_record(cells).map_err(|error| failed(std::io::Error::from(error)))?;
        let line = line.into_inner().map_err(|error| failed(error.into_error()))?;
        self.to.write_all(&line).map_err(failed)
    }

    /// Begins a FeatureCollection.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn begin_features(&mut self) -> Result<(), Trouble> {
        self.ends = "\n]}\n";
        self.text("{\"type\":\"FeatureCollection\",\"features\":[")
    }

    /// Writes a feature of it.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn feature(&mut self, geometry: &Value, properties: Value) -> Result<(), Trouble> {
        let comma = if std::mem::replace(&mut self.began, true) { ",\n" } else { "\n" };
        let feature = json!({"type": "Feature", "properties": properties, "geometry": geometry});
        self.text(&format!("{comma}{feature}"))
    }

    /// Begins a document that ends so.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn begin(&mut self, head: &str, ends: &'static str) -> Result<(), Trouble> {
        self.ends = ends;
        self.text(head)
    }

    /// A time of the API by the export's wall clock, with its offset.
    pub(super) fn local(&self, time: &Value) -> String {
        let Some(instant) = time.as_str().and_then(|text| text.parse::<Timestamp>().ok()) else {
            return String::new();
        };
        instant.with_offset(&self.zone.rules())
    }

    /// Ends the document and sees that all of it is written.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn finish(mut self) -> Result<(), Trouble> {
        self.text(self.ends)?;
        self.to.flush().map_err(failed)
    }
}

/// A value as a cell: text without quotes, nothing where there is none.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A place of the API as GeoJSON.
pub(super) fn point(place: &Value) -> Value {
    match (&place["longitude"], &place["latitude"]) {
        (Value::Number(lon), Value::Number(lat)) => {
            json!({"type": "Point", "coordinates": [lon, lat]})
        }
        _ => Value::Null,
    }
}
