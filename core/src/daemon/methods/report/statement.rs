//! `report.statement`: what a customer bought, paid and owes in a period, for a consolidated invoice. Source: S5-16
//!
//! All its sums are entries: what was bought is what counted as his turnover, what is due what his account of debts
//! says, his position that and what is on the cards that are his now.

use super::{discounts::Brief, span};
use crate::{
    daemon::{
        cards::store_fault,
        engine::Engine,
        methods::{card::limit, track::place},
        operation::Body,
        rpc::Failure,
    },
    flow::party::{STOCK, cards_of, turnover_label},
    ledger::{Account, Entry, Owner, Scope, report::Touched},
    say::{self, Say},
};
use fiscus_sdk::{
    Reason,
    account::{RATE, unit_of},
    api::{StatementItem, StatementReport, StatementRequest},
};
use std::collections::BTreeMap;

/// What of a customer's a statement is about.
struct Statement<'a> {
    engine: &'a Engine,
    customer: &'a str,
    currency: String,
    due: String,
    turnover: String,
    granting: Vec<String>,
    /// The types of cards that were looked up.
    types: BTreeMap<String, Option<String>>,
}

/// `report.statement`
pub fn statement(engine: &Engine, request: StatementRequest) -> Result<StatementReport, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let language = engine.setup.shop.language;
    let customer = engine.ledger.customer(&request.customer).map_err(failed)?.ok_or_else(|| {
        let say = Say::CustomerUnknown { customer: request.customer.clone() };
        Failure::refused(&say::refuse(language, Reason::CustomerIncomplete, &say))
    })?;
    let shop = &engine.setup.shop;
    let currency = shop.currency.name.clone();
    let mut about = Statement {
        engine,
        customer: &request.customer,
        due: format!("{currency}.due"),
        turnover: turnover_label(shop),
        granting: engine.setup.granting(),
        types: BTreeMap::new(),
        currency,
    };
    let over = [
        cards_of(shop, &about.granting, &request.customer, &about.currency),
        Scope::Account(Account { owner: Owner::Customer(request.customer.clone()), label: about.due.clone() }),
    ];
    let (limit, after) = (limit(request.limit) as usize, place(request.after.as_deref())?);
    let shown = |label: &str| label != STOCK && unit_of(label) != RATE;
    let span = span(engine, request.from, request.to)?;
    let most = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let (position, mut touched) =
        engine.ledger.touched(&request.customer, &over, &shown, span, after, most).map_err(failed)?;
    let more = touched.len() > limit;
    touched.truncate(limit);
    let last = touched.last().and_then(|touched| touched.entries.last()).map(|entry| entry.id.to_string());
    let mut items = Vec::with_capacity(touched.len());
    for touched in touched {
        items.extend(about.item(touched)?);
    }
    Ok(StatementReport {
        name: customer.name(),
        bill_to: customer.bill_to,
        from: request.from,
        to: request.to,
        position: engine.period_sum(&about.currency, &position),
        items,
        next: last.filter(|_| more),
        customer: request.customer,
    })
}

impl Statement<'_> {
    fn item(&mut self, touched: Touched) -> Result<Option<StatementItem>, Failure> {
        let Some(row) = &touched.row else { return Ok(None) };
        let brief = Brief::of(row);
        if self.of_another(&touched.entries, &brief) {
            return Ok(None);
        }
        let (mut due, mut total, mut position) = (0_i64, 0_i64, 0_i64);
        for entry in &touched.entries {
            for (account, amount) in [(&entry.from, -entry.amount), (&entry.to, entry.amount)] {
                match &account.owner {
                    Owner::Customer(id) if id == self.customer && account.label == self.due => {
                        due = due.saturating_sub(amount);
                        position = position.saturating_add(amount);
                    }
                    Owner::Customer(id) if id == self.customer && account.label == self.turnover => {
                        total = total.saturating_add(amount);
                    }
                    Owner::Card(number) if account.label == self.currency && self.counts(number)? => {
                        position = position.saturating_add(amount);
                    }
                    _ => {}
                }
            }
        }
        let (discounts, _) = self.engine.discounts_of(row, &brief)?;
        let body = Body::of(row).map_err(|fault| self.engine.nothing_done(&fault))?;
        let amount = |minor| self.engine.amount(&self.currency, minor);
        let mut cards: Vec<String> = Vec::new();
        for part in &brief.parts {
            if !cards.contains(&part.card) {
                cards.push(part.card.clone());
            }
        }
        Ok(Some(StatementItem {
            operation: row.id.clone(),
            method: row.method.clone(),
            time: self.engine.shown(touched.entries[0].time),
            till: brief.till,
            document: body.answer(&row.id, row.state).document,
            total: amount(total),
            discount: self.engine.setup.shop.currency.round(discounts.iter().map(|known| known.amount).sum()),
            due: amount(due),
            position: amount(position),
            cards,
            settled: brief.sold.is_some_and(|sold| sold.settled_by.is_some() || sold.voided_by.is_some()),
            settlement: brief.note.and_then(|note| note["document"].as_str().map(str::to_owned)),
        }))
    }

    /// Whether what is on a card counts for his position: it is his, and of no type that grants what it holds.
    fn counts(&mut self, number: &str) -> Result<bool, Failure> {
        if !self.types.contains_key(number) {
            let card = self.engine.ledger.card(number);
            let card = card.map_err(|error| self.engine.nothing_done(&store_fault(&error)))?;
            let his = card.filter(|card| card.customer.as_deref() == Some(self.customer));
            self.types.insert(number.to_owned(), his.map(|card| card.card_type));
        }
        let card_type = self.types.get(number).and_then(Option::as_ref);
        Ok(card_type.is_some_and(|card_type| !self.granting.contains(card_type)))
    }

    /// Whether it was done by somebody who had his card before him: that is nobody's business any more.
    fn of_another(&self, entries: &[Entry], brief: &Brief) -> bool {
        let own = |account: &Account| matches!(&account.owner, Owner::Customer(id) if id == self.customer);
        let his = entries.iter().any(|entry| own(&entry.from) || own(&entry.to));
        let mut parts = brief.parts.iter().filter_map(|part| part.customer.as_deref()).peekable();
        !his && parts.peek().is_some() && parts.all(|customer| customer != self.customer)
    }
}
