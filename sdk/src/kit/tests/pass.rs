//! One unsound card type for each rule of what is made, moved, used and looked at anew.

use crate::{
    Amount, End, Floor, Over, Post, Problem, Quantity, Reason, Shop, Slip, SystemAccount, Unit,
    card::{
        Access, AccountKind, Adjust, AdjustValue, Capability, CardChange, CardStatus, CardType, Decision, Effect,
        Event, EventKind, Input, Item, ItemKind, LoadFigures, Manifest, Movement, Offer, Original, Plan, Product,
        Question, Return,
    },
    kit::{amount, card::conform, shop},
    personal::{
        Usage,
        own::{self, Setting},
    },
    prorate,
};
use serde_json::{Value, json};

/// A pass for the gym that does wrong what its settings say.
struct Pass {
    wrong: String,
    shop: Shop,
}

const USES: &str = "USE.gym";

fn no(reason: Reason) -> Decision {
    Decision::deny(reason, "not with this card")
}

impl CardType for Pass {
    fn manifest() -> Manifest {
        use EventKind::{Issue, Load, Move, Price, Return, Review, Use, Void};
        Manifest {
            id: "pass".to_owned(),
            version: "1.0.0".to_owned(),
            accounts: Vec::new(),
            events: vec![Price, Load, Use, Issue, Move, Review, Return, Void],
            capabilities: vec![Capability::LoadsUses],
            settings: json!({ "properties": { "wrong": { "type": "string" } }, "additionalProperties": false }),
        }
    }

    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        match settings.get("no-such-setting") {
            Some(_) => Err(vec![Problem::at("no-such-setting", "unknown")]),
            None => Ok(Self { wrong: settings["wrong"].as_str().unwrap_or_default().into(), shop: shop.clone() }),
        }
    }

    fn offer(&self) -> Offer {
        let is = |wrong: &str| self.wrong == wrong;
        let mut accounts = vec![AccountKind::card(USES), AccountKind::customer("RATE.gym").counting()];
        accounts.extend(is("twice an account").then(|| AccountKind::card(USES)));
        let product = Product {
            profile: "gym".to_owned(),
            name: if is("nameless") { "" } else { "Gym" }.to_owned(),
            price: amount(if is("too fine") { "0.005" } else { "50.00" }),
            department: if is("on no department") { "gym" } else { "bar" }.to_owned(),
            stocked: false,
        };
        let unit = Unit { name: if is("odd unit") { "use" } else { "USE" }.to_owned(), scale: 0 };
        let accounts = (!is("manifest counts")).then_some(accounts);
        let own = own::schema([Setting::discounts(), Setting::mode(&[Usage::Discount])]);
        let own = if is("keeps anything") { json!({ "properties": {} }) } else { own };
        let (products, units) = (vec![product], vec![unit]);
        Offer { products, units, accounts, card_settings: Some(own), ..Offer::default() }
    }

    fn decide(&self, input: &Input) -> Decision {
        let is = |wrong: &str| self.wrong == wrong;
        let mut plan = Plan::default();
        match &input.event {
            Event::Price(price) if is("refuses its mode") && price.mode.is_some() => return no(Reason::NotPermitted),
            Event::Price(price) => {
                let line = price.draft.lines.iter().find(|line| line.article.as_deref() == Some("gym"));
                let Some(line) = line else { return Decision::allow(plan) };
                let uses = Amount::from(line.quantity.decimal());
                let closed = price.closed.contains(&line.id) && !is("closed line");
                if closed || uses.minor(0).is_none() || uses > input.balance(USES) {
                    return Decision::allow(plan);
                }
                plan.adjust.push(Adjust {
                    line: Some(line.id.clone()),
                    value: AdjustValue::Free,
                    description: "Gym".to_owned(),
                    reason: "service".to_owned(),
                });
                self.take(&mut plan, uses);
            }
            Event::Load(load) if load.service.is_none() && load.answers.is_empty() => return ask("profile"),
            Event::Load(_) => {
                let price = amount("50.00");
                plan.load = Some(LoadFigures { amount: price, to_pay: price, ..LoadFigures::default() });
                plan.items.push(item(price));
                plan.post.push(Post::credit(SystemAccount::Load, USES, Amount::from(10)));
                let status = is("load activates").then_some(CardStatus::Active);
                plan.card = Some(CardChange { status, valid_until: Some(input.now.date()), ..CardChange::default() });
            }
            Event::Use(of) => {
                let uses = Amount::from(of.quantity.unwrap_or(Quantity::ONE).decimal());
                if of.service.as_deref() != Some("gym") || uses > input.balance(USES) || !uses.is_positive() {
                    return no(Reason::InsufficientBalance);
                }
                if uses.minor(0).is_none() {
                    return no(Reason::AmountInvalid);
                }
                self.take(&mut plan, uses);
                plan.items.extend(is("sells at use").then(|| item(uses)));
                plan.effects.extend(is("acts at use").then(|| Effect::Revoke(Access::default())));
                if is("takes nothing") {
                    plan.post.clear();
                }
            }
            Event::Issue(issue) => {
                let Some(profile) = issue.profile.as_ref().or(input.card.profile.as_ref()) else {
                    return ask(if is("asks elsewhere") { "description" } else { "profile" });
                };
                if is("asks again") {
                    return ask("profile");
                }
                if profile != "gym" {
                    return no(Reason::ProfileMissing);
                }
                let (status, credit) = if issue.sold { (CardStatus::Active, 10) } else { (CardStatus::Created, 0) };
                let status = if is("sleeps") { CardStatus::Blocked } else { status };
                plan.card = Some(CardChange { status: Some(status), secret: true, ..CardChange::default() });
                let credit = Amount::from(credit);
                plan.post.extend(credit.is_positive().then(|| Post::credit(SystemAccount::Load, USES, credit)));
                plan.post.extend(is("costs uses").then(|| Post::debit(USES, SystemAccount::Load, Amount::from(1))));
            }
            Event::Move(to) => {
                let login = input.card.number.clone();
                let access = Access { at: "radius.url".to_owned(), login, ..Access::default() };
                plan.effects.extend((to.to == Movement::Deliver).then_some(Effect::Provision(access)));
                let status = is("moves itself").then_some(CardStatus::Active);
                plan.card = Some(CardChange { status, secret: is("new secret"), ..CardChange::default() });
            }
            Event::Review(_) => {
                let (to, amount) = match input.customer.is_some() && !is("pays at review") {
                    true => (End::Customer("RATE.gym".to_owned()), amount("5.00")),
                    false => (End::Card(USES.to_owned()), Amount::from(1)),
                };
                let paying = input.customer.is_some() || is("pays at review");
                plan.post.extend(paying.then_some(Post { from: End::System(SystemAccount::Adjust), to, amount }));
                plan.slips.extend(is("prints at review").then(Slip::default));
            }
            Event::Return(back) => return self.give_back(back),
            Event::Void(void) => {
                plan = prorate::undo(&void.original);
                if is("voids half") && void.original.kind == "card.use" {
                    plan.post.clear();
                }
            }
            Event::Settle(_) => {}
        }
        Decision::allow(plan)
    }
}

impl Pass {
    fn take(&self, plan: &mut Plan, uses: Amount) {
        let text = "no uses left".to_owned();
        let over = vec![Over::Card(USES.to_owned())];
        plan.post.push(Post::debit(USES, SystemAccount::Spend, uses));
        plan.floors.push(Floor { over, min: Amount::ZERO, reason: Reason::InsufficientBalance, text });
    }

    fn give_back(&self, back: &Return) -> Decision {
        let Some(original) = &back.original else { return no(Reason::ReturnNotAllowed) };
        if original.kind == "card.use" {
            let mut plan = prorate::undo(original);
            if self.wrong == "keeps a use" {
                plan.post.clear();
            }
            return Decision::allow(plan);
        }
        let Some(line) = back.lines.iter().find(|line| line.article.as_deref() == Some("gym")) else {
            return Decision::allow(Plan::default());
        };
        let now = if self.wrong == "returns at once" { line.quantity } else { line.now };
        let original = match self.wrong == "returns at once" {
            true => Original { reversed: Vec::new(), ..original.clone() },
            false => original.clone(),
        };
        let post = prorate::give_back_pieces(&self.shop, &original, line.before, now, line.quantity);
        Decision::allow(Plan { post, ..Plan::default() })
    }
}

fn item(amount: Amount) -> Item {
    Item { kind: ItemKind::Sale, department: "bar".to_owned(), description: String::new(), amount }
}

fn ask(id: &str) -> Decision {
    let choices = vec!["gym".to_owned()];
    Decision::Ask(vec![Question { id: id.into(), kind: "choice".into(), choices, ..Question::default() }])
}

#[test]
fn what_is_made_moved_used_and_looked_at_is_judged_too() {
    for (wrong, broken) in [
        ("", &[][..]),
        ("manifest counts", &["plans"]),
        ("twice an account", &["offers"]),
        ("nameless", &["offers"]),
        ("too fine", &["offers"]),
        ("on no department", &["offers"]),
        ("odd unit", &["offers"]),
        ("keeps anything", &["own_settings"]),
        ("refuses its mode", &["own_settings"]),
        ("closed line", &["plans"]),
        ("load activates", &["plans"]),
        ("sells at use", &["plans"]),
        ("acts at use", &["plans"]),
        ("takes nothing", &["plans"]),
        ("sleeps", &["plans"]),
        ("costs uses", &["plans"]),
        ("asks elsewhere", &["questions"]),
        ("asks again", &["questions"]),
        ("moves itself", &["plans"]),
        ("new secret", &["plans"]),
        ("pays at review", &["plans"]),
        ("prints at review", &["plans"]),
        ("keeps a use", &["returns"]),
        ("voids half", &["returns"]),
        ("returns at once", &["returns"]),
    ] {
        let settings = if wrong.is_empty() { json!({}) } else { json!({ "wrong": wrong }) };
        let report = conform::<Pass>(&settings, &shop(), 7);
        assert_eq!(report.broken(), broken, "{wrong}\n{report}");
    }
}

/// A card type whose manifest promises what it has no event for.
struct Hollow<const CAPABLE: bool>;

impl<const CAPABLE: bool> CardType for Hollow<CAPABLE> {
    fn manifest() -> Manifest {
        let capabilities = if CAPABLE { vec![Capability::LoadsUses] } else { Vec::new() };
        Manifest { events: vec![EventKind::Use], capabilities, ..Pass::manifest() }
    }
    fn open(settings: &Value, shop: &Shop) -> Result<Self, Vec<Problem>> {
        Pass::open(settings, shop).map(|_| Self)
    }
    fn offer(&self) -> Offer {
        let offer = Pass { wrong: String::new(), shop: shop() }.offer();
        if CAPABLE { Offer::default() } else { offer }
    }
    fn decide(&self, _: &Input) -> Decision {
        no(Reason::NotPermitted)
    }
}

#[test]
fn a_promise_needs_its_event() {
    assert_eq!(conform::<Hollow<true>>(&json!({}), &shop(), 7).broken(), ["manifest_events"]);
    assert_eq!(conform::<Hollow<false>>(&json!({}), &shop(), 7).broken(), ["offers"]);
}
