//! What an installer may write, what he is told where he may not, and that no password is repeated.

use super::{URL, alone, internet, open, telephony, written};
use crate::rules::Partner;
use fiscus_sdk::{
    card::CardType,
    kit::shop,
    serde_json::{Value, json},
};

const SECRETS: [&str; 3] = ["s3cret", "fiscus:", "pa/ss"];

fn problems(settings: &Value) -> Vec<(String, String)> {
    let problems = Partner::open(settings, &shop()).err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.path.join("."), problem.text)).collect()
}

#[test]
fn a_problem_is_told_at_its_place() {
    let attribute = |value: Value| {
        json!({ "profiles": [
        { "id": "x", "minutes": 1, "price": "1.00", "department": "bar", "attributes": [value] }
    ] })
    };
    for (change, path, word) in [
        (json!({ "service": "mail" }), "service", "internet"),
        (json!({ "profiles": [] }), "profiles", "at least one"),
        (json!({ "service": "telephony" }), "radius", "internet"),
        (json!({ "service": "telephony" }), "profiles.0.attributes", "internet"),
        (json!({ "profiles": [{ "id": "x", "minutes": 1, "amount": "1.00" }] }), "profiles.0.amount", "either"),
        (attribute(json!({ "name": "", "value": "1" })), "profiles.0.attributes.0.name", "Session-Timeout"),
        (attribute(json!({ "name": "a b", "value": "1" })), "profiles.0.attributes.0.name", "Session-Timeout"),
        (
            attribute(json!({ "name": "Cleartext-Password", "value": "1", "check": true })),
            "profiles.0.attributes.0.name",
            "secret",
        ),
        (attribute(json!({ "name": "A", "value": "1", "op": "==" })), "profiles.0.attributes.0.op", ":= = +="),
        (attribute(json!({ "name": "A", "value": "1", "op": "~", "check": true })), "profiles.0.attributes.0.op", "=~"),
        (attribute(json!({ "name": "A", "value": "" })), "profiles.0.attributes.0.value", "253"),
        (attribute(json!({ "name": "A", "value": "1", "chek": true })), "profiles.0.attributes.0.chek", "check"),
        (json!({ "radius": { "urll": URL } }), "radius", "only url"),
        (json!({ "radius": {} }), "radius.url", "{ url ="),
        (json!({ "radius": { "url": 7 } }), "radius.url", "{ url ="),
        (json!({ "radius": "fiscus:s3cret@radius.lan" }), "radius", "{ url ="),
    ] {
        let mut settings = written();
        for (key, value) in change.as_object().expect("a table") {
            settings[key] = value.clone();
        }
        let found = problems(&settings);
        assert!(found.iter().any(|(at, text)| at == path && text.contains(word)), "{change}: {found:?}");
    }
}

/// A url that cannot be read is told without repeating it, wherever it was written.
#[test]
fn no_problem_repeats_a_password() {
    for (url, word) in [
        (json!("postgres://fiscus:s3cret@"), "no host"),
        (json!("postgres://fiscus:s3cret@:5432/radius"), "no host"),
        (json!("postgres://fiscus:s3cret@radius.lan"), "no database"),
        (json!("postgres://fiscus:s3cret@radius.lan/"), "no database"),
        (json!("postgres://fiscus:s3cret@radius.lan/a/b"), "no database"),
        (json!("postgres://fiscus:s3cret@radius.lan:port/radius"), "65535"),
        (json!("postgres://fiscus:s3cret@radius.lan:0/radius"), "65535"),
        (json!("postgres://fiscus:s3cret@radius.lan:65536/radius"), "65535"),
        (json!("postgres://fiscus:pa/ss@radius.lan/radius"), "%2F"),
        (json!("postgres://fiscus:s3cret @radius.lan/radius"), "blanks"),
        (json!("postgresql://fiscus:s3cret@radius.lan/radius"), "did you mean \"postgres:\"?"),
        (json!("postgres:fiscus:s3cret@radius.lan/radius"), "postgres://"),
        (json!("mysql://fiscus:s3cret@radius.lan/radius"), "sqlite:"),
        (json!("fiscus:s3cret@radius.lan/radius"), "postgres://"),
        (json!("sqlite:"), "names a file"),
        (json!(""), "begins with"),
    ] {
        let mut settings = written();
        settings["radius"]["url"] = url.clone();
        let found = problems(&settings);
        assert!(found.iter().any(|(at, text)| at == "radius.url" && text.contains(word)), "{url}: {found:?}");
        let told = format!("{found:?}");
        assert!(SECRETS.iter().all(|secret| !told.contains(secret)), "{told}");
    }
    for place in [
        json!({ "radius": URL }),
        json!({ "radius": [URL] }),
        json!({ "radius": { (URL): true } }),
        json!({ "radius": { "url": [URL] } }),
        json!({ "service": URL }),
        json!({ "profiles": URL }),
        json!({ "profiles": [URL] }),
    ] {
        let mut settings = written();
        for (key, value) in place.as_object().expect("a table") {
            settings[key] = value.clone();
        }
        let told = format!("{:?}", problems(&settings));
        assert!(told.len() > 2 && SECRETS.iter().all(|secret| !told.contains(secret)), "{told}");
    }
}

#[test]
fn places_that_are_sound_are_shown_without_a_password() {
    for (url, shown) in [
        (URL, "postgres://radius.lan/radius"),
        ("postgres://radius.lan/radius?sslmode=require&password=s3cret", "postgres://radius.lan/radius"),
        ("postgres://u:p%40ss@[::1]:5432/radius", "postgres://::1/radius"),
        ("postgres://u:p@ss@radius.lan/radius", "postgres://radius.lan/radius"),
        ("sqlite:radius.db", "sqlite:radius.db"),
        ("sqlite:///var/lib/radius.db", "sqlite:/var/lib/radius.db"),
    ] {
        let mut settings = written();
        settings["radius"]["url"] = json!(url);
        let partner = open(&settings, &shop());
        assert_eq!(partner.describe()[0], format!("internet: delivery releases a login at {shown}"));
        assert!(!format!("{partner:?}").contains("s3cret"), "nor in a log");
    }
}

#[test]
fn what_the_settings_mean_is_said() {
    assert_eq!(
        internet().describe()[1..],
        [
            "hour: 60 minutes for 2.00 on goods, valid for ever; attributes of the login: 2",
            "day: 1440 minutes for 9.00 on goods, valid for 30 days"
        ]
    );
    assert_eq!(alone().describe()[0], "internet without radius: nothing happens outside");
    assert!(telephony().describe()[0].starts_with("telephony"));
    let manifest = Partner::manifest();
    assert!(manifest.accounts.is_empty() && manifest.capabilities.is_empty());
    let known = manifest.settings["properties"].as_object().expect("properties");
    assert!(known.values().all(|schema| schema["description"].is_string()));
}
