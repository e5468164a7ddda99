//! `placard config`: checks settings, writes the file with every default, makes API keys, replaces
//! the signing key.

use std::path::PathBuf;

use serde_json::json;

use super::{Outcome, Trouble};
use crate::settings::{self, Fault, Loaded, Origin, Sources};

/// Checks settings, shows their defaults, makes API keys, replaces the signing key.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Check(Check),
    /// Writes a settings file with every setting at its default.
    Example,
    Key(super::key::Args),
    RotateKey(super::rotate_key::Args),
}

/// Says what each setting is and where it was set, or everything that is wrong, with the line.
///
/// Reads the file, the PLACARD_... variables and the flags as `serve` does. Exit status 1 where
/// something is wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  placard config check --config placard.toml
  PLACARD_LOG_LEVEL=debug placard config check --json | jq .faults")]
struct Check {
    #[command(flatten)]
    given: Given,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// The flags that carry settings, for every command that takes them.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Given {
    /// The settings file.
    #[arg(long, value_name = "FILE", env = "PLACARD_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// The data folder (data.folder).
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// Where HTTP listens (http.listen).
    #[arg(long, value_name = "ADDR")]
    http: Option<String>,
    /// Where JT/T 808 listens (jt808.listen).
    #[arg(long, value_name = "ADDR")]
    jt808: Option<String>,
    /// Which parts run (serve.roles): gateway-808, http.
    #[arg(long, value_name = "LIST")]
    roles: Option<String>,
    /// Any other setting, as in --set line.partitions=16.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
}

impl Given {
    /// For a command that says by itself where its data folder and ports are.
    pub(super) fn of(data: &str, http: Option<&str>, jt808: Option<&str>) -> Self {
        let [http, jt808] = [http, jt808].map(|address| address.map(str::to_owned));
        Self { data: Some(data.to_owned()), http, jt808, ..Self::default() }
    }

    /// Reads all settings.
    ///
    /// # Errors
    /// Where the file does not read, or what it says is wrong.
    pub(super) fn load(&self) -> Result<Result<Loaded, Vec<Fault>>, Trouble> {
        let mut sources = Sources { variables: variables(), ..Sources::default() };
        if let Some(path) = &self.config {
            let read = std::fs::read_to_string(path);
            let text = read.map_err(|e| Trouble::new(format!("{}: {e}", path.display())))?;
            sources.file = Some((path.clone(), text));
        }
        let named = [
            ("--data", "data.folder", &self.data),
            ("--http", "http.listen", &self.http),
            ("--jt808", "jt808.listen", &self.jt808),
            ("--roles", "serve.roles", &self.roles),
        ];
        for (flag, setting, value) in named {
            let flagged = value.iter().map(|v| (flag.to_owned(), setting.to_owned(), v.clone()));
            sources.flags.extend(flagged);
        }
        for given in &self.set {
            let (name, value) = given
                .split_once('=')
                .ok_or_else(|| Trouble::new(format!("--set {given}: NAME=VALUE is asked for")))?;
            sources.flags.push(("--set".to_owned(), name.trim().to_owned(), value.to_owned()));
        }
        Ok(settings::load(&sources).and_then(with_keys))
    }

    /// Reads all settings, for a command that needs them right.
    ///
    /// # Errors
    /// All that is wrong, one line each.
    pub(super) fn settle(&self) -> Result<Loaded, Trouble> {
        self.load()?.map_err(|faults| {
            let lines: Vec<_> = faults.iter().map(|fault| format!("\n  {fault}")).collect();
            Trouble::new(format!("the settings are wrong:{}", lines.concat()))
        })
    }
}

/// A file of keys that cannot be read is a fault of the setting that names it.
fn with_keys(loaded: Loaded) -> Result<Loaded, Vec<Fault>> {
    const SETTING: &str = "identity.keys_file";
    match crate::serve::read_keys(&loaded.settings.identity) {
        Ok(_) => Ok(loaded),
        Err(error) => Err(vec![Fault {
            origin: loaded.origins.get(SETTING).cloned().unwrap_or(Origin::Default),
            setting: SETTING.to_owned(),
            problem: error.to_string(),
            suggestion: None,
        }]),
    }
}

/// The environment, what is not text in it left out: no setting is.
fn variables() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

pub(super) fn run(args: &Args) -> Result<Outcome, Trouble> {
    match &args.action {
        Action::Check(check) => run_check(check),
        Action::Example => {
            print!("{}", settings::example());
            Ok(Outcome::Holds)
        }
        Action::Key(args) => super::key::run(args),
        Action::RotateKey(args) => super::rotate_key::run(args),
    }
}

fn run_check(check: &Check) -> Result<Outcome, Trouble> {
    let loaded = check.given.load()?;
    match (&loaded, check.json) {
        (Ok(loaded), true) => println!("{}", json!({ "ok": true, "settings": listed(loaded) })),
        (Ok(loaded), false) => print_settings(loaded),
        (Err(faults), true) => {
            let faults: Vec<_> = faults.iter().map(Fault::to_json).collect();
            println!("{}", json!({ "ok": false, "faults": faults }));
        }
        (Err(faults), false) => faults.iter().for_each(|fault| println!("{fault}")),
    }
    Ok(if loaded.is_ok() { Outcome::Holds } else { Outcome::DoesNotHold })
}

fn listed(loaded: &Loaded) -> Vec<serde_json::Value> {
    let values = loaded.settings.values().into_iter();
    values
        .map(|(spec, value)| {
            let origin = loaded.origins.get(&spec.name()).unwrap_or(&Origin::Default);
            json!({ "name": spec.name(), "value": value, "from": origin.to_string() })
        })
        .collect()
}

fn print_settings(loaded: &Loaded) {
    for (spec, value) in loaded.settings.values() {
        let name = spec.name();
        let origin = loaded.origins.get(&name).unwrap_or(&Origin::Default);
        let value = value.unwrap_or_else(|| "not set".to_owned());
        println!("{name:<30} {value:<24} {origin}");
    }
    if !loaded.settings.identity.is_configured() {
        println!("no identities: whoever reaches a loopback address is the administrator");
    }
}
