//! `cards.print`: S1-08, S1-09, F13. The PDF is read back: its pages, and what stands on them.

use super::{generate, pins, plan, with};
use fiscus_tests::{
    End, Place, program,
    shop::{Plan, Shop},
};
use lopdf::Document;
use serde_json::json;
use std::{fs, path::Path, process::Command};

/// A PNG of one blue pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0x0, 0x0, 0x0, 0xd, 0x49, 0x48, 0x44, 0x52, 0x0, 0x0, 0x0, 0x1, 0x0,
    0x0, 0x0, 0x1, 0x8, 0x2, 0x0, 0x0, 0x0, 0x90, 0x77, 0x53, 0xde, 0x0, 0x0, 0x0, 0xc, 0x49, 0x44, 0x41, 0x54, 0x78,
    0x9c, 0x63, 0x50, 0x70, 0x98, 0x0, 0x0, 0x1, 0x74, 0x0, 0xf1, 0xa2, 0xfc, 0x40, 0x3b, 0x0, 0x0, 0x0, 0x0, 0x49,
    0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// A JPEG of eight grey pixels by eight.
fn grey() -> Vec<u8> {
    let begin = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xdb\x00\x43\x00";
    let frame = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00";
    // One code each for the grey and for nothing else.
    let codes = [&b"\xff\xc4\x00\x14\x00\x01"[..], &[0; 15], b"\x02\xff\xc4\x00\x14\x10\x01", &[0; 16]].concat();
    let scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x4f\xff\xd9";
    [&begin[..], &[0xff; 64], frame, &codes, scan].concat()
}

/// The text of each page.
fn pages(file: &Path) -> Vec<String> {
    let document = Document::load(file).expect("a PDF");
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    numbers.iter().map(|number| document.extract_text(&[*number]).expect("text")).collect()
}

/// S1-08: the plain template, ten to a sheet, each card once and in order.
#[test]
fn cards_are_printed_several_to_a_sheet() {
    let shop = Shop::open(Plan { language: "et".to_owned(), ..plan() });
    let cards = generate(&shop, "g1", "hours", "H5", 23);
    let pins = pins(&shop, &cards);
    let asked = json!({ "operation": "p1", "operator": "anna", "batch": "g1", "file": "cards.pdf" });
    let told = shop.done("cards.print", asked.clone());
    let file = shop.file("state/cards.pdf");
    assert_eq!(
        (&told["count"], &told["sha256"]),
        (&json!(23), &json!(fiscus::export::digest_of(&file).expect("there")))
    );
    let pages = pages(&file);
    assert_eq!(pages.len(), 3);
    for (nth, (card, pin)) in cards.iter().zip(&pins).enumerate() {
        for (page, text) in pages.iter().enumerate() {
            let here = page == nth / 10;
            assert_eq!((text.contains(card), text.contains(pin)), (here, here), "card {nth}, page {page}: {text}");
        }
    }
    assert_eq!(pages.concat().matches("Five hours").count(), 23);
    assert_eq!(pages.concat().matches("Hours").count(), 23, "the title: {}", pages[0]);
    assert_eq!(shop.done("cards.print", asked), told);
    let kept = shop.done("operation.get", json!({ "target": "p1" }));
    assert_eq!((&kept["state"], &kept["operator"]), (&json!("committed"), &json!("anna")));
    shop.verify();
}

/// S1-09: the list, over pages that are numbered, with its batch.
#[test]
fn the_list_of_pins_goes_over_pages() {
    let shop = Shop::open(Plan { language: "it".to_owned(), ..plan() });
    let cards = generate(&shop, "g-list", "hours", "H1", 37);
    let pins = pins(&shop, &cards);
    let asked = json!({ "operation": "p1", "batch": "g-list", "as": "list", "file": "list.pdf" });
    assert_eq!(shop.done("cards.print", asked)["count"], 37);
    let pages = pages(&shop.file("state/list.pdf"));
    assert_eq!(pages.len(), 2, "36 to a page");
    for (nth, (card, pin)) in cards.iter().zip(&pins).enumerate() {
        let page = &pages[nth / 36];
        assert!(page.contains(card) && page.contains(pin) && page.contains("One hour"), "{nth}: {page}");
    }
    for (nth, page) in pages.iter().enumerate() {
        for text in
            ["Elenco tessere", "Bar Centrale", "Lotto g-list", "Tessere 37", &format!("Pagina {} di 2", nth + 1)]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
    }
    shop.verify();
}

const TEMPLATES: &str = r##"
[templates.club]
title = "Club Ärimees"
background = "pixel.png"
logo = { file = "pixel.png", x = "60", y = "5", width = "20" }
card = { width = "60", height = "40" }
gap = "2"
colour = "#ffffff"
fields = [
  { show = "title", x = "30", y = "8", size = 12, align = "centre", bold = true },
  { show = "number", x = "5", y = "35" },
]
[templates.other]
title = "Other"
"##;

/// S1-08: title, background, logo and fields of one's own; a PIN that no field shows is not there.
#[test]
fn a_template_says_what_stands_where() {
    let card_type = "[card_types.hours]\n";
    let more = plan().more.replace(card_type, &format!("{card_type}template = \"club\"\n"));
    let mut shop = Shop::prepare(Plan { more: more + TEMPLATES, ..plan() });
    fs::write(shop.file("pixel.png"), PIXEL).expect("a picture");
    // Wide enough for the logo.
    let text = fs::read_to_string(shop.config()).expect("text").replace("x = \"60\", y", "x = \"38\", y");
    fs::write(shop.config(), text).expect("written");
    shop.start();
    let cards = generate(&shop, "g1", "hours", "H1", 19);
    let partners = generate(&shop, "g2", "partners", "none", 1);
    let pins = pins(&shop, &cards);
    shop.done("cards.print", json!({ "operation": "p1", "batch": "g1", "file": "a.pdf" }));
    let text = pages(&shop.file("state/a.pdf"));
    assert_eq!(text.len(), 2, "eighteen to a sheet");
    assert_eq!(text.concat().matches("Club Ärimees").count(), 19);
    assert!(cards.iter().all(|card| text.concat().contains(card)));
    assert!(!pins.iter().any(|pin| text.concat().contains(pin)) && !text.concat().contains("One hour"));
    let named = json!({ "operation": "p2", "batch": "g1", "template": "other", "file": "a.pdf" });
    shop.done("cards.print", named);
    let text = pages(&shop.file("state/a.pdf")).concat();
    assert!(text.contains("Other") && text.contains(&pins[0]), "{text}");
    let both = json!({ "cards": [cards[0], partners[0]], "file": "b.pdf" });
    for (case, params, path) in [
        ("unknown", json!({ "batch": "g1", "template": "clab", "file": "b.pdf" }), "template"),
        ("several", both.clone(), "template"),
        ("ending", json!({ "batch": "g1", "file": "b.csv" }), "file"),
    ] {
        let refused = shop.call("cards.print", with(&params, json!({ "operation": case }))).expect_err(case);
        assert_eq!(refused.data["path"], path, "{case}: {refused:?}");
    }
    shop.done("cards.print", with(&both, json!({ "operation": "p3", "template": "club" })));
    shop.done("cards.move", json!({ "operation": "m1", "cards": [cards[0]], "to": "delete", "confirm": 1 }));
    let gone = json!({ "operation": "p4", "cards": cards, "file": "b.pdf" });
    assert_eq!(shop.refused("cards.print", gone), "status_forbids");
    shop.verify();
}

/// S1-08: a font of one's own and a photograph behind the card are in the file.
#[test]
fn a_font_and_a_photograph_of_ones_own() {
    let card_type = "[card_types.hours]\n";
    let more = plan().more.replace(card_type, &format!("{card_type}template = \"own\"\n"));
    let own = "[templates.own]\ntitle = \"Õ Club\"\nfont = \"letters.ttf\"\nbackground = \"grey.jpg\"\n";
    let mut shop = Shop::prepare(Plan { more: more + own, ..plan() });
    fs::write(shop.file("letters.ttf"), dejavu::serif::regular()).expect("a font");
    fs::write(shop.file("grey.jpg"), grey()).expect("a photograph");
    shop.start();
    let cards = generate(&shop, "g1", "hours", "H1", 2);
    shop.done("cards.print", json!({ "operation": "p1", "batch": "g1", "file": "a.pdf" }));
    let file = shop.file("state/a.pdf");
    let text = pages(&file).concat();
    assert!(text.contains("Õ Club") && cards.iter().all(|card| text.contains(card)), "{text}");
    let document = Document::load(&file).expect("a PDF");
    let of = |key: &[u8], value: &str| {
        let told = |object: &lopdf::Object| {
            let name =
                object.as_dict().or_else(|_| object.as_stream().map(|stream| &stream.dict)).ok()?.get(key).ok()?;
            Some(String::from_utf8_lossy(name.as_name().ok()?).contains(value))
        };
        document.objects.values().any(|object| told(object) == Some(true))
    };
    assert!(of(b"BaseFont", "DejaVuSerif") && of(b"Filter", "DCTDecode"));
}

/// What is wrong with a template is said at its place, before a card is printed.
#[test]
fn templates_are_checked() {
    let place = Place::new();
    place.write("letters.ttf", "none");
    place.write("pixel.gif", "GIF89a");
    place.write("cut.png", &PIXEL[..PIXEL.len() - 20]);
    let head = "[shop]\ntime_zone = \"Europe/Rome\"\ncurrency = \"EUR\"\n[paths]\nstate = \"state\"\nlibraries = []\n[templates.a]\n";
    for (line, expected) in [
        ("font = \"none.ttf\"", "8:1: font: there is no file"),
        ("font = \"letters.ttf\"", "8:1: font: it holds no letters"),
        ("background = \"pixel.gif\"", "8:1: background: it is no picture"),
        ("background = \"cut.png\"", "8:1: background: it is no picture"),
        ("logo = { file = \"pixel.gif\" }", "8:10: logo: it is no picture"),
        ("logo = { x = \"1\" }", "file is missing"),
        ("backgroud = \"a.png\"", "8:1: unknown key backgroud; did you mean background?"),
        ("card = { width = \"250\", height = \"54\" }", "8:1: card: a card is larger than the sheet"),
        ("card = { width = \"1\", height = \"54\" }", "\"1\" is not a measure from 20.00 to 400.00"),
        ("page = \"A9\"", "\"A9\" is not one of"),
        ("colour = \"red\"", "\"red\" is not a colour"),
        ("fields = [{ show = \"pim\", x = \"1\", y = \"1\" }]", "\"pim\" is not one of"),
        ("fields = [{ show = \"pin\", x = \"90\", y = \"1\" }]", "\"90\" is not a measure from 0.00 to 85.60"),
        ("fields = [{ show = \"pin\", x = \"1\" }]", "y is missing"),
        ("margin = 10", "write it in quotes"),
    ] {
        let file = place.write("fiscus.toml", format!("{head}{line}\n"));
        let output = Command::new(program()).arg("check").arg("--config").arg(file).output().expect("fiscus starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{line}: {said}");
    }
}

/// As an export: a death leaves the file or none.
#[test]
fn a_death_leaves_the_pages_or_none() {
    for (point, stands) in [("file:half", false), ("file:recorded", false), ("file:named", true)] {
        let mut shop = Shop::open(plan());
        generate(&shop, "g1", "hours", "H1", 5);
        shop.kill();
        shop.start_to_crash_at(point);
        let asked = json!({ "operation": "p1", "batch": "g1", "file": "a.pdf" });
        assert!(shop.attempt("cards.print", &asked).is_err(), "{point}");
        shop.await_end();
        assert_eq!(shop.file("state/a.pdf").exists(), stands, "{point}");
        shop.start();
        let kept = shop.till().end("operation.get", &json!({ "target": "p1" }));
        assert!(matches!(kept, End::Committed(_)) == stands, "{point}: {kept:?}");
        shop.done("cards.print", asked);
        assert_eq!(pages(&shop.file("state/a.pdf")).len(), 1);
        shop.verify();
    }
}
