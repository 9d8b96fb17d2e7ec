//! The model's answers to reports: everything is reckoned from the entries, one by one.

use super::{Model, State};
use crate::{
    journal::{OperationRow, State as Stands},
    ledger::{
        Account, Balance, CardQuery, Entry, Ledger, OperationQuery, Owner, STOCK, Scope, WriteError,
        report::{
            CustomerQuery, FlowSum, Flows, Group, Period, Place, Reports, STOCK_METHODS, Span, StockMove, Touched,
            Tracked, has_words, within,
        },
    },
    registry::{Card, Customer, Partner},
};
use std::collections::{BTreeMap, BTreeSet};

impl State {
    /// Where a customer stands in the order they came.
    fn came(&self, id: &str) -> Option<usize> {
        self.came.iter().position(|known| known == id)
    }

    /// The cards of a query, in its order, after its place.
    pub(super) fn found<'s>(&'s self, query: &'s CardQuery) -> impl Iterator<Item = &'s Card> {
        let named = |card: &Card, part: &String| {
            let customer = card.customer.as_ref().and_then(|id| self.customers.get(id));
            customer.is_some_and(|customer| has_words(&customer.name(), part))
        };
        let fits = |card: &&Card| {
            query.number.as_ref().is_none_or(|begin| card.number.starts_with(begin))
                && query.card_type.as_ref().is_none_or(|id| card.card_type == *id)
                && query.status.as_ref().is_none_or(|word| card.status_on(query.today).word() == word)
                && query.customer.as_ref().is_none_or(|id| card.customer.as_ref() == Some(id))
                && query.name.as_ref().is_none_or(|part| named(card, part))
                && query.profile.as_ref().is_none_or(|id| card.profile.as_ref() == Some(id))
                && query.batch.as_ref().is_none_or(|id| card.batch.as_ref() == Some(id))
                && query.partner.as_ref().is_none_or(|id| card.partner.as_ref() == Some(id))
                && (!query.used || self.accounts_of(card).any(|account| account.label != STOCK))
        };
        let place = |card: &Card| {
            let by_name = query.name.as_ref().and(card.customer.as_ref()).and_then(|id| self.came(id));
            (by_name, card.number.clone())
        };
        let after = query.after.as_ref().map(|number| match self.cards.get(number) {
            Some(card) => place(card),
            None => (None, number.clone()),
        });
        let mut cards: Vec<&Card> = self.cards.values().filter(fits).collect();
        cards.sort_by_key(|card| place(card));
        cards.into_iter().filter(move |card| after.as_ref().is_none_or(|after| place(card) > *after))
    }

    fn committed_after(&self, span: Span, after: Place<'_>) -> Vec<&OperationRow> {
        let key = |row: &OperationRow| (row.opened, self.operations.iter().position(|known| known.id == row.id));
        let start = after.map(|(opened, id)| (opened, self.operations.iter().position(|known| known.id == id)));
        let fits = |row: &&OperationRow| {
            row.state == Stands::Committed && within(span, row.opened) && start.is_none_or(|start| key(row) > start)
        };
        let mut rows: Vec<&OperationRow> = self.operations.iter().filter(fits).collect();
        rows.sort_by_key(|row| key(row));
        rows
    }

    fn period(&self, accounts: &BTreeSet<Account>, span: Span) -> Period {
        let mut period = Period::default();
        for entry in &self.entries {
            let sides = [(&entry.from, -entry.amount), (&entry.to, entry.amount)];
            for (_, amount) in sides.into_iter().filter(|(account, _)| accounts.contains(*account)) {
                if span.0.is_some_and(|from| entry.time < from) {
                    period.opening += amount;
                }
                if span.1.is_none_or(|to| entry.time < to) {
                    period.closing += amount;
                }
                if within(span, entry.time) && !(accounts.contains(&entry.from) && accounts.contains(&entry.to)) {
                    *(if amount > 0 { &mut period.credited } else { &mut period.debited }) += amount.abs();
                }
            }
        }
        period
    }

    fn accounts_of(&self, card: &Card) -> impl Iterator<Item = &Account> {
        let owner = Owner::Card(card.number.clone());
        self.accounts.keys().filter(move |account| account.owner == owner)
    }

    fn flows(&self, card: &Card, span: Span) -> Vec<(String, Period)> {
        let of = |account: &Account| (account.label.clone(), self.period(&BTreeSet::from([account.clone()]), span));
        self.accounts_of(card).map(of).collect()
    }

    fn tracked(
        &self,
        entry: &Entry,
        cards: &BTreeMap<String, &Card>,
        shown: &dyn Fn(&str, &str) -> bool,
    ) -> Vec<Tracked> {
        let side = |account: &Account| match &account.owner {
            Owner::Card(number) => cards.get(number).filter(|card| shown(&card.card_type, &account.label)).copied(),
            _ => None,
        };
        let found: BTreeMap<&String, &Card> =
            [&entry.from, &entry.to].into_iter().filter_map(side).map(|card| (&card.number, card)).collect();
        found.into_values().map(|card| Tracked { card: card.clone(), entry: entry.clone() }).collect()
    }
}

impl Reports for Model {
    fn flows(&self, query: &CardQuery, span: Span, sums: bool) -> Result<(Vec<Flows>, Vec<FlowSum>), WriteError> {
        let of = |state: &State, card: &Card| Flows { card: card.clone(), accounts: state.flows(card, span) };
        let page =
            self.read(|state| state.found(query).take(query.limit as usize).map(|card| of(state, card)).collect())?;
        Ok((page, if sums { self.flow_sums(query, span)? } else { Vec::new() }))
    }

    fn flow_sums(&self, query: &CardQuery, span: Span) -> Result<Vec<FlowSum>, WriteError> {
        self.read(|state| {
            let mut sums: BTreeMap<(String, String), Period> = BTreeMap::new();
            for card in state.found(&CardQuery { after: None, used: false, ..query.clone() }) {
                for (label, period) in state.flows(card, span) {
                    let sum = sums.entry((card.card_type.clone(), label)).or_default();
                    sum.opening += period.opening;
                    sum.credited += period.credited;
                    sum.debited += period.debited;
                    sum.closing += period.closing;
                }
            }
            sums.into_iter().map(|((card_type, label), period)| FlowSum { card_type, label, period }).collect()
        })
    }

    fn touched(
        &self,
        customer: &str,
        over: &[Scope],
        shown: &dyn Fn(&str) -> bool,
        span: Span,
        after: Option<i64>,
        limit: u32,
    ) -> Result<(Period, Vec<Touched>), WriteError> {
        self.read(|state| {
            let accounts = state.accounts.keys().filter(|account| state.means(over, account)).cloned().collect();
            let together = state.period(&accounts, span);
            let his = |account: &Account| {
                shown(&account.label)
                    && match &account.owner {
                        Owner::Customer(id) => id == customer,
                        Owner::Card(number) => {
                            state.cards.get(number).is_some_and(|card| card.customer.as_deref() == Some(customer))
                        }
                        Owner::System(_) => false,
                    }
            };
            let mut touched: Vec<Touched> = Vec::new();
            for entry in state.entries.iter().filter(|entry| his(&entry.from) || his(&entry.to)) {
                if !within(span, entry.time) || after.is_some_and(|after| entry.id <= after) {
                    continue;
                }
                match touched.iter_mut().find(|known| known.entries[0].operation == entry.operation) {
                    Some(known) => known.entries.push(entry.clone()),
                    None => touched.push(Touched {
                        row: state.operations.iter().find(|row| row.id == entry.operation).cloned(),
                        entries: vec![entry.clone()],
                    }),
                }
            }
            touched.truncate(limit as usize);
            (together, touched)
        })
    }

    fn tracked(
        &self,
        group: Group<'_>,
        shown: &dyn Fn(&str, &str) -> bool,
        span: Span,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Tracked>, WriteError> {
        self.read(|state| {
            let cards: BTreeMap<String, &Card> = match group {
                Group::Numbers(numbers) => numbers.iter().filter_map(|number| state.cards.get(number)).collect(),
                Group::Query(query) => state.found(query).collect::<Vec<_>>(),
            }
            .into_iter()
            .map(|card| (card.number.clone(), card))
            .collect();
            let fits = |entry: &&Entry| within(span, entry.time) && before.is_none_or(|before| entry.id < before);
            let found = state.entries.iter().rev().filter(fits).map(|entry| state.tracked(entry, &cards, shown));
            found.filter(|tracked| !tracked.is_empty()).take(limit as usize).flatten().collect()
        })
    }

    fn walked(
        &self,
        methods: &[&str],
        span: Span,
        after: Place<'_>,
        limit: u32,
    ) -> Result<Vec<OperationRow>, WriteError> {
        self.read(|state| {
            let rows = state.committed_after(span, after).into_iter();
            rows.filter(|row| methods.contains(&row.method.as_str())).take(limit as usize).cloned().collect()
        })
    }

    fn stock_moves(&self, span: Span, after: Place<'_>, limit: u32) -> Result<Vec<StockMove>, WriteError> {
        self.read(|state| {
            let of = |row: &OperationRow| {
                let own = STOCK_METHODS.contains(&row.method.as_str());
                let count = |side: fn(&Entry) -> &Account| {
                    let moved = |entry: &&Entry| entry.operation == row.id && side(entry).label == STOCK;
                    let shop = |entry: &&Entry| matches!(side(entry).owner, Owner::System(_));
                    if own { 0 } else { state.entries.iter().filter(moved).filter(shop).count() as u64 }
                };
                let moved = StockMove {
                    row: row.clone(),
                    enters: count(|entry| &entry.from),
                    leaves: count(|entry| &entry.to),
                };
                (own || moved.enters > 0 || moved.leaves > 0).then_some(moved)
            };
            state.committed_after(span, after).into_iter().filter_map(of).take(limit as usize).collect()
        })
    }

    fn operations_named(&self, ids: &[String]) -> Result<Vec<OperationRow>, WriteError> {
        ids.iter().filter_map(|id| self.operation(id).transpose()).collect()
    }

    fn operations_printed(&self, z: u32, number: u32) -> Result<Vec<OperationRow>, WriteError> {
        let of = |row: &OperationRow, key: &str| {
            let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
            body["papers"][0]["reference"][key].as_u64()
        };
        let bears = |row: &OperationRow| of(row, "number") == Some(number.into()) && of(row, "z") == Some(z.into());
        let mut found = self.operations(&OperationQuery { limit: u32::MAX, ..OperationQuery::default() })?;
        found.retain(bears);
        found.reverse();
        Ok(found)
    }

    fn balances_of(&self, owners: &[Owner]) -> Result<Vec<Vec<Balance>>, WriteError> {
        owners.iter().map(|owner| self.balances(owner)).collect()
    }

    fn customers(&self, query: &CustomerQuery) -> Result<Vec<Customer>, WriteError> {
        self.read(|state| {
            let start = match &query.after {
                Some(after) => state.came(after).map_or(usize::MAX, |at| at + 1),
                None => 0,
            };
            let has = |customer: &&Customer| {
                let card = |number: &String| state.cards.get(number).and_then(|card| card.customer.as_ref());
                query.card.as_ref().is_none_or(|number| card(number).is_some_and(|id| customer.id.as_ref() == Some(id)))
            };
            let customers = state.came.iter().skip(start).filter_map(|id| state.customers.get(id));
            customers.filter(|c| query.fits(c)).filter(has).take(query.limit as usize).cloned().collect()
        })
    }

    fn partners(&self, name: Option<&str>, after: Option<&str>, limit: u32) -> Result<Vec<Partner>, WriteError> {
        let fits = |partner: &&Partner| {
            has_words(&partner.name, name.unwrap_or_default()) && after.is_none_or(|after| partner.id.as_str() > after)
        };
        self.read(|state| state.partners.values().filter(fits).take(limit as usize).cloned().collect())
    }
}
