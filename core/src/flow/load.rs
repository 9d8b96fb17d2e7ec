//! A load: the plugin says what is credited and what is to be paid; the payments must cover it; what it sells
//! goes on a fiscal receipt, the rest on slips.

use super::{
    Stop, check, no,
    party::{Asking, OwnPost, Part, Party},
    sale::{Buyer, Paid, Sale, describe, on_credit, tender_kind},
};
use crate::say::Say;
use fiscus_sdk::{
    Amount, Floor, Quantity, Reason, Slip, TenderKind,
    api::{Answers, PaymentRequest, TenderWord},
    card::{Capability, CardChange, Event, EventKind, Given, LoadFigures, Notice},
    document::{Line, Receipt},
    receipt::LARGEST,
};

/// What a load comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Loading {
    /// The figures.
    pub figures: LoadFigures,
    /// What the card gets.
    pub part: Part,
    /// What its customer owes where it is not paid now.
    pub own_posts: Vec<OwnPost>,
    /// What must hold for that.
    pub customer_floors: Vec<(String, Floor)>,
    /// How it is paid, in order; empty in a quote.
    pub tenders: Vec<Paid>,
    /// What the customer gets back in cash.
    pub change: Amount,
    /// The fiscal receipt, where something is sold.
    pub receipt: Option<Receipt>,
    /// The slips.
    pub slips: Vec<Slip>,
    /// What people should be told.
    pub notices: Vec<Notice>,
    /// What becomes of the card.
    pub becomes: Option<CardChange>,
}

/// What is to be loaded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct What {
    /// Money.
    pub amount: Option<Amount>,
    /// Or uses of a service.
    pub service: Option<String>,
    /// How many uses.
    pub uses: Option<u32>,
}

/// Plans a load. Without payments (a quote) nothing needs to be covered.
///
/// # Errors
/// A refusal, questions, parameters that make no sense, or a fault of the plugin.
pub fn plan(
    asking: &Asking<'_>,
    party: &Party,
    what: &What,
    answers: &Answers,
    payments: Option<&[PaymentRequest]>,
) -> Result<Loading, Stop> {
    let language = asking.shop.language;
    let needed = if what.service.is_some() { Capability::LoadsUses } else { Capability::LoadsMoney };
    let manifest = &party.manifest;
    // A card that only holds uses may ask which.
    let asks = what.amount.is_none() && manifest.capabilities.contains(&Capability::LoadsUses);
    let loads = manifest.events.contains(&EventKind::Load) && (manifest.capabilities.contains(&needed) || asks);
    if !loads {
        return Err(no(language, Reason::NotLoadable, &Say::NotLoadable { card: party.card.number.clone() }));
    }
    let mut given = Vec::new();
    for (index, payment) in payments.unwrap_or_default().iter().enumerate() {
        if payment.tender == TenderWord::Card {
            return Err(no(language, Reason::CardWrongType, &Say::LoadPaidByCard));
        }
        given.push(Given { kind: tender_kind(asking, index, payment)?, amount: payment.amount });
    }
    let event = |tenders: Vec<Given>| {
        Event::Load(fiscus_sdk::card::Load {
            amount: what.amount,
            service: what.service.clone(),
            uses: what.uses,
            answers: answers.0.clone(),
            tenders,
        })
    };
    let mut plan = asking.ask(party, event(given.clone()))?;
    check::load(asking.shop, party, &plan)?;
    let until = plan.card.as_ref().and_then(|card| card.valid_until).or(party.card.valid_until);
    if let Some(until) =
        until.filter(|until| *until < asking.now.date() && manifest.capabilities.contains(&Capability::Expires))
    {
        let say = Say::CardExpired { card: party.card.number.clone(), until: until.to_string() };
        return Err(no(language, Reason::CardExpired, &say));
    }
    let figures = plan.load.clone().unwrap_or_default();
    let held: Amount = party.balances.values().copied().filter(|balance| balance.is_positive()).sum();
    if figures.to_pay > Amount::from(LARGEST) || held + figures.credited > Amount::from(LARGEST) {
        return Err(no(language, Reason::AmountInvalid, &Say::AmountTooLarge));
    }
    let (tenders, change) = match payments {
        Some(payments) => cover(asking, payments, figures.to_pay)?,
        None => (Vec::new(), asking.shop.currency.zero()),
    };
    // The drawer slip must show how it was really paid: what "the rest" came to, and what of the cash stayed
    // in the drawer, is known only now.
    let kept = first(asking, &tenders, figures.to_pay, change);
    let known: Vec<Given> = kept.iter().map(|t| Given { kind: t.kind, amount: Some(t.amount) }).collect();
    if known != given {
        plan = asking.ask(party, event(known))?;
        check::load(asking.shop, party, &plan)?;
        if plan.load.as_ref() != Some(&figures) {
            return Err(check::broken("the figures of a load change with how it is paid"));
        }
    }
    let sold: Amount = plan.items.iter().map(|item| item.amount).sum();
    let receipt = sold.is_positive().then(|| Receipt {
        lines: plan
            .items
            .iter()
            .map(|item| Line::Sale {
                description: item.description.clone(),
                department: item.department.clone(),
                quantity: Quantity::ONE,
                price: asking.shop.currency.round(item.amount),
                adjustments: Vec::new(),
            })
            .collect(),
        tenders: if sold == figures.to_pay {
            tenders.iter().map(Paid::tender).collect()
        } else {
            first(asking, &tenders, sold, change)
        },
        total: asking.shop.currency.round(sold),
        footer: plan.footer.clone(),
        ..Receipt::default()
    });
    // S3-04: what is loaded and not paid is bought on credit.
    let mut credit = Sale::default();
    let buyer = Buyer { customer: party.customer.clone() };
    for tender in tenders.iter().filter(|tender| tender.kind.uncollected()) {
        on_credit(asking, &mut credit, tender.amount, &buyer)?;
    }
    Ok(Loading {
        figures,
        part: Part::of(party, &plan),
        own_posts: credit.own_posts,
        customer_floors: credit.customer_floors,
        tenders,
        change,
        receipt,
        slips: plan.slips,
        notices: plan.notices,
        becomes: plan.card,
    })
}

/// The payments that cover exactly `total`; only cash may exceed it.
fn cover(asking: &Asking<'_>, payments: &[PaymentRequest], total: Amount) -> Result<(Vec<Paid>, Amount), Stop> {
    let shop = asking.shop;
    let (mut due, mut change, mut tenders) = (shop.currency.round(total), shop.currency.zero(), Vec::new());
    for (index, payment) in payments.iter().enumerate() {
        let kind = tender_kind(asking, index, payment)?;
        let amount = match payment.amount {
            None if due.is_zero() => continue,
            None => due,
            Some(amount) if !amount.is_positive() || amount.minor(shop.currency.scale).is_none() => {
                return Err(no(shop.language, Reason::AmountInvalid, &Say::AmountInvalid { amount }));
            }
            // Behind the payment that covers the document nothing more can be paid, on any device.
            Some(amount) if amount > due && (kind != TenderKind::Cash || due.is_zero() && !tenders.is_empty()) => {
                return Err(no(shop.language, Reason::AmountInvalid, &Say::PaymentTooMuch { amount, due }));
            }
            Some(amount) => shop.currency.round(amount),
        };
        if amount > due {
            change = shop.currency.round(change + amount - due);
        }
        due = if amount > due { shop.currency.zero() } else { shop.currency.round(due - amount) };
        let description = describe(shop, kind);
        tenders.push(Paid { kind, description, amount, card: None, count: payment.count });
    }
    if due.is_positive() {
        return Err(no(shop.language, Reason::PaymentsIncomplete, &Say::PaymentsIncomplete { missing: due }));
    }
    Ok((tenders, change))
}

/// The first payments, without what was given back as change, that come to `sold`.
fn first(asking: &Asking<'_>, tenders: &[Paid], sold: Amount, change: Amount) -> Vec<fiscus_sdk::document::Tender> {
    let mut left = sold;
    let mut change = change;
    let mut taken = Vec::new();
    for tender in tenders {
        let worth = if tender.kind == TenderKind::Cash && change.is_positive() {
            let worth = tender.amount - change;
            change = Amount::ZERO;
            worth
        } else {
            tender.amount
        };
        let amount = asking.shop.currency.round(worth.min(left));
        if amount.is_positive() {
            taken.push(fiscus_sdk::document::Tender { amount, ..tender.tender() });
            left -= amount;
        }
    }
    taken
}
