//! A sale: presented cards change prices, then pay in the order asked, then those that only collect; the rest
//! is paid otherwise. One merged plan comes out, or a reason why not.
//!
//! Deterministic: a later card sees what is still due (R4); one price adjustment a line unless both card types
//! say they stack.

use super::{
    Stop, check,
    discounted::Given,
    issue::{Issuing, issue},
    no,
    party::{Asking, OwnHolder, OwnPost, Part, Party, Purpose, turnover_label},
    price,
};
use crate::say::Say;
use fiscus_sdk::{
    Amount, Draft, End, Floor, Over, Post, Reason, SystemAccount, TenderKind,
    api::{AdjustmentRequest, PaymentRequest, TenderWord},
    card::{self, Adjust, Asked, CardChange, Effect, Event, EventKind, Item, Notice, Plan, Settle},
    document::{Line, Receipt, Tender},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a sale comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sale {
    /// The priced receipt, with what cards changed.
    pub draft: Draft,
    /// Lines that cards put on it.
    pub items: Vec<Item>,
    /// How it is paid, in order.
    pub tenders: Vec<Paid>,
    /// What the document totals.
    pub total: Amount,
    /// What the customer gets back in cash.
    pub change: Amount,
    /// What the cards do.
    pub parts: Vec<Part>,
    /// What the core moves of its own: what is bought on credit, what counts as turnover, what leaves the stock.
    pub own_posts: Vec<OwnPost>,
    /// What must hold for them.
    pub customer_floors: Vec<(String, Floor)>,
    /// Lines after the receipt.
    pub footer: Vec<String>,
    /// Slips that cards want.
    pub slips: Vec<fiscus_sdk::Slip>,
    /// What people should be told.
    pub notices: Vec<Notice>,
    /// Cards that are sold by lines of the receipt, and what becomes of them.
    pub issued: Vec<(String, CardChange)>,
    /// What is to be done outside the shop for them.
    pub effects: Vec<(String, Effect)>,
    /// What each line came to before cards paid.
    pub worth: Vec<Amount>,
    /// Which of its adjustments cards made.
    pub given: Vec<Given>,
}

/// A payment of a sale.
#[derive(Debug, Clone, PartialEq)]
pub struct Paid {
    /// As what it is printed.
    pub kind: TenderKind,
    /// What is printed beside it.
    pub description: String,
    /// How much was given.
    pub amount: Amount,
    /// The card that gave it.
    pub card: Option<String>,
    /// How many tickets.
    pub count: Option<u32>,
}

/// The customer of a sale, for what is bought on credit without a card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Buyer {
    /// The registered customer.
    pub customer: Option<card::Customer>,
}

/// What a till wants to sell.
#[derive(Debug, Clone)]
pub struct Order<'a> {
    /// Its lines, priced, with what the till takes off them.
    pub draft: Draft,
    /// What the till takes off the subtotal, once the cards have done with the prices.
    pub adjustments: &'a [AdjustmentRequest],
    /// How it is to be paid.
    pub payments: &'a [PaymentRequest],
    /// The customer it is sold to.
    pub buyer: &'a Buyer,
    /// The cards that its lines sell.
    pub sold: &'a [Issuing],
}

/// Plans a sale. `parties` are the presented cards, then those that only pay, in order.
///
/// # Errors
/// A refusal, questions, parameters that make no sense, or a fault of a plugin.
pub fn plan(asking: &Asking<'_>, order: &Order<'_>, parties: &[Party]) -> Result<Sale, Stop> {
    let mut idle = BTreeSet::new();
    loop {
        let (sale, more) = planned(asking, order, parties.to_vec(), &idle)?;
        if more.is_empty() {
            return Ok(sale);
        }
        idle.extend(more);
    }
}

/// The same with cards of which it is known that they pay nothing; and those of which it turns out: they were named
/// as paying and changed prices for it, and others had paid already. Source: S5-13
fn planned(
    asking: &Asking<'_>,
    order: &Order<'_>,
    mut parties: Vec<Party>,
    idle: &BTreeSet<String>,
) -> Result<(Sale, BTreeSet<String>), Stop> {
    let Order { payments, buyer, .. } = order;
    let mut sale = Sale { draft: order.draft.clone(), change: asking.shop.currency.zero(), ..Sale::default() };
    let out = left_out(&parties, payments);
    for place in &out {
        let text = Say::CardLeftOut { card: parties[*place].card.number.clone() }.text(asking.shop.language);
        sale.notices.push(Notice { to: card::Audience::Cashier, text });
    }
    let mut priced = prices(asking, &mut sale, &mut parties, payments, idle, &out)?;
    price::subtotal(asking.shop, &mut sale.draft, order.adjustments)?;
    sale.worth = price::line_shares(asking.shop, &sale.draft);
    let mut due = sale.draft.total;
    if due.is_zero() {
        priced.clear();
    }
    let mut paid_by = BTreeSet::new();
    for (index, payment) in payments.iter().enumerate() {
        if payment.tender == TenderWord::Card {
            let number = payment.card.as_ref().ok_or_else(|| {
                Stop::Params(format!("payments[{index}].card"), Say::PaymentCardMissing.text(asking.shop.language))
            })?;
            let place = parties.iter().position(|p| &p.card.number == number).ok_or_else(|| {
                no(asking.shop.language, Reason::CardUnknown, &Say::CardUnknown { card: number.clone() })
            })?;
            let asked = match payment.amount {
                None => Asked::Rest,
                Some(amount) => Asked::Exactly(exact(asking, amount, due, false)?),
            };
            paid_by.insert(place);
            if settle(asking, &mut sale, &mut parties, place, &mut due, asked)?.is_positive() {
                priced.remove(number);
            }
        } else {
            pay(asking, &mut sale, index, payment, &mut due, buyer)?;
        }
    }
    for place in (0..parties.len()).filter(|place| !paid_by.contains(place) && !out.contains(place)) {
        if parties[place].manifest.events.contains(&EventKind::Settle) {
            settle(asking, &mut sale, &mut parties, place, &mut due, Asked::Nothing)?;
        }
    }
    if due.is_positive() {
        return Err(incomplete(asking, &sale, due));
    }
    sale.total = asking.shop.currency.round(sale.total + sale.draft.total);
    sale.change = asking.shop.currency.round(sale.change);
    turnover(asking, &mut sale, &parties, buyer);
    for issuing in order.sold {
        let issued = issue(asking, issuing)?;
        let card = issued.part.card.clone();
        sale.effects.extend(issued.effects.into_iter().map(|effect| (card.clone(), effect)));
        sale.issued.push((card, issued.change));
        sale.parts.push(issued.part);
        sale.own_posts.extend(issued.stock);
        sale.slips.extend(issued.slips);
        sale.footer.extend(issued.footer);
        sale.notices.extend(issued.notices);
    }
    Ok((sale, priced))
}

/// Whether a card is to pay.
fn named(payments: &[PaymentRequest], number: &str) -> bool {
    payments.iter().any(|payment| payment.tender == TenderWord::Card && payment.card.as_deref() == Some(number))
}

/// Cards that would collect once more what another of their type collects: the one that pays, else the first, unless
/// their card type says it stacks.
fn left_out(parties: &[Party], payments: &[PaymentRequest]) -> BTreeSet<usize> {
    let pays = |party: &Party| named(payments, &party.card.number);
    let another = |place: usize| {
        parties.iter().enumerate().any(|(at, other)| {
            at != place && other.card_type == parties[place].card_type && (at < place || pays(other))
        })
    };
    let collects = |party: &Party| party.collects() && !party.stackable && !pays(party);
    (0..parties.len()).filter(|place| collects(&parties[*place]) && another(*place)).collect()
}

/// What is missing, and what the cards that gave less had to say about it.
fn incomplete(asking: &Asking<'_>, sale: &Sale, missing: Amount) -> Stop {
    let language = asking.shop.language;
    let mut refusal = crate::say::refuse(language, Reason::PaymentsIncomplete, &Say::PaymentsIncomplete { missing });
    for notice in sale.notices.iter().filter(|notice| notice.to == card::Audience::Cashier) {
        refusal.text = format!("{} {}", refusal.text, notice.text);
    }
    Stop::Refused(refusal)
}

/// Each presented card in order changes prices: of lines that no card before it has changed. Answers those that
/// did so and are to pay.
fn prices(
    asking: &Asking<'_>,
    sale: &mut Sale,
    parties: &mut [Party],
    payments: &[PaymentRequest],
    idle: &BTreeSet<String>,
    out: &BTreeSet<usize>,
) -> Result<BTreeSet<String>, Stop> {
    let mut changed = Changed::default();
    let mut paying = BTreeSet::new();
    for place in 0..parties.len() {
        let party = &parties[place];
        if out.contains(&place) || !party.manifest.events.contains(&EventKind::Price) {
            continue;
        }
        let closed = changed.closed_to(party);
        let number = &party.card.number;
        let pays = named(payments, number) && !idle.contains(number);
        let event = Event::Price(card::Price {
            draft: sale.draft.clone(),
            mode: party.mode.clone(),
            pays,
            closed: closed.clone(),
        });
        let mut plan = asking.ask(party, event)?;
        if plan.post.is_empty() {
            // A plugin that knows nothing of other cards has no price of theirs to change either.
            plan.adjust.retain(|change| match &change.line {
                Some(line) => !closed.contains(line),
                None => closed.is_empty(),
            });
        }
        check::price(asking.shop, party, &plan, &closed)?;
        changed.by(party, &plan.adjust, &sale.draft);
        apply(asking, sale, party, &plan.adjust, false)?;
        sale.take(party, &plan);
        if pays && !plan.adjust.is_empty() {
            paying.insert(number.clone());
        }
        taken(asking, parties, place, &plan);
    }
    Ok(paying)
}

/// What a plan takes is not there any more: for the card itself, and for the other cards of its customer.
fn taken(asking: &Asking<'_>, parties: &mut [Party], place: usize, plan: &Plan) {
    let customer = parties[place].customer.as_ref().map(|customer| customer.id.clone());
    for (at, party) in parties.iter_mut().enumerate() {
        if at == place {
            party.spent(&plan.post);
        }
        if customer.is_some() && party.customer_id() == customer.as_deref() {
            party.owes_more(asking.shop, &plan.post);
            if at != place {
                party.customer_spent(&plan.post);
            }
        }
    }
}

/// S5-53: what was bought counts for the customer of the receipt, else for the first card's; a card without a
/// customer counts for itself.
fn turnover(asking: &Asking<'_>, sale: &mut Sale, parties: &[Party], buyer: &Buyer) {
    let amount = sale.draft.total;
    if !amount.is_positive() {
        return;
    }
    let label = turnover_label(asking.shop);
    let mut own = |holder: OwnHolder| {
        let to = match &holder {
            OwnHolder::Customer(_) => End::Customer(label.clone()),
            OwnHolder::Card(_) => End::Card(label.clone()),
        };
        let post = Post { from: End::System(SystemAccount::Adjust), to, amount };
        sale.own_posts.push(OwnPost { holder, post, purpose: Purpose::Turnover });
    };
    let of_card = || parties.iter().find_map(|party| party.customer.as_ref());
    if let Some(customer) = buyer.customer.as_ref().or_else(of_card) {
        own(OwnHolder::Customer(customer.id.clone()));
    }
    for party in parties.iter().filter(|party| party.customer.is_none()) {
        own(OwnHolder::Card(party.card.number.clone()));
    }
}

/// Lines whose price cards have changed, and whether all of these cards stack.
#[derive(Default)]
struct Changed(BTreeMap<String, bool>);

impl Changed {
    /// The lines whose price this card may not change.
    fn closed_to(&self, party: &Party) -> BTreeSet<String> {
        self.0.iter().filter(|(_, stack)| !(**stack && party.stackable)).map(|(line, _)| line.clone()).collect()
    }

    /// A change of the subtotal changes every line.
    fn by(&mut self, party: &Party, adjust: &[Adjust], draft: &Draft) {
        for change in adjust {
            let lines: Vec<&String> = match &change.line {
                Some(line) => vec![line],
                None => draft.lines.iter().map(|line| &line.id).collect(),
            };
            for line in lines {
                let stack = self.0.entry(line.clone()).or_insert(true);
                *stack = *stack && party.stackable;
            }
        }
    }
}

fn apply(asking: &Asking<'_>, sale: &mut Sale, party: &Party, adjust: &[Adjust], paid: bool) -> Result<Amount, Stop> {
    let draft = &mut sale.draft;
    let mut lowered = Amount::ZERO;
    for change in adjust {
        sale.given.push(Given::by(party, draft, change.line.as_deref(), paid));
        // What a till may not ask is a defect where a plugin asks it.
        let amount = price::adjust(
            asking.shop,
            draft,
            change.line.as_deref(),
            change.value,
            &change.description,
            Some(&change.reason),
        )
        .map_err(|stop| match stop {
            Stop::Refused(refusal) => check::broken(&refusal.text),
            other => other,
        })?;
        lowered -= amount;
    }
    Ok(lowered)
}

impl Sale {
    fn take(&mut self, party: &Party, plan: &Plan) {
        let part = Part::of(party, plan);
        self.footer.extend(plan.footer.iter().cloned());
        self.slips.extend(plan.slips.iter().cloned());
        self.notices.extend(plan.notices.iter().cloned());
        // A card that pays twice is one part: a return must see all it did.
        match self.parts.iter_mut().find(|p| p.card == part.card) {
            Some(known) => {
                known.post.extend(part.post);
                known.floors.extend(part.floors);
                known.tenders.extend(part.tenders);
                known.items.extend(part.items);
            }
            None => self.parts.push(part),
        }
    }
}

fn settle(
    asking: &Asking<'_>,
    sale: &mut Sale,
    parties: &mut [Party],
    place: usize,
    due: &mut Amount,
    asked: Asked,
) -> Result<Amount, Stop> {
    let party = &parties[place];
    if asked != Asked::Nothing && !party.manifest.capabilities.contains(&card::Capability::Pays) {
        let card = party.card.number.clone();
        return Err(no(asking.shop.language, Reason::CardWrongType, &Say::CardDoesNotPay { card }));
    }
    let mut departments = price::by_department(asking.shop, &sale.draft);
    for item in &sale.items {
        *departments.entry(item.department.clone()).or_insert(asking.shop.currency.zero()) -= item.amount;
    }
    let event =
        Event::Settle(Settle { draft: sale.draft.clone(), due: *due, asked, mode: party.mode.clone(), departments });
    let plan = asking.ask(party, event)?;
    let lowered = apply(asking, sale, party, &plan.adjust, true)?;
    let given = check::settle(asking.shop, party, &plan, lowered, *due, asked)?;
    let discharged: Amount = plan.items.iter().map(|item| item.amount).sum();
    *due = asking.shop.currency.round(*due - given);
    sale.total -= discharged;
    sale.items.extend(plan.items.iter().cloned());
    for tender in &plan.tenders {
        sale.tenders.push(Paid {
            kind: tender.kind,
            description: tender.description.clone(),
            amount: asking.shop.currency.round(tender.amount),
            card: Some(party.card.number.clone()),
            count: None,
        });
    }
    sale.take(party, &plan);
    taken(asking, parties, place, &plan);
    Ok(given)
}

/// An amount a till names for a payment: above zero, with the currency's digits, not above what is due
/// unless it is cash.
fn exact(asking: &Asking<'_>, amount: Amount, due: Amount, cash: bool) -> Result<Amount, Stop> {
    let shop = asking.shop;
    if !amount.is_positive() || amount.minor(shop.currency.scale).is_none() {
        return Err(no(shop.language, Reason::AmountInvalid, &Say::AmountInvalid { amount }));
    }
    let amount = shop.currency.round(amount);
    if amount > due && !cash {
        return Err(no(shop.language, Reason::AmountInvalid, &Say::PaymentTooMuch { amount, due }));
    }
    Ok(amount)
}

fn pay(
    asking: &Asking<'_>,
    sale: &mut Sale,
    index: usize,
    payment: &PaymentRequest,
    due: &mut Amount,
    buyer: &Buyer,
) -> Result<(), Stop> {
    let shop = asking.shop;
    let kind = tender_kind(asking, index, payment)?;
    // Behind the payment that covers the document nothing more can be paid, on any device.
    let cash = kind == TenderKind::Cash && (due.is_positive() || sale.tenders.is_empty());
    let amount = match payment.amount {
        // Nothing is left: a payment of the rest is no payment.
        None if due.is_zero() => return Ok(()),
        None => *due,
        Some(amount) => exact(asking, amount, *due, cash)?,
    };
    if kind.uncollected() {
        on_credit(asking, sale, amount, buyer)?;
    }
    let change = if amount > *due { amount - *due } else { shop.currency.zero() };
    *due = shop.currency.round(*due + change - amount);
    sale.change = shop.currency.round(sale.change + change);
    sale.tenders.push(Paid { kind, description: describe(shop, kind), amount, card: None, count: payment.count });
    Ok(())
}

/// The kind of tender a payment is printed as.
///
/// # Errors
/// An uncollected payment without its cause.
pub fn tender_kind(asking: &Asking<'_>, index: usize, payment: &PaymentRequest) -> Result<TenderKind, Stop> {
    Ok(match payment.tender {
        TenderWord::Cash => TenderKind::Cash,
        TenderWord::Cheque => TenderKind::Cheque,
        TenderWord::Electronic => TenderKind::Electronic,
        TenderWord::MealTicket => TenderKind::MealTicket,
        TenderWord::MultiUseVoucher | TenderWord::Card => TenderKind::MultiUseVoucher,
        TenderWord::PaymentDiscount => TenderKind::PaymentDiscount,
        TenderWord::Uncollected => payment
            .cause
            .ok_or_else(|| {
                Stop::Params(format!("payments[{index}].cause"), Say::PaymentCauseMissing.text(asking.shop.language))
            })?
            .tender(),
    })
}

/// What is printed beside a tender.
#[must_use]
pub fn describe(shop: &fiscus_sdk::Shop, kind: TenderKind) -> String {
    let words = match kind {
        TenderKind::Cash => ["Contanti", "Cash", "Efectivo", "Dinheiro", "Sularaha"],
        TenderKind::Cheque => ["Assegno", "Cheque", "Cheque", "Cheque", "Tšekk"],
        TenderKind::Electronic => ["Pagamento elettronico", "Card", "Tarjeta", "Cartão", "Pangakaart"],
        TenderKind::MealTicket => ["Buono pasto", "Meal ticket", "Vale de comida", "Vale-refeição", "Toidutalong"],
        TenderKind::MultiUseVoucher => ["Buono multiuso", "Voucher", "Vale", "Vale", "Kinkekaart"],
        TenderKind::PaymentDiscount => {
            ["Sconto a pagare", "Payment discount", "Descuento al pagar", "Desconto no pagamento", "Makse allahindlus"]
        }
        TenderKind::UncollectedGoods
        | TenderKind::UncollectedServices
        | TenderKind::UncollectedInvoice
        | TenderKind::UncollectedHealth => ["Non riscosso", "Not collected", "No cobrado", "Não cobrado", "Tasumata"],
    };
    shop.language.pick(words).to_owned()
}

/// S3-04…09: what is sold on credit without a card is owed by a customer, within his limit.
///
/// # Errors
/// The customer is missing, may have no credit, or not so much.
pub(super) fn on_credit(asking: &Asking<'_>, sale: &mut Sale, amount: Amount, buyer: &Buyer) -> Result<(), Stop> {
    let shop = asking.shop;
    let Some(customer) = &buyer.customer else {
        if shop.credit_control {
            return Err(no(shop.language, Reason::CustomerIncomplete, &Say::CreditNeedsCustomer));
        }
        return Ok(());
    };
    let due = format!("{}.due", shop.currency.name);
    if shop.credit_control {
        if !customer.credit_allowed {
            let customer = if customer.name.is_empty() { customer.id.clone() } else { customer.name.clone() };
            return Err(no(shop.language, Reason::CreditNotAllowed, &Say::CreditNotAllowed { customer }));
        }
        if let Some(limit) = customer.credit_limit {
            let already: Amount = sale.own_posts.iter().map(|p| p.post.amount).sum();
            let headroom = shop.currency.round(customer.position + limit - already);
            let text =
                Say::CreditLimit { headroom: if headroom.is_negative() { shop.currency.zero() } else { headroom } };
            if amount > headroom {
                return Err(no(shop.language, Reason::CreditLimitExceeded, &text));
            }
            sale.customer_floors.push((
                customer.id.clone(),
                Floor {
                    over: vec![Over::CustomerCards(shop.currency.name.clone()), Over::Customer(due.clone())],
                    min: -limit,
                    reason: Reason::CreditLimitExceeded,
                    text: text.text(shop.language),
                },
            ));
        }
    }
    sale.own_posts.push(OwnPost {
        holder: OwnHolder::Customer(customer.id.clone()),
        post: Post { from: End::Customer(due), to: End::System(SystemAccount::Invoice), amount },
        purpose: Purpose::Credit,
    });
    Ok(())
}

impl Sale {
    /// The receipt to print.
    #[must_use]
    pub fn receipt(&self, tax_code: Option<String>, lottery_code: Option<String>, footer: &[String]) -> Receipt {
        let mut lines: Vec<Line> = self
            .draft
            .lines
            .iter()
            .map(|line| Line::Sale {
                description: line.description.clone(),
                department: line.department.clone(),
                quantity: line.quantity,
                price: line.price,
                adjustments: line.adjustments.clone(),
            })
            .collect();
        lines.extend(self.items.iter().map(|item| Line::Discharge {
            description: item.description.clone(),
            department: item.department.clone(),
            amount: item.amount,
        }));
        Receipt {
            lines,
            adjustments: self.draft.adjustments.clone(),
            tenders: self.tenders.iter().map(Paid::tender).collect(),
            total: self.total,
            tax_code,
            lottery_code,
            footer: self.footer.iter().chain(footer).cloned().collect(),
        }
    }
}

impl Paid {
    /// As it is printed.
    #[must_use]
    pub fn tender(&self) -> Tender {
        Tender { kind: self.kind, description: self.description.clone(), amount: self.amount, count: self.count }
    }
}
