//! What a plan may contain, as rules that anybody can run: the core before anything is reserved or printed, and
//! the [kit](crate::kit) on the author's desk.
//!
//! It judges one plan of one card. It does not know other cards, printers, or what a plan is good for.

use crate::{
    Amount, End, Over, Post, Shop,
    account::{RATE, unit_of},
    card::{AccountOwner, Asked, CardStatus, Effect, ItemKind, Manifest, Plan},
    prorate,
};
use std::{collections::BTreeSet, fmt};

/// Which rule a plan breaks (English: it is for the author of the plugin).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Broken {}

fn broken<T>(what: impl Into<String>) -> Result<T, Broken> {
    Err(Broken(what.into()))
}

/// What a plan is judged by besides itself.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// Who made the plan.
    pub manifest: &'a Manifest,
    /// Whether the card has a customer.
    pub customer: bool,
}

/// What a card did in the sale whose goods come back.
#[derive(Debug, Clone, Copy)]
pub struct Paid<'a> {
    /// What it posted.
    pub posts: &'a [Post],
    /// What of each posting came back before.
    pub reversed: &'a [Amount],
    /// What its tenders came to.
    pub tenders: Amount,
    /// What came back of the receipt before.
    pub returned_before: Amount,
    /// What comes back now.
    pub amount: Amount,
    /// What the receipt came to.
    pub total: Amount,
}

impl Rules<'_> {
    /// Rules for every plan: postings touch only accounts that the manifest names, each above zero, within one
    /// unit and with no more digits than it has; lines are on departments that exist; effects name a setting.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn movements(&self, plan: &Plan) -> Result<(), Broken> {
        for post in &plan.post {
            self.posting(post)?;
        }
        for item in &plan.items {
            if !self.money(item.amount) {
                return broken(format!("a line of {}", item.amount));
            }
            if !self.shop.departments.contains_key(&item.department) {
                return broken(format!("a line on the department \"{}\", which does not exist", item.department));
            }
        }
        for tender in &plan.tenders {
            if !self.money(tender.amount) {
                return broken(format!("a tender of {}", tender.amount));
            }
        }
        plan.effects.iter().try_for_each(effect)
    }

    fn posting(&self, post: &Post) -> Result<(), Broken> {
        for end in [&post.from, &post.to] {
            let (owner, label) = match end {
                End::Card(label) => (AccountOwner::Card, label),
                End::Customer(label) => (AccountOwner::Customer, label),
                End::System(_) => continue,
            };
            if !self.names(owner, label) {
                return broken(format!("it posts to \"{label}\", which its manifest does not name"));
            }
            if owner == AccountOwner::Customer && !self.customer {
                return broken(format!("it posts to \"{label}\" of a customer, and the card has none"));
            }
        }
        let Some(label) = post.label() else {
            return broken("it posts between accounts of the shop");
        };
        if post.from == post.to {
            return broken(format!("it posts from \"{label}\" to itself"));
        }
        if let (End::Card(a) | End::Customer(a), End::Card(b) | End::Customer(b)) = (&post.from, &post.to)
            && unit_of(a) != unit_of(b)
        {
            return broken(format!("it posts from \"{a}\" to \"{b}\", which are of different units"));
        }
        if !post.amount.is_positive() || post.amount.minor(scale(self.shop, label)).is_none() {
            return broken(format!("it posts {} to \"{label}\"", post.amount));
        }
        Ok(())
    }

    /// Rules for floors: each sums accounts that are there, of one unit, and its least has no more digits than
    /// that unit.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn floors(&self, plan: &Plan) -> Result<(), Broken> {
        for floor in &plan.floors {
            let mut unit = None;
            for span in &floor.over {
                let (Over::Card(label) | Over::Customer(label) | Over::CustomerCards(label)) = span;
                if *unit.get_or_insert(unit_of(label)) != unit_of(label) {
                    return broken("a floor sums accounts of different units");
                }
                match span {
                    Over::Card(_) if !self.names(AccountOwner::Card, label) => {
                        return broken(format!("a floor over \"{label}\", which its manifest does not name"));
                    }
                    // What a customer owes in all is for every card of his to respect.
                    Over::Customer(_) | Over::CustomerCards(_) if !self.customer => {
                        return broken("a floor names an account that is not there");
                    }
                    _ => {}
                }
            }
            let Some(unit) = unit else {
                return broken("a floor names an account that is not there");
            };
            if floor.min.minor(scale(self.shop, unit)).is_none() {
                return broken(format!("{} does not fit the unit of {unit}", floor.min));
            }
        }
        Ok(())
    }

    fn names(&self, owner: AccountOwner, label: &str) -> bool {
        self.manifest.accounts.iter().any(|kind| kind.owner == owner && kind.covers(label, &self.shop.currency.name))
    }

    fn money(&self, amount: Amount) -> bool {
        amount.is_positive() && amount.minor(self.shop.currency.scale).is_some()
    }

    /// What a plan takes from the card's accounts of the shop's money (counters apart), and from what its customer
    /// has, less what it gives them.
    fn money_taken<'p>(&self, posts: impl IntoIterator<Item = &'p Post>) -> Amount {
        let currency = &self.shop.currency.name;
        let due = format!("{currency}.due");
        let money = |end: &End| match end {
            End::Card(label) => {
                unit_of(label) == currency
                    && !self.manifest.accounts.iter().any(|kind| kind.counter && kind.covers(label, currency))
            }
            End::Customer(label) => *label == due,
            End::System(_) => false,
        };
        posts
            .into_iter()
            .map(|post| match (money(&post.from), money(&post.to)) {
                (true, false) => post.amount,
                (false, true) => -post.amount,
                _ => Amount::ZERO,
            })
            .sum()
    }

    /// Rules for a plan of prices: it changes prices and nothing else on the receipt, and not the lines in `closed`
    /// (A-12).
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn price(&self, plan: &Plan, closed: &BTreeSet<String>) -> Result<(), Broken> {
        if !plan.items.is_empty() || !plan.tenders.is_empty() || plan.load.is_some() {
            return broken("a plan of prices puts lines, tenders or a load on the receipt");
        }
        self.unchanged(plan)?;
        let taken = |line: &Option<String>| match line {
            Some(id) => closed.contains(id),
            None => !closed.is_empty(),
        };
        if let Some(change) = plan.adjust.iter().find(|change| taken(&change.line)) {
            return broken(format!("\"{}\" changes a price that another card has changed", change.description));
        }
        Ok(())
    }

    /// The card itself stays as it is, and nothing happens outside.
    fn unchanged(&self, plan: &Plan) -> Result<(), Broken> {
        if plan.card.is_some() || !plan.effects.is_empty() {
            return broken("a sale changes the card itself");
        }
        Ok(())
    }

    /// Nothing but movements, the card itself, slips and words.
    fn off_receipt(&self, plan: &Plan, what: &str) -> Result<(), Broken> {
        if !plan.adjust.is_empty() || !plan.items.is_empty() || !plan.tenders.is_empty() || plan.load.is_some() {
            return broken(format!("{what} with lines, adjustments, tenders or a load"));
        }
        Ok(())
    }

    /// Rules for a use without a receipt: something is taken from the card, and nothing is printed fiscally.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn use_up(&self, plan: &Plan) -> Result<(), Broken> {
        self.off_receipt(plan, "a use")?;
        if !plan.post.iter().any(|post| matches!(post.from, End::Card(_))) {
            return broken("a use takes nothing from the card");
        }
        if plan.effects.is_empty() { Ok(()) } else { broken("a use with effects outside") }
    }

    /// Rules for a card that is made or sold: what is on it comes from the shop, its price is the till's.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn issue(&self, plan: &Plan, sold: bool) -> Result<(), Broken> {
        self.off_receipt(plan, "an issue")?;
        if plan.post.iter().any(|post| !matches!(post.from, End::System(_))) {
            return broken("an issue takes something from the card");
        }
        match plan.card.as_ref().and_then(|card| card.status) {
            None => Ok(()),
            Some(CardStatus::Active) if sold => Ok(()),
            Some(CardStatus::Created) if !sold => Ok(()),
            Some(status) => broken(format!("a card that is issued becomes {}", status.word())),
        }
    }

    /// Rules for a card that changes hands: its status is the core's, effects are the plugin's.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn movement(&self, plan: &Plan) -> Result<(), Broken> {
        self.off_receipt(plan, "a movement")?;
        match &plan.card {
            Some(card) if card.status.is_some() || card.secret => broken("a movement sets the card's status or secret"),
            _ => Ok(()),
        }
    }

    /// Rules for a review: it only sets the discounts that are assigned.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn review(&self, plan: &Plan) -> Result<(), Broken> {
        self.off_receipt(plan, "a review")?;
        self.unchanged(plan)?;
        if !plan.slips.is_empty() || !plan.footer.is_empty() {
            return broken("a review prints");
        }
        match plan.post.iter().find(|post| post.label().map(unit_of) != Some(RATE)) {
            Some(post) => broken(format!("a review posts {}, which is no assigned discount", post.amount)),
            None => Ok(()),
        }
    }

    /// Rules for a settlement: what it gives is what was asked, at most what is due, and taken from the card.
    /// `lowered` is what its adjustments take off the total. Answers what the card gives.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn settle(&self, plan: &Plan, lowered: Amount, due: Amount, asked: Asked) -> Result<Amount, Broken> {
        if plan.items.iter().any(|item| item.kind != ItemKind::Discharge) {
            return broken("a settlement sells something");
        }
        if plan.load.is_some() {
            return broken("a settlement loads");
        }
        self.unchanged(plan)?;
        let tenders: Amount = plan.tenders.iter().map(|t| t.amount).sum();
        let discharged: Amount = plan.items.iter().map(|i| i.amount).sum();
        let given = tenders + discharged + lowered;
        if given > due {
            return broken(format!("it gives {given} where {due} is due"));
        }
        match asked {
            Asked::Exactly(amount) if given != amount => {
                return broken(format!("it gives {given} where exactly {amount} was asked"));
            }
            Asked::Nothing if !given.is_zero() => {
                return broken(format!("it gives {given} where nothing was asked"));
            }
            _ => {}
        }
        // What is collected in the same breath (points in the shop's money) is no backing: it is counted apart.
        let taken = self.money_taken(plan.post.iter().filter(|post| !matches!(post.from, End::System(_))));
        if taken != given {
            return broken(format!("it gives {given} and takes {taken} from the card"));
        }
        Ok(given)
    }

    /// Rules for a load: what is credited is what is posted, what is sold is paid.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn load(&self, plan: &Plan) -> Result<(), Broken> {
        let Some(figures) = &plan.load else {
            return broken("a load without its figures");
        };
        if !plan.tenders.is_empty() || !plan.adjust.is_empty() {
            return broken("a load with tenders or adjustments");
        }
        if plan.card.as_ref().is_some_and(|card| card.status.is_some() || card.secret) || !plan.effects.is_empty() {
            return broken("a load sets the card's status or secret, or has effects outside");
        }
        if plan.items.iter().any(|item| item.kind != ItemKind::Sale) {
            return broken("a load with a discharge");
        }
        let credited = -self.money_taken(&plan.post);
        if plan.post.is_empty() {
            return broken("a load that puts nothing on the card");
        }
        if credited != figures.credited {
            return broken(format!("it says it credits {} and posts {credited}", figures.credited));
        }
        if figures.to_pay.is_negative() || figures.to_pay.minor(self.shop.currency.scale).is_none() {
            return broken(format!("{} to pay", figures.to_pay));
        }
        let sold: Amount = plan.items.iter().map(|i| i.amount).sum();
        if sold > figures.to_pay {
            return broken(format!("it sells for {sold} and only {} is to pay", figures.to_pay));
        }
        if figures.credited > figures.to_pay + figures.gift {
            return broken(format!(
                "it credits {} for {} paid and {} given",
                figures.credited, figures.to_pay, figures.gift
            ));
        }
        Ok(())
    }

    /// Rules for a return: nothing of the original comes back more than once, the tenders are the refund, and the
    /// card gets no more money than the refund and the share of what it gave otherwise (adjustments, discharges).
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn give_back(&self, plan: &Plan, original: Option<&Paid<'_>>, refund: Amount) -> Result<(), Broken> {
        if !plan.items.is_empty() || !plan.adjust.is_empty() || plan.load.is_some() {
            return broken("a return with lines, adjustments or a load");
        }
        let tenders: Amount = plan.tenders.iter().map(|t| t.amount).sum();
        if tenders != refund {
            return broken(format!("it gives back {tenders} where {refund} was asked"));
        }
        let Some(paid) = original else {
            let given = -self.money_taken(&plan.post);
            if given != refund {
                return broken(format!("it takes back {refund} and posts {given}"));
            }
            return Ok(());
        };
        let (posts, reversed) = (paid.posts, paid.reversed);
        let credited = -self.money_taken(plan.post.iter().filter(|post| matches!(post.to, End::Card(_))));
        let most = refund + self.other_share(paid);
        if credited > most {
            return broken(format!("it gives the card {credited}, and {most} is its part of what comes back"));
        }
        for (index, post) in posts.iter().enumerate() {
            let back: Amount =
                plan.post.iter().filter(|p| p.from == post.to && p.to == post.from).map(|p| p.amount).sum();
            let same: Amount = posts
                .iter()
                .zip(reversed.iter().copied().chain(std::iter::repeat(Amount::ZERO)))
                .filter(|(p, _)| p.from == post.from && p.to == post.to)
                .map(|(p, before)| p.amount - before)
                .sum();
            if back > same {
                return broken(format!("posting {} comes back with {back}, and {same} is left of it", index + 1));
            }
        }
        match plan.post.iter().find(|back| !posts.iter().any(|post| back.from == post.to && back.to == post.from)) {
            Some(foreign) => broken(format!("it posts {} that the original does not have", foreign.amount)),
            None => Ok(()),
        }
    }

    /// The share of what comes back in what the card gave otherwise than as tenders, and a cent of rounding for
    /// each of its postings.
    fn other_share(&self, paid: &Paid<'_>) -> Amount {
        let taken = self.money_taken(paid.posts.iter().filter(|post| matches!(post.from, End::Card(_))));
        let other = taken - paid.tenders;
        let scale = self.shop.currency.scale;
        let rounding = Amount::from_minor(i64::try_from(paid.posts.len()).unwrap_or(i64::MAX), scale);
        if !other.is_positive() || !paid.total.is_positive() {
            return rounding;
        }
        let none = Amount::ZERO;
        let before = prorate::share(other, none, none, paid.returned_before, paid.total, scale);
        prorate::share(other, before, paid.returned_before, paid.amount, paid.total, scale) + rounding
    }

    /// Rules for undoing a whole operation: every posting comes back exactly.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn undo(&self, plan: &Plan, posts: &[Post]) -> Result<(), Broken> {
        if !plan.items.is_empty() || !plan.adjust.is_empty() || plan.load.is_some() {
            return broken("a void with lines, adjustments or a load");
        }
        let mut expected: Vec<Post> = posts.iter().map(|post| post.reversed(post.amount)).collect();
        let mut found = plan.post.clone();
        let order = |a: &Post, b: &Post| (&a.from, &a.to, a.amount).cmp(&(&b.from, &b.to, b.amount));
        expected.sort_by(order);
        found.sort_by(order);
        if expected != found {
            return broken("a void does not undo exactly what was posted");
        }
        Ok(())
    }
}

/// An effect names a setting, never an address: what a plan says is kept for ever, and an address may hold a password.
fn effect(effect: &Effect) -> Result<(), Broken> {
    let (Effect::Provision(access) | Effect::Revoke(access)) = effect;
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if !access.at.split('.').all(word) {
        return broken("an effect does not name the setting that holds the address, such as \"radius.url\"");
    }
    if access.login.is_empty() {
        return broken("an effect without a login");
    }
    Ok(())
}

/// Digits after the point of the unit a label belongs to.
#[must_use]
pub fn scale(shop: &Shop, label: &str) -> u32 {
    shop.scale(unit_of(label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        SystemAccount,
        card::{Access, CardTender},
        receipt::TenderKind,
    };

    /// An address in a plan would be kept for ever, password included.
    #[test]
    fn an_effect_names_a_setting_and_no_address() {
        for (at, login, fine) in [
            ("radius.url", "98", true),
            ("a-b.c_1", "98", true),
            ("radius.url", "", false),
            ("", "98", false),
            ("radius.", "98", false),
            ("postgres://u:s3cret@h/d", "98", false),
            ("sqlite:radius.db", "98", false),
        ] {
            let access = Access { at: at.to_owned(), login: login.to_owned(), ..Access::default() };
            for told in [effect(&Effect::Provision(access.clone())), effect(&Effect::Revoke(access.clone()))] {
                assert_eq!(told.is_ok(), fine, "{at}: {told:?}");
                assert!(!format!("{told:?}").contains("s3cret"));
            }
        }
    }

    /// R7, R8: who is refunded in cash gets nothing onto the card as well, but for his share of what it gave
    /// otherwise.
    #[test]
    fn money_does_not_go_back_twice() {
        let shop: Shop = serde_json::from_str(r#"{"currency":{"name":"EUR","scale":2}}"#).expect("a shop");
        let manifest = Manifest {
            id: "x".to_owned(),
            version: "1".to_owned(),
            accounts: vec![crate::card::AccountKind::card("*"), crate::card::AccountKind::card("*.gift")],
            events: Vec::new(),
            capabilities: Vec::new(),
            settings: serde_json::Value::Null,
        };
        let rules = Rules { shop: &shop, manifest: &manifest, customer: false };
        let amount = |text: &str| text.parse::<Amount>().expect(text);
        // 20.00 of its own money and 10.00 in cash paid 30.00, after 4.00 of gift money; half of it comes back.
        let posts = [
            Post::debit("EUR", SystemAccount::Spend, amount("20.00")),
            Post::debit("EUR.gift", SystemAccount::Gift, amount("4.00")),
        ];
        for (refund, money, gift, fine) in [
            ("10.00", "10.00", "2.00", true),
            ("10.00", "10.00", "2.02", true),
            ("10.00", "10.00", "2.03", false),
            ("10.00", "12.03", "0", false),
            ("0", "0", "2.00", true),
            ("0", "10.00", "2.00", false),
            ("0", "10.00", "0", false),
        ] {
            let mut plan = Plan::default();
            for (account, other, back) in
                [("EUR", SystemAccount::Spend, money), ("EUR.gift", SystemAccount::Gift, gift)]
            {
                let back = amount(back);
                plan.post.extend(back.is_positive().then(|| Post::credit(other, account, back)));
            }
            let refund = amount(refund);
            plan.tenders.extend(refund.is_positive().then(|| CardTender {
                kind: TenderKind::MultiUseVoucher,
                description: String::new(),
                amount: refund,
            }));
            let paid = Paid {
                posts: &posts,
                reversed: &[Amount::ZERO, Amount::ZERO],
                tenders: amount("20.00"),
                returned_before: amount("0.00"),
                amount: amount("15.00"),
                total: amount("30.00"),
            };
            let told = rules.give_back(&plan, Some(&paid), refund);
            assert_eq!(told.is_ok(), fine, "{refund} {money} {gift}: {told:?}");
        }
    }
}
