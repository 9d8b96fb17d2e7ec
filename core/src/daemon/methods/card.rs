//! `card.quote`, `card.load`, `card.get`, `card.history`, `cards.find`.

use super::{distinct, receipt, text};
use crate::{
    daemon::{
        cards::{Use, store_fault},
        desk::Desk,
        engine::{Attempt, Engine, Intent},
        rpc::Failure,
    },
    flow::{
        Stop, load,
        paper::{Content, Paper},
        party::STOCK,
    },
    ledger::{CardQuery, Owner},
    registry::{Card, CardStatus, Customer},
    say::Say,
};
use fiscus_sdk::{
    Document, Reason,
    api::{
        CardAnswer, CardFilter, CardGetRequest, CardHistoryRequest, CardLoad, CardsFindRequest, EntryAnswer, List,
        LoadRequest, Method, OperationAnswer,
    },
    card::Question,
    jiff::{Timestamp, civil},
};

/// The longest list in one answer.
const MOST: u32 = 1000;

/// How many items a list may have.
#[must_use]
pub fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(100).clamp(1, MOST)
}

/// `card.quote`
pub async fn quote(engine: &Desk, request: LoadRequest) -> Result<String, Failure> {
    let attempt = engine.quote_attempt(request.till.as_ref(), request.operator.as_ref());
    let language = engine.setup.shop.language;
    let made = engine.planned(move |engine| {
        let (party, _) = engine.loaded_party(&request, &attempt)?;
        load::plan(&engine.asking(&attempt), &party, &what(&request), &request.answers, None)
    });
    text(match made.await {
        Ok(loading) => Ok(OperationAnswer { state: "quoted".into(), ..answer(&loading) }),
        Err(Stop::Asking(questions)) => {
            Ok(OperationAnswer { state: "asking".into(), questions, ..OperationAnswer::default() })
        }
        Err(stop) => Err(Failure::stopped(language, stop)),
    })
}

/// `card.load`
pub async fn load(engine: &Desk, request: LoadRequest) -> Result<String, Failure> {
    engine
        .operation(CardLoad::NAME, request, |engine, request, attempt| {
            let (party, new) = engine.loaded_party(request, attempt)?;
            let payments = Some(request.payments.as_slice());
            let loading = load::plan(&engine.asking(attempt), &party, &what(request), &request.answers, payments)?;
            let mut papers = Vec::new();
            if let Some(receipt) = &loading.receipt {
                let departments: Vec<&str> = loading.part.items.iter().map(|item| item.department.as_str()).collect();
                let printer = engine.receipt_printer(attempt.till.as_deref(), &departments)?;
                papers.push(Paper::new(&printer, Content::Document(Box::new(Document::Receipt(receipt.clone())))));
            }
            engine.add_slips(&mut papers, attempt, &loading.slips)?;
            Ok(Intent {
                papers,
                active: if new.is_some() { Vec::new() } else { vec![request.card.clone()] },
                cards: new.iter().map(|(card, _)| card.clone()).collect(),
                customers: new.into_iter().filter_map(|(_, customer)| customer).collect(),
                sold: Some(receipt::sold_load(loading.receipt.as_ref(), &loading.tenders, loading.change)),
                answer: answer(&loading),
                changes: loading.becomes.map(|change| (request.card.clone(), change)).into_iter().collect(),
                parts: vec![loading.part],
                own_posts: loading.own_posts,
                customer_floors: loading.customer_floors,
                ..Intent::default()
            })
        })
        .await
}

fn what(request: &LoadRequest) -> load::What {
    load::What { amount: request.amount, service: request.service.clone(), uses: request.uses }
}

fn answer(loading: &load::Loading) -> OperationAnswer {
    let figures = loading.figures.clone();
    OperationAnswer {
        amount: Some(figures.amount),
        credited: Some(figures.credited),
        settled: Some(figures.settled),
        fee: Some(figures.fee),
        gift: Some(figures.gift),
        to_pay: Some(figures.to_pay),
        paid: (!loading.tenders.is_empty()).then_some(figures.to_pay),
        change: (!loading.tenders.is_empty()).then_some(loading.change),
        total: loading.receipt.as_ref().map(|receipt| receipt.total),
        tenders: loading.tenders.iter().map(receipt::tender_answer).collect(),
        notices: distinct(loading.notices.clone()),
        ..OperationAnswer::default()
    }
}

/// A card that comes into being with its first load, and the customer that comes with it.
type NewCard = Option<(Card, Option<Customer>)>;

impl Engine {
    /// The card of a load, and, where its number is new, the card it becomes.
    fn loaded_party(
        &self,
        request: &LoadRequest,
        attempt: &Attempt,
    ) -> Result<(crate::flow::party::Party, NewCard), Stop> {
        let mut party = self.party(&request.card, Use::Load, attempt.now, None)?;
        if party.card.known {
            return Ok((party, None));
        }
        self.may_give_credit(self.opened(&party.card_type)?.0, attempt)?;
        let (customer, record) = match request.answers.0.get("customer") {
            Some(answer) => self.named_customer(answer, attempt)?,
            None if self.needs_customer(&party.card_type) => {
                let text = self
                    .setup
                    .shop
                    .language
                    .pick([
                        "A quale cliente appartiene la tessera?",
                        "Which customer does the card belong to?",
                        "¿A qué cliente pertenece la tarjeta?",
                        "A que cliente pertence o cartão?",
                        "Millisele kliendile kaart kuulub?",
                    ])
                    .to_owned();
                return Err(Stop::Asking(vec![Question {
                    id: "customer".into(),
                    kind: "customer".into(),
                    text,
                    required: true,
                    ..Question::default()
                }]));
            }
            None => (None, None),
        };
        if let Some(customer) = &customer {
            party.customer = Some(self.told(customer)?);
        }
        let mut card =
            Card { customer: customer.and_then(|customer| customer.id), ..Card::new(&request.card, &party.card_type) };
        self.complete(&mut card, attempt.now.date());
        Ok((party, Some((card, record))))
    }

    /// The customer an answer names: an id, or a record that is saved with the load.
    fn named_customer(
        &self,
        answer: &serde_json::Value,
        attempt: &Attempt,
    ) -> Result<(Option<Customer>, Option<Customer>), Stop> {
        if let Some(id) = answer.as_str() {
            let known = self.ledger.customer(id)?;
            return match known {
                Some(customer) => Ok((Some(customer), None)),
                None => Err(self.refuse(Reason::CustomerIncomplete, &Say::CustomerUnknown { customer: id.to_owned() })),
            };
        }
        let mut customer: Customer = serde_json::from_value(answer.clone())
            .map_err(|error| Stop::Params("answers.customer".into(), error.to_string()))?;
        self.sound_record(&mut customer, "answers.customer.", attempt)?;
        if customer.id.is_none() {
            customer.id = Some(super::customer::fresh_id(attempt.seed));
        }
        Ok((Some(customer.clone()), Some(customer)))
    }
}

impl Engine {
    /// A card, or the refusal that there is none.
    pub(super) fn known_card(&self, number: &str) -> Result<Card, Failure> {
        let language = self.setup.shop.language;
        self.ledger.card(number).map_err(|error| self.nothing_done(&store_fault(&error)))?.ok_or_else(|| {
            let say = Say::CardUnknown { card: number.to_owned() };
            Failure::refused(&crate::say::refuse(language, Reason::CardUnknown, &say))
        })
    }

    /// The span of time of days of the shop's zone, both inclusive.
    pub(super) fn days(&self, from: Option<civil::Date>, to: Option<civil::Date>) -> (Option<i64>, Option<i64>) {
        let zone = self.clock.zone();
        let start = |date: civil::Date| date.to_zoned(zone.clone()).ok().map(|day| day.timestamp().as_millisecond());
        let end = to.and_then(|to| to.tomorrow().ok()).and_then(start);
        (from.and_then(start), end)
    }

    /// An instant as people of the shop read it.
    pub(super) fn shown(&self, millis: i64) -> String {
        Timestamp::from_millisecond(millis).map_or_else(
            |_| String::new(),
            |instant| instant.to_zoned(self.clock.zone().clone()).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
        )
    }
}

/// `card.get`
pub fn get(engine: &Engine, request: &CardGetRequest) -> Result<CardAnswer, Failure> {
    let card = engine.known_card(&request.card)?;
    engine.card_answer(&card, engine.now().date()).map_err(|error| engine.nothing_done(&store_fault(&error)))
}

/// `card.history`
pub fn history(engine: &Engine, request: &CardHistoryRequest) -> Result<List<EntryAnswer>, Failure> {
    let card = engine.known_card(&request.card)?;
    let limit = limit(request.limit);
    let before = super::track::place(request.after.as_deref())?;
    let owner = Owner::Card(request.card.clone());
    let mut entries = engine
        .ledger
        // What only counts is no movement of the card's; that it entered the stock, or left it, is (S1-12).
        .entries(
            &owner,
            &|label| label == STOCK || engine.spendable(&card.card_type, label),
            engine.days(request.from, request.to),
            before,
            limit + 1,
        )
        .map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = if more { entries.last().map(|entry| entry.id.to_string()) } else { None };
    let callers = engine.callers(entries.iter().map(|entry| &entry.operation))?;
    let items = entries.iter().map(|entry| engine.entry_answer(&owner, entry, &callers)).collect();
    Ok(List { items, next })
}

/// Whether a filter makes sense.
///
/// # Errors
/// What is wrong with it: a word that is no status finds nothing, which is not the same as none.
pub(super) fn sound(filter: &CardFilter) -> Result<(), String> {
    if let Some(status) =
        filter.status.as_deref().filter(|status| CardStatus::ALL.iter().all(|known| known.word() != *status))
    {
        let known = CardStatus::ALL.map(CardStatus::word).join(", ");
        let shown: String = status.chars().take(60).collect();
        return Err(format!("filter.status: there is no status {shown}; there are: {known}"));
    }
    Ok(())
}

/// The cards that a filter means on a day; none of them yet.
///
/// # Errors
/// As [`sound`].
pub(super) fn query(filter: CardFilter, today: civil::Date) -> Result<CardQuery, String> {
    sound(&filter)?;
    Ok(CardQuery {
        number: filter.number,
        card_type: filter.card_type,
        status: filter.status,
        customer: filter.customer,
        name: filter.name,
        profile: filter.profile,
        batch: filter.batch,
        partner: filter.partner,
        today: Some(today),
        used: false,
        after: None,
        limit: 0,
    })
}

/// The same, for calls that only ask.
pub(super) fn asked(engine: &Engine, filter: CardFilter) -> Result<CardQuery, Failure> {
    query(filter, engine.now().date()).map_err(|wrong| Failure::params("filter.status", &wrong))
}

/// `cards.find`
pub fn find(engine: &Engine, request: CardsFindRequest) -> Result<List<CardAnswer>, Failure> {
    let limit = limit(request.limit);
    let query = CardQuery { after: request.after, limit: limit + 1, ..asked(engine, request.filter)? };
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let mut cards = engine.ledger.cards(&query).map_err(failed)?;
    let more = cards.len() > limit as usize;
    cards.truncate(limit as usize);
    let next = if more { cards.last().map(|card| card.number.clone()) } else { None };
    let today = engine.now().date();
    Ok(List { items: engine.card_answers(&cards, today).map_err(failed)?, next })
}
