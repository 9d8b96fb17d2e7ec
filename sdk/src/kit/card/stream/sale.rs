//! Receipts with a card: what it changes in the prices, what it pays, and what comes back of it, line by line.

use super::{Stream, done};
use crate::{
    Amount, Draft, Quantity,
    card::{Asked, Capability, CardType, Event, EventKind, LineBack, Plan, Price, Return, Settle},
    kit::card::Holder,
    prorate,
    rules::Paid,
};
use std::collections::BTreeSet;

const RECEIPT: &str = "receipt.issue";

impl<C: CardType> Stream<'_, C> {
    pub(super) fn price(&mut self) {
        let (holder, mut draft) = (self.holder(), self.draft());
        let currency = self.shop.currency.clone();
        let closed: BTreeSet<String> =
            draft.lines.iter().filter(|_| self.dice.once_in(6)).map(|line| line.id.clone()).collect();
        let mode = self.mode();
        let pays = self.manifest.capabilities.contains(&Capability::Pays) && self.dice.yes();
        let price = Price { draft: draft.clone(), mode, pays, closed: closed.clone() };
        let done = self.allowed("plans", &holder.asked(Event::Price(price)), |rules, plan| {
            rules.price(plan, &closed).map_err(|rule| rule.to_string())?;
            lowered(&mut draft, &currency, plan)
        });
        let Some((plan, _)) = done else { return };
        let total = draft.total;
        self.comes_back(&holder.after(&plan), &plan, &draft, total);
    }

    pub(super) fn settle(&mut self) {
        let (holder, mut draft) = (self.holder(), self.draft());
        let currency = self.shop.currency.clone();
        let due = if self.dice.once_in(3) { self.part(draft.total) } else { draft.total };
        let asked = match self.dice.roll(3) {
            _ if !self.manifest.capabilities.contains(&Capability::Pays) => Asked::Nothing,
            0 => Asked::Nothing,
            1 => Asked::Rest,
            _ if !due.is_positive() => Asked::Rest,
            _ => Asked::Exactly(self.part(due)),
        };
        let departments = draft.by_department(&currency);
        let settle = Settle { draft: draft.clone(), due, asked, mode: self.mode(), departments };
        let done = self.allowed("plans", &holder.asked(Event::Settle(settle)), |rules, plan| {
            let lowered = lowered(&mut draft, &currency, plan)?;
            rules.settle(plan, lowered, due, asked).map_err(|rule| rule.to_string())
        });
        let Some((plan, _)) = done else { return };
        let discharged: Amount = plan.items.iter().map(|item| item.amount).sum();
        let total = draft.total - discharged;
        self.comes_back(&holder.after(&plan), &plan, &draft, total);
    }

    fn mode(&mut self) -> Option<String> {
        self.dice.once_in(4).then(|| (*self.dice.pick(&["discount", "payment", "bonus"])).to_owned())
    }

    /// The goods of a receipt come back, or all of it is undone. What came to zero can only be undone.
    pub(super) fn comes_back(&mut self, after: &Holder, plan: &Plan, draft: &Draft, total: Amount) {
        if self.answers(EventKind::Return) && total.is_positive() {
            self.returns(after.clone(), plan, draft, total);
        }
        self.undo(after, RECEIPT, plan);
    }

    /// The goods come back, at once or bit by bit.
    fn returns(&mut self, mut holder: Holder, plan: &Plan, draft: &Draft, total: Amount) {
        let currency = self.shop.currency.clone();
        let paid: Amount = plan.tenders.iter().map(|tender| tender.amount).sum();
        let in_cash = self.dice.once_in(5);
        let mut original = done(RECEIPT, plan);
        let mut lines = lines(draft, total, &currency);
        let mut before = currency.zero();
        let mut refunded = Amount::ZERO;
        for round in 0..3 {
            let amount = self.pieces(&mut lines, round == 2);
            if lines.iter().all(|line| line.now == Quantity::ZERO) {
                return;
            }
            let own = currency.round(prorate::share(paid, refunded, before, amount, total, currency.scale));
            let refund = if in_cash { currency.zero() } else { own };
            let event = Event::Return(Return {
                original: Some(original.clone()),
                amount,
                refund,
                total,
                returned_before: before,
                lines: lines.clone(),
            });
            let reversed = original.reversed.clone();
            let done = self.allowed("returns", &holder.asked(event), |rules, back| {
                let card = Paid {
                    posts: &plan.post,
                    reversed: &reversed,
                    tenders: paid,
                    returned_before: before,
                    amount,
                    total,
                };
                rules.give_back(back, Some(&card), refund).map_err(|rule| rule.to_string())
            });
            let Some((back, ())) = done else { return };
            for (sum, part) in original.reversed.iter_mut().zip(prorate::attribute(&plan.post, &reversed, &back.post)) {
                *sum += part;
            }
            holder = holder.after(&back);
            before = currency.round(before + amount);
            refunded += own;
        }
    }

    /// Decides what of each line comes back now, as a till and the core do; answers what it comes to.
    fn pieces(&mut self, lines: &mut [LineBack], all: bool) -> Amount {
        let currency = self.shop.currency.clone();
        let all = all || self.dice.yes();
        for line in lines.iter_mut() {
            line.before = Quantity::from(line.before.decimal() + line.now.decimal());
            let left = Quantity::from(line.quantity.decimal() - line.before.decimal());
            line.now = match self.dice.roll(3) {
                _ if all => left,
                0 => left,
                1 => left.min(Quantity::ONE),
                _ => Quantity::ZERO,
            };
            let came = |quantity: Quantity| {
                let last = quantity >= line.quantity;
                let part = line.net.share(quantity.decimal(), line.quantity.decimal());
                if last { line.net } else { currency.round(part) }
            };
            let with = Quantity::from(line.before.decimal() + line.now.decimal());
            line.now_net = currency.round(came(with) - came(line.before));
        }
        currency.round(lines.iter().map(|line| line.now_net).sum())
    }

    /// Money of another receipt goes onto the card.
    pub(super) fn refund(&mut self) {
        let holder = self.holder();
        let amount = self.dice.money(10_000, self.shop.currency.scale);
        let refund = self.part(amount);
        self.allowed("returns", &holder.give_back(None, amount, refund, amount), |rules, plan| {
            rules.give_back(plan, None, refund).map_err(|rule| rule.to_string())
        });
    }
}

/// The lines of a receipt that came to `total`, of which nothing has come back yet.
fn lines(draft: &Draft, total: Amount, currency: &crate::Unit) -> Vec<LineBack> {
    let nets = prorate::spread(total, &draft.line_shares(currency), currency.scale);
    let none = Quantity::ZERO;
    draft
        .lines
        .iter()
        .zip(nets)
        .map(|(line, net)| LineBack {
            id: line.id.clone(),
            article: line.article.clone(),
            category: line.category.clone(),
            department: line.department.clone(),
            quantity: line.quantity,
            net,
            before: none,
            now: none,
            now_net: currency.zero(),
        })
        .collect()
}

/// What the adjustments of a plan take off the draft.
fn lowered(draft: &mut Draft, currency: &crate::Unit, plan: &Plan) -> Result<Amount, String> {
    let mut lowered = Amount::ZERO;
    for change in &plan.adjust {
        let amount = draft
            .adjust(currency, change.line.as_deref(), change.value, &change.description, Some(&change.reason))
            .map_err(|why| format!("its adjustment \"{}\" cannot be made: {why:?}", change.description))?;
        lowered -= amount;
    }
    Ok(lowered)
}
