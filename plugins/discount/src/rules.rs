//! The discount card as a whole: which discount each line gets, and what is told when a tier is reached.
//!
//! What a turnover earns is in `tiers`. The card holds nothing that could be spent, so nothing of it comes back.

use crate::{
    settings::{self, Settings, TierMode, Written},
    words,
};
use fiscus_sdk::{
    Discount, DiscountValue, Percent, Problem, Refusal, Shop,
    account::RATE,
    card::{
        AccountKind, Asked, Audience, CardType, Decision, Event, EventKind, Input, Manifest, Notice, Offer, Plan,
        Price, Return, Settle, no,
    },
    discount::Ordered,
    personal::{
        Usage,
        own::{self, Setting},
    },
    prorate, schedule,
    serde_json::Value,
};

/// The only usage mode.
const MODE: Usage = Usage::Discount;

/// The discount card type with its settings.
#[derive(Debug)]
pub struct Card {
    pub settings: Settings,
    pub shop: Shop,
}

impl CardType for Card {
    fn manifest() -> Manifest {
        let rate = format!("{RATE}.*");
        Manifest {
            id: "discount".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![AccountKind::customer(&rate).counting(), AccountKind::card(&rate).counting()],
            events: vec![EventKind::Price, EventKind::Settle, EventKind::Review, EventKind::Return, EventKind::Void],
            capabilities: Vec::new(),
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self { settings: settings::open(settings, shop)?, shop: shop.clone() })
    }

    fn describe(&self) -> Vec<String> {
        let Settings { discounts, birthday, tiers, tier_mode, never_down } = &self.settings;
        let mut means = vec![match discounts.as_slice() {
            [] => "gives the discounts of the card or of its customer".to_owned(),
            names => format!("gives {}, unless the card or its customer has others", names.join(", else ")),
        }];
        means.extend(birthday.as_ref().map(|birthday| {
            let (before, after) = (birthday.before, birthday.after);
            format!("gives {} from {before} days before a birthday to {after} days after", birthday.discount)
        }));
        let currency = &self.shop.currency;
        means.extend(tiers.iter().map(|tier| {
            format!(
                "{}% off from a turnover of {} on",
                tier.percent,
                currency.written(Default::default(), tier.turnover)
            )
        }));
        if !tiers.is_empty() {
            means.push(match tier_mode {
                TierMode::Online => "tiers are looked at whenever a receipt is closed".to_owned(),
                TierMode::Manual => "tiers are looked at when somebody starts it".to_owned(),
            });
            means.extend(never_down.then(|| "a tier that was reached is kept".to_owned()));
        }
        means
    }

    fn offer(&self) -> Offer {
        let own = own::schema([Setting::discounts(), Setting::mode(&[MODE])]);
        Offer { card_settings: Some(own), ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let answer = match &input.event {
            Event::Price(price) => self.price(input, price),
            Event::Settle(settle) => self.settle(input, settle),
            Event::Review(review) => Ok(self.review(input, review)),
            Event::Return(back) => self.give_back(back),
            Event::Void(void) => Ok(prorate::undo(&void.original)),
            _ => Err(no::event(self.shop.language)),
        };
        answer.map_or_else(Decision::Deny, Decision::allow)
    }
}

impl Card {
    /// Source: S5-18, S5-43, S5-44, A-12
    fn price(&self, input: &Input, price: &Price) -> Result<Plan, Refusal> {
        no::unless_mode(self.shop.language, price.mode.as_deref(), &[MODE.word()])?;
        let ordered = self.ordered(input)?;
        let adjust = ordered.adjustments(&self.shop, &price.draft, &price.closed, input.now, input.in_window);
        Ok(Plan { adjust, ..Plan::default() })
    }

    /// The list of this card, then the rate that its turnover has earned.
    fn ordered(&self, input: &Input) -> Result<Ordered, Refusal> {
        let mut names = input.discounts(self.shop.language, &self.settings.discounts)?.into_owned();
        let birthday = self.settings.birthday.as_ref();
        let born = input.customer.as_ref().and_then(|customer| customer.birthday);
        let today = birthday
            .zip(born)
            .is_some_and(|(days, born)| schedule::birthday(born, days.before, days.after, input.now.date()));
        // Where the list has it, it keeps its place and is passed over outside its days; else it stands first on its
        // days, and on others there is no such discount. Source: S5-31, S5-44, S5-46, V-18
        if let Some(birthday) = birthday.filter(|birthday| today && !names.contains(&birthday.discount)) {
            names.insert(0, birthday.discount.clone());
        }
        let given = |place: usize| today || names.get(place) != birthday.map(|birthday| &birthday.discount);
        let ordered = Ordered::named(&self.shop, names.iter()).only(given);
        let rate = Percent::from(self.assigned(input).decimal()).min(Percent::from(100));
        let earned = rate.is_positive() && !self.settings.tiers.is_empty();
        Ok(if earned { ordered.and(Discount::of(DiscountValue::Percent(rate))) } else { ordered })
    }

    /// It gives nothing at payment; it tells where this receipt reaches a tier. Source: S5-50
    fn settle(&self, input: &Input, settle: &Settle) -> Result<Plan, Refusal> {
        no::unless_mode(self.shop.language, settle.mode.as_deref(), &[MODE.word()])?;
        if settle.asked != Asked::Nothing {
            return Err(no::pay(self.shop.language));
        }
        let mut plan = Plan::default();
        let label = format!("{}.turnover", self.shop.currency.name);
        let accounts = if input.customer.is_some() { &input.customer_balances } else { &input.balances };
        let before = accounts.get(&label).copied().unwrap_or_default();
        let after = before + settle.draft.total;
        let assigned = self.assigned(input);
        let rate = self.due_rate(after, assigned);
        let crosses = self.settings.earned(before) != self.settings.earned(after) && rate > assigned;
        let locked = input.customer.as_ref().is_some_and(|customer| customer.discounts_locked);
        if crosses && !locked && self.settings.tier_mode == TierMode::Online {
            let language = self.shop.language;
            plan.footer.push(words::from_the_next(language, rate));
            plan.notices.push(Notice { to: Audience::Cashier, text: words::tier_reached(language, rate) });
        }
        Ok(plan)
    }

    /// Prices come back as they were paid, the turnover is the daemon's, and the rate has its review.
    fn give_back(&self, back: &Return) -> Result<Plan, Refusal> {
        if back.refund.is_positive() {
            return Err(no::refund(self.shop.language));
        }
        Ok(Plan::default())
    }
}
