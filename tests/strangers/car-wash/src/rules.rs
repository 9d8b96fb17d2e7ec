//! The card: what it is sold for, when it is punched, what rain is worth, and what comes back.

use crate::{
    settings::{self, Settings},
    words::Words,
};
use fiscus_sdk::{
    Amount, End, Floor, Over, Percent, Post, Problem, Quantity, Reason, Refusal, Shop, SystemAccount,
    card::{
        AccountKind, Adjust, AdjustValue, Capability, CardType, Decision, Event, EventKind, Input, Item, ItemKind,
        LineBack, Load, LoadFigures, Manifest, Original, Plan, Price, Return, Use,
    },
    prorate,
    serde_json::Value,
    slip::masked,
};

/// The account of the washes that are left.
pub const WASH: &str = "WASH";
/// The usage mode of a till that looks out of the window.
pub const RAIN: &str = "rain";

/// The card type with its settings.
#[derive(Debug)]
pub struct CarWash {
    pub settings: Settings,
    pub shop: Shop,
}

impl CardType for CarWash {
    fn manifest() -> Manifest {
        Manifest {
            id: "car-wash".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![AccountKind::card(WASH)],
            events: vec![EventKind::Price, EventKind::Load, EventKind::Use, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::LoadsUses],
            settings: fiscus_sdk::settings::schema::<Settings>(),
        }
    }

    fn open(written: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self { settings: settings::open(written, shop)?, shop: shop.clone() })
    }

    fn describe(&self) -> Vec<String> {
        let Settings { washes, price, department, rain, .. } = &self.settings;
        let mut means = vec![format!("{washes} washes for {price} on {department}")];
        means.extend(rain.map(|rain| format!("{rain}% off everything else when it rains")));
        means
    }

    fn decide(&self, input: &Input) -> Decision {
        let answer = match &input.event {
            Event::Price(price) => self.price(input, price),
            Event::Load(load) => self.load(load),
            Event::Use(of) => self.wash(input, of),
            Event::Return(back) => self.give_back(back),
            Event::Void(void) => self.undo(input, &void.original),
            _ => Err(Refusal::new(Reason::CapabilityMissing, self.words().not_here())),
        };
        match answer {
            Ok(mut plan) => {
                self.show(input, &mut plan);
                Decision::allow(plan)
            }
            Err(refusal) => Decision::Deny(refusal),
        }
    }
}

fn pieces(washes: Amount) -> Quantity {
    Quantity::from(washes.decimal())
}

impl CarWash {
    fn words(&self) -> Words {
        Words(self.shop.language)
    }

    fn is_wash(&self, article: Option<&String>) -> bool {
        article == Some(&self.settings.article)
    }

    /// Washes are free as long as some are left; when it rains, the rest is cheaper. Lines that another card has
    /// priced stay as they are, and a wash on them is not punched.
    fn price(&self, input: &Input, price: &Price) -> Result<Plan, Refusal> {
        let raining = match price.mode.as_deref() {
            None => false,
            Some(RAIN) => true,
            Some(other) => return Err(Refusal::new(Reason::NotPermitted, self.words().mode(other))),
        };
        let mut plan = Plan::default();
        let mut left = input.balance(WASH).round_down(0);
        let open = price.draft.lines.iter().filter(|line| !price.closed.contains(&line.id) && line.net.is_positive());
        for line in open {
            let whole = Amount::from(line.quantity.decimal());
            let punches = whole.min(left);
            if self.is_wash(line.article.as_ref()) && whole.minor(0).is_some() && punches.is_positive() {
                left -= punches;
                let value = if punches == whole {
                    AdjustValue::Free
                } else {
                    let free = self.shop.currency.round(line.net.share(punches.decimal(), whole.decimal()));
                    AdjustValue::Amount(-free)
                };
                plan.adjust.push(self.adjust(&line.id, value, self.words().punched(punches)));
                plan.post.push(Post::debit(WASH, SystemAccount::Spend, punches));
            } else if let Some(rain) = self.settings.rain.filter(|_| raining && !self.is_wash(line.article.as_ref())) {
                let off = AdjustValue::Percent(Percent::from(-rain.decimal()));
                plan.adjust.push(self.adjust(&line.id, off, self.words().rain()));
            }
        }
        if !plan.post.is_empty() {
            plan.floors.push(self.enough(input));
        }
        Ok(plan)
    }

    fn adjust(&self, line: &str, value: AdjustValue, description: String) -> Adjust {
        Adjust { line: Some(line.to_owned()), value, description, reason: "discount".to_owned() }
    }

    /// Nobody washes with what is not there, whatever happens in between.
    fn enough(&self, input: &Input) -> Floor {
        Floor {
            over: vec![Over::Card(WASH.to_owned())],
            min: Amount::from(0),
            reason: Reason::InsufficientBalance,
            text: self.words().too_few(input.balance(WASH).max(Amount::ZERO)),
        }
    }

    /// Full cards are sold, each at its price.
    fn load(&self, load: &Load) -> Result<Plan, Refusal> {
        let Settings { article, washes, price, department, .. } = &self.settings;
        if load.service.as_ref() != Some(article) {
            return Err(Refusal::new(Reason::NotLoadable, self.words().other_service(article)));
        }
        let asked = load.uses.unwrap_or(*washes);
        if asked == 0 || !asked.is_multiple_of(*washes) {
            return Err(Refusal::new(Reason::AmountInvalid, self.words().whole_cards(*washes)));
        }
        let cards = Quantity::from(Amount::from(i64::from(asked / washes)).decimal());
        let to_pay = self.shop.currency.round(price.times(cards));
        let (kind, description) = (ItemKind::Sale, self.words().full_card(asked));
        let zero = self.shop.currency.zero();
        Ok(Plan {
            items: vec![Item { kind, department: department.clone(), description, amount: to_pay }],
            post: vec![Post::credit(SystemAccount::Load, WASH, Amount::from(i64::from(asked)))],
            load: Some(LoadFigures { amount: to_pay, credited: zero, settled: zero, fee: zero, gift: zero, to_pay }),
            ..Plan::default()
        })
    }

    /// A wash at the machine, without a receipt.
    fn wash(&self, input: &Input, of: &Use) -> Result<Plan, Refusal> {
        if of.service.as_ref() != Some(&self.settings.article) {
            return Err(Refusal::new(Reason::CardWrongType, self.words().other_service(&self.settings.article)));
        }
        let washes = Amount::from(of.quantity.unwrap_or(Quantity::ONE).decimal());
        if !washes.is_positive() || washes.minor(0).is_none() {
            return Err(Refusal::new(Reason::AmountInvalid, self.words().whole_washes()));
        }
        let floor = self.enough(input);
        if washes > input.balance(WASH) {
            return Err(Refusal::new(floor.reason, floor.text));
        }
        let post = vec![Post::debit(WASH, SystemAccount::Spend, washes)];
        Ok(Plan { post, floors: vec![floor], ..Plan::default() })
    }

    /// A wash that comes back is punched no longer; cheaper goods give nothing to the card.
    fn give_back(&self, back: &Return) -> Result<Plan, Refusal> {
        if back.refund.is_positive() {
            return Err(Refusal::new(Reason::ReturnNotAllowed, self.words().no_refund()));
        }
        let Some(original) = &back.original else { return Ok(Plan::default()) };
        let washed = back.lines.iter().filter(|line| self.is_wash(line.article.as_ref()));
        let washed: Vec<&LineBack> = washed.collect();
        let sum = |of: fn(&LineBack) -> Quantity| -> Quantity {
            pieces(washed.iter().map(|line| Amount::from(of(line).decimal())).sum())
        };
        let (before, now, all) = (sum(|line| line.before), sum(|line| line.now), sum(|line| line.quantity));
        let post = match now.is_positive() {
            true => prorate::give_back_pieces(&self.shop, original, before, now, all),
            false => Vec::new(),
        };
        Ok(Plan { post, ..Plan::default() })
    }

    fn undo(&self, input: &Input, original: &Original) -> Result<Plan, Refusal> {
        let mut plan = prorate::undo(original);
        let taken: Amount = plan.post.iter().filter(|post| matches!(post.from, End::Card(_))).map(|p| p.amount).sum();
        if taken.is_positive() {
            let floor = Floor { text: self.words().spent(), ..self.enough(input) };
            if taken > input.balance(WASH) {
                return Err(Refusal::new(floor.reason, floor.text));
            }
            plan.floors.push(floor);
        }
        Ok(plan)
    }

    /// How many washes are left, under every document that changes them.
    fn show(&self, input: &Input, plan: &mut Plan) {
        if plan.post.is_empty() {
            return;
        }
        let own = End::Card(WASH.to_owned());
        let left = plan.post.iter().fold(input.balance(WASH), |left, post| {
            if post.to == own { left + post.amount } else { left - post.amount }
        });
        plan.footer.push(self.words().left(&masked(&input.card.number), left));
    }
}
