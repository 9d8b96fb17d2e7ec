//! What a load comes to: rounding, maximum, gift or fee, debt first; and what is asked before.

use crate::{
    rules::Prepaid,
    settings::{FeeFrom, LoadPaper, Mode, Preset, Variation},
    slips,
};
use fiscus_sdk::{
    Amount, Post, Reason, Refusal, SystemAccount,
    card::{Decision, Input, Item, ItemKind, Load, LoadFigures, Plan, Question},
    serde_json::{self, Value, json},
};

/// The longest free description that is printed.
const DESCRIPTION: usize = 120;

/// A department's part of what a load settles.
struct Service {
    department: String,
    label: String,
    /// What is sold there now.
    paid: Amount,
    /// What its counter falls by.
    counted: Amount,
}

impl Prepaid {
    /// Source: S2-04, S2-09, S2-14 to S2-24, S3-03
    ///
    /// # Errors
    /// An amount that cannot be loaded.
    pub fn load(&self, input: &Input, load: &Load) -> Result<Decision, Refusal> {
        let figures = match self.typed(load)? {
            Some(typed) => Some(self.figures(input, typed)?),
            None => None,
        };
        let questions = self.questions(input, load, figures.is_none());
        match figures {
            Some(figures) if questions.is_empty() => Ok(Decision::allow(self.loaded(input, load, figures))),
            _ => Ok(Decision::Ask(questions)),
        }
    }

    fn typed(&self, load: &Load) -> Result<Option<Amount>, Refusal> {
        if load.amount.is_some() {
            return Ok(load.amount);
        }
        match load.answers.get("amount") {
            None | Some(Value::Null) => Ok(None),
            Some(answer) => serde_json::from_value(answer.clone())
                .map(Some)
                .map_err(|_| Refusal::new(Reason::AmountInvalid, self.words().not_an_amount())),
        }
    }

    fn questions(&self, input: &Input, load: &Load, amount_missing: bool) -> Vec<Question> {
        let settings = &self.settings;
        let words = self.words();
        let open = |id: &str| load.answers.get(id).is_none_or(Value::is_null);
        let ask = |id: &str, kind: &str, text: &str| Question {
            id: id.to_owned(),
            kind: kind.to_owned(),
            text: text.to_owned(),
            required: true,
            ..Question::default()
        };
        let mut questions = Vec::new();
        if amount_missing {
            let presets = settings.presets.iter().map(|preset| match preset.credit {
                None => json!(self.round(preset.pay)),
                Some(credit) => json!({ "pay": self.round(preset.pay), "credit": self.round(credit) }),
            });
            questions.push(Question {
                presets: presets.collect(),
                max: settings.max_load.map(|most| self.round(most)),
                step: settings.rounding_step.is_positive().then(|| self.round(settings.rounding_step)),
                ..ask("amount", "amount", words.ask_amount())
            });
        }
        if settings.ask_description && open("description") {
            questions.push(ask("description", "text", words.ask_description()));
        }
        if settings.ask_customer && input.customer.is_none() && open("customer") {
            questions.push(ask("customer", "customer", words.ask_customer()));
        }
        questions
    }

    fn preset(&self, amount: Amount) -> Option<Preset> {
        self.settings.presets.iter().copied().find(|preset| preset.pay == amount)
    }

    /// Source: V-03, V-04, V-05
    fn figures(&self, input: &Input, typed: Amount) -> Result<LoadFigures, Refusal> {
        let typed = self.valid(typed)?;
        // An offered amount is what it says, whatever the step.
        let amount = if self.preset(typed).is_some() {
            typed
        } else {
            self.valid(typed.round_to_step(self.settings.rounding_step))?
        };
        let preset = self.preset(amount);
        if preset.is_none() && !self.settings.free_amount {
            let offered = self.settings.presets.iter().map(|preset| self.round(preset.pay));
            return Err(Refusal::new(Reason::AmountInvalid, self.words().only_presets(offered)));
        }
        if let Some(most) = self.settings.max_load
            && amount > most
        {
            return Err(Refusal::new(Reason::AmountAboveMaximum, self.words().above_maximum(amount, most)));
        }
        let variation = match preset.and_then(|preset| preset.credit) {
            Some(credit) => credit - amount,
            None => self.settings.variation.map(|variation: Variation| variation.of(amount)).unwrap_or_default(),
        };
        let variation = self.round(variation);
        let gift = self.round(variation.max(Amount::ZERO));
        let fee = self.round(-variation.min(Amount::ZERO));
        let (paid_in, to_pay) = match self.settings.fee {
            FeeFrom::Deduct => (self.round(amount - fee), amount),
            FeeFrom::Add => (amount, self.round(amount + fee)),
        };
        if paid_in.is_negative() {
            return Err(Refusal::new(Reason::AmountInvalid, self.words().fee_above_load(fee, amount)));
        }
        let debt = -input.balance(&self.money).min(Amount::ZERO);
        let settled = self.round(paid_in.min(debt));
        Ok(LoadFigures { amount, credited: self.round(paid_in + gift), settled, fee, gift, to_pay })
    }

    fn loaded(&self, input: &Input, load: &Load, figures: LoadFigures) -> Plan {
        let mut plan = Plan::default();
        let paid_in = self.round(figures.credited - figures.gift);
        if paid_in.is_positive() {
            plan.post.push(Post::credit(SystemAccount::Load, &self.money, paid_in));
        }
        if figures.gift.is_positive() {
            plan.post.push(Post::credit(SystemAccount::Gift, &self.gift, figures.gift));
        }
        let services = self.services(input, figures.settled);
        for service in services.iter().filter(|service| service.counted.is_positive()) {
            plan.post.push(Post::debit(&service.label, SystemAccount::Adjust, service.counted));
        }
        let description = load.answers.get("description").and_then(Value::as_str).map(printable).unwrap_or_default();
        match &self.settings.mode {
            Mode::Departments { load: department, .. } => {
                self.sell(&mut plan, department, &self.settings.receipt_description, figures.to_pay);
            }
            Mode::PaymentForm { fee_department, paper, .. } => {
                for service in services {
                    self.sell(&mut plan, &service.department, self.words().services_settled(), service.paid);
                }
                if let Some(department) = fee_department {
                    self.sell(&mut plan, department, self.words().fee(), figures.fee);
                }
                match paper {
                    LoadPaper::Slips => {
                        let amounts = self.slip_amounts(input, &figures, &plan.items, &plan.post);
                        plan.slips = slips::COPIES
                            .map(|copy| self.load_slip(input, &amounts, &load.tenders, &description, copy))
                            .into();
                    }
                    LoadPaper::UntaxedReceipt { department } => {
                        let services: Amount = plan.items.iter().map(|item| item.amount).sum::<Amount>() - figures.fee;
                        let debt = figures.settled - services;
                        self.sell(&mut plan, department, self.words().settled(), debt);
                        let new = paid_in - figures.settled;
                        self.sell(&mut plan, department, &self.settings.receipt_description, new);
                    }
                }
            }
        }
        if !plan.items.is_empty() {
            plan.footer.extend((!description.is_empty()).then_some(description));
            plan.footer.extend(self.balance_line(input, &plan.post));
        }
        plan.notices.extend(self.position_notice(input.customer.as_ref(), paid_in));
        plan.load = Some(figures);
        plan
    }

    fn sell(&self, plan: &mut Plan, department: &str, description: &str, amount: Amount) {
        if amount.is_positive() {
            let amount = self.round(amount);
            let (department, description) = (department.to_owned(), description.to_owned());
            plan.items.push(Item { kind: ItemKind::Sale, department, description, amount });
        }
    }

    /// Which departments the settlement of a debt belongs to, where it came from services: those come first, for
    /// their VAT falls due now. Once nothing is owed, nothing stays counted.
    fn services(&self, input: &Input, settled: Amount) -> Vec<Service> {
        if matches!(self.settings.mode, Mode::Departments { .. }) {
            return Vec::new();
        }
        let all = settled.is_positive() && input.balance(&self.money) + settled == Amount::ZERO;
        let mut left = settled;
        let mut services = Vec::new();
        for (label, counted) in &input.balances {
            let Some(department) = label.strip_prefix(&self.owed) else { continue };
            if !counted.is_positive() || !self.shop.departments.contains_key(department) {
                continue;
            }
            let paid = self.round(left.min(*counted));
            left -= paid;
            services.push(Service {
                department: department.to_owned(),
                label: label.clone(),
                paid,
                counted: if all { self.round(*counted) } else { paid },
            });
        }
        services
    }
}

/// A typed description as paper can take it.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(DESCRIPTION).collect::<String>().trim().to_owned()
}
