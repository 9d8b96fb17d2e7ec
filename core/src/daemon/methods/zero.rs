//! `cards.zero`: what is on the cards of a type is taken off them, all of it or what was earned before a day, in one
//! step, by adjusting entries. Source: S5-58, A-10

use crate::{
    daemon::{
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        printing::to_text,
        rpc::Failure,
    },
    flow::{Stop, party::scale, zero},
    ledger::{Account, Holding, Owner},
    say::{self, Say},
};
use fiscus_sdk::{
    Amount, Reason,
    account::unit_of,
    api::{CardsZero, CardsZeroRequest, Method, ZeroAnswer},
    card::AccountOwner,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many entries are made at once.
const MOST: usize = 100_000;
/// How many cards are read at once.
const PAGE: u32 = 1000;

/// `cards.zero`
pub async fn zero(engine: &Desk, request: CardsZeroRequest) -> Result<String, Failure> {
    engine.operation(CardsZero::NAME, request, zeroed).await
}

fn zeroed(engine: &Engine, request: &CardsZeroRequest, attempt: &Attempt) -> Result<Intent, Stop> {
    engine.opened(&request.card_type)?;
    let unit = request.unit.as_str();
    if unit.is_empty() || unit_of(unit) != unit {
        return Err(Stop::Params("unit".into(), "unit: a unit such as EUR or PT".to_owned()));
    }
    let found = engine.holdings(request, attempt)?;
    let units = engine.units_of(&request.card_type);
    // What is left of a unit that the type once had is found; of one it never had there is nothing to take.
    if found.is_empty() && !units.contains(unit) {
        let units = units.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("unit: cards of {} hold no {unit}; they hold {units}", request.card_type);
        return Err(Stop::Params("unit".into(), message));
    }
    let named: BTreeSet<&str> = found.iter().map(|of| of.card.number.as_str()).collect();
    engine.idle_cards(&attempt.operation, named.into_iter())?;
    let since = request.earned_before.is_some();
    let sum = |of: &Holding| engine.amount(&of.label, zero::amount(of, since));
    let total: Amount = found.iter().map(sum).sum();
    let total = total.round_half_up(scale(&engine.setup.shop, unit));
    let cards = found.iter().map(|of| &of.card.number).collect::<BTreeSet<_>>().len();
    if !found.is_empty() && !request.confirm.as_ref().is_some_and(|given| confirms(given, cards, total)) {
        let say = Say::ConfirmZero { cards, total, unit: unit.to_owned() };
        let refusal = say::refuse(engine.setup.shop.language, Reason::ConfirmationNeeded, &say);
        return Err(Stop::Confirm(refusal, json!({ "cards": cards, "total": total })));
    }
    let text = Say::ZeroTaken.text(engine.setup.shop.language);
    let answer = ZeroAnswer { entries: found.len() as u64, cards: cards as u64, unit: unit.to_owned(), total };
    let note = json!({
        "type": request.card_type, "unit": unit, "earned_before": request.earned_before, "cards": cards, "total": total,
    });
    Ok(Intent {
        bulk: true,
        note: Some(note),
        reply: Some(to_text(&answer)),
        // Whatever comes onto a card meanwhile is not what was confirmed.
        found: found
            .iter()
            .map(|of| (Account { owner: Owner::Card(of.card.number.clone()), label: of.label.clone() }, of.posted))
            .collect(),
        parts: found.iter().map(|of| zero::part(of, sum(of), attempt.now.date(), &text)).collect(),
        ..Intent::default()
    })
}

/// Whether this is what was asked to be confirmed.
fn confirms(given: &Value, cards: usize, total: Amount) -> bool {
    let amount = given.get("total").and_then(|total| serde_json::from_value::<Amount>(total.clone()).ok());
    given.get("cards").and_then(Value::as_u64) == Some(cards as u64) && amount == Some(total)
}

impl Engine {
    /// The units in which cards of a type hold something.
    fn units_of(&self, card_type: &str) -> BTreeSet<String> {
        let kinds = self.setup.card_types.get(card_type).into_iter().flat_map(|open| &open.manifest.accounts);
        let own = kinds.filter(|kind| kind.owner == AccountOwner::Card && !kind.counter);
        let currency = &self.setup.shop.currency.name;
        own.map(|kind| unit_of(&kind.label)).map(|unit| if unit == "*" { currency } else { unit }.to_owned()).collect()
    }

    /// The accounts from which something is taken, or to which something is given.
    fn holdings(&self, request: &CardsZeroRequest, attempt: &Attempt) -> Result<Vec<Holding>, Stop> {
        let since = request.earned_before;
        let start = self.days(since, None).0.unwrap_or(i64::MAX);
        let mut found = Vec::new();
        let mut after = String::new();
        loop {
            let (page, last) = self.ledger.holdings(&request.card_type, &request.unit, start, &after, PAGE)?;
            let Some(last) = last else { return Ok(found) };
            found.extend(page.into_iter().filter(|of| {
                zero::concerns(&of.card)
                    && self.spendable(&of.card.card_type, &of.label)
                    && zero::amount(of, since.is_some()) != 0
            }));
            if found.len() > MOST {
                let message = format!("earned_before: more than {MOST} accounts; name an earlier day first");
                return Err(Stop::Params("earned_before".into(), message));
            }
            attempt.beat();
            after = last;
        }
    }
}
