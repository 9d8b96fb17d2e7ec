//! Answers of a card type as a test reads them: the plan, the questions or the sentence; postings and slips as text.

use crate::{
    End, Reason, SlipLine,
    card::{Decision, Plan, Question},
};

/// The plan that was allowed.
///
/// # Panics
/// It was not.
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
/// It was not refused, or for another reason.
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

/// Postings as `from > to amount`.
#[must_use]
pub fn posts(plan: &Plan) -> Vec<String> {
    let end = |end: &End| match end {
        End::Card(label) | End::Customer(label) => label.clone(),
        End::System(account) => account.name().to_owned(),
    };
    plan.post.iter().map(|post| format!("{} > {} {}", end(&post.from), end(&post.to), post.amount)).collect()
}

/// The lines of a slip as text.
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
