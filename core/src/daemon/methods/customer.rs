//! `customer.save`, `customer.get`, `customer.settle`.

use crate::{
    daemon::{
        cards::store_fault,
        desk::Desk,
        engine::{Attempt, Engine, Intent, sound},
        operation::Body,
        printing::to_text,
        rpc::Failure,
    },
    flow::{
        Stop,
        correction::Sold,
        party::{OwnHolder, OwnPost, Purpose},
    },
    journal::{OperationRow, State},
    ledger::{Account, Owner, Scope},
    registry::Customer,
    say::{self, Say},
};
use fiscus_sdk::{
    Amount, End, Post, Reason, SystemAccount,
    api::{
        CustomerAnswer, CustomerGetRequest, CustomerSave, CustomerSaveRequest, CustomerSettle, CustomerSettleRequest,
        DiscountsReview, DiscountsReviewRequest, Method, SettledAs,
    },
};
use serde_json::json;

/// An id for a customer that has none, from the operation's chance (R6).
#[must_use]
pub fn fresh_id(seed: u64) -> String {
    format!("c-{seed:016x}")
}

/// `customer.save`
pub async fn save(engine: &Desk, request: CustomerSaveRequest) -> Result<String, Failure> {
    engine
        .operation(CustomerSave::NAME, request, |engine, request, attempt| {
            let mut record = serde_json::to_value(request).unwrap_or_default();
            if let Some(map) = record.as_object_mut() {
                for key in ["operation", "till", "operator"] {
                    map.remove(key);
                }
            }
            let mut customer: Customer =
                serde_json::from_value(record).map_err(|error| Stop::Params(String::new(), error.to_string()))?;
            engine.sound_record(&mut customer, "", attempt)?;
            if customer.id.as_ref().is_none_or(String::is_empty) {
                customer.id = Some(fresh_id(attempt.seed));
            }
            let answer = engine.customer_answer(&customer)?;
            Ok(Intent { customers: vec![customer], reply: Some(to_text(&answer)), ..Intent::default() })
        })
        .await
}

impl Engine {
    /// S5-18: a discount of one customer or card must be in the shop's list; a shop that has none yet keeps the names
    /// as they are given.
    ///
    /// # Errors
    /// The first at `path` that is not.
    pub(super) fn listed<'n>(&self, path: &str, names: impl Iterator<Item = &'n str>) -> Result<(), Stop> {
        let known = &self.setup.shop.discounts;
        if known.is_empty() {
            return Ok(());
        }
        if let Some((at, discount)) = names.enumerate().find(|(_, name)| !known.contains_key(*name)) {
            let known = known.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let say = Say::DiscountUnknown { discount: discount.to_owned(), known };
            return Err(Stop::Params(format!("{path}[{at}]"), say.text(self.setup.shop.language)));
        }
        Ok(())
    }
}

/// `customer.get`
pub fn get(engine: &Engine, request: &CustomerGetRequest) -> Result<CustomerAnswer, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let customer = engine.ledger.customer(&request.customer).map_err(failed)?.ok_or_else(|| {
        let say = Say::CustomerUnknown { customer: request.customer.clone() };
        Failure::refused(&say::refuse(engine.setup.shop.language, Reason::CustomerIncomplete, &say))
    })?;
    engine.customer_answer(&customer).map_err(failed)
}

/// `discounts.review`
pub async fn review(engine: &Desk, request: DiscountsReviewRequest) -> Result<String, Failure> {
    let known =
        engine.ledger.operation(&request.operation).map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let mut answer = None;
    if known.is_none() && sound(&request.operation) {
        let attempt = Attempt {
            operation: request.operation.clone(),
            ..engine.quote_attempt(request.till.as_ref(), request.operator.as_ref())
        };
        answer = Some(engine.review_all(&attempt).await?);
    }
    engine
        .operation(DiscountsReview::NAME, request, move |_, _, _| {
            Ok(Intent { reply: Some(to_text(&answer.clone().unwrap_or_default())), ..Intent::default() })
        })
        .await
}

/// `customer.settle`
pub async fn settle(engine: &Desk, request: CustomerSettleRequest) -> Result<String, Failure> {
    engine
        .operation(CustomerSettle::NAME, request, |engine, request, attempt| {
            let shop = &engine.setup.shop;
            let Some(customer) = engine.ledger.customer(&request.customer)? else {
                let say = Say::CustomerUnknown { customer: request.customer.clone() };
                return Err(engine.refuse(Reason::CustomerIncomplete, &say));
            };
            let label = format!("{}.due", shop.currency.name);
            let account = Account { owner: Owner::Customer(request.customer.clone()), label: label.clone() };
            let (posted, _) = engine.ledger.sum(&[Scope::Account(account.clone())])?;
            let owed = -engine.amount(&shop.currency.name, posted);
            let unclear = || Stop::Params("amount".into(), Say::SettleUnclear.text(shop.language));
            let mut originals = Vec::new();
            let amount = match (request.amount, request.operations.as_slice()) {
                (Some(amount), []) => amount,
                (None, [_, ..]) => {
                    let mut sum = Amount::ZERO;
                    for (index, id) in request.operations.iter().enumerate() {
                        if request.operations[..index].contains(id) {
                            let message = format!("operations[{index}]: {id} is named twice");
                            return Err(Stop::Params(format!("operations[{index}]"), message));
                        }
                        let (amount, row, mut body) = engine.owed_for(id, &request.customer)?;
                        sum += amount;
                        if let Some(sold) = &mut body.sold {
                            sold.settled_by = Some(attempt.operation.clone());
                        }
                        originals.push((row, body));
                    }
                    sum
                }
                _ => return Err(unclear()),
            };
            if !amount.is_positive() || amount.minor(shop.currency.scale).is_none() {
                return Err(engine.refuse(Reason::AmountInvalid, &Say::AmountInvalid { amount }));
            }
            if amount > owed {
                return Err(engine.refuse(Reason::AmountInvalid, &Say::SettleTooMuch { owed }));
            }
            let other = match request.settled_as {
                SettledAs::Invoiced => SystemAccount::Invoice,
                SettledAs::Paid => SystemAccount::Load,
            };
            let post = Post { from: End::System(other), to: End::Customer(label), amount };
            let answer = engine.customer_answer_after(&customer, amount)?;
            Ok(Intent {
                originals,
                // Two tills must not settle the same debt.
                found: vec![(account, posted)],
                own_posts: vec![OwnPost {
                    holder: OwnHolder::Customer(request.customer.clone()),
                    post,
                    purpose: Purpose::Credit,
                }],
                note: Some(json!({ "as": request.settled_as, "document": request.document })),
                reply: Some(to_text(&answer)),
                ..Intent::default()
            })
        })
        .await
}

/// What cards booked on a customer's debt, less what came back.
fn owed_by_cards(body: &Body, customer: &str, due: &str) -> Amount {
    let mut owed = Amount::ZERO;
    for part in body.parts.iter().filter(|part| part.customer.as_deref() == Some(customer)) {
        let reversed = body.sold.as_ref().map(|sold| sold.reversed(&part.card, part.post.len())).unwrap_or_default();
        for (at, post) in part.post.iter().enumerate().filter(|(_, post)| post.from == End::Customer(due.to_owned())) {
            owed += post.amount - reversed.get(at).copied().unwrap_or_default();
        }
    }
    owed
}

impl Engine {
    /// What a customer still owes for one operation that made debt of his: a receipt or a load on credit. What lowers a
    /// debt (a settlement, a return) goes the other way, and what cannot remember that it is settled settles nothing.
    fn owed_for(&self, id: &str, customer: &str) -> Result<(Amount, OperationRow, Body), Stop> {
        let none = || self.refuse(Reason::OriginalNotFound, &Say::SettleNoDebt { operation: id.to_owned() });
        let row = self.ledger.operation(id)?.filter(|row| row.state == State::Committed).ok_or_else(none)?;
        let body = Body::of(&row)?;
        let open = |sold: &&Sold| sold.voided_by.is_none() && sold.settled_by.is_none();
        let sold = body.sold.as_ref().filter(open).ok_or_else(none)?;
        let label = format!("{}.due", self.setup.shop.currency.name);
        let due = End::Customer(label.clone());
        let credit =
            |own: &&OwnPost| own.purpose == Purpose::Credit && own.customer() == Some(customer) && own.post.from == due;
        let bought: Amount = body.own_posts.iter().filter(credit).map(|own| own.post.amount).sum();
        let returned: Amount = sold
            .returns
            .iter()
            .flat_map(|back| body.own_posts.iter().zip(&back.own))
            .filter(|(own, _)| credit(own))
            .map(|(_, amount)| *amount)
            .sum();
        let owed = bought - returned + owed_by_cards(&body, customer, &label);
        if !owed.is_positive() {
            return Err(none());
        }
        Ok((owed, row, body))
    }
}
