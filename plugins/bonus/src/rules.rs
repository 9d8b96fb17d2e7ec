//! The bonus card as a whole: what a purchase earns, what is told of it, and what a return takes back.
//!
//! What a card pays is in `pay`.

use crate::{
    settings::{self, Earns, Settings, Tells, Written},
    words::Words,
};
use fiscus_sdk::{
    Amount, End, Post, Problem, Reason, Refusal, Shop, Slip, SlipLine, SystemAccount,
    account::change,
    card::{
        AccountKind, AdjustValue, Asked, Audience, Capability, CardType, Decision, Event, EventKind, Input, Manifest,
        Notice, Offer, Original, Plan, Return, Settle, no,
    },
    discount::Ordered,
    personal::{
        Usage,
        own::{self, Setting},
    },
    prorate,
    serde_json::Value,
    slip::masked,
};

/// Why a price changed, for reports. Source: S5-07
pub const REASON: &str = "bonus";
/// The usage modes: it only collects, or it only pays.
pub const COLLECTS: &str = "bonus";
pub const PAYS: &str = "payment";

/// The bonus card type with its settings.
#[derive(Debug)]
pub struct Bonus {
    pub settings: Settings,
    pub shop: Shop,
}

impl CardType for Bonus {
    fn manifest() -> Manifest {
        Manifest {
            id: "bonus".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![AccountKind::card("*").granted()],
            events: vec![EventKind::Settle, EventKind::Return, EventKind::Void],
            // With points that are no money it is refused when it is asked.
            capabilities: vec![Capability::Pays],
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        let settings = settings::open(settings, shop)?;
        let mut shop = shop.clone();
        shop.units.insert(settings.unit.name.clone(), settings.unit.scale);
        Ok(Self { settings, shop })
    }

    fn describe(&self) -> Vec<String> {
        let Settings { earns, unit, partial, departments, thresholds } = &self.settings;
        let mut means = vec![match earns {
            Earns::Rate(rate) if self.money() => format!("earns {rate}% of what is bought, rounded half up"),
            Earns::Rate(rate) => {
                format!("earns {rate} {} for each 100 {}, rounded down", unit.name, self.shop.currency.name)
            }
            Earns::Discounts(names) => format!("earns what {} would take off, in {}", names.join(", else "), unit.name),
        }];
        if !departments.is_empty() {
            means.push(format!("on {} only", departments.join(", ")));
        }
        means.push(match (self.money(), *partial) {
            (true, false) => "pays a whole bill or nothing".to_owned(),
            (true, true) => "pays a bill or a part of it".to_owned(),
            (false, _) => format!("{} only counts: it pays nothing", unit.name),
        });
        means.extend(thresholds.iter().map(|threshold| {
            let how = if matches!(threshold.tells, Tells::Slip(_)) { "prints a slip" } else { "tells the cashier" };
            format!("{how} at {} {}", unit.round(threshold.points), unit.name)
        }));
        means
    }

    fn offer(&self) -> Offer {
        let discounts = matches!(self.settings.earns, Earns::Discounts(_)).then(Setting::discounts).into_iter();
        Offer {
            units: if self.money() { Vec::new() } else { vec![self.settings.unit.clone()] },
            accounts: Some(vec![AccountKind::card(&self.settings.unit.name).granted()]),
            card_settings: Some(own::schema(discounts.chain([Setting::mode(&[Usage::Bonus, Usage::Payment])]))),
            ..Offer::default()
        }
    }

    fn decide(&self, input: &Input) -> Decision {
        let answer = match &input.event {
            Event::Settle(settle) => self.settle(input, settle),
            Event::Return(back) => self.give_back(input, back),
            Event::Void(void) => Ok(self.undo(input, &void.original)),
            _ => Err(no::event(self.shop.language)),
        };
        answer.map_or_else(Decision::Deny, Decision::allow)
    }
}

impl Bonus {
    pub fn words(&self) -> Words<'_> {
        Words { language: self.shop.language, unit: &self.settings.unit }
    }

    /// Whether it holds the money of the shop.
    pub fn money(&self) -> bool {
        self.settings.unit == self.shop.currency
    }

    pub fn label(&self) -> &str {
        &self.settings.unit.name
    }

    fn account(&self) -> End {
        End::Card(self.label().to_owned())
    }

    pub fn balance(&self, input: &Input) -> Amount {
        self.settings.unit.round(input.balance(self.label()))
    }

    /// Source: S5-05, S5-06, R11
    fn settle(&self, input: &Input, settle: &Settle) -> Result<Plan, Refusal> {
        no::unless_mode(self.shop.language, settle.mode.as_deref(), &[COLLECTS, PAYS])?;
        let mut plan = Plan::default();
        let paid = match settle.asked {
            Asked::Nothing => Amount::ZERO,
            Asked::Rest => self.pay(&mut plan, input, settle, None)?,
            Asked::Exactly(amount) => self.pay(&mut plan, input, settle, Some(amount))?,
        };
        if settle.mode.as_deref() != Some(PAYS) {
            let earned = self.earned(input, settle, paid)?;
            if earned.is_positive() {
                plan.post.push(Post::credit(SystemAccount::Bonus, self.label(), earned));
                plan.footer.push(self.words().won(earned));
            }
            self.tell(&mut plan, input);
        }
        self.foot(&mut plan, input);
        Ok(plan)
    }

    /// What the receipt earns, less what this card pays of it. Money is rounded half up, points down.
    /// Source: S5-05, A-08, R11, R12
    fn earned(&self, input: &Input, settle: &Settle, paid: Amount) -> Result<Amount, Refusal> {
        let currency = &self.shop.currency;
        let mut draft = settle.draft.clone();
        if paid.is_positive() && draft.adjust(currency, None, AdjustValue::Amount(-paid), "", None).is_err() {
            return Ok(Amount::ZERO);
        }
        // A discount of the subtotal lowers every line in proportion.
        let shares = draft.line_shares(currency);
        let counts = |id: &String| self.settings.departments.is_empty() || self.settings.departments.contains(id);
        for (line, share) in draft.lines.iter_mut().zip(shares) {
            line.net = if counts(&line.department) { share.max(Amount::ZERO) } else { Amount::ZERO };
        }
        let base: Amount = draft.lines.iter().map(|line| line.net).sum();
        let earned = match &self.settings.earns {
            // It is the first discount, and the only one: the card's own hours gate it. Source: S5-44
            Earns::Rate(_) if !input.in_window => Amount::ZERO,
            Earns::Rate(rate) => base.percent(*rate),
            Earns::Discounts(of_type) => {
                let names = input.discounts(self.shop.language, of_type)?;
                let ordered = Ordered::named(&self.shop, names.iter());
                let taken = ordered.amounts(&self.shop, &draft, &Default::default(), input.now, input.in_window);
                taken.into_iter().sum()
            }
        };
        let unit = &self.settings.unit;
        Ok(if self.money() { unit.round(earned) } else { earned.round_down(unit.scale) })
    }

    /// Tells of every threshold that the card was below and is not any more. Source: S5-08
    fn tell(&self, plan: &mut Plan, input: &Input) {
        let before = self.balance(input);
        let after = before + change(&self.account(), &plan.post);
        for threshold in &self.settings.thresholds {
            if before >= threshold.points || after < threshold.points {
                continue;
            }
            match &threshold.tells {
                Tells::Notice(text) => plan.notices.push(Notice { to: Audience::Cashier, text: text.clone() }),
                Tells::Slip(lines) => {
                    let text = lines.iter().map(|line| SlipLine::text(line.clone())).collect();
                    plan.slips.push(self.slip(input, text, after));
                }
            }
        }
    }

    fn slip(&self, input: &Input, text: Vec<SlipLine>, balance: Amount) -> Slip {
        let words = self.words();
        let mut lines = Vec::new();
        if !self.shop.name.is_empty() {
            lines.push(SlipLine::bold(self.shop.name.clone()));
        }
        lines.push(SlipLine::text(words.not_fiscal()));
        lines.push(SlipLine::Rule);
        lines.extend(text);
        lines.push(SlipLine::Rule);
        lines.push(SlipLine::columns(words.card(), masked(&input.card.number)));
        lines.push(SlipLine::columns(words.points(), words.written(balance)));
        lines.push(SlipLine::text(self.shop.language.moment(input.now)));
        Slip { lines, ..Slip::default() }
    }

    /// The new balance beneath the receipt.
    fn foot(&self, plan: &mut Plan, input: &Input) {
        let balance = self.balance(input) + change(&self.account(), &plan.post);
        plan.footer.push(self.words().balance(&masked(&input.card.number), balance));
    }

    /// Source: R7, V-26, A-11
    fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        if back.refund.is_positive() {
            return Err(no::refund(self.shop.language));
        }
        if back.original.is_some() && back.total.is_zero() {
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().return_of_nothing()));
        }
        let mut plan = Plan { post: prorate::give_back(&self.shop, back), ..Plan::default() };
        self.reversed(&mut plan, input);
        Ok(plan)
    }

    /// A bill that was paid with bonus has no money part on paper: a slip says what the card gets back.
    /// Source: A-11
    fn undo(&self, input: &Input, original: &Original) -> Plan {
        let mut plan = prorate::undo(original);
        self.reversed(&mut plan, input);
        let given: Amount = plan.post.iter().filter(|post| post.to == self.account()).map(|post| post.amount).sum();
        if given.is_positive() {
            let balance = self.balance(input) + change(&self.account(), &plan.post);
            let text = vec![SlipLine::bold(self.words().given_back(given))];
            plan.slips.push(self.slip(input, text, balance));
        }
        plan
    }

    /// What is told of a reversal. What was earned is taken back also where it has been spent: the card then owes it.
    fn reversed(&self, plan: &mut Plan, input: &Input) {
        let (words, account) = (self.words(), self.account());
        let sum =
            |of: fn(&Post) -> &End| plan.post.iter().filter(|post| *of(post) == account).map(|post| post.amount).sum();
        let (taken, given): (Amount, Amount) = (sum(|post| &post.from), sum(|post| &post.to));
        if plan.post.is_empty() {
            return;
        }
        plan.footer.extend(taken.is_positive().then(|| words.taken_back(taken)));
        plan.footer.extend(given.is_positive().then(|| words.given_back(given)));
        self.foot(plan, input);
        let after = self.balance(input) + given - taken;
        if after.is_negative() && taken > given {
            plan.notices.push(Notice { to: Audience::Cashier, text: words.owed(-after) });
        }
    }
}
