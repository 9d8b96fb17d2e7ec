//! Goods that come back, and operations that are undone.
//!
//! A return reverses the original in proportion, cumulatively, never more than the original (R7); what a card
//! paid goes back onto the card (R8). A void undoes everything, exactly, once.

use super::{
    Stop, check, closed, no,
    party::{Asking, OwnPost, Part, Party, Purpose},
    sale::{Paid, describe},
};
use crate::say::Say;
use fiscus_sdk::{
    Amount, DocumentRef, Origin, Quantity, Reason, Shop, Slip, SlipLine, TenderKind,
    api::{Refund, ReturnLine},
    card::{CardChange, Effect, Event, EventKind, LineBack, Notice, Plan, Return, Void},
    document::{Correction, Line, Receipt, Tender},
    jiff::civil,
    prorate, rules,
    slip::SlipCopy,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept of a sale so that its goods can come back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sold {
    /// Its lines.
    pub lines: Vec<SoldLine>,
    /// What its document totals: the money part.
    pub total: Amount,
    /// How it was paid, without the change.
    pub tenders: Vec<SoldTender>,
    /// What was taken off it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<super::discounted::Discounted>,
    /// What came back already.
    #[serde(default)]
    pub returns: Vec<Returned>,
    /// The operation that undid it.
    #[serde(default)]
    pub voided_by: Option<String>,
    /// The operation that settled what was bought on credit with it.
    #[serde(default)]
    pub settled_by: Option<String>,
}

/// A line of a sale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoldLine {
    /// Its id.
    pub id: String,
    /// What was printed.
    pub description: String,
    /// The department's id.
    pub department: String,
    /// How many.
    pub quantity: Quantity,
    /// What they came to, with their share of the subtotal's adjustments.
    pub net: Amount,
    /// What they came to before cards paid, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worth: Option<Amount>,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A payment of a sale, without the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoldTender {
    /// The kind.
    pub kind: TenderKind,
    /// How much.
    pub amount: Amount,
    /// The card that gave it.
    #[serde(default)]
    pub card: Option<String>,
}

/// What came back in one return.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Returned {
    /// The operation that took it back.
    pub operation: String,
    /// What it came to.
    pub amount: Amount,
    /// Of each line, how many and what they came to.
    pub lines: BTreeMap<String, (Quantity, Amount)>,
    /// Of each payment, its share.
    pub tenders: Vec<Amount>,
    /// Of each card's postings, in the order of the original, what was reversed.
    pub cards: BTreeMap<String, Vec<Amount>>,
    /// Of each movement of the core's own, what was reversed.
    #[serde(default)]
    pub own: Vec<Amount>,
    /// The cards that lines of the receipt had sold, and that came back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issued: Vec<String>,
}

/// What a return or a void comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corrected {
    /// The lines that come back.
    pub lines: Vec<SoldLine>,
    /// What they come to.
    pub total: Amount,
    /// How it is given back.
    pub tenders: Vec<Paid>,
    /// What the cards do.
    pub parts: Vec<Part>,
    /// What the core moves of its own.
    pub own_posts: Vec<OwnPost>,
    /// What becomes of cards.
    pub changes: Vec<(String, CardChange)>,
    /// What is to be done outside the shop for them.
    pub effects: Vec<(String, Effect)>,
    /// What the original must remember.
    pub returned: Returned,
    /// Lines after the document.
    pub footer: Vec<String>,
    /// Slips that cards want.
    pub slips: Vec<Slip>,
    /// What people should be told.
    pub notices: Vec<Notice>,
}

impl Sold {
    fn taken(&self) -> Amount {
        self.returns.iter().map(|r| r.amount).sum()
    }

    /// Of a line the pieces and the money that have not come back. Either may be left without the other: what is named by
    /// its price need not cost what it cost then.
    fn left_of(&self, line: &SoldLine) -> (Quantity, Amount) {
        let mut left = (line.quantity.decimal(), line.net);
        for returned in &self.returns {
            if let Some((quantity, amount)) = returned.lines.get(&line.id) {
                left.0 -= quantity.decimal();
                left.1 -= *amount;
            }
        }
        (Quantity::from(left.0), left.1)
    }

    /// Of a card's postings, what returns took back, in their order.
    #[must_use]
    pub fn reversed(&self, card: &str, posts: usize) -> Vec<Amount> {
        let mut sums = vec![Amount::ZERO; posts];
        for amounts in self.returns.iter().filter_map(|r| r.cards.get(card)) {
            for (sum, amount) in sums.iter_mut().zip(amounts) {
                *sum += *amount;
            }
        }
        sums
    }
}

fn anything((quantity, net): (Quantity, Amount)) -> bool {
    quantity.is_positive() || net.is_positive()
}

/// The lines of an original of ours that come back: those named, or all that is left.
///
/// # Errors
/// A line that is not there, more than is left, or nothing left.
pub fn lines_back(shop: &Shop, original: &str, sold: &Sold, asked: &[ReturnLine]) -> Result<Vec<SoldLine>, Stop> {
    let language = shop.language;
    let mut back = Vec::new();
    if asked.is_empty() {
        for line in &sold.lines {
            let (quantity, net) = sold.left_of(line);
            if anything((quantity, net)) {
                back.push(SoldLine { quantity, net: shop.currency.round(net), ..line.clone() });
            }
        }
        if back.is_empty() {
            let original = original.to_owned();
            return Err(no(language, Reason::AlreadyReturned, &Say::AlreadyReturned { original }));
        }
        return Ok(back);
    }
    for (index, wanted) in asked.iter().enumerate() {
        let Some(id) = &wanted.line else {
            let text = Say::LineUnknown { line: "?".into() }.text(language);
            return Err(Stop::Params(format!("lines[{index}].line"), text));
        };
        let Some(line) = sold.lines.iter().find(|line| &line.id == id) else {
            let text = Say::LineUnknown { line: id.clone() }.text(language);
            return Err(Stop::Params(format!("lines[{index}].line"), text));
        };
        if back.iter().any(|line: &SoldLine| &line.id == id) {
            let text = Say::LineTwice { line: id.clone() }.text(language);
            return Err(Stop::Params(format!("lines[{index}].line"), text));
        }
        let (left, net_left) = sold.left_of(line);
        let quantity = wanted.quantity.unwrap_or(left);
        if !anything((left, net_left)) {
            let original = original.to_owned();
            return Err(no(language, Reason::AlreadyReturned, &Say::AlreadyReturned { original }));
        }
        if wanted.quantity.is_some() && !quantity.is_positive() {
            return Err(no(language, Reason::AmountInvalid, &Say::QuantityInvalid { line: id.clone() }));
        }
        if quantity > left {
            let text = Say::ReturnTooMuch { line: id.clone(), left: left.decimal().normalize().to_string() };
            return Err(no(language, Reason::AlreadyReturned, &text));
        }
        let net = if quantity == left {
            net_left
        } else {
            // Each part half up, the remainder on the last; never more than is left.
            shop.currency.round(line.net.share(quantity.decimal(), line.quantity.decimal())).min(net_left)
        };
        back.push(SoldLine { quantity, net: shop.currency.round(net), ..line.clone() });
    }
    Ok(back)
}

/// The lines of an original of ours that lines without an id mean: of the same department, as dear a piece if there is
/// such a one, else with as much left. So what is named by what is printed comes back no oftener than what is named by
/// its line (R7).
///
/// # Errors
/// As [`free_lines`]; more than is left of a department.
pub fn lines_like(shop: &Shop, original: &str, sold: &Sold, asked: &[ReturnLine]) -> Result<Vec<SoldLine>, Stop> {
    let mut left: Vec<(Quantity, Amount)> = sold.lines.iter().map(|line| sold.left_of(line)).collect();
    let mut back: BTreeMap<usize, SoldLine> = BTreeMap::new();
    for (wanted, asked) in free_lines(shop, asked)?.into_iter().zip(asked) {
        let quantity = wanted.quantity.decimal();
        let as_dear = |at: usize| {
            let (line, whole) = (&sold.lines[at], sold.lines[at].quantity.decimal());
            left[at].0.decimal() >= quantity && shop.currency.round(line.net.share(quantity, whole)) == wanted.net
        };
        let fits = |at: &usize| {
            let (pieces, net) = left[*at];
            let something = pieces.is_positive() || wanted.net.is_positive();
            sold.lines[*at].department == wanted.department && net >= wanted.net && something
        };
        let fitting: Vec<usize> = (0..left.len()).filter(fits).collect();
        let find = |wanted: &dyn Fn(usize) -> bool| fitting.iter().copied().find(|at| wanted(*at));
        let found = find(&as_dear).or_else(|| find(&|at| left[at].0.is_positive())).or(fitting.first().copied());
        let Some(at) = found else {
            let text = Say::ReturnTooDear { original: original.to_owned(), department: wanted.department };
            return Err(no(shop.language, Reason::AlreadyReturned, &text));
        };
        let whole = left[at].1 == wanted.net;
        let pieces =
            if whole { left[at].0 } else { if wanted.quantity > left[at].0 { left[at].0 } else { wanted.quantity } };
        left[at] = (Quantity::from(left[at].0.decimal() - pieces.decimal()), left[at].1 - wanted.net);
        let line = back.entry(at).or_insert_with(|| SoldLine {
            quantity: Quantity::from(Decimal::ZERO),
            net: shop.currency.zero(),
            // What is printed is what the till says, if it says anything.
            description: asked.description.clone().unwrap_or_else(|| sold.lines[at].description.clone()),
            ..sold.lines[at].clone()
        });
        line.quantity = Quantity::from(line.quantity.decimal() + pieces.decimal());
        line.net = shop.currency.round(line.net + wanted.net);
    }
    Ok(back.into_values().collect())
}

/// Free lines of a document that is not ours.
///
/// # Errors
/// Nothing named, an unknown department, or amounts that make no sense.
pub fn free_lines(shop: &Shop, asked: &[ReturnLine]) -> Result<Vec<SoldLine>, Stop> {
    let language = shop.language;
    if asked.is_empty() {
        return Err(Stop::Params("lines".into(), Say::OriginalForeignLines.text(language)));
    }
    let mut back = Vec::new();
    for (index, line) in asked.iter().enumerate() {
        let (Some(department), Some(price)) = (&line.department, line.price) else {
            return Err(Stop::Params(format!("lines[{index}]"), Say::OriginalForeignLines.text(language)));
        };
        let request = fiscus_sdk::api::LineRequest {
            description: line.description.clone(),
            department: department.clone(),
            quantity: line.quantity,
            price,
            ..Default::default()
        };
        let draft = super::price::draft(shop, std::slice::from_ref(&request), &[])?;
        back.extend(draft.lines.into_iter().map(|priced| SoldLine {
            id: (index + 1).to_string(),
            description: priced.description,
            department: priced.department,
            quantity: priced.quantity,
            net: priced.net,
            worth: None,
            article: None,
            category: None,
        }));
    }
    Ok(back)
}

/// Who takes part in a return.
pub struct Cards {
    /// The cards of the original, by number.
    pub parties: BTreeMap<String, Party>,
    /// The card the money part goes onto, where the till asks for one.
    pub target: Option<Party>,
}

/// What an original of ours was.
pub struct Source<'a> {
    /// The operation.
    pub operation: &'a str,
    /// Its method.
    pub method: &'a str,
    /// What was sold.
    pub sold: &'a Sold,
    /// What cards did.
    pub parts: &'a [Part],
    /// What the core moved of its own.
    pub own_posts: &'a [OwnPost],
}

/// Plans a return of `lines`. Without a source (a foreign original) everything is given back in cash or onto
/// the target card.
///
/// # Errors
/// A refusal, or a fault of a plugin.
pub fn give_back(
    asking: &Asking<'_>,
    source: Option<&Source<'_>>,
    lines: Vec<SoldLine>,
    refund: &Refund,
    mut cards: Cards,
) -> Result<Corrected, Stop> {
    let shop = asking.shop;
    let amount = shop.currency.round(lines.iter().map(|line| line.net).sum());
    let mut corrected = Corrected { total: amount, ..Corrected::default() };
    corrected.returned = Returned {
        operation: asking.operation.to_owned(),
        amount,
        lines: lines.iter().map(|line| (line.id.clone(), (line.quantity, line.net))).collect(),
        ..Returned::default()
    };
    corrected.lines = lines;
    // What is given back in money, after the cards and what was never collected.
    let mut money: Vec<(TenderKind, Amount)> = Vec::new();
    match source {
        None => money.push((TenderKind::Cash, amount)),
        Some(source) => shares(asking, source, refund, amount, &mut cards, &mut corrected, &mut money)?,
    }
    let sum = shop.currency.round(money.iter().map(|(_, amount)| *amount).sum());
    if sum.is_positive() {
        match (refund, cards.target) {
            (Refund::Card(_), Some(target)) => {
                let returned_before = shop.currency.zero();
                let event =
                    Event::Return(Return { amount, refund: sum, total: amount, returned_before, ..Return::default() });
                let plan = ask(asking, &target, event, EventKind::Return)?;
                check::give_back(shop, &target, &plan, None, sum)?;
                take(shop, &mut corrected, &target, &plan);
            }
            (Refund::Cash, _) => corrected.tenders.push(paid_back(shop, TenderKind::Cash, sum)),
            _ => {
                for (kind, amount) in money.into_iter().filter(|(_, amount)| amount.is_positive()) {
                    corrected.tenders.push(paid_back(shop, kind, amount));
                }
            }
        }
    }
    Ok(corrected)
}

fn paid_back(shop: &Shop, kind: TenderKind, amount: Amount) -> Paid {
    Paid { kind, description: describe(shop, kind), amount, card: None, count: None }
}

fn ask(asking: &Asking<'_>, party: &Party, event: Event, kind: EventKind) -> Result<Plan, Stop> {
    if !party.manifest.events.contains(&kind) {
        let card = party.card.number.clone();
        return Err(no(asking.shop.language, Reason::ReturnNotAllowed, &Say::CardWrongType { card }));
    }
    asking.ask(party, event)
}

fn take(shop: &Shop, corrected: &mut Corrected, party: &Party, plan: &Plan) {
    for tender in &plan.tenders {
        corrected.tenders.push(Paid {
            kind: tender.kind,
            description: if tender.description.is_empty() {
                describe(shop, tender.kind)
            } else {
                tender.description.clone()
            },
            amount: shop.currency.round(tender.amount),
            card: Some(party.card.number.clone()),
            count: None,
        });
    }
    corrected.footer.extend(plan.footer.iter().cloned());
    corrected.slips.extend(plan.slips.iter().cloned());
    corrected.notices.extend(plan.notices.iter().cloned());
    corrected.changes.extend(plan.card.iter().map(|change| (party.card.number.clone(), change.clone())));
    corrected.effects.extend(plan.effects.iter().map(|effect| (party.card.number.clone(), effect.clone())));
    corrected.parts.push(Part::of(party, plan));
}

/// The share of every payment in what comes back: cumulative, and of none more than it paid.
fn shares(
    asking: &Asking<'_>,
    source: &Source<'_>,
    refund: &Refund,
    amount: Amount,
    cards: &mut Cards,
    corrected: &mut Corrected,
    money: &mut Vec<(TenderKind, Amount)>,
) -> Result<(), Stop> {
    let shop = asking.shop;
    let sold = source.sold;
    let measure = Measure::of(shop, source, corrected, amount)?;
    corrected.returned.tenders = of_tenders(shop, sold, amount);
    for part in source.parts.iter().filter(|part| part.line.is_none()) {
        let Some(party) = cards.parties.get(&part.card) else { continue };
        let own: Amount = sold
            .tenders
            .iter()
            .zip(&corrected.returned.tenders)
            .filter(|(tender, _)| tender.card.as_deref() == Some(part.card.as_str()))
            .map(|(_, share)| *share)
            .sum();
        let own = shop.currency.round(own);
        let elsewhere = matches!(refund, Refund::Card(_));
        let back = if *refund == Refund::Cash { shop.currency.zero() } else { own };
        // Who was only shown has nothing to say to a receipt that came to zero.
        let silent = measure.total.is_zero() || !party.manifest.events.contains(&EventKind::Return);
        if did_nothing(part) && silent {
            continue;
        }
        let kept_off = part_back(asking, source, part, party, &measure, (back, elsewhere), corrected)?;
        let instead = own - back + kept_off;
        if instead.is_positive() {
            money.push((TenderKind::Cash, instead));
        }
    }
    sold_cards_back(asking, source, cards, &measure, corrected)?;
    for (tender, share) in sold.tenders.iter().zip(&corrected.returned.tenders) {
        if tender.card.is_some() || !share.is_positive() {
            continue;
        }
        if tender.kind.uncollected() || tender.kind == TenderKind::PaymentDiscount {
            // What was never collected is not given back in money: less is owed, or was given.
            corrected.tenders.push(paid_back(shop, tender.kind, *share));
        } else {
            money.push((tender.kind, *share));
        }
    }
    own_back(shop, source, &measure, corrected);
    Ok(())
}

/// What a return is measured by: money, or, where cards left none to pay, what the goods came to before.
struct Measure {
    amount: Amount,
    before: Amount,
    total: Amount,
    lines: Vec<LineBack>,
}

impl Measure {
    fn of(shop: &Shop, source: &Source<'_>, corrected: &Corrected, amount: Amount) -> Result<Self, Stop> {
        let sold = source.sold;
        let back = |line: &SoldLine| corrected.lines.iter().find(|back| back.id == line.id);
        let lines = sold.lines.iter().map(|line| {
            let now = back(line);
            LineBack {
                id: line.id.clone(),
                article: line.article.clone(),
                category: line.category.clone(),
                department: line.department.clone(),
                quantity: line.quantity,
                net: line.net,
                before: Quantity::from(line.quantity.decimal() - sold.left_of(line).0.decimal()),
                now: now.map_or(Quantity::ZERO, |back| back.quantity),
                now_net: now.map_or(Amount::ZERO, |back| back.net),
            }
        });
        let lines: Vec<LineBack> = lines.collect();
        if !sold.total.is_zero() {
            let taken = sold.taken();
            if taken + amount > sold.total {
                let left = shop.currency.round(sold.total - taken);
                return Err(no(shop.language, Reason::ReturnNotAllowed, &Say::ReturnMoreThanPaid { left }));
            }
            return Ok(Self { amount, before: shop.currency.round(taken), total: sold.total, lines });
        }
        // nothing was paid in money. What cards gave comes back, unless it was a voucher (S2-11).
        let given = source.parts.iter().any(|part| !part.post.is_empty() && part.items.is_empty());
        if !given {
            let original = source.operation.to_owned();
            return Err(no(shop.language, Reason::ReturnNotAllowed, &Say::ReturnOfNothing { original }));
        }
        let worth = |pieces: fn(&LineBack) -> Quantity| -> Amount {
            let sums = sold.lines.iter().zip(&lines).map(|(line, back)| {
                line.worth.unwrap_or(line.net).share(pieces(back).decimal(), line.quantity.decimal())
            });
            shop.currency.round(sums.sum())
        };
        Ok(Self {
            amount: worth(|line| line.now),
            before: worth(|line| line.before),
            total: worth(|line| line.quantity),
            lines,
        })
    }
}

/// Of each payment its share in what comes back.
fn of_tenders(shop: &Shop, sold: &Sold, amount: Amount) -> Vec<Amount> {
    let taken = sold.taken();
    let before = |index: usize| -> Amount { sold.returns.iter().filter_map(|r| r.tenders.get(index).copied()).sum() };
    let mut rest = amount;
    let mut shared: Vec<Amount> = Vec::with_capacity(sold.tenders.len());
    for (index, tender) in sold.tenders.iter().enumerate() {
        let share = prorate::share(tender.amount, before(index), taken, amount, sold.total, shop.currency.scale);
        shared.push(share.min(rest));
        rest -= share.min(rest);
    }
    // Cents of rounding: the last payment takes them, as far as it paid so much, then those before it.
    for (index, tender) in sold.tenders.iter().enumerate().rev() {
        let more = rest.min(tender.amount - before(index) - shared[index]);
        shared[index] += more;
        rest -= more;
    }
    shared.into_iter().map(|share| shop.currency.round(share)).collect()
}

fn did_nothing(part: &Part) -> bool {
    part.post.is_empty() && part.tenders.is_empty() && part.items.is_empty()
}

/// What one card did comes back. Answers what of the refund goes not onto it: it is closed, and the refund may go
/// `elsewhere`.
fn part_back(
    asking: &Asking<'_>,
    source: &Source<'_>,
    part: &Part,
    party: &Party,
    measure: &Measure,
    (refund, elsewhere): (Amount, bool),
    corrected: &mut Corrected,
) -> Result<Amount, Stop> {
    let shop = asking.shop;
    let reversed = source.sold.reversed(&part.card, part.post.len());
    let mut original = part.original(source.operation, source.method);
    original.reversed.clone_from(&reversed);
    let event = Event::Return(Return {
        original: Some(original),
        amount: measure.amount,
        refund,
        total: measure.total,
        returned_before: measure.before,
        lines: match &part.line {
            // A card that a line had sold is one piece of that line.
            Some(line) => measure.lines.iter().filter(|back| &back.id == line).cloned().collect(),
            None => measure.lines.clone(),
        },
    });
    let mut plan = ask(asking, party, event, EventKind::Return)?;
    let paid = rules::Paid {
        posts: &part.post,
        reversed: &reversed,
        tenders: part.tenders.iter().map(|tender| tender.amount).sum(),
        returned_before: measure.before,
        amount: measure.amount,
        total: measure.total,
    };
    check::give_back(shop, party, &plan, Some(&paid), refund)?;
    let closed = closed::since(source, part, party);
    let kept_off = if closed { closed::keep_off(shop, party, &mut plan, elsewhere)? } else { shop.currency.zero() };
    corrected.returned.cards.insert(part.card.clone(), prorate::attribute(&part.post, &reversed, &plan.post));
    take(shop, corrected, party, &plan);
    Ok(kept_off)
}

/// Cards that a line had sold come back, as many as pieces of that line do: the first that their plugin lets go.
fn sold_cards_back(
    asking: &Asking<'_>,
    source: &Source<'_>,
    cards: &Cards,
    measure: &Measure,
    corrected: &mut Corrected,
) -> Result<(), Stop> {
    for line in measure.lines.iter().filter(|line| line.now.is_positive()) {
        let mut left = line.now.decimal();
        let mut refused = None;
        let gone = |card: &String| source.sold.returns.iter().any(|back| back.issued.contains(card));
        let of_line = |part: &&Part| part.line.as_ref() == Some(&line.id) && !gone(&part.card);
        for part in source.parts.iter().filter(of_line) {
            let Some(party) = cards.parties.get(&part.card) else { continue };
            if !left.is_sign_positive() || left.is_zero() {
                break;
            }
            match part_back(asking, source, part, party, measure, (asking.shop.currency.zero(), false), corrected) {
                Ok(_) => {
                    corrected.returned.issued.push(part.card.clone());
                    left -= Decimal::ONE;
                }
                Err(Stop::Refused(refusal)) => refused = Some(refusal),
                Err(stop) => return Err(stop),
            }
        }
        if let Some(refusal) = refused.filter(|_| left.is_sign_positive() && !left.is_zero()) {
            return Err(Stop::Refused(refusal));
        }
    }
    Ok(())
}

/// The core's own movements go back: each payment on credit with its own share, the turnover with what comes back.
fn own_back(shop: &Shop, source: &Source<'_>, measure: &Measure, corrected: &mut Corrected) {
    let uncollected = source.sold.tenders.iter().zip(&corrected.returned.tenders);
    // Each of them is one payment without a card that was not collected, in the same order.
    let mut credits = uncollected.filter(|(tender, _)| tender.card.is_none() && tender.kind.uncollected());
    for (at, own) in source.own_posts.iter().enumerate() {
        let before: Amount = source.sold.returns.iter().filter_map(|back| back.own.get(at).copied()).sum();
        let share = match own.purpose {
            Purpose::Credit => credits.next().map_or(Amount::ZERO, |(_, share)| *share),
            Purpose::Turnover => prorate::share(
                own.post.amount,
                before,
                measure.before,
                measure.amount,
                measure.total,
                shop.currency.scale,
            ),
            Purpose::Stock => Amount::ZERO,
        };
        corrected.returned.own.push(share);
        if share.is_positive() {
            corrected.own_posts.push(own.reversed(share));
        }
    }
}

/// Plans the undoing of a whole operation: every posting of every card, exactly.
///
/// # Errors
/// A refusal, or a fault of a plugin.
pub fn undo(asking: &Asking<'_>, source: &Source<'_>, parties: &BTreeMap<String, Party>) -> Result<Corrected, Stop> {
    let shop = asking.shop;
    let language = shop.language;
    let original = source.operation.to_owned();
    if source.sold.voided_by.is_some() {
        return Err(no(language, Reason::AlreadyReturned, &Say::AlreadyVoided { original }));
    }
    if !source.sold.returns.is_empty() {
        return Err(no(language, Reason::AlreadyReturned, &Say::AlreadyReturned { original }));
    }
    let mut corrected = Corrected { total: shop.currency.round(source.sold.total), ..Corrected::default() };
    for part in source.parts {
        let Some(party) = parties.get(&part.card) else { continue };
        if did_nothing(part) && !party.manifest.events.contains(&EventKind::Void) {
            continue;
        }
        let event = Event::Void(Void { original: part.original(source.operation, source.method) });
        let plan = ask(asking, party, event, EventKind::Void)?;
        check::undo(shop, party, &plan, &part.post)?;
        let mut plan = plan;
        if closed::since(source, part, party) {
            closed::undo(shop, party, part, &mut plan)?;
        }
        plan.tenders.clear();
        take(shop, &mut corrected, party, &plan);
    }
    corrected.own_posts.extend(
        source.own_posts.iter().filter(|own| own.purpose != Purpose::Stock).map(|own| own.reversed(own.post.amount)),
    );
    Ok(corrected)
}

/// The origin of a correction, from what the device said of the original; none where it did not say enough.
#[must_use]
pub fn origin(reference: &DocumentRef) -> Option<Origin> {
    Some(Origin::Document {
        z: reference.z?,
        number: reference.number?,
        date: reference.date?,
        serial: reference.serial.clone(),
    })
}

impl Corrected {
    /// The document of a return.
    #[must_use]
    pub fn document(&self, shop: &Shop, origin: Origin, footer: &[String]) -> Correction {
        Correction {
            origin,
            lines: self.lines.iter().map(|line| returned_line(shop, line)).collect(),
            adjustments: Vec::new(),
            tenders: self.tenders.iter().map(Paid::tender).collect(),
            total: self.total,
            footer: self.footer.iter().chain(footer).cloned().collect(),
        }
    }

    /// A slip in place of a fiscal return that would give back nothing. Source: A-11
    #[must_use]
    pub fn slip(&self, shop: &Shop, now: civil::DateTime) -> Slip {
        let title = shop.language.pick([
            "RESO SENZA DOCUMENTO FISCALE",
            "RETURN WITHOUT FISCAL DOCUMENT",
            "DEVOLUCIÓN SIN DOCUMENTO FISCAL",
            "DEVOLUÇÃO SEM DOCUMENTO FISCAL",
            "TAGASTUS FISKAALDOKUMENDITA",
        ]);
        let mut lines = vec![SlipLine::bold(title)];
        lines.extend((!shop.name.is_empty()).then(|| SlipLine::text(&*shop.name)));
        lines.push(SlipLine::text(shop.language.moment(now)));
        lines.push(SlipLine::Rule);
        lines.extend(self.lines.iter().map(|line| {
            SlipLine::columns(
                format!("{} x {}", line.quantity.decimal().normalize(), line.description),
                shop.language.amount(line.net),
            )
        }));
        lines.push(SlipLine::Rule);
        lines.extend(self.footer.iter().map(SlipLine::text));
        Slip { copy: SlipCopy::Customer, lines }
    }

    /// The document of a void: the original receipt, undone. What was given as change does not come back.
    #[must_use]
    pub fn void(&self, receipt: &Receipt, origin: Origin) -> Correction {
        Correction {
            origin,
            lines: receipt.lines.clone(),
            adjustments: receipt.adjustments.clone(),
            tenders: kept(receipt),
            total: receipt.total,
            footer: self.footer.clone(),
        }
    }
}

/// What of its payments a receipt has kept: all but the change, which was cash.
fn kept(receipt: &Receipt) -> Vec<Tender> {
    let mut tenders = receipt.tenders.clone();
    let mut change = tenders.iter().map(|tender| tender.amount).sum::<Amount>() - receipt.total;
    for tender in tenders.iter_mut().rev().filter(|tender| tender.kind == TenderKind::Cash) {
        let back = change.min(tender.amount).max(Amount::ZERO);
        tender.amount -= back;
        change -= back;
    }
    tenders.retain(|tender| tender.kind != TenderKind::Cash || !tender.amount.is_zero());
    tenders
}

/// A line as it comes back: with its net price where that is exact, else as one piece of what it came to; so is money
/// that is left of pieces which came back before.
fn returned_line(shop: &Shop, line: &SoldLine) -> Line {
    let each = line.net.share(Decimal::ONE, line.quantity.decimal());
    let exact = each.minor(shop.currency.scale).is_some() && each.times(line.quantity) == line.net;
    let (quantity, price, description) = if !line.quantity.is_positive() {
        (Quantity::ONE, line.net, line.description.clone())
    } else if exact {
        (line.quantity, shop.currency.round(each), line.description.clone())
    } else {
        let count = line.quantity.decimal().normalize();
        (Quantity::ONE, line.net, format!("{count} x {}", line.description))
    };
    Line::Sale { description, department: line.department.clone(), quantity, price, adjustments: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X7: a correction is paid exactly; cash alone gave change, the last of it first.
    #[test]
    fn what_was_change_does_not_come_back() {
        use TenderKind::{Cash, Electronic};
        let tender = |(kind, amount): &(TenderKind, &str)| Tender {
            kind: *kind,
            amount: amount.parse().expect("an amount"),
            description: String::new(),
            count: None,
        };
        for (total, paid, kept_of_it) in [
            ("5.00", vec![(Cash, "5.00")], vec![(Cash, "5.00")]),
            ("5.00", vec![(Cash, "20.00")], vec![(Cash, "5.00")]),
            ("5.00", vec![(Electronic, "4.99"), (Cash, "0.02")], vec![(Electronic, "4.99"), (Cash, "0.01")]),
            (
                "5.00",
                vec![(Cash, "4.00"), (Electronic, "1.00"), (Cash, "3.00")],
                vec![(Cash, "4.00"), (Electronic, "1.00")],
            ),
            ("5.00", vec![(Cash, "6.00"), (Cash, "2.00")], vec![(Cash, "5.00")]),
            ("0.00", vec![(Cash, "5.00")], vec![]),
        ] {
            let receipt = Receipt {
                total: total.parse().expect("an amount"),
                tenders: paid.iter().map(tender).collect(),
                ..Receipt::default()
            };
            let expected: Vec<Tender> = kept_of_it.iter().map(tender).collect();
            assert_eq!(kept(&receipt), expected, "{total} {paid:?}");
        }
    }
}
