//! A stream of questions to a card type. Half of it is what a till and the core really send, and there the
//! rules of a plan must hold; the other half is anything at all, and there must only be an answer.

use super::{Holder, conform, customer, original};
use crate::{
    Amount, Draft, DraftLine, Quantity, Shop,
    account::unit_of,
    card::{
        AccountOwner, Asked, Capability, CardType, Decision, Event, EventKind, Input, Issue, Load, Manifest, Move,
        Movement, Original, Plan, Return, Review, ReviewCause, Settle, Use,
    },
    kit::{Dice, Report, caught},
    prorate,
    rules::{Paid, Rules, scale},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const ROUNDS: u32 = 1500;

/// Asks.
pub(super) fn ask<C: CardType>(card: &C, manifest: &Manifest, shop: &Shop, dice: &mut Dice, report: &mut Report) {
    let mut stream = Stream { card, manifest, shop, dice, report };
    for _ in 0..ROUNDS {
        let Some(kind) = stream.event() else { return };
        match kind {
            EventKind::Price => stream.price(),
            EventKind::Settle => stream.settle(),
            EventKind::Load => stream.load(),
            EventKind::Return => stream.refund(),
            // What is undone is what was done: it follows a settlement or a load.
            _ => {}
        }
        let anything = stream.anything(kind);
        stream.twice(&anything);
    }
}

struct Stream<'a, C> {
    card: &'a C,
    manifest: &'a Manifest,
    shop: &'a Shop,
    dice: &'a mut Dice,
    report: &'a mut Report,
}

impl<C: CardType> Stream<'_, C> {
    fn event(&mut self) -> Option<EventKind> {
        (!self.manifest.events.is_empty()).then(|| *self.dice.pick(&self.manifest.events))
    }

    fn answers(&self, kind: EventKind) -> bool {
        self.manifest.events.contains(&kind)
    }

    /// The answer to a question that a till and the core may really send.
    fn decide(&mut self, input: &Input) -> Option<Decision> {
        let decision = self.twice(input)?;
        conform::answer(self.report, &decision);
        Some(decision)
    }

    /// The answer, asked twice.
    fn twice(&mut self, input: &Input) -> Option<Decision> {
        let first = caught(|| self.card.decide(input));
        let told = |what: String| format!("{what}, asked {:?}", input.event);
        self.report.tried("never_panics", first.as_ref().map(drop).map_err(|what| told(what.clone())));
        let first = first.ok()?;
        let again = caught(|| self.card.decide(input));
        let same = again.as_ref() == Ok(&first);
        self.report.tried("same_twice", if same { Ok(()) } else { Err(told(format!("{first:?} and {again:?}"))) });
        Some(first)
    }

    /// The plan of an answer, which keeps the rules for all plans and those that `rules` says.
    fn allowed<T>(
        &mut self,
        case: &str,
        input: &Input,
        rules: impl FnOnce(&Rules<'_>, &Plan) -> Result<T, String>,
    ) -> Option<(Plan, T)> {
        let Some(Decision::Allow(plan)) = self.decide(input) else { return None };
        self.judged(case, input, *plan, rules)
    }

    fn judged<T>(
        &mut self,
        case: &str,
        input: &Input,
        plan: Plan,
        rules: impl FnOnce(&Rules<'_>, &Plan) -> Result<T, String>,
    ) -> Option<(Plan, T)> {
        let judge = Rules { shop: self.shop, manifest: self.manifest, customer: input.customer.is_some() };
        let general = judge.movements(&plan).and_then(|()| judge.floors(&plan)).map_err(|rule| rule.to_string());
        let result = general.and_then(|()| rules(&judge, &plan));
        let told = result.as_ref().map(drop).map_err(|rule| format!("{rule}, asked {:?}", input.event));
        self.report.tried(case, told);
        result.ok().map(|extra| (plan, extra))
    }

    fn price(&mut self) {
        let (holder, mut draft) = (self.holder(), self.draft());
        let currency = &self.shop.currency.clone();
        let pays = self.manifest.capabilities.contains(&Capability::Pays) && self.dice.yes();
        let input = if pays { holder.price_paying(draft.clone()) } else { holder.price(draft.clone()) };
        self.allowed("plans", &input, |rules, plan| {
            rules.price(plan, &BTreeSet::new()).map_err(|rule| rule.to_string())?;
            lowered(&mut draft, currency, plan)
        });
    }

    fn settle(&mut self) {
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
        let settle = Settle { draft: draft.clone(), due, asked, mode: None, departments };
        let done = self.allowed("plans", &holder.asked(Event::Settle(settle)), |rules, plan| {
            let lowered = lowered(&mut draft, &currency, plan)?;
            rules.settle(plan, lowered, due, asked).map_err(|rule| rule.to_string())
        });
        let Some((plan, _)) = done else { return };
        let discharged: Amount = plan.items.iter().map(|item| item.amount).sum();
        let total = draft.total - discharged;
        let after = holder.after(&plan);
        if self.answers(EventKind::Return) && total.is_positive() {
            self.returns(after.clone(), &plan, total);
        }
        self.undo(&after, &plan);
    }

    /// The goods come back, in one part or two.
    fn returns(&mut self, mut holder: Holder, plan: &Plan, total: Amount) {
        let digits = self.shop.currency.scale;
        let paid: Amount = plan.tenders.iter().map(|tender| tender.amount).sum();
        let in_cash = self.dice.once_in(5);
        let mut original = original(plan);
        let (mut before, mut refunded) = (self.shop.currency.zero(), Amount::ZERO);
        while before < total {
            let amount = if before.is_zero() && self.dice.yes() { self.part(total) } else { total - before };
            let own = self.shop.currency.round(prorate::share(paid, refunded, before, amount, total, digits));
            let refund = if in_cash { self.shop.currency.zero() } else { own };
            let event = Event::Return(Return {
                original: Some(original.clone()),
                amount,
                refund,
                total,
                returned_before: before,
                ..Return::default()
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
            before = self.shop.currency.round(before + amount);
            refunded += own;
        }
    }

    /// The whole operation is undone.
    fn undo(&mut self, holder: &Holder, plan: &Plan) {
        if self.answers(EventKind::Void) {
            self.allowed("returns", &holder.undo(original(plan)), |rules, undone| {
                rules.undo(undone, &plan.post).map_err(|rule| rule.to_string())
            });
        }
    }

    /// Money of another receipt goes onto the card.
    fn refund(&mut self) {
        let holder = self.holder();
        let amount = self.dice.money(10_000, self.shop.currency.scale);
        let refund = self.part(amount);
        self.allowed("returns", &holder.give_back(None, amount, refund, amount), |rules, plan| {
            rules.give_back(plan, None, refund).map_err(|rule| rule.to_string())
        });
    }

    fn load(&mut self) {
        let mut holder = self.holder();
        let typed = self.dice.money(20_000, self.shop.currency.scale);
        let amount = (!self.dice.once_in(4)).then_some(typed);
        let mut answers = BTreeMap::new();
        for _ in 0..5 {
            let load = Load { amount, answers: answers.clone(), ..Load::default() };
            let input = holder.asked(Event::Load(load));
            match self.decide(&input) {
                Some(Decision::Ask(questions)) => {
                    for question in questions {
                        let again = answers.contains_key(&question.id);
                        let told = format!("{} is answered and asked again", question.id);
                        self.report.tried("questions", if again { Err(told) } else { Ok(()) });
                        let answer = match question.kind.as_str() {
                            "amount" => question.presets.first().cloned().unwrap_or_else(|| json!(typed.to_string())),
                            "choice" => question.choices.first().map_or(Value::Null, |word| json!(word)),
                            "customer" => json!("c-1"),
                            _ => json!(self.dice.text()),
                        };
                        if question.kind == "customer" {
                            holder = holder.of(customer("c-1"));
                        }
                        answers.insert(question.id, answer);
                    }
                }
                Some(Decision::Allow(plan)) => {
                    let rules = |rules: &Rules<'_>, plan: &Plan| rules.load(plan).map_err(|rule| rule.to_string());
                    if let Some((plan, ())) = self.judged("plans", &input, *plan, rules) {
                        let after = holder.after(&plan);
                        self.undo(&after, &plan);
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// Above zero, at most `whole`.
    fn part(&mut self, whole: Amount) -> Amount {
        let digits = self.shop.currency.scale;
        let most = whole.minor(digits).and_then(|minor| u64::try_from(minor).ok()).unwrap_or_default();
        self.dice.money(most, digits)
    }

    /// A card with anything a shop may have put on it.
    fn holder(&mut self) -> Holder {
        let mut holder = Holder::new();
        let departments: Vec<String> = self.shop.departments.keys().cloned().collect();
        let mut owner = None;
        if !self.dice.once_in(3) {
            let mut known = customer("c-1");
            known.credit_allowed = self.dice.yes();
            known.credit_limit = self.dice.yes().then(|| self.dice.money(20_000, self.shop.currency.scale));
            known.position = self.balance(false, self.shop.currency.scale);
            owner = Some(known);
        }
        for kind in &self.manifest.accounts {
            let mut words: Vec<&str> = kind.label.split('.').collect();
            let last = words.len() - 1;
            if last > 0 && words[last] == "*" {
                words[last] = if departments.is_empty() { "1" } else { self.dice.pick::<String>(&departments) };
            }
            if words[0] == "*" {
                words[0] = &self.shop.currency.name;
            }
            let label = words.join(".");
            let balance = self.balance(kind.counter || last > 0, scale(self.shop, unit_of(&label)));
            holder = match kind.owner {
                AccountOwner::Card => holder.holding(&label, balance),
                AccountOwner::Customer if owner.is_some() => holder.owing(&label, balance),
                AccountOwner::Customer => holder,
            };
        }
        match owner {
            Some(owner) => holder.of(owner),
            None => holder,
        }
    }

    /// What may be on an account: mostly something, sometimes nothing, on the card itself also less than nothing.
    fn balance(&mut self, above_zero: bool, digits: u32) -> Amount {
        match self.dice.roll(5) {
            0 | 1 => Amount::from_minor(0, digits),
            2 if !above_zero => -self.dice.money(5_000, digits),
            _ => self.dice.money(15_000, digits),
        }
    }

    /// A receipt as the core prices it.
    fn draft(&mut self) -> Draft {
        let departments: Vec<String> = self.shop.departments.keys().cloned().collect();
        let mut draft = Draft::default();
        if departments.is_empty() {
            return draft;
        }
        for at in 0..=self.dice.roll(4) {
            let pieces = i64::try_from(1 + self.dice.roll(3)).unwrap_or(1);
            let price = self.dice.money(5_000, self.shop.currency.scale);
            let gross = self.shop.currency.round(price.times(Quantity::from(pieces)));
            draft.lines.push(DraftLine {
                id: (at + 1).to_string(),
                description: "Goods".to_owned(),
                article: self.dice.yes().then(|| format!("A{}", self.dice.roll(4))),
                category: self.dice.yes().then(|| "food".to_owned()),
                department: self.dice.pick(&departments).clone(),
                quantity: Quantity::from(pieces),
                price,
                gross,
                adjustments: Vec::new(),
                net: gross,
            });
        }
        // A few lines of little money always have a total.
        let _ = draft.sum_up(&self.shop.currency);
        draft
    }

    /// Anything that can be written down.
    fn anything(&mut self, kind: EventKind) -> Input {
        let mut holder = self.holder();
        for _ in 0..self.dice.roll(3) {
            let label = if self.dice.yes() { self.shop.currency.name.clone() } else { self.dice.text() };
            holder = holder.holding(&label, self.dice.any_amount());
        }
        if self.dice.once_in(4) {
            holder = holder.settings(self.dice.json(2));
        }
        let mut draft = self.draft();
        draft.total = self.dice.any_amount();
        for line in &mut draft.lines {
            line.net = self.dice.any_amount();
            line.department = self.dice.text();
        }
        let some = self.dice.any_amount();
        let asked = [Asked::Nothing, Asked::Rest, Asked::Exactly(some)];
        let amounts = [(); 4].map(|()| self.dice.any_amount());
        let post = match self.dice.roll(3) {
            0 => Vec::new(),
            _ => vec![crate::Post::debit(&self.shop.currency.name, crate::SystemAccount::Spend, amounts[0])],
        };
        let past =
            Original { post, reversed: vec![amounts[1]; usize::from(self.dice.yes())], ..original(&Plan::default()) };
        let mode = self.dice.yes().then(|| self.dice.text());
        holder.asked(match kind {
            EventKind::Price => {
                Event::Price(crate::card::Price { draft, mode, pays: self.dice.yes(), closed: BTreeSet::new() })
            }
            EventKind::Settle => Event::Settle(Settle {
                departments: draft.lines.iter().map(|line| (line.department.clone(), line.net)).collect(),
                draft,
                due: self.dice.any_amount(),
                asked: *self.dice.pick(&asked),
                mode,
            }),
            EventKind::Load => Event::Load(Load {
                amount: self.dice.yes().then_some(some),
                answers: ["amount", "description", "customer", "mode", "profile"]
                    .into_iter()
                    .filter(|_| self.dice.yes())
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|id| (id.to_owned(), self.dice.json(2)))
                    .collect(),
                ..Load::default()
            }),
            EventKind::Return => Event::Return(Return {
                original: self.dice.yes().then_some(past),
                amount: amounts[0],
                refund: amounts[1],
                total: amounts[2],
                returned_before: amounts[3],
                ..Return::default()
            }),
            EventKind::Void => Event::Void(crate::card::Void { original: past }),
            EventKind::Use => Event::Use(self.any_use()),
            EventKind::Issue => {
                Event::Issue(Issue { profile: self.dice.yes().then(|| self.dice.text()), sold: self.dice.yes() })
            }
            EventKind::Move => {
                let to = [Movement::Deliver, Movement::Return, Movement::Block, Movement::Unblock, Movement::Delete];
                Event::Move(Move { to: *self.dice.pick(&to), partner: self.dice.yes().then(|| self.dice.text()) })
            }
            EventKind::Review => Event::Review(Review {
                cause: *self.dice.pick(&[ReviewCause::Closing, ReviewCause::Manual]),
                turnover: amounts[0],
            }),
        })
    }
}

impl<C: CardType> Stream<'_, C> {
    fn any_use(&mut self) -> Use {
        Use {
            service: self.dice.yes().then(|| self.dice.text()),
            quantity: self.dice.yes().then(|| Quantity::from(self.dice.any_amount().decimal())),
            minutes: self.dice.yes().then(|| self.dice.any_amount()),
            amount: self.dice.once_in(4).then(|| self.dice.any_amount()),
        }
    }
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
