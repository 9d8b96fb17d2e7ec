//! From what the till sent to a priced draft: lines, adjustments, totals.
//!
//! It knows no cards and no payments.

use super::{Stop, no};
use crate::say::Say;
use fiscus_sdk::{
    Amount, Draft, DraftLine, Percent, Quantity, Reason, Shop,
    api::{AdjustmentKind, AdjustmentRequest, LineRequest},
    card::AdjustValue,
    receipt::{LARGEST, NotAdjusted},
};
use std::collections::{BTreeMap, BTreeSet};

/// The most lines a receipt may have.
const MOST_LINES: usize = 2000;

/// Prices lines and what changes their prices. What changes the subtotal comes after the cards: [`subtotal`].
///
/// # Errors
/// `department_unknown`, `amount_invalid`, or parameters that make no sense.
pub fn draft(shop: &Shop, lines: &[LineRequest], adjustments: &[AdjustmentRequest]) -> Result<Draft, Stop> {
    let language = shop.language;
    let say = match lines.len() {
        0 => Some(Say::LinesMissing),
        1..=MOST_LINES => None,
        _ => Some(Say::LinesTooMany { most: MOST_LINES }),
    };
    if let Some(say) = say {
        return Err(Stop::Params("lines".into(), say.text(language)));
    }
    let mut ids = BTreeSet::new();
    let mut priced = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let id = line.id.clone().unwrap_or_else(|| (index + 1).to_string());
        if !ids.insert(id.clone()) {
            return Err(Stop::Params(format!("lines[{index}].id"), Say::LineTwice { line: id }.text(language)));
        }
        priced.push(priced_line(shop, id, line)?);
    }
    let mut draft = Draft { lines: priced, adjustments: Vec::new(), total: Amount::ZERO };
    total(shop, &mut draft)?;
    for (index, adjustment) in adjustments.iter().enumerate() {
        let value = signed(adjustment)
            .ok_or_else(|| Stop::Params(format!("adjustments[{index}]"), Say::AdjustmentUnclear.text(language)))?;
        let Some(line) = &adjustment.line else { continue };
        if !draft.lines.iter().any(|l| &l.id == line) {
            let text = Say::LineUnknown { line: line.clone() }.text(language);
            return Err(Stop::Params(format!("adjustments[{index}].line"), text));
        }
        adjust(shop, &mut draft, Some(line), value, &described(shop, adjustment), None)?;
    }
    Ok(draft)
}

/// Changes the subtotal as the till says, in order: a share is one of what the lines come to once cards have made them
/// cheaper, as it will stand on paper.
///
/// # Errors
/// `amount_invalid` where it takes away more than there is, or has more digits than the currency.
pub fn subtotal(shop: &Shop, draft: &mut Draft, adjustments: &[AdjustmentRequest]) -> Result<(), Stop> {
    for adjustment in adjustments.iter().filter(|adjustment| adjustment.line.is_none()) {
        if let Some(value) = signed(adjustment) {
            adjust(shop, draft, None, value, &described(shop, adjustment), None)?;
        }
    }
    Ok(())
}

fn described(shop: &Shop, adjustment: &AdjustmentRequest) -> String {
    let words = match adjustment.kind {
        AdjustmentKind::Discount => ["Sconto", "Discount", "Descuento", "Desconto", "Allahindlus"],
        AdjustmentKind::Surcharge => ["Maggiorazione", "Surcharge", "Recargo", "Acréscimo", "Juurdehindlus"],
    };
    adjustment.description.clone().unwrap_or_else(|| shop.language.pick(words).to_owned())
}

fn priced_line(shop: &Shop, id: String, line: &LineRequest) -> Result<DraftLine, Stop> {
    let language = shop.language;
    let department = shop.departments.get(&line.department).ok_or_else(|| {
        no(language, Reason::DepartmentUnknown, &Say::DepartmentUnknown { department: line.department.clone() })
    })?;
    let quantity = line.quantity.unwrap_or(Quantity::ONE);
    if !quantity.is_positive() {
        return Err(no(language, Reason::AmountInvalid, &Say::QuantityInvalid { line: id }));
    }
    if line.price.is_negative() || line.price.minor(shop.currency.scale).is_none() {
        return Err(no(language, Reason::AmountInvalid, &Say::PriceInvalid { line: id }));
    }
    let price = shop.currency.round(line.price);
    let gross = shop.currency.round(price.times(quantity));
    if gross > Amount::from(LARGEST) {
        return Err(no(language, Reason::AmountInvalid, &Say::AmountTooLarge));
    }
    let description = line.description.clone().unwrap_or_else(|| {
        if department.description.is_empty() { line.department.clone() } else { department.description.clone() }
    });
    Ok(DraftLine {
        id,
        description,
        article: line.article.clone(),
        category: line.category.clone(),
        department: line.department.clone(),
        quantity,
        price,
        gross,
        adjustments: Vec::new(),
        net: gross,
    })
}

fn signed(adjustment: &AdjustmentRequest) -> Option<AdjustValue> {
    let sign = match adjustment.kind {
        AdjustmentKind::Discount => -1,
        AdjustmentKind::Surcharge => 1,
    };
    match (adjustment.amount, adjustment.percent) {
        (Some(amount), None) if amount.is_positive() => {
            Some(AdjustValue::Amount(if sign < 0 { -amount } else { amount }))
        }
        (None, Some(percent)) if percent.is_positive() => {
            Some(AdjustValue::Percent(Percent::from(percent.decimal() * rust_decimal::Decimal::from(sign))))
        }
        _ => None,
    }
}

/// Applies a signed adjustment to a line or to the subtotal, and totals anew. `reason` says why, where a card gives it.
///
/// # Errors
/// `amount_invalid` where it takes away more than there is, or has more digits than the currency.
pub fn adjust(
    shop: &Shop,
    draft: &mut Draft,
    line: Option<&str>,
    value: AdjustValue,
    description: &str,
    reason: Option<&str>,
) -> Result<Amount, Stop> {
    draft.adjust(&shop.currency, line, value, description, reason).map_err(|why| {
        let say = match why {
            NotAdjusted::LineUnknown => Say::LineUnknown { line: line.unwrap_or_default().to_owned() },
            NotAdjusted::TooManyDigits(amount) => Say::AmountInvalid { amount },
            NotAdjusted::BelowZero => Say::AdjustmentTooLarge { description: description.to_owned() },
            NotAdjusted::TooLarge => Say::AmountTooLarge,
        };
        no(shop.language, Reason::AmountInvalid, &say)
    })
}

fn total(shop: &Shop, draft: &mut Draft) -> Result<(), Stop> {
    draft.sum_up(&shop.currency).map_err(|_| no(shop.language, Reason::AmountInvalid, &Say::AmountTooLarge))
}

/// What each line really comes to: its net with its share of the subtotal's adjustments (half up, the
/// remainder on the last).
#[must_use]
pub fn line_shares(shop: &Shop, draft: &Draft) -> Vec<Amount> {
    draft.line_shares(&shop.currency)
}

/// What each department comes to, by id.
#[must_use]
pub fn by_department(shop: &Shop, draft: &Draft) -> BTreeMap<String, Amount> {
    draft.by_department(&shop.currency)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use fiscus_sdk::{Department, Unit};

    /// A shop with three departments.
    pub(crate) fn shop() -> Shop {
        let department = |vat: &str, number| Department {
            description: String::new(),
            vat: vat.parse().expect("vat"),
            number: Some(number),
        };
        Shop {
            name: "Bar".into(),
            currency: Unit::named("EUR"),
            departments: [
                ("bar".to_owned(), department("10", 1)),
                ("shop".to_owned(), department("22", 2)),
                ("none".to_owned(), department("N2", 3)),
            ]
            .into(),
            ..serde_json::from_str(r#"{"currency":{"name":"EUR","scale":2}}"#).expect("shop")
        }
    }

    fn priced(lines: &str, adjustments: &str) -> Result<Draft, Stop> {
        let less = serde_json::to_string(&AdjustmentKind::Discount).expect("a word");
        let adjustments = adjustments.replace("\"less\"", &less);
        let adjustments = serde_json::from_str::<Vec<AdjustmentRequest>>(&adjustments).expect(&adjustments);
        let lines = serde_json::from_str::<Vec<LineRequest>>(lines).expect(lines);
        let mut priced = draft(&shop(), &lines, &adjustments)?;
        subtotal(&shop(), &mut priced, &adjustments)?;
        Ok(priced)
    }

    #[test]
    fn a_line_is_quantity_times_price_half_up() {
        for (quantity, price, gross) in
            [("2", "4.50", "9.00"), ("0.333", "1.00", "0.33"), ("0.335", "1.00", "0.34"), ("1", "0", "0.00")]
        {
            let lines = format!(r#"[{{"department":"bar","quantity":"{quantity}","price":"{price}"}}]"#);
            assert_eq!(priced(&lines, "[]").expect(&lines).total.to_string(), gross);
        }
    }

    /// What is wrong is said, on either side of what a receipt may have.
    #[test]
    fn a_receipt_has_some_lines_and_not_too_many() {
        let lines = |count: usize| format!("[{}]", vec![r#"{"department":"bar","price":"0.01"}"#; count].join(","));
        let said = |count: usize| match priced(&lines(count), "[]") {
            Err(Stop::Params(path, text)) => (path, text),
            other => panic!("{count}: {other:?}"),
        };
        assert_eq!(priced(&lines(MOST_LINES), "[]").expect("the most").total.to_string(), "20.00");
        let empty = said(0);
        let full = said(MOST_LINES + 1);
        assert_eq!((empty.0.as_str(), full.0.as_str()), ("lines", "lines"));
        assert!(empty.1.contains("no lines") && full.1.contains("2000") && !full.1.contains("no lines"), "{full:?}");
    }

    #[test]
    fn adjustments_apply_in_order_to_what_is_left() {
        let draft = priced(
            r#"[{"id":"1","department":"bar","quantity":"2","price":"4.50"},{"id":"2","department":"shop","price":"10"}]"#,
            r#"[{"line":"1","kind":"less","percent":"10"},{"kind":"less","amount":"1.10"},{"kind":"surcharge","percent":"50"}]"#,
        )
        .expect("priced");
        assert_eq!(draft.lines[0].net.to_string(), "8.10");
        assert_eq!(draft.total.to_string(), "25.50");
    }

    #[test]
    fn nonsense_is_refused_with_its_reason() {
        for (lines, adjustments, reason) in [
            (r#"[{"department":"x","price":"1"}]"#, "[]", Some(Reason::DepartmentUnknown)),
            (r#"[{"department":"bar","price":"-1"}]"#, "[]", Some(Reason::AmountInvalid)),
            (r#"[{"department":"bar","price":"0.001"}]"#, "[]", Some(Reason::AmountInvalid)),
            (r#"[{"department":"bar","price":"1","quantity":"0"}]"#, "[]", Some(Reason::AmountInvalid)),
            (r#"[{"department":"bar","price":"999999999999","quantity":"9999"}]"#, "[]", Some(Reason::AmountInvalid)),
            (
                r#"[{"department":"bar","price":"1"}]"#,
                r#"[{"kind":"less","amount":"1.01"}]"#,
                Some(Reason::AmountInvalid),
            ),
            ("[]", "[]", None),
            (r#"[{"id":"1","department":"bar","price":"1"},{"id":"1","department":"bar","price":"1"}]"#, "[]", None),
            (r#"[{"department":"bar","price":"1"}]"#, r#"[{"kind":"less"}]"#, None),
            (r#"[{"department":"bar","price":"1"}]"#, r#"[{"kind":"less","line":"9","amount":"1"}]"#, None),
        ] {
            let found = match priced(lines, adjustments) {
                Err(Stop::Refused(refusal)) => Some(refusal.reason),
                Err(Stop::Params(..)) => None,
                other => panic!("{lines} {adjustments}: {other:?}"),
            };
            assert_eq!(found, reason, "{lines} {adjustments}");
        }
    }

    #[test]
    fn shares_of_subtotal_adjustments_add_up_to_the_total() {
        let draft = priced(
            r#"[{"department":"bar","price":"1"},{"department":"bar","price":"1"},{"department":"shop","price":"1"}]"#,
            r#"[{"kind":"less","amount":"1"}]"#,
        )
        .expect("priced");
        let shares: Vec<String> = line_shares(&shop(), &draft).iter().map(ToString::to_string).collect();
        assert_eq!(shares, ["0.67", "0.67", "0.66"]);
        assert_eq!(by_department(&shop(), &draft)["bar"].to_string(), "1.34");
    }
}
