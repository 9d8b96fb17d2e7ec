//! A decision as a test reads it: the plan or the refusal that is expected, and movements as short texts.

use crate::{
    Amount, End, Reason, SlipLine,
    card::{AdjustValue, Decision, Plan, Question},
};

/// The plan of a decision.
///
/// # Panics
/// It is none.
#[track_caller]
pub fn allowed(decision: Decision) -> Plan {
    match decision {
        Decision::Allow(plan) => *plan,
        other => panic!("not allowed: {other:?}"),
    }
}

/// The questions that were asked.
///
/// # Panics
/// Nothing was asked.
#[must_use]
#[track_caller]
pub fn asked(decision: Decision) -> Vec<Question> {
    match decision {
        Decision::Ask(questions) => questions,
        other => panic!("not asked: {other:?}"),
    }
}

/// The sentence of a refusal that has this reason.
///
/// # Panics
/// It is none, or has another.
#[track_caller]
pub fn denied(decision: Decision, reason: Reason) -> String {
    match decision {
        Decision::Deny(refusal) => {
            assert_eq!(refusal.reason, reason, "{}", refusal.text);
            refusal.text
        }
        other => panic!("not denied: {other:?}"),
    }
}

/// What the adjustments of a plan take off, in all.
///
/// # Panics
/// One of them is not written as an amount.
#[must_use]
#[track_caller]
pub fn taken_off(plan: &Plan) -> Amount {
    let off = |value: AdjustValue| match value {
        AdjustValue::Amount(amount) => -amount,
        other => panic!("not an amount: {other:?}"),
    };
    plan.adjust.iter().map(|adjust| off(adjust.value)).sum()
}

/// Tenders as `kind amount`.
#[must_use]
pub fn tenders(plan: &Plan) -> Vec<String> {
    plan.tenders.iter().map(|tender| format!("{} {}", tender.kind.word(), tender.amount)).collect()
}

/// Items as `department amount`.
#[must_use]
pub fn items(plan: &Plan) -> Vec<String> {
    plan.items.iter().map(|item| format!("{} {}", item.department, item.amount)).collect()
}

/// Postings as `from > to amount`.
#[must_use]
pub fn posts(plan: &Plan) -> Vec<String> {
    let end = |end: &End| match end {
        End::Card(label) | End::Customer(label) => label.clone(),
        End::System(account) => account.name().to_owned(),
    };
    plan.post.iter().map(|post| format!("{} > {} {}", end(&post.from), end(&post.to), post.amount)).collect()
}

/// The lines of a slip as text: columns have ` | ` between them.
#[must_use]
pub fn paper(lines: &[SlipLine]) -> String {
    let line = |line: &SlipLine| match line {
        SlipLine::Text { text, .. } => text.clone(),
        SlipLine::Columns { left, right, .. } => format!("{left} | {right}"),
        SlipLine::Rule => "--".to_owned(),
        SlipLine::Barcode { data, .. } | SlipLine::Qr { data } => format!("[{data}]"),
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Changes of prices as `2 -1.00`, by line or `subtotal`.
#[must_use]
pub fn prices(plan: &Plan) -> Vec<String> {
    let value = |value: AdjustValue| match value {
        AdjustValue::Amount(amount) => amount.to_string(),
        AdjustValue::Percent(percent) => format!("{percent}%"),
        AdjustValue::Free => "free".to_owned(),
    };
    let changes = plan.adjust.iter();
    changes.map(|change| format!("{} {}", change.line.as_deref().unwrap_or("subtotal"), value(change.value))).collect()
}
