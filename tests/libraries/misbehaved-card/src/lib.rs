//! A card type that does wrong what its settings say, one thing at a time: the core must refuse each of
//! its plans, and outlive the rest. Without `misbehave` it is a plain wallet.
//!
//! What the words mean stands beside them, in [`Misbehaved::plan`] and [`RAW`].

use fiscus_sdk::{
    Amount, End, Floor, Over, Percent, Post, Problem, Reason, Shop, SystemAccount, TenderKind,
    abi::{
        Table, TableRef,
        export::{
            self,
            abi_stable::{
                prefix_type::PrefixTypeTrait,
                std_types::{RSlice, RVec},
            },
        },
    },
    card::{
        AccountKind, Adjust, AdjustValue, Asked, Capability, CardTender, CardType, Decision, Event, EventKind, Input,
        Item, ItemKind, LoadFigures, Manifest, Plan, Settle,
    },
    schemars::{self, JsonSchema},
    serde::{self, Deserialize},
    serde_json::Value,
    settings,
};
use std::sync::atomic::{AtomicU32, Ordering};

/// The settings.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(crate = "serde", default, deny_unknown_fields)]
#[schemars(crate = "schemars")]
struct Settings {
    /// What it does wrong.
    misbehave: String,
}

struct Misbehaved {
    misbehave: String,
}

impl CardType for Misbehaved {
    fn manifest() -> Manifest {
        let card = AccountKind::card;
        Manifest {
            id: "misbehaved-card".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: vec![card("*"), card("PT")],
            events: vec![EventKind::Price, EventKind::Settle, EventKind::Load, EventKind::Return, EventKind::Void],
            capabilities: vec![Capability::LoadsMoney, Capability::Pays],
            settings: settings::schema::<Settings>(),
        }
    }

    fn open(settings: &Value, _: &Shop) -> Result<Self, Vec<Problem>> {
        let Settings { misbehave } = settings::read(settings)?;
        match misbehave.as_str() {
            "panic_in_open" => panic!("opened too far"),
            "problems" => Err(vec![Problem::at("misbehave", "is a problem"), Problem::at("", "so is the rest")]),
            _ => Ok(Self { misbehave }),
        }
    }

    fn describe(&self) -> Vec<String> {
        assert_ne!(self.misbehave, "panic_in_describe", "beyond description");
        if self.misbehave == "counted" {
            return vec![format!("open: {}", COUNTED.fetch_add(1, Ordering::SeqCst) + 1)];
        }
        vec![format!("misbehaves: {}", if self.misbehave.is_empty() { "not at all" } else { &self.misbehave })]
    }

    fn decide(&self, input: &Input) -> Decision {
        assert_ne!(self.misbehave, "panic_in_decide", "cannot decide");
        if RAW.iter().any(|(word, _)| *word == self.misbehave) {
            return Decision::deny(Reason::Internal, format!("{RAW_MARK}{}", self.misbehave));
        }
        match &input.event {
            Event::Price(price) => Decision::allow(Plan {
                adjust: self
                    .adjust(price.draft.lines.first().map(|line| (line.id.clone(), line.net)), price.draft.total),
                ..Plan::default()
            }),
            Event::Settle(settle) => Decision::allow(self.plan(settle, input.balance("EUR"))),
            Event::Load(load) => match load.amount {
                Some(amount) => Decision::allow(Plan {
                    post: vec![Post::credit(SystemAccount::Load, "EUR", amount)],
                    load: Some(LoadFigures { amount, credited: amount, to_pay: amount, ..LoadFigures::default() }),
                    ..Plan::default()
                }),
                None => Decision::deny(Reason::AmountInvalid, "how much?"),
            },
            _ => Decision::deny(Reason::ReturnNotAllowed, "nothing comes back"),
        }
    }
}

/// How many card types are open whose word is `counted`: it shows whether sessions are closed.
static COUNTED: AtomicU32 = AtomicU32::new(0);

impl Drop for Misbehaved {
    fn drop(&mut self) {
        match self.misbehave.as_str() {
            "counted" => drop(COUNTED.fetch_sub(1, Ordering::SeqCst)),
            "panic_in_drop" => panic!("does not let go"),
            _ => {}
        }
    }
}

impl Misbehaved {
    /// Price changes that go too far.
    fn adjust(&self, first: Option<(String, Amount)>, total: Amount) -> Vec<Adjust> {
        let cent = Amount::from_minor(1, 2);
        let (line, value) = match (self.misbehave.as_str(), first) {
            ("line_below_zero", Some((id, net))) => (Some(id), AdjustValue::Amount(-(net + cent))),
            ("line_below_zero_percent", Some((id, _))) => (Some(id), AdjustValue::Percent(Percent::from(-101))),
            ("total_below_zero", _) => (None, AdjustValue::Amount(-(total + cent))),
            ("unknown_line", _) => (Some("no such line".to_owned()), AdjustValue::Free),
            _ => return Vec::new(),
        };
        vec![Adjust { line, value, description: "too much".to_owned(), reason: "discount".to_owned() }]
    }

    /// Pays what it can, in every wrong way.
    fn plan(&self, settle: &Settle, balance: Amount) -> Plan {
        let one = Amount::from(1);
        let pay = match settle.asked {
            Asked::Nothing => return Plan::default(),
            Asked::Exactly(amount) => amount,
            Asked::Rest => balance.min(settle.due),
        };
        let card = |label: &str| End::Card(label.to_owned());
        let spend = End::System(SystemAccount::Spend);
        let tender =
            |amount| vec![CardTender { kind: TenderKind::MultiUseVoucher, description: String::new(), amount }];
        let item = |kind, department: &str, amount| {
            vec![Item { kind, department: department.to_owned(), description: "of its own".to_owned(), amount }]
        };
        let department = settle.draft.lines.first().map(|line| line.department.clone()).unwrap_or_default();
        let mut plan = Plan {
            tenders: tender(pay),
            post: vec![Post::debit("EUR", SystemAccount::Spend, pay)],
            floors: vec![Floor {
                over: vec![Over::Card("EUR".to_owned())],
                min: Amount::ZERO,
                reason: Reason::InsufficientBalance,
                text: "not enough".to_owned(),
            }],
            ..Plan::default()
        };
        match self.misbehave.as_str() {
            "foreign_account" => plan.post[0].from = card("STAMP.other"),
            "foreign_customer_account" => plan.post[0].from = End::Customer("EUR.due".to_owned()),
            "foreign_floor" => plan.floors[0].over = vec![Over::Card("STAMP.other".to_owned())],
            "between_system_accounts" => plan.post[0].from = End::System(SystemAccount::Load),
            "mixed_units" => plan.post.push(Post { from: card("EUR"), to: card("PT"), amount: one }),
            "to_itself" => plan.post.push(Post { from: card("EUR"), to: card("EUR"), amount: one }),
            "negative_amount" => plan.post.push(Post { from: card("EUR"), to: spend, amount: -one }),
            "zero_amount" => plan.post.push(Post { from: card("EUR"), to: spend, amount: Amount::ZERO }),
            "too_fine_amount" => {
                plan.post.push(Post { from: card("EUR"), to: spend, amount: Amount::from_minor(1, 5) })
            }
            "tender_without_posting" => plan.post.clear(),
            "tender_above_posting" => plan.post[0].amount = pay - Amount::from_minor(1, 2),
            "posting_without_tender" => plan.tenders.clear(),
            "tender_from_gift_side" => plan.post[0] = Post::credit(SystemAccount::Gift, "EUR", pay),
            "tender_above_due" => {
                plan.tenders = tender(settle.due + one);
                plan.post[0].amount = settle.due + one;
            }
            "negative_tender" => plan.tenders.extend(tender(-one)),
            "discharge_without_posting" => plan.items = item(ItemKind::Discharge, &department, one),
            "discharge_above_due" => {
                plan.tenders.clear();
                plan.items = item(ItemKind::Discharge, &department, settle.due + one);
                plan.post[0].amount = settle.due + one;
            }
            "negative_item" => plan.items = item(ItemKind::Sale, &department, -one),
            "unknown_department" => plan.items = item(ItemKind::Sale, "nowhere", one),
            "no_floor" => {
                plan.floors.clear();
                plan.tenders = tender(settle.due);
                plan.post[0].amount = settle.due;
            }
            _ => {}
        }
        plan
    }
}

const RAW_MARK: &str = "instead of this: ";

/// Answers that no SDK would write: the decision that names one is replaced by its bytes.
const RAW: &[(&str, &[u8])] = &[
    ("garbage", b"\xff\x00\x15 garbage"),
    ("empty_answer", b""),
    ("half_an_answer", br#"{"ok":{"allow":{"post":["#),
    ("two_answers", br#"{"ok":{"allow":{}}}{"ok":{"allow":{}}}"#),
    ("other_envelope", br#"{"fine":{}}"#),
    ("unknown_element", br#"{"ok":{"allow":{"teleport":[{"to":"the moon"}]}}}"#),
    ("unknown_decision", br#"{"ok":{"perhaps":{}}}"#),
    ("unknown_reason", br#"{"ok":{"deny":{"reason":"not_in_the_mood","text":"no"}}}"#),
    ("float_amount", br#"{"ok":{"allow":{"tenders":[{"kind":"cash","amount":"1e"}]}}}"#),
    ("no_session", br#"{"failed":"no_session"}"#),
];

extern "C" fn call(session: u64, message: RSlice<'_, u8>) -> RVec<u8> {
    let answer = export::call(session, message);
    let text = String::from_utf8_lossy(&answer);
    match RAW.iter().find(|(word, _)| text.contains(&format!("{RAW_MARK}{word}\""))) {
        Some((_, bytes)) => RVec::from(*bytes),
        None => answer,
    }
}

extern "C" fn open(message: RSlice<'_, u8>) -> RVec<u8> {
    if String::from_utf8_lossy(&message).contains(r#""misbehave":"garbage_in_open""#) {
        return RVec::from(&b"{\"ok\":{\"session\""[..]);
    }
    export::card_open::<Misbehaved>(message)
}

fn table() -> TableRef {
    Table {
        message_version: export::message_version,
        manifest: export::card_manifest::<Misbehaved>,
        open,
        call,
        close: export::close,
    }
    .leak_into_prefix()
}

fiscus_sdk::__export_library!(table());
