//! What a load comes to: debt first; and the two slips it prints.

use crate::rules::Credit;
use fiscus_sdk::{
    Amount, Post, Reason, Refusal, SystemAccount,
    card::{Decision, Input, Load, LoadFigures, Plan},
    money::{self, LoadSlips, owed},
};

impl Credit {
    /// Source: S5-09, S5-10, S5-47
    ///
    /// # Errors
    /// An amount that cannot be loaded; uses of a service.
    pub fn load(&self, input: &Input, load: &Load) -> Result<Decision, Refusal> {
        let shop = &self.shop;
        if load.service.is_some() {
            return Err(Refusal::new(Reason::NotLoadable, shop.words().loads_money_only()));
        }
        let Some(typed) = money::typed(shop, load)? else {
            return Ok(Decision::Ask(vec![money::ask_amount(shop)]));
        };
        let (amount, none) = (money::valid(shop, typed)?, shop.currency.zero());
        let balance = input.balance(&self.money);
        let settled = shop.currency.round(amount.min(-balance.min(Amount::ZERO)));
        let figures = LoadFigures { amount, credited: amount, settled, fee: none, gift: none, to_pay: amount };
        let services = owed::settled(shop, input, balance, settled);
        let mut plan = Plan { post: owed::posts(&services), ..Plan::default() };
        plan.post.insert(0, Post::credit(SystemAccount::Load, &self.money, amount));
        let sold = shop.words().services_settled();
        plan.items = services.iter().filter_map(|of| owed::sale(shop, &of.department, sold, of.paid)).collect();
        if !plan.items.is_empty() {
            plan.footer = self.footer(input, &plan.post);
        }
        let on_receipt = plan.items.iter().map(|item| item.amount).sum();
        let slips =
            LoadSlips { shop, input, figures: &figures, on_receipt, balance: self.balance_after(input, &plan.post) };
        plan.slips = slips.of_load(self.words().load_title(), &load.tenders, "");
        plan.load = Some(figures);
        Ok(Decision::allow(plan))
    }
}
