//! What other cards do: four of them on one receipt, uses of a service, a PIN ticket.

use super::{BORSELLINO, PALESTRA, PIZZA, PUNTI, SOCIO, shown};
use crate::demo::{
    Mishap,
    till::{ANNA, Counter, by_card, masked, pay},
};
use fiscus_sdk::{
    Reason,
    api::{
        CardIssue, CardIssueRequest, CardLoad, CardUse, CardUseRequest, CatalogSellable, LoadRequest, Nothing,
        PresentedCard, TenderWord,
    },
};

fn issue(counter: &mut Counter, card_type: &str, number: &str) -> Result<(), Mishap> {
    let request = CardIssueRequest {
        operation: counter.next(ANNA),
        card_type: card_type.to_owned(),
        number: Some(number.to_owned()),
        ..CardIssueRequest::default()
    };
    counter.asks(ANNA.till, &format!("card.issue {}  {card_type} {}", request.operation, masked(number)));
    counter.done::<CardIssue>(&request)?;
    Ok(())
}

/// A-12, S5-04, S5-05, V-11, V-16: each card does its part, in order.
pub fn four_cards(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "Four cards on one receipt",
        "The member's card takes a tenth off the wine, the stamp card gives the sixth pizza free, the wallet pays fifteen, \
         and the bonus card collects five percent of what is left. The cashier only presents them; each does its part.",
    )?;
    for (card_type, number) in [("soci", SOCIO), ("timbri", PIZZA), ("punti", PUNTI)] {
        issue(counter, card_type, number)?;
    }
    let mut pizza = counter.line("bar", "Pizza", "5.00")?;
    pizza.quantity = "7".parse().ok();
    pizza.article = Some("PZ".to_owned());
    let mut wine = counter.line("bottega", "Vino", "20.00")?;
    wine.category = Some("vino".to_owned());
    let mut receipt = counter.receipt(ANNA, vec![pizza, wine]);
    receipt.cards =
        [SOCIO, PIZZA, PUNTI].map(|card| PresentedCard { card: card.to_owned(), mode: None }).into_iter().collect();
    receipt.payments.push(by_card(BORSELLINO, Some(counter.amount("15.00")?)));
    receipt.payments.push(pay(TenderWord::Cash, None));
    let sold = counter.sell(&receipt)?;
    counter.check_aloud("total: 35 less a pizza, 20 less a tenth", shown(sold.total), "48.00")?;
    counter.has(BORSELLINO, "15.00")?;
    counter.check_aloud("stamps left after the free one", counter.balance(PIZZA)?, "1")?;
    counter.check_aloud("bonus collected", counter.balance(PUNTI)?, "2.40")?;
    counter.show()
}

/// S5-45, V-17: a service is bought in a package and used one by one.
pub fn service(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "Ten entries to the gym",
        "The package is sold on its own department, with its VAT; each entry is then free, on a receipt or without.",
    )?;
    issue(counter, "palestra", PALESTRA)?;
    let load = LoadRequest {
        operation: counter.next(ANNA),
        till: Some(ANNA.till.to_owned()),
        card: PALESTRA.to_owned(),
        service: Some("aerobica".to_owned()),
        payments: vec![pay(TenderWord::Electronic, None)],
        ..LoadRequest::default()
    };
    counter.asks(ANNA.till, &format!("card.load {}  {} aerobica", load.operation, masked(PALESTRA)));
    let answer = counter.done::<CardLoad>(&load)?;
    counter.tell(&answer);
    counter.check("state", &answer.state, "committed")?;
    let mut entry = CardUseRequest {
        operation: counter.next(ANNA),
        card: PALESTRA.to_owned(),
        service: Some("aerobica".to_owned()),
        quantity: "9".parse().ok(),
        ..CardUseRequest::default()
    };
    counter.asks(ANNA.till, &format!("card.use {}  {} aerobica × 9", entry.operation, masked(PALESTRA)));
    counter.done::<CardUse>(&entry)?;
    counter.check_aloud("entries left", counter.balance(PALESTRA)?, "1")?;
    (entry.operation, entry.quantity) = (counter.next(ANNA), "2".parse().ok());
    counter.asks(ANNA.till, &format!("card.use {}  {} aerobica × 2", entry.operation, masked(PALESTRA)));
    match counter.call::<CardUse>(&entry)? {
        Ok(_) => return Err(Mishap::new("eleven entries of ten")),
        Err(refused) => counter.tell_refusal(&refused, Reason::InsufficientBalance)?,
    }
    counter.show()
}

/// S1-16, S1-18: made and printed when it is sold.
pub fn pin_ticket(counter: &mut Counter) -> Result<(), Mishap> {
    counter.scene(
        "An hour of internet",
        "A PIN ticket is a product of the catalogue: it is made when it is sold, and printed after the receipt. The PIN \
         stands on this slip and nowhere else.",
    )?;
    let product = counter.done::<CatalogSellable>(&Nothing {})?.items.into_iter().next();
    let Some(product) = product else { return Err(Mishap::new("there is nothing in the catalogue")) };
    let mut line = counter.line(&product.department, &product.name, &product.price.to_string())?;
    line.article = Some(product.article);
    let mut receipt = counter.receipt(ANNA, vec![line]);
    receipt.payments.push(pay(TenderWord::Cash, None));
    counter.sell(&receipt)?;
    let answer = counter.at_rest(&receipt.operation)?;
    counter.check_aloud("slips", answer.slips.len(), 1)?;
    counter.check_aloud("minutes on the new card", answer.cards.first().map_or_else(String::new, minutes), "60")?;
    counter.show()
}

fn minutes(card: &fiscus_sdk::api::CardBalances) -> String {
    card.balances.get("MIN").map(ToString::to_string).unwrap_or_default()
}
