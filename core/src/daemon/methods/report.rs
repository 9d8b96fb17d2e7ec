//! `report.loads`, `report.liability`; the others in files of their own.

mod cards;
mod discounts;
mod export;
mod statement;
mod stock;

pub use cards::cards;
pub use discounts::discounts;
pub use export::export;
pub use statement::statement;
pub use stock::stock;

use crate::{
    daemon::{cards::store_fault, engine::Engine, operation::Body, rpc::Failure},
    journal::State,
    ledger::{OperationQuery, report::Span},
};
use fiscus_sdk::{
    Amount,
    account::unit_of,
    api::{DayRequest, LiabilityItem, LiabilityReport, LoadItem, LoadsReport, TenderAnswer},
    jiff::civil,
};
use std::collections::BTreeMap;

/// The span of time of a report's days.
///
/// # Errors
/// The first day is after the last.
pub fn span(engine: &Engine, from: Option<civil::Date>, to: Option<civil::Date>) -> Result<Span, Failure> {
    days_in_order(from, to).map_err(|wrong| Failure::params("from", &wrong))?;
    Ok(engine.days(from, to))
}

fn days_in_order(from: Option<civil::Date>, to: Option<civil::Date>) -> Result<(), String> {
    match (from, to) {
        (Some(first), Some(last)) if first > last => Err(format!("from: {first} is after {last}")),
        _ => Ok(()),
    }
}

/// `report.loads`: S2-05, the loads of a day that no fiscal document covers, as the drawer slips add up to them.
pub fn loads(engine: &Engine, request: &DayRequest) -> Result<LoadsReport, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let currency = &engine.setup.shop.currency;
    let (from, to) = engine.days(Some(request.date), Some(request.date));
    let mut query = OperationQuery {
        state: Some(State::Committed.word().to_owned()),
        methods: vec!["card.load".to_owned(), "receipt.void".to_owned()],
        from,
        to,
        after: None,
        limit: 1000,
    };
    let mut report = LoadsReport {
        date: request.date,
        items: Vec::new(),
        count: 0,
        total: currency.zero(),
        tenders: BTreeMap::new(),
    };
    loop {
        let rows = engine.ledger.operations(&query).map_err(failed)?;
        for row in &rows {
            let Ok(body) = Body::of(row) else { continue };
            let (sign, load) = match (row.method.as_str(), &body.original) {
                ("receipt.void", Some(original)) => {
                    let Some(original) = engine.ledger.operation(original).map_err(failed)? else { continue };
                    if original.method != "card.load" {
                        continue;
                    }
                    let Ok(load) = Body::of(&original) else { continue };
                    (-1, load)
                }
                ("card.load", _) => (1, body.clone()),
                _ => continue,
            };
            let signed = |amount: Amount| if sign < 0 { -amount } else { amount };
            let Some(part) = load.parts.first() else { continue };
            let figures = part.load.clone().unwrap_or_default();
            let fiscal: Amount = part.items.iter().map(|item| item.amount).sum();
            let uncovered = currency.round(figures.to_pay - fiscal);
            let mut covered = fiscal;
            let mut tenders = Vec::new();
            // The first payments paid what is on the fiscal document.
            for tender in load.sold.iter().flat_map(|sold| &sold.tenders) {
                let used = covered.min(tender.amount);
                covered -= used;
                let amount = currency.round(tender.amount - used);
                if amount.is_positive() {
                    let word = tender.kind.word().to_owned();
                    let sum = report.tenders.entry(word).or_insert_with(|| currency.zero());
                    *sum = currency.round(*sum + signed(amount));
                    tenders.push(TenderAnswer { tender: tender.kind, card: None, amount: signed(amount), count: None });
                }
            }
            if uncovered.is_positive() {
                report.count += 1;
                report.total = currency.round(report.total + signed(uncovered));
            }
            report.items.push(LoadItem {
                operation: row.id.clone(),
                time: engine.shown(row.opened),
                till: body.till.clone(),
                operator: body.operator.clone(),
                card: part.card.clone(),
                paid: signed(uncovered),
                credited: signed(figures.credited),
                fiscal: !uncovered.is_positive(),
                tenders,
            });
        }
        match rows.last() {
            Some(last) if rows.len() == query.limit as usize => query.after = Some(last.id.clone()),
            _ => return Ok(report),
        }
    }
}

/// `report.liability`: what is on the cards, by card type and account; counters are none of it.
pub fn liability(engine: &Engine) -> Result<LiabilityReport, Failure> {
    let sums = engine.ledger.sums().map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let mut report = LiabilityReport { items: Vec::new(), totals: BTreeMap::new() };
    for sum in sums.iter().filter(|sum| engine.spendable(&sum.card_type, &sum.label)) {
        let balance = engine.amount(&sum.label, sum.posted);
        let unit = unit_of(&sum.label).to_owned();
        let total = report.totals.entry(unit).or_insert_with(|| engine.amount(&sum.label, 0));
        *total += balance;
        report.items.push(LiabilityItem {
            card_type: sum.card_type.clone(),
            account: sum.label.clone(),
            cards: u64::try_from(sum.accounts).unwrap_or(0),
            balance,
        });
    }
    Ok(report)
}
