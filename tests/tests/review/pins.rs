//! PINs that are guessed: by repeating what is known, and from very many tills.

use fiscus_tests::shop::{Plan, Shop};
use serde_json::{Value, json};

const TICKETS: &str = r#"
[card_types.tickets]
plugin = "pin"
settings.form = "ticket"
settings.profiles = [{ id = "T1", name = "Ticket", minutes = 30, price = "3.00", department = "bar" }]
"#;

fn shop(more: &str) -> Shop {
    Shop::open(Plan {
        more: format!("{TICKETS}{more}"),
        libraries: vec!["fiscus-pin", "fiscus-epson-rt"],
        ..Plan::default()
    })
}

/// A ticket that was sold, and its PIN.
fn ticket(shop: &Shop) -> (String, String) {
    let call = json!({
        "operation": "s1", "payments": [{ "tender": "cash" }],
        "lines": [{ "id": "1", "department": "bar", "article": "T1", "quantity": "1", "price": "3.00" }],
    });
    let card = shop.done("receipt.issue", call)["cards"][0]["card"].as_str().expect("a card").to_owned();
    shop.await_rest();
    let asked = json!({ "operation": "r1", "card": card, "reason": "looked", "operator": "anna" });
    let pin = shop.done("card.reveal", asked)["pin"].as_str().expect("a PIN").to_owned();
    (card, pin)
}

/// PINs that are nobody's.
fn wrong(pin: &str) -> impl Iterator<Item = String> {
    let pin = pin.to_owned();
    (0..)
        .map(|at: u32| format!("{}{}{}22", 2 + at % 8, 2 + at / 8 % 8, 2 + at / 64 % 8))
        .filter(move |other| *other != pin)
}

fn used(operation: &str, till: Value, card: &str) -> Value {
    json!({ "operation": operation, "till": till, "card": card, "minutes": "1" })
}

fn told(shop: &Shop, call: Value) -> String {
    match shop.call("card.use", call) {
        Ok(answer) => answer["balances"]["MIN"].as_str().expect("minutes").to_owned(),
        Err(refused) => refused.data["reason"].as_str().unwrap_or_default().to_owned(),
    }
}

/// F14, S1-01: a PIN that is tried with the id of something done already is a try like another; whoever repeats what he
/// did is answered as before.
#[test]
fn a_repeated_operation_tells_no_pins() {
    let shop = shop("");
    let (card, pin) = ticket(&shop);
    let done = |till: &str, pin: &str| told(&shop, used("u1", json!(till), pin));
    assert_eq!((done("1", &pin), done("1", &pin), done("2", &pin)), ("29".into(), "29".into(), "29".into()));
    let mut guesses = wrong(&pin);
    let mut guess = |operation: &str, till: &str| {
        let pin = guesses.next().expect("one more");
        told(&shop, used(operation, json!(till), &pin))
    };
    for at in 0..5 {
        assert_eq!(guess("u1", "1"), "operation_conflict", "{at}");
    }
    assert_eq!(guess("u1", "1"), "pin_throttled");
    assert_eq!(done("1", &pin), "pin_throttled", "right and wrong sound the same");
    assert_eq!(done("2", &pin), "29", "another till is heard");
    // Where nothing was done because the PIN was wrong, it is the other way round.
    for at in 0..5 {
        assert_eq!(guess("u2", "3"), "pin_wrong", "{at}");
    }
    assert_eq!(guess("u2", "3"), "pin_throttled");
    assert_eq!(told(&shop, used("u2", json!("3"), &pin)), "pin_throttled");
    assert_eq!(told(&shop, used("u3", json!("2"), &card)), "28", "a card that is shown needs no PIN");
    assert!(!shop.log().contains(&pin));
    shop.verify();
}

/// F14: whatever a till calls itself, so many wrong PINs in a minute are enough for the whole shop.
#[test]
fn wrong_pins_are_counted_over_the_whole_shop() {
    let shop = shop("");
    let (card, pin) = ticket(&shop);
    let mut guesses = wrong(&pin);
    for at in 0..30 {
        let guess = guesses.next().expect("one more");
        let call = if at % 8 == 0 {
            let mut call = used(&format!("g{at}"), json!(format!("x{at}")), &card);
            call["pin"] = json!(guess);
            call
        } else {
            used(&format!("g{at}"), json!(format!("x{at}")), &guess)
        };
        assert_eq!(told(&shop, call), "pin_wrong", "{at}");
        // One that is right in between ends no count but its till's.
        if at == 3 {
            assert_eq!(told(&shop, used("u1", json!("x3"), &pin)), "29");
        }
    }
    assert_eq!(told(&shop, used("g30", json!("x30"), &guesses.next().expect("one more"))), "pin_throttled");
    assert_eq!(told(&shop, used("u2", json!("1"), &pin)), "pin_throttled");
    let mut verified = used("u3", json!("1"), &card);
    verified["pin"] = json!(pin);
    assert_eq!(told(&shop, verified), "pin_throttled");
    assert_eq!(told(&shop, used("u4", json!("1"), &card)), "28", "a card that is shown needs no PIN");
    shop.await_log("30 wrong PINs", 1);
    assert!(
        !shop.log().contains(&pin) && wrong(&pin).take(31).all(|guess| !shop.log().contains(&format!("\"{guess}\"")))
    );
    shop.verify();
}

/// F14: tills that the configuration does not name are one.
#[test]
fn tills_that_nobody_named_share_a_count() {
    let shop = shop("[tills.\"1\"]\nreceipt = \"front\"\n");
    let (_, pin) = ticket(&shop);
    let guesses = wrong(&pin);
    for (at, guess) in guesses.take(5).enumerate() {
        let till = if at == 4 { Value::Null } else { json!(format!("x{at}")) };
        assert_eq!(told(&shop, used(&format!("g{at}"), till, &guess)), "pin_wrong", "{at}");
    }
    assert_eq!(told(&shop, used("u1", json!("x9"), &pin)), "pin_throttled");
    assert_eq!(told(&shop, used("u2", json!("1"), &pin)), "29", "the till that is named is heard");
    shop.verify();
}
