//! Whatever is asked, there is an answer, it keeps the rules of a plan, and it is the same twice.

use super::shop;
use crate::rules::Prepaid;
use fiscus_sdk::{kit::card::conform, serde_json::json};

#[test]
fn every_question_has_one_answer() {
    let fee = json!({
        "mode": "payment_form", "variation": { "percent": "-3.5" }, "fee_department": "bar", "fee": "add",
        "rounding_step": "0.35", "ask_customer": true, "ask_description": true
    });
    let voucher = json!({
        "mode": "departments", "load_department": "voucher", "payment_department": "shop", "credit_max": "25.00"
    });
    let gift = json!({
        "mode": "payment_form", "credit_max": "25.00", "variation": { "percent": "7" }, "refund_cash": true
    });
    for settings in [
        json!({ "mode": "payment_form" }),
        gift,
        json!({ "mode": "payment_form", "allow_negative": true, "uncollected": "services" }),
        json!({ "mode": "payment_form", "allow_negative": true, "exposure_check": "only_uncovered", "credit_max": "40.00" }),
        fee,
        voucher,
    ] {
        conform::<Prepaid>(&settings, &shop(), 20_261_122).assert();
    }
}
