use super::*;

fn from_file(text: &str) -> Result<Loaded, Vec<Fault>> {
    load(&Sources { file: Some(("p.toml".into(), text.into())), ..Sources::default() })
}

fn faults(text: &str) -> Vec<String> {
    from_file(text).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_needs_to_be_set() {
    let loaded = load(&Sources::default()).unwrap();
    assert_eq!(loaded.settings, Settings::default());
    assert!(loaded.origins.is_empty());
}

#[test]
fn the_example_says_every_default_and_changes_none() {
    let text = example();
    let loaded = from_file(&text).unwrap();
    assert_eq!(loaded.settings, Settings::default());
    for spec in Settings::specs() {
        assert!(text.contains(&format!("{} =", spec.key)), "{}", spec.name());
    }
}

#[test]
fn every_default_is_within_its_bounds_and_every_number_names_its_unit() {
    let units = ["_s", "_bytes", "_fixes", "_max", "_ms"];
    let counts = ["line.partitions"];
    for spec in Settings::specs() {
        assert!(!spec.doc.is_empty(), "{} has no words", spec.name());
        let Some((least, most)) = spec.bounds else {
            assert!(!spec.form.contains("number"), "{} has no bounds", spec.name());
            continue;
        };
        let default: u64 = spec.default.as_ref().unwrap().parse().unwrap();
        assert!((least..=most).contains(&default), "{}", spec.name());
        let named = units.iter().any(|unit| spec.key.ends_with(unit));
        assert!(named || counts.contains(&spec.name().as_str()), "{}: unit?", spec.name());
    }
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_the_nearest_known_one() {
    let found = faults("[http]\nlisten = \"127.0.0.1:1\"\n\nstreams_mx = 5\n\n[lime]\nx = 1\n");
    assert_eq!(found.len(), 2, "{found:?}");
    let expected = "p.toml:4: http.streams_mx: no such setting; did you mean http.streams_max?";
    assert_eq!(found[0], expected);
    assert_eq!(found[1], "p.toml:7: lime.x: no such setting");
}

#[test]
fn an_empty_section_of_a_wrong_name_and_a_key_in_none_are_faults() {
    let found = faults("folder = \"x\"\n[htp]\n");
    let expected = [
        "p.toml:1: folder: stands in no section; did you mean data.folder?",
        "p.toml:2: htp: no such section; did you mean http?",
    ];
    assert_eq!(found, expected);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let sources = Sources {
        file: Some(("p.toml".into(), "[http]\nlisten = 8080\nkeep_alive_s = 0\n".into())),
        variables: vec![
            ("PLACARD_HTTP_LISTN".into(), "127.0.0.1:1".into()),
            ("PLACARD_LOG_FORMAT".into(), "xml".into()),
            ("HOME".into(), "/root".into()),
        ],
        flags: vec![("--roles".into(), "serve.roles".into(), "all".into())],
    };
    let found: Vec<_> = load(&sources).unwrap_err().iter().map(ToString::to_string).collect();
    let expected = [
        "p.toml:2: http.listen: 8080 is not ADDRESS:PORT, as in 127.0.0.1:8080; port 0 for any \
         that is free",
        "p.toml:3: http.keep_alive_s: 0 is outside 1 to 3600",
        "PLACARD_HTTP_LISTN: PLACARD_HTTP_LISTN: no such variable; did you mean \
         PLACARD_HTTP_LISTEN?",
        "PLACARD_LOG_FORMAT: log.format: \"xml\" is not one of auto text json",
        "--roles: serve.roles: \"all\" is not a list out of gateway-808 http",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_file_that_is_no_toml_is_named_with_its_lines() {
    let found = faults("[http\nlisten = \n");
    assert!(found.len() >= 2, "{found:?}");
    assert!(found[0].starts_with("p.toml:1: "), "{found:?}");
}

#[test]
fn a_flag_stands_over_a_variable_over_the_file() {
    let mut sources = Sources {
        file: Some(("p.toml".into(), "[data]\nfolder = \"f\"\n".into())),
        ..Sources::default()
    };
    let folder = |sources: &Sources| {
        let loaded = load(sources).unwrap();
        let origin = loaded.origins["data.folder"].to_string();
        (loaded.settings.data.folder.display().to_string(), origin)
    };
    assert_eq!(folder(&sources), ("f".into(), "p.toml:2".into()));
    sources.variables.push(("PLACARD_DATA_FOLDER".into(), "v".into()));
    assert_eq!(folder(&sources), ("v".into(), "PLACARD_DATA_FOLDER".into()));
    sources.flags.push(("--data".into(), "data.folder".into(), "d".into()));
    assert_eq!(folder(&sources), ("d".into(), "--data".into()));
}

#[test]
fn without_identities_only_loopback_is_listened_on() {
    let found = faults("[jt808]\nlisten = \"0.0.0.0:7608\"\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("p.toml:2: jt808.listen: 0.0.0.0:7608 is not loopback"));
    let text = "[jt808]\nlisten = \"0.0.0.0:7608\"\n[identity]\nkeys_file = \"keys\"\n";
    assert!(from_file(text).is_ok());
    assert!(from_file("[http]\nlisten = \"[::1]:8080\"\n").is_ok());
}
