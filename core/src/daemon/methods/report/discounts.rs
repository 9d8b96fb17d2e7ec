//! `report.discounts`: every discount of every document, and what of them came back. Source: S5-54, S5-07
//!
//! A document belongs to the day on which its operation was opened.

use super::span;
use crate::{
    daemon::{
        cards::store_fault,
        desk::Peer,
        engine::Engine,
        methods::{card::limit, track::unplaced},
        rpc::Failure,
    },
    flow::{
        correction::Sold,
        discounted::{self, Discounted},
        party::OwnPost,
    },
    journal::{OperationRow, State},
    ledger::report::within,
};
use fiscus_sdk::{
    Amount,
    api::{AdjustmentKind, DiscountItem, DiscountsReport, PeriodRequest},
};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Documents with discounts.
const METHODS: [&str; 3] = ["receipt.issue", "receipt.return", "receipt.void"];
/// How many operations are read at once.
const PORTION: u32 = 500;

/// What reports need of an operation's body: much less than all of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Brief {
    /// The till.
    pub till: Option<String>,
    /// Who worked at it.
    pub operator: Option<String>,
    /// The user of the machine whose program asked.
    pub peer: Option<Peer>,
    /// The cards that took part.
    pub parts: Vec<BriefPart>,
    /// What the core moved of its own.
    pub own_posts: Vec<OwnPost>,
    /// What was sold.
    pub sold: Option<Sold>,
    /// What it corrects.
    pub original: Option<String>,
    /// What the record keeps besides.
    pub note: Option<serde_json::Value>,
}

/// A card that took part.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BriefPart {
    /// The number.
    pub card: String,
    /// Its type.
    pub card_type: String,
    /// The customer it belonged to then.
    pub customer: Option<String>,
    /// The line that sold it.
    pub line: Option<String>,
}

impl Brief {
    /// Of an operation's row.
    #[must_use]
    pub fn of(row: &OperationRow) -> Self {
        serde_json::from_str(&row.body).unwrap_or_default()
    }

    /// The customer of a sale: whose turnover it is, else whose card took part.
    fn customer(&self) -> Option<String> {
        let own = self.own_posts.iter().find_map(|own| own.customer());
        own.map(str::to_owned).or_else(|| self.parts.iter().find_map(|part| part.customer.clone()))
    }
}

impl Engine {
    /// The discounts of a document: of a sale, or what of a sale's it gave back.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(super) fn discounts_of(&self, row: &OperationRow, brief: &Brief) -> Result<(Vec<Discounted>, Brief), Failure> {
        let currency = &self.setup.shop.currency;
        if row.method == METHODS[0] {
            let discounts = brief.sold.as_ref().map(|sold| sold.discounts.clone());
            return Ok((discounts.unwrap_or_default(), brief.clone()));
        }
        let Some(original) = &brief.original else { return Ok((Vec::new(), Brief::default())) };
        let original = self.ledger.operation(original).map_err(|error| self.nothing_done(&store_fault(&error)))?;
        let original = original.filter(|original| original.method == METHODS[0]).map(|row| Brief::of(&row));
        let Some(original) = original else { return Ok((Vec::new(), Brief::default())) };
        let discounts = match &original.sold {
            Some(sold) if row.method == METHODS[1] => discounted::returned(currency, sold, &row.id),
            Some(sold) => discounted::undone(&sold.discounts),
            None => Vec::new(),
        };
        Ok((discounts, original))
    }
}

/// `report.discounts`
pub fn discounts(engine: &Engine, request: PeriodRequest) -> Result<DiscountsReport, Failure> {
    let first = request.after.is_none();
    page(engine, request, first)
}

/// A page of it, with the totals of the whole period or without.
pub(super) fn page(engine: &Engine, request: PeriodRequest, totals_wanted: bool) -> Result<DiscountsReport, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let (limit, span) = (limit(request.limit) as usize, span(engine, request.from, request.to)?);
    let mut totals: BTreeMap<String, Amount> = BTreeMap::new();
    let mut items: Vec<DiscountItem> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    let mut full = false;
    let mut take = |row: &OperationRow, skip: usize| -> Result<bool, Failure> {
        for (nth, item) in of(engine, row)?.into_iter().enumerate().skip(skip) {
            if totals_wanted {
                *totals.entry(item.reason.clone()).or_insert_with(|| engine.setup.shop.currency.zero()) += item.amount;
            }
            if items.len() < limit {
                places.push(format!("{}/{}", nth + 1, row.id));
                items.push(item);
            } else {
                full = true;
            }
        }
        Ok(totals_wanted || !full)
    };
    let mut after: Option<(i64, String)> = None;
    let mut go_on = true;
    if let Some(place) = &request.after {
        let (skip, id) = place.split_once('/').ok_or_else(unplaced)?;
        let skip: usize = skip.parse().map_err(|_| unplaced())?;
        let row = engine.ledger.operation(id).map_err(failed)?.filter(|row| {
            METHODS.contains(&row.method.as_str()) && row.state == State::Committed && within(span, row.opened)
        });
        let row = row.ok_or_else(unplaced)?;
        go_on = take(&row, skip)?;
        after = Some((row.opened, row.id));
    }
    while go_on {
        let place = after.as_ref().map(|(opened, id)| (*opened, id.as_str()));
        let rows = engine.ledger.walked(&METHODS, span, place, PORTION).map_err(failed)?;
        for row in &rows {
            go_on = go_on && take(row, 0)?;
        }
        match rows.last() {
            Some(last) if rows.len() == PORTION as usize => after = Some((last.opened, last.id.clone())),
            _ => break,
        }
    }
    let next = places.pop().filter(|_| full);
    Ok(DiscountsReport { from: request.from, to: request.to, items, totals, next })
}

fn of(engine: &Engine, row: &OperationRow) -> Result<Vec<DiscountItem>, Failure> {
    // Most sales have none: their bodies need not be read.
    if row.method == METHODS[0] && !row.body.contains("\"discounts\":[") {
        return Ok(Vec::new());
    }
    let brief = Brief::of(row);
    let (discounts, sale) = engine.discounts_of(row, &brief)?;
    let customer = sale.customer();
    // A discount of the till's own is called as the till calls it.
    let of_till = serde_json::to_value(AdjustmentKind::Discount).ok();
    let of_till = of_till.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    let item = |known: Discounted| DiscountItem {
        operation: row.id.clone(),
        time: engine.shown(row.opened),
        till: brief.till.clone(),
        operator: brief.operator.clone(),
        card: known.card,
        card_type: known.card_type,
        customer: customer.clone(),
        line: known.line,
        reason: known.reason.unwrap_or_else(|| of_till.clone()),
        description: known.description,
        percent: percent(known.amount, known.before),
        before: known.before,
        amount: known.amount,
    };
    Ok(discounts.into_iter().map(item).collect())
}

/// Below zero, half up to two digits; of nothing: all of it.
fn percent(amount: Amount, before: Amount) -> Amount {
    let whole = Amount::from(Decimal::ONE_HUNDRED);
    let percent = if before.is_zero() { -whole } else { whole.share(amount.decimal(), before.decimal()) };
    let size = if percent.is_negative() { -percent } else { percent };
    -size.round_half_up(2)
}
