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

/// How many cards are looked at together at most.
const READ: u32 = 2_000;
/// After so many milliseconds a page is answered with what it has.
const LONG: u64 = 2_000;

/// A page of it, with the totals of all or without: as many cards as are asked for that have a line, with all lines of
/// each. Where very many without one stand in between it may have fewer.
pub(super) fn page(engine: &Engine, request: CardsReportRequest, totals_too: bool) -> Result<CardsReport, Failure> {
    let (limit, until) = (limit(request.limit), engine.clock.monotonic() + LONG);
    let span = span(engine, request.from, request.to)?;
    let mut query = CardQuery { after: request.after, used: true, ..asked(engine, request.filter)? };
    let mut report = CardsReport { from: request.from, to: request.to, ..CardsReport::default() };
    let (mut cards, mut sums_too) = (0, totals_too);
    query.limit = limit.saturating_add(1);
    loop {
        let (flows, sums) =
            engine.ledger.flows(&query, span, sums_too).map_err(|error| engine.nothing_done(&store_fault(&error)))?;
        if std::mem::take(&mut sums_too) {
            report.totals = totals(engine, &sums);
        }
        let all = flows.len() < query.limit as usize;
        for flows in flows {
            let number = flows.card.number.clone();
            let mut items = items(engine, flows).peekable();
            if items.peek().is_some() {
                if cards == limit {
                    report.next.clone_from(&query.after);
                    return Ok(report);
                }
                cards += 1;
                report.items.extend(items);
            }
            query.after = Some(number);
        }
        if all || engine.clock.monotonic() > until {
            report.next = query.after.filter(|_| !all);
            return Ok(report);
        }
        query.limit = READ;
    }
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
