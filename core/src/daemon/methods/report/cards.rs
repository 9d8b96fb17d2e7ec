//! `report.cards`: what was on cards before a period and after it, and what moved between. Source: S5-56, S5-57, V-21
//!
//! Cards without an account that can be spent from, such as those that only give discounts, have no line.

use super::span;
use crate::{
    daemon::{
        cards::store_fault,
        engine::Engine,
        methods::card::{asked, limit},
        rpc::Failure,
    },
    ledger::{
        CardQuery,
        report::{FlowSum, Flows, Period},
    },
};
use fiscus_sdk::{
    account::unit_of,
    api::{CardsReport, CardsReportItem, CardsReportRequest, PeriodSum},
};
use std::collections::BTreeMap;

impl Engine {
    /// A period of an account with a label, in amounts.
    pub(super) fn period_sum(&self, label: &str, period: &Period) -> PeriodSum {
        let amount = |minor| self.amount(label, minor);
        PeriodSum {
            opening: amount(period.opening),
            credited: amount(period.credited),
            debited: amount(period.debited),
            closing: amount(period.closing),
        }
    }
}

/// `report.cards`
pub fn cards(engine: &Engine, request: CardsReportRequest) -> Result<CardsReport, Failure> {
    let first = request.after.is_none();
    page(engine, request, first)
}

/// A page of it, with the totals of all or without.
pub(super) fn page(engine: &Engine, request: CardsReportRequest, totals_too: bool) -> Result<CardsReport, Failure> {
    let limit = limit(request.limit);
    let query = CardQuery { after: request.after, limit: limit + 1, ..asked(engine, request.filter)? };
    let (mut flows, sums) = engine
        .ledger
        .flows(&query, span(engine, request.from, request.to)?, totals_too)
        .map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let more = flows.len() > limit as usize;
    flows.truncate(limit as usize);
    Ok(CardsReport {
        from: request.from,
        to: request.to,
        next: flows.last().filter(|_| more).map(|last| last.card.number.clone()),
        items: flows.into_iter().flat_map(|flows| items(engine, flows)).collect(),
        totals: totals(engine, &sums),
    })
}

fn items(engine: &Engine, flows: Flows) -> impl Iterator<Item = CardsReportItem> {
    let card = flows.card;
    let moved = flows.accounts.into_iter().filter(|(_, period)| *period != Period::default());
    let shown: Vec<_> = moved.filter(|(label, _)| engine.spendable(&card.card_type, label)).collect();
    shown.into_iter().map(move |(account, period)| CardsReportItem {
        card: card.number.clone(),
        card_type: card.card_type.clone(),
        customer: card.customer.clone(),
        sum: engine.period_sum(&account, &period),
        account,
    })
}

fn totals(engine: &Engine, sums: &[FlowSum]) -> BTreeMap<String, PeriodSum> {
    let mut totals: BTreeMap<String, PeriodSum> = BTreeMap::new();
    for sum in sums.iter().filter(|sum| engine.spendable(&sum.card_type, &sum.label)) {
        let zero = || engine.period_sum(&sum.label, &Period::default());
        let total = totals.entry(unit_of(&sum.label).to_owned()).or_insert_with(zero);
        let more = engine.period_sum(&sum.label, &sum.period);
        total.opening += more.opening;
        total.credited += more.credited;
        total.debited += more.debited;
        total.closing += more.closing;
    }
    totals
}
