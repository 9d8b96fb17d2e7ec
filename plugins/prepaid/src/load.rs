//! What a load comes to: rounding, maximum, gift or fee, debt first; and what is asked before.

use crate::{
    rules::Prepaid,
    settings::{FeeFrom, LoadPaper, Mode, Preset, Variation},
};
use fiscus_sdk::{
    Amount, Post, Reason, Refusal, SystemAccount,
    card::{Decision, Input, Load, LoadFigures, Plan, Question},
    money::{LoadSlips, ask_amount, owed, typed, valid},
    serde_json::{Value, json},
};

/// The longest free description that is printed.
const DESCRIPTION: usize = 120;

impl Prepaid {
    /// Source: S2-04, S2-09, S2-14 to S2-24, S3-03
    ///
    /// # Errors
    /// An amount that cannot be loaded.
    pub fn load(&self, input: &Input, load: &Load) -> Result<Decision, Refusal> {
        let figures = match typed(&self.shop, load)? {
            Some(typed) => Some(self.figures(input, typed)?),
            None => None,
        };
        let questions = self.questions(input, load, figures.is_none());
        match figures {
            Some(figures) if questions.is_empty() => Ok(Decision::allow(self.loaded(input, load, figures))),
            _ => Ok(Decision::Ask(questions)),
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
                ..ask_amount(&self.shop)
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
        let typed = valid(&self.shop, typed)?;
        // An offered amount is what it says, whatever the step.
        let amount = if self.preset(typed).is_some() {
            typed
        } else {
            valid(&self.shop, typed.round_to_step(self.settings.rounding_step))?
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
        let services = match self.settings.mode {
            Mode::PaymentForm { .. } => owed::settled(&self.shop, input, input.balance(&self.money), figures.settled),
            Mode::Departments { .. } => Vec::new(),
        };
        plan.post.extend(owed::posts(&services));
        let description = load.answers.get("description").and_then(Value::as_str).map(printable).unwrap_or_default();
        match &self.settings.mode {
            Mode::Departments { load: department, .. } => {
                self.sell(&mut plan, department, &self.settings.receipt_description, figures.to_pay);
            }
            Mode::PaymentForm { fee_department, paper, .. } => {
                for service in services {
                    self.sell(&mut plan, &service.department, self.shop.words().services_settled(), service.paid);
                }
                if let Some(department) = fee_department {
                    self.sell(&mut plan, department, self.shop.words().fee(), figures.fee);
                }
                match paper {
                    LoadPaper::Slips => {
                        let on_receipt = plan.items.iter().map(|item| item.amount).sum();
                        let balance = self.balance_after(input, &plan.post);
                        let slips = LoadSlips { shop: &self.shop, input, figures: &figures, on_receipt, balance };
                        plan.slips = slips.of_load(self.words().load_title(), &load.tenders, &description);
                    }
                    LoadPaper::UntaxedReceipt { department } => {
                        let services: Amount = plan.items.iter().map(|item| item.amount).sum::<Amount>() - figures.fee;
                        let debt = figures.settled - services;
                        self.sell(&mut plan, department, self.shop.words().settled(), debt);
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
        plan.items.extend(owed::sale(&self.shop, department, description, amount));
    }
}

/// A typed description as paper can take it.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(DESCRIPTION).collect::<String>().trim().to_owned()
}
