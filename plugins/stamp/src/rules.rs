//! The stamp card as a whole: who it is, which pieces it makes free, which stamps it gives, takes and takes back.

use crate::{
    row::{self, Pieces},
    settings::{self, Free, Settings, Written},
    words::Words,
};
use fiscus_sdk::{
    Amount, DraftLine, End, Floor, Over, Post, Problem, Quantity, Reason, Refusal, Shop, SystemAccount,
    account::change,
    card::{
        AccountKind, Adjust, AdjustValue, Audience, CardType, Decision, Event, EventKind, Input, Manifest, Notice,
        Offer, Original, Plan, Price, Return, no,
    },
    personal::{
        Usage,
        own::{self, Setting},
    },
    prorate,
    serde_json::Value,
    slip::masked,
};
use std::cmp::Ordering;

/// The label of the stamps, and their unit.
pub const STAMP: &str = "STAMP";
/// Why a price changed, for reports.
const REASON: &str = "stamp";
/// The only usage mode.
const MODE: Usage = Usage::Discount;

/// The stamp card type with its settings.
#[derive(Debug)]
pub struct Stamp {
    pub settings: Settings,
    pub shop: Shop,
}

impl CardType for Stamp {
    fn manifest() -> Manifest {
        Manifest {
            id: "stamp".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![AccountKind::card(STAMP).granted()],
            events: vec![EventKind::Price, EventKind::Return, EventKind::Void],
            capabilities: Vec::new(),
            settings: fiscus_sdk::settings::schema::<Written>(),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self { settings: settings::open(settings)?, shop: shop.clone() })
    }

    fn describe(&self) -> Vec<String> {
        let Settings { goods, every, free, percent } = &self.settings;
        let which = match free {
            Free::Cheapest => "the cheapest of the receipt",
            Free::EntryOrder => "the one that completes the row",
        };
        let list = |what: &str, words: &[String]| (!words.is_empty()).then(|| format!("{what} {}", words.join(", ")));
        let goods: Vec<String> =
            [list("articles", &goods.articles), list("categories", &goods.categories)].into_iter().flatten().collect();
        vec![
            format!("of {every} pieces one is {percent}% off: {which}"),
            format!("stamps are given for {}", goods.join(" and ")),
        ]
    }

    fn offer(&self) -> Offer {
        let own = own::schema([Setting::mode(&[MODE])]);
        Offer { card_settings: Some(own), ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let answer = match &input.event {
            Event::Price(price) => self.price(input, price),
            Event::Return(back) => self.give_back(input, back),
            Event::Void(void) => Ok(self.reversal(input, prorate::undo(&void.original).post)),
            _ => Err(no::event(self.shop.language)),
        };
        answer.map_or_else(Decision::Deny, Decision::allow)
    }
}

impl Stamp {
    fn words(&self) -> Words {
        Words(self.shop.language)
    }

    /// Frees pieces and posts stamps. Source: S5-19, A-07, A-12, V-16
    fn price(&self, input: &Input, price: &Price) -> Result<Plan, Refusal> {
        no::unless_mode(self.shop.language, price.mode.as_deref(), &[MODE.word()])?;
        let lines: Vec<(&DraftLine, Pieces)> = price.draft.lines.iter().map(|line| (line, self.pieces(line))).collect();
        // What another card made cheaper earns stamps, and is not given away as well.
        let open: Vec<bool> = lines.iter().map(|(line, _)| !price.closed.contains(&line.id)).collect();
        let pieces: Vec<Pieces> = lines.iter().map(|(_, pieces)| *pieces).collect();
        let before = input.balance(STAMP).round_down(0).minor(0).unwrap_or_default();
        let Settings { every, free, .. } = self.settings;
        let cheaper = |a: usize, b: usize| cheaper(lines[a].0, lines[b].0);
        let outcome = row::complete(before, &pieces, &open, every, free, cheaper);
        let mut plan = Plan::default();
        for ((line, _), free) in lines.iter().zip(&outcome.free) {
            plan.adjust.extend(self.free(line, *free));
        }
        self.post(&mut plan, outcome.stamps);
        self.foot(&mut plan, input);
        Ok(plan)
    }

    /// The whole pieces of a line that count: of the goods, and not given away already.
    fn pieces(&self, line: &DraftLine) -> Pieces {
        let counts = self.settings.goods.cover(line.article.as_ref(), line.category.as_ref());
        if counts && line.net.is_positive() { whole(line.quantity) } else { 0 }
    }

    /// So many pieces of a line, as an amount off its net price.
    fn free(&self, line: &DraftLine, pieces: Pieces) -> Option<Adjust> {
        let share = line.net.share(Quantity::from(pieces).decimal(), line.quantity.decimal());
        let amount = self.shop.currency.round(share.percent(self.settings.percent)).min(line.net);
        (pieces > 0 && amount.is_positive()).then(|| Adjust {
            line: Some(line.id.clone()),
            value: AdjustValue::Amount(-amount),
            description: self.words().free(self.settings.percent),
            reason: REASON.to_owned(),
        })
    }

    fn post(&self, plan: &mut Plan, stamps: i64) {
        let amount = Amount::from(stamps);
        match stamps.cmp(&0) {
            Ordering::Greater => plan.post.push(Post::credit(SystemAccount::Bonus, STAMP, amount)),
            Ordering::Equal => {}
            Ordering::Less => {
                plan.post.push(Post::debit(STAMP, SystemAccount::Bonus, -amount));
                plan.floors.push(Floor {
                    over: vec![Over::Card(STAMP.to_owned())],
                    min: Amount::ZERO,
                    reason: Reason::BonusInsufficient,
                    text: self.words().stamps_changed().to_owned(),
                });
            }
        }
    }

    fn foot(&self, plan: &mut Plan, input: &Input) -> Amount {
        let after = (input.balance(STAMP) + change(&End::Card(STAMP.to_owned()), &plan.post)).round_down(0);
        let row = self.settings.every.get() - 1;
        plan.footer.push(self.words().stamps(&masked(&input.card.number), after, row));
        after
    }

    /// Stamps follow the pieces of the goods, not their price: a free piece had none. Source: R7, V-26
    fn give_back(&self, input: &Input, back: &Return) -> Result<Plan, Refusal> {
        if back.refund.is_positive() {
            return Err(no::refund(self.shop.language));
        }
        let Some(original) = &back.original else { return Ok(Plan::default()) };
        Ok(self.reversal(input, self.shares(back, original)))
    }

    fn shares(&self, back: &Return, original: &Original) -> Vec<Post> {
        let [mut all, mut before, mut after] = [0_i64; 3];
        for line in &back.lines {
            if self.settings.goods.cover(line.article.as_ref(), line.category.as_ref()) {
                let until = Quantity::from(line.before.decimal() + line.now.decimal());
                all = all.saturating_add(whole(line.quantity));
                before = before.saturating_add(whole(line.before));
                after = after.saturating_add(whole(until));
            }
        }
        if all == 0 {
            // None of its goods is known any more: the price has to do.
            return prorate::give_back(&self.shop, back);
        }
        let [before, now, all] = [before, after.saturating_sub(before), all].map(Quantity::from);
        prorate::give_back_pieces(&self.shop, original, before, now, all)
    }

    /// What is told of stamps that come back. Those that were used are taken all the same: the card then owes them.
    fn reversal(&self, input: &Input, post: Vec<Post>) -> Plan {
        let mut plan = Plan { post, ..Plan::default() };
        if !plan.post.is_empty() {
            let after = self.foot(&mut plan, input);
            if after.is_negative() && change(&End::Card(STAMP.to_owned()), &plan.post).is_negative() {
                plan.notices.push(Notice { to: Audience::Cashier, text: self.words().owed(-after) });
            }
        }
        plan
    }
}

/// Whole pieces; a fraction of one does not count.
fn whole(quantity: Quantity) -> Pieces {
    Amount::from(quantity.decimal()).round_down(0).minor(0).unwrap_or_default().max(0)
}

/// By the net price of a piece.
fn cheaper(a: &DraftLine, b: &DraftLine) -> Ordering {
    let piece = |line: &DraftLine| line.net.share(Quantity::ONE.decimal(), line.quantity.decimal());
    piece(a).cmp(&piece(b))
}
