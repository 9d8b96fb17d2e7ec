//! What files cost: 100 000 cards as a table and as pages, each beside writing the same bytes bare.

use crate::{
    daemon::{Running, ask},
    measure::{Folder, times},
};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{BufReader, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::{Duration, Instant},
};

const CARDS: usize = 100_000;
const TYPES: &str = r#"
[card_types.hours]
plugin = "pin"
numbers = { prefix = "77", length = 14, luhn = true }
settings.form = "card"
settings.profiles = [{ id = "H1", name = "One hour", minutes = 60, price = "5.00", department = "bar" }]
"#;

/// Prints the figures.
pub fn print(folder: &Path) {
    println!("\n| export of {CARDS} cards | time | bare | ratio | file | goal |\n|---|---|---|---|---|---|");
    let place = Folder::new(folder, "export");
    let running = Running::start_with(&place.0, true, &["fiscus-pin"], TYPES);
    let mut till = BufReader::new(UnixStream::connect(running.socket()).expect("the socket"));
    let made = json!({ "operation": "g", "type": "hours", "profile": "H1", "quantity": CARDS });
    ask(&mut till, "cards.generate", &made);
    let fields = json!(["card", "pin", "type", "profile", "batch", "status", "valid_until"]);
    for (name, method, more, goal) in [
        ("csv, the usual fields", "cards.export", json!({ "file": "a.csv" }), ""),
        ("csv, seven fields with PINs", "cards.export", json!({ "file": "a.csv", "fields": fields }), ""),
        ("xlsx, the usual fields", "cards.export", json!({ "file": "a.xlsx", "format": "xlsx" }), "5 s"),
        ("xlsx, seven fields", "cards.export", json!({ "file": "a.xlsx", "format": "xlsx", "fields": fields }), "5 s"),
        ("pdf, the list of PINs", "cards.print", json!({ "file": "a.pdf", "as": "list" }), ""),
        ("pdf, cards", "cards.print", json!({ "file": "a.pdf" }), ""),
    ] {
        let mut params = json!({ "operation": name.replace(' ', "-"), "batch": "g" });
        let (Some(map), Value::Object(more)) = (params.as_object_mut(), more) else { panic!("objects") };
        map.extend(more);
        let since = Instant::now();
        let told = ask(&mut till, method, &params);
        let time = since.elapsed();
        let told: Value = serde_json::from_str(&told).expect("JSON");
        let file = told["result"]["file"].as_str().unwrap_or_else(|| panic!("no file: {told}"));
        let bytes = fs::read(file).expect("the file");
        let bare = bare(&place.0, &bytes);
        let size = bytes.len() / 1024;
        println!(
            "| {name} | {} ms | {} ms | {} | {size} KiB | {goal} |",
            time.as_millis(),
            bare.as_millis(),
            times(time, bare)
        );
    }
}

/// The same bytes, and to the disk.
fn bare(folder: &Path, bytes: &[u8]) -> Duration {
    let since = Instant::now();
    let mut file = File::create(folder.join("bare")).expect("a file");
    file.write_all(bytes).expect("written");
    file.sync_all().expect("on the disk");
    since.elapsed()
}
