//! Which discount a line gets: order, fallback, schedules, what is spread.

use super::*;
use crate::{
    Quantity,
    kit::{amount, card::draft},
    schedule::Weekday,
};
use jiff::civil::{datetime, time};

fn shop() -> Shop {
    let mut shop: Shop = serde_json::from_str(
        r#"{"currency":{"name":"EUR","scale":2},
            "departments":{"bar":{"vat":{"rate":"10"}},"shop":{"vat":{"rate":"22"}}}}"#,
    )
    .expect("a shop");
    let percent = |text: &str| Discount::of(DiscountValue::Percent(text.parse().expect(text)));
    let happy = Schedule { from: Some(time(17, 0, 0, 0)), to: Some(time(19, 0, 0, 0)), ..Schedule::default() };
    shop.discounts = [
        ("ten".to_owned(), percent("10")),
        ("bar".to_owned(), Discount { departments: vec!["bar".into()], ..percent("20") }),
        ("happy".to_owned(), Discount { schedule: happy, ..percent("50") }),
        (
            "sunday".to_owned(),
            Discount {
                schedule: Schedule { weekdays: vec![Weekday::Sun], ..Schedule::default() },
                articles: vec!["A1".into()],
                ..percent("30")
            },
        ),
        ("five".to_owned(), Discount::of(DiscountValue::Amount(amount("5.00")))),
    ]
    .into();
    shop
}

/// S5-43, S5-44, V-19
#[test]
fn a_line_gets_the_first_discount_that_covers_it() {
    let shop = shop();
    let morning = datetime(2026, 11, 23, 10, 0, 0, 0);
    let evening = datetime(2026, 11, 23, 17, 0, 0, 0);
    let mut goods = draft(&shop, &[("bar", "10.00"), ("shop", "10.00")]);
    goods.lines[1].article = Some("A1".into());
    for (names, now, first, expected) in [
        (&["ten"][..], morning, true, ["1.00", "1.00"]),
        (&["ten"], morning, false, ["0.00", "0.00"]),
        (&["bar", "ten"], morning, true, ["2.00", "1.00"]),
        (&["bar", "ten"], morning, false, ["1.00", "1.00"]),
        (&["happy", "ten"], morning, true, ["1.00", "1.00"]),
        (&["happy", "ten"], evening, true, ["5.00", "5.00"]),
        (&["happy", "ten"], evening, false, ["1.00", "1.00"]),
        (&["sunday", "bar"], morning, true, ["2.00", "0.00"]),
        (&["sunday", "bar"], datetime(2026, 11, 22, 10, 0, 0, 0), true, ["2.00", "3.00"]),
        (&["gone", "ten"], morning, false, ["1.00", "1.00"]),
        (&["five"], morning, true, ["2.50", "2.50"]),
        (&["bar", "five"], morning, true, ["2.00", "5.00"]),
        (&[], morning, true, ["0.00", "0.00"]),
    ] {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let given = Ordered::named(&shop, &names).amounts(&shop, &goods, &BTreeSet::new(), now, first);
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        assert_eq!(given, expected, "{names:?} {now} {first}");
    }
}

/// A-12
#[test]
fn a_closed_line_gets_nothing_and_money_goes_to_the_others() {
    let shop = shop();
    let now = datetime(2026, 11, 23, 10, 0, 0, 0);
    let goods = draft(&shop, &[("bar", "1.00"), ("shop", "1.00"), ("shop", "2.00")]);
    for (name, closed, expected) in [
        ("five", &[][..], ["1.00", "1.00", "2.00"]),
        ("five", &["3"], ["1.00", "1.00", "0.00"]),
        ("ten", &["2"], ["0.10", "0.00", "0.20"]),
    ] {
        let closed = closed.iter().map(|id| (*id).to_owned()).collect();
        let given = Ordered::named(&shop, [&name.to_owned()]).amounts(&shop, &goods, &closed, now, true);
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        assert_eq!(given, expected, "{name} {closed:?}");
    }
}

#[test]
fn money_is_spread_to_the_cent_and_percents_are_rounded_a_line() {
    let shop = shop();
    let now = datetime(2026, 11, 23, 10, 0, 0, 0);
    let mut goods = draft(&shop, &[("bar", "3.33"), ("shop", "3.33"), ("shop", "3.35")]);
    let five = Ordered::named(&shop, [&"five".to_owned()]).amounts(&shop, &goods, &BTreeSet::new(), now, true);
    assert_eq!(five.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1.66", "1.66", "1.68"]);
    goods.lines[2].quantity = Quantity::from(3);
    let ten = Ordered::named(&shop, [&"ten".to_owned()]).adjustments(&shop, &goods, &BTreeSet::new(), now, true);
    let ten: Vec<String> = ten.iter().map(|adjust| format!("{:?} {}", adjust.value, adjust.description)).collect();
    assert_eq!(ten.len(), 3);
    assert!(ten[2].contains("0.34") && ten[2].ends_with("Discount 10%"), "{ten:?}");
}
