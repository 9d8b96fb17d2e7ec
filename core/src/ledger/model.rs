//! The ledger in the fewest words: maps in memory, a copy before each write. It predicts what every other must
//! answer.

mod reports;

use super::{
    Account, Balance, CardQuery, Delivery, DeliveryQuery, Entry, Holding, Ledger, OperationQuery, Owner, Pending,
    Reservation, Reviewed, STOCK, Scope, Step, Stock, Sum, Waiting, Write, WriteError,
};
use crate::{
    journal::{OperationRow, State as Stands},
    registry::{Card, CardStatus, Customer, Partner},
};
use fiscus_sdk::account::unit_of;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

#[derive(Debug, Default)]
pub(crate) struct Model(Mutex<State>);

#[derive(Debug, Clone, Default)]
struct State {
    cards: BTreeMap<String, Card>,
    customers: BTreeMap<String, Customer>,
    /// Customers' ids in the order they came.
    came: Vec<String>,
    partners: BTreeMap<String, Partner>,
    pictures: BTreeMap<String, Option<Vec<u8>>>,
    outbox: Vec<Waiting>,
    done: BTreeSet<i64>,
    operations: Vec<OperationRow>,
    accounts: BTreeMap<Account, (i64, i64)>,
    held: BTreeMap<String, Reservation>,
    committed: BTreeSet<String>,
    entries: Vec<Entry>,
}

impl State {
    fn write(&mut self, write: &Write) -> Result<(), WriteError> {
        let rows = write.cards.len() + write.customers.len() + write.partners.len() + write.effects.len();
        let rows = rows + write.pictures.len();
        if write.record.is_none() && (write.step != Step::None || rows > 0) {
            return misfit();
        }
        if let Step::Reserve(reservation) | Step::Post(reservation) = &write.step {
            for posting in &reservation.postings {
                let same = unit_of(&posting.from.label) == unit_of(&posting.to.label);
                if posting.amount <= 0 || !same || posting.from == posting.to {
                    return misfit();
                }
            }
        }
        for row in &write.operations {
            let row = OperationRow { version: row.version + 1, ..row.clone() };
            match self.operations.iter_mut().find(|known| known.id == row.id) {
                Some(known) if known.version + 1 == row.version => *known = row,
                None if row.version == 1 => self.operations.push(row),
                _ => return Err(WriteError::Changed(row.id)),
            }
        }
        for card in &write.cards {
            let same = |other: &&Card| other.number != card.number && other.secret.is_some() && alive(other);
            if alive(card) && self.cards.values().filter(same).any(|other| index(other) == index(card)) {
                return Err(WriteError::Changed(card.number.clone()));
            }
            self.cards.insert(card.number.clone(), card.clone());
        }
        for partner in &write.partners {
            self.partners.insert(partner.id.clone(), partner.clone());
        }
        self.pictures.extend(write.pictures.iter().cloned());
        if !write.effects.is_empty() && self.outbox.iter().any(|known| known.operation == write.operation) {
            return misfit();
        }
        for outgoing in &write.effects {
            self.outbox.push(Waiting {
                id: i64::try_from(self.outbox.len()).unwrap_or(i64::MAX) + 1,
                operation: write.operation.clone(),
                time: write.time,
                outgoing: outgoing.clone(),
            });
        }
        for customer in &write.customers {
            let id = customer.id.clone().unwrap_or_default();
            if self.customers.insert(id.clone(), customer.clone()).is_none() {
                self.came.push(id);
            }
        }
        let done = self.held.contains_key(&write.operation) || self.committed.contains(&write.operation);
        match &write.step {
            Step::None => Ok(()),
            Step::Reserve(_) if done => Ok(()),
            Step::Reserve(reservation) => self.reserve(&write.operation, reservation),
            Step::Commit => self.commit(&write.operation, write.time),
            Step::Post(reservation) => {
                if !done {
                    self.reserve(&write.operation, reservation)?;
                }
                self.commit(&write.operation, write.time)
            }
            Step::Void if self.committed.contains(&write.operation) => misfit(),
            Step::Void => {
                for posting in self.held.remove(&write.operation).unwrap_or_default().postings {
                    self.accounts.entry(posting.from).or_default().1 -= posting.amount;
                }
                Ok(())
            }
        }
    }

    fn reserve(&mut self, operation: &str, reservation: &Reservation) -> Result<(), WriteError> {
        for number in &reservation.active {
            if self.cards.get(number).is_none_or(|card| card.status != CardStatus::Active) {
                return Err(WriteError::NotActive(number.clone()));
            }
        }
        for posting in &reservation.postings {
            let credit = *self.accounts.entry(posting.to.clone()).or_default();
            let debit = self.accounts.entry(posting.from.clone()).or_default();
            debit.1 = debit.1.checked_add(posting.amount).ok_or(WriteError::Overflow)?;
            debit.0.checked_sub(debit.1).ok_or(WriteError::Overflow)?;
            credit.0.checked_add(posting.amount).ok_or(WriteError::Overflow)?;
        }
        for guard in &reservation.guards {
            let (posted, held) = self.total(&guard.over);
            if posted - held < i128::from(guard.min) {
                return Err(WriteError::Broken { reason: guard.reason, text: guard.text.clone() });
            }
        }
        self.held.insert(operation.to_owned(), reservation.clone());
        Ok(())
    }

    fn commit(&mut self, operation: &str, time: i64) -> Result<(), WriteError> {
        if self.committed.contains(operation) {
            return Ok(());
        }
        let Some(reservation) = self.held.remove(operation) else { return misfit() };
        for posting in reservation.postings {
            let debit = self.accounts.entry(posting.from.clone()).or_default();
            debit.0 = debit.0.checked_sub(posting.amount).ok_or(WriteError::Overflow)?;
            debit.1 -= posting.amount;
            let from_balance = debit.0;
            let credit = self.accounts.entry(posting.to.clone()).or_default();
            credit.0 = credit.0.checked_add(posting.amount).ok_or(WriteError::Overflow)?;
            self.entries.push(Entry {
                id: i64::try_from(self.entries.len()).unwrap_or(i64::MAX) + 1,
                operation: operation.to_owned(),
                time,
                from_balance,
                to_balance: credit.0,
                from: posting.from,
                to: posting.to,
                amount: posting.amount,
            });
        }
        self.committed.insert(operation.to_owned());
        Ok(())
    }

    fn total(&self, over: &[Scope]) -> (i128, i128) {
        self.accounts
            .iter()
            .filter(|(account, _)| self.means(over, account))
            .fold((0, 0), |(posted, held), (_, line)| (posted + i128::from(line.0), held + i128::from(line.1)))
    }

    fn means(&self, over: &[Scope], account: &Account) -> bool {
        over.iter().any(|scope| match scope {
            Scope::Account(one) => one == account,
            Scope::CardsOf { customer, label, except } => match &account.owner {
                Owner::Card(number) => {
                    let counts =
                        |card: &Card| card.customer.as_ref() == Some(customer) && !except.contains(&card.card_type);
                    *label == account.label && self.cards.get(number).is_some_and(counts)
                }
                _ => false,
            },
        })
    }
}

fn alive(card: &Card) -> bool {
    card.status != CardStatus::Deleted
}

fn index(card: &Card) -> Option<&String> {
    card.secret.as_ref().map(|secret| &secret.index)
}

impl State {
    fn in_stock(&self) -> impl Iterator<Item = &Card> {
        self.cards.values().filter(|card| {
            let account = Account { owner: Owner::Card(card.number.clone()), label: STOCK.to_owned() };
            card.status == CardStatus::Created && self.accounts.get(&account).is_some_and(|line| line.0 > line.1)
        })
    }
}

fn misfit() -> Result<(), WriteError> {
    Err(WriteError::Misfit(String::new()))
}

impl Model {
    fn read<T>(&self, ask: impl FnOnce(&State) -> T) -> Result<T, WriteError> {
        Ok(ask(&self.0.lock().expect("no test panics inside the model")))
    }
}

impl Ledger for Model {
    fn write(&self, write: Write) -> Pending<Result<(), WriteError>> {
        let mut state = self.0.lock().expect("no test panics inside the model");
        let before = state.clone();
        let answer = state.write(&write);
        if answer.is_err() {
            *state = before;
        }
        Box::pin(std::future::ready(answer))
    }

    fn balances(&self, owner: &Owner) -> Result<Vec<Balance>, WriteError> {
        self.read(|state| {
            let own = state.accounts.iter().filter(|(account, _)| account.owner == *owner);
            own.map(|(account, line)| Balance { account: account.clone(), posted: line.0, held: line.1 }).collect()
        })
    }

    fn sum(&self, over: &[Scope]) -> Result<(i64, i64), WriteError> {
        let (posted, held) = self.read(|state| state.total(over))?;
        let fit = |sum: i128| i64::try_from(sum).map_err(|_| WriteError::Overflow);
        Ok((fit(posted)?, fit(held)?))
    }

    fn card(&self, number: &str) -> Result<Option<Card>, WriteError> {
        self.read(|state| state.cards.get(number).cloned())
    }

    fn cards(&self, query: &CardQuery) -> Result<Vec<Card>, WriteError> {
        self.read(|state| state.found(query).take(query.limit as usize).cloned().collect())
    }

    fn card_with_secret(&self, wanted: &str) -> Result<Option<Card>, WriteError> {
        let has = |card: &&Card| alive(card) && index(card).is_some_and(|index| index == wanted);
        self.read(|state| state.cards.values().find(has).cloned())
    }

    fn taken(&self, numbers: &[String], indexes: &[String]) -> Result<BTreeSet<String>, WriteError> {
        let mut taken: BTreeSet<String> =
            self.read(|state| numbers.iter().filter(|number| state.cards.contains_key(*number)).cloned().collect())?;
        for index in indexes {
            if self.card_with_secret(index)?.is_some() {
                taken.insert(index.clone());
            }
        }
        Ok(taken)
    }

    fn stocked(&self, card_type: &str, profile: &str, from: &str, limit: u32) -> Result<Vec<Card>, WriteError> {
        self.read(|state| {
            let of = |card: &&Card| card.card_type == card_type && card.profile.as_deref() == Some(profile);
            let cards: Vec<&Card> = state.in_stock().filter(of).collect();
            let (after, before): (Vec<&Card>, Vec<&Card>) = cards.into_iter().partition(|c| c.number.as_str() >= from);
            after.into_iter().chain(before).take(limit as usize).cloned().collect()
        })
    }

    fn stock(&self) -> Result<Vec<Stock>, WriteError> {
        self.read(|state| {
            let mut counts: BTreeMap<(String, Option<String>), u64> = BTreeMap::new();
            for card in state.in_stock() {
                *counts.entry((card.card_type.clone(), card.profile.clone())).or_default() += 1;
            }
            let of = |((card_type, profile), cards)| Stock { card_type, profile, cards };
            counts.into_iter().map(of).collect()
        })
    }

    fn partner(&self, id: &str) -> Result<Option<Partner>, WriteError> {
        self.read(|state| state.partners.get(id).cloned())
    }

    fn outbox(&self, after: i64, limit: u32) -> Result<Vec<Waiting>, WriteError> {
        let query = DeliveryQuery { done: Some(false), after, limit, ..DeliveryQuery::default() };
        Ok(self.deliveries(&query)?.into_iter().map(|delivery| delivery.waiting).collect())
    }

    fn delivered(&self, ids: Vec<i64>) -> Pending<Result<(), WriteError>> {
        self.0.lock().expect("no test panics inside the model").done.extend(ids);
        Box::pin(std::future::ready(Ok(())))
    }

    fn deliveries(&self, query: &DeliveryQuery) -> Result<Vec<Delivery>, WriteError> {
        let fits = |delivery: &Delivery| {
            delivery.waiting.id > query.after
                && query.done.is_none_or(|done| delivery.done == done)
                && query.card.as_ref().is_none_or(|card| delivery.waiting.outgoing.card == *card)
        };
        self.read(|state| {
            let all = state.outbox.iter();
            let all = all.map(|own| Delivery { waiting: own.clone(), done: state.done.contains(&own.id) });
            all.filter(fits).take(query.limit as usize).collect()
        })
    }

    fn customer(&self, id: &str) -> Result<Option<Customer>, WriteError> {
        self.read(|state| state.customers.get(id).cloned())
    }

    fn entries(
        &self,
        owner: &Owner,
        shown: &dyn Fn(&str) -> bool,
        span: (Option<i64>, Option<i64>),
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, WriteError> {
        let fits = |entry: &&Entry| {
            [&entry.from, &entry.to].into_iter().any(|account| account.owner == *owner && shown(&account.label))
                && span.0.is_none_or(|from| entry.time >= from)
                && span.1.is_none_or(|to| entry.time < to)
                && before.is_none_or(|before| entry.id < before)
        };
        self.read(|state| state.entries.iter().rev().filter(fits).take(limit as usize).cloned().collect())
    }

    fn reviewed(&self, card_type: &str, turnover: &str, after: &str, limit: u32) -> Result<Vec<Reviewed>, WriteError> {
        self.read(|state| {
            let cards = state.cards.values().filter(|card| card.card_type == card_type && card.number.as_str() > after);
            cards
                .take(limit as usize)
                .map(|card| {
                    let owner = match &card.customer {
                        Some(id) => Owner::Customer(id.clone()),
                        None => Owner::Card(card.number.clone()),
                    };
                    let posted: Vec<(&String, i64)> = state
                        .accounts
                        .iter()
                        .filter(|(account, _)| account.owner == owner)
                        .map(|(account, line)| (&account.label, line.0))
                        .collect();
                    Reviewed {
                        card: card.clone(),
                        customer: card.customer.as_ref().and_then(|id| state.customers.get(id).cloned()),
                        turnover: posted.iter().find(|(label, _)| *label == turnover).map_or(0, |(_, posted)| *posted),
                        rates: posted
                            .iter()
                            .filter(|(label, _)| label.starts_with("RATE."))
                            .map(|(label, posted)| ((*label).clone(), *posted))
                            .collect(),
                    }
                })
                .collect()
        })
    }

    fn holdings(
        &self,
        card_type: &str,
        unit: &str,
        since: i64,
        after: &str,
        limit: u32,
    ) -> Result<(Vec<Holding>, Option<String>), WriteError> {
        self.read(|state| {
            let cards = state.cards.values().filter(|card| card.card_type == card_type && card.number.as_str() > after);
            let cards: Vec<&Card> = cards.take(limit as usize).collect();
            let of = |card: &&Card| {
                let owner = Owner::Card(card.number.clone());
                let own = state.accounts.iter().filter(move |(account, line)| {
                    account.owner == owner && line.0 != 0 && account.label.split('.').next() == Some(unit)
                });
                let card = (*card).clone();
                own.map(move |(account, line)| Holding {
                    card: card.clone(),
                    label: account.label.clone(),
                    posted: line.0,
                    held: line.1,
                    earned: state
                        .entries
                        .iter()
                        .filter(|e| e.to == *account && e.time >= since)
                        .map(|e| e.amount)
                        .sum(),
                })
                .collect::<Vec<_>>()
            };
            (cards.iter().flat_map(of).collect(), cards.last().map(|card| card.number.clone()))
        })
    }

    fn count(&self, card_type: &str) -> Result<u64, WriteError> {
        self.read(|state| state.cards.values().filter(|card| card.card_type == card_type).count() as u64)
    }

    fn sums(&self) -> Result<Vec<Sum>, WriteError> {
        self.read(|state| {
            let mut sums: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
            for (account, line) in state.accounts.iter().filter(|(_, line)| line.0 != 0) {
                if let Owner::Card(number) = &account.owner
                    && let Some(card) = state.cards.get(number)
                {
                    let sum = sums.entry((card.card_type.clone(), account.label.clone())).or_default();
                    *sum = (sum.0 + 1, sum.1 + line.0);
                }
            }
            let sum = |((card_type, label), (accounts, posted))| Sum { card_type, label, accounts, posted };
            sums.into_iter().map(sum).collect()
        })
    }

    fn operation(&self, id: &str) -> Result<Option<OperationRow>, WriteError> {
        self.read(|state| state.operations.iter().find(|row| row.id == id).cloned())
    }

    fn operations(&self, query: &OperationQuery) -> Result<Vec<OperationRow>, WriteError> {
        let fits = |row: &&OperationRow| {
            query.state.as_ref().is_none_or(|word| row.state.word() == word)
                && (query.methods.is_empty() || query.methods.contains(&row.method))
                && query.from.is_none_or(|from| row.opened >= from)
                && query.to.is_none_or(|to| row.opened < to)
        };
        self.read(|state| {
            let after = |id: &String| state.operations.iter().position(|row| row.id == *id).map(|at| at + 1);
            let start = query.after.as_ref().map_or(0, |id| after(id).unwrap_or(usize::MAX));
            state.operations.iter().skip(start).filter(fits).take(query.limit as usize).cloned().collect()
        })
    }

    fn mentioning(
        &self,
        one: &str,
        other: &str,
        after: i64,
        span: i64,
    ) -> Result<(Vec<OperationRow>, Option<i64>), WriteError> {
        let (after, span) = (usize::try_from(after).unwrap_or(0), usize::try_from(span).unwrap_or(0));
        self.read(|state| {
            let fits = |row: &&OperationRow| row.body.contains(one) || (!other.is_empty() && row.body.contains(other));
            let found = state.operations.iter().skip(after).take(span).filter(fits).cloned().collect();
            let next = after + span;
            (found, i64::try_from(next).ok().filter(|_| next < state.operations.len()))
        })
    }

    fn picture(&self, customer: &str) -> Result<Option<Vec<u8>>, WriteError> {
        self.read(|state| state.pictures.get(customer).cloned().flatten())
    }

    fn unfinished(&self) -> Result<Vec<OperationRow>, WriteError> {
        let open = |row: &&OperationRow| {
            row.owes || matches!(row.state, Stands::Reserved | Stands::Printing | Stands::InDoubt)
        };
        self.read(|state| state.operations.iter().filter(open).cloned().collect())
    }
}
