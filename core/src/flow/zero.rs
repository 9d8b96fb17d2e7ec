//! A zeroing: how much is taken off an account, and where it goes. First earned, first used: what came onto the account
//! since a day is what is left of it at last. Source: S5-58, A-10

use super::party::Part;
use crate::{
    ledger::Holding,
    registry::{Card, CardStatus},
};
use fiscus_sdk::{Amount, End, Floor, Over, Post, Reason, SystemAccount, jiff::civil};

/// How much goes off an account, in smallest parts; below zero: so much is given to it. What is held stays for whom it
/// is held. `since`: only what was earned before.
#[must_use]
pub fn amount(of: &Holding, since: bool) -> i64 {
    if of.posted < 0 {
        // What is owed was not earned on any day.
        return if since { 0 } else { of.posted };
    }
    let earned = if since { of.earned } else { 0 };
    of.posted.saturating_sub(of.held).saturating_sub(earned).max(0)
}

/// Whether a card takes part: what nobody has got yet, and what is no more, stays as it is.
#[must_use]
pub fn concerns(card: &Card) -> bool {
    !matches!(card.status, CardStatus::Created | CardStatus::Deleted)
}

/// The adjusting entry. What is on a card whose last day has passed is expired; all else is adjusted by hand.
#[must_use]
pub fn part(of: &Holding, amount: Amount, today: civil::Date, text: &str) -> Part {
    let over = of.card.status == CardStatus::Expired || of.card.valid_until.is_some_and(|until| today > until);
    let label = of.label.clone();
    let post = if amount.is_negative() {
        Post { from: End::System(SystemAccount::Adjust), to: End::Card(label.clone()), amount: -amount }
    } else {
        let to = if over { SystemAccount::Expire } else { SystemAccount::Adjust };
        Post { from: End::Card(label.clone()), to: End::System(to), amount }
    };
    // Who takes something while this is written must still get it.
    let floor = (!amount.is_negative()).then(|| Floor {
        over: vec![Over::Card(label)],
        min: Amount::ZERO,
        reason: Reason::InsufficientBalance,
        text: text.to_owned(),
    });
    Part {
        card: of.card.number.clone(),
        card_type: of.card.card_type.clone(),
        customer: of.card.customer.clone(),
        post: vec![post],
        floors: floor.into_iter().collect(),
        ..Part::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::jiff::civil::date;

    fn holding(posted: i64, held: i64, earned: i64) -> Holding {
        Holding { card: Card::new("1", "t"), label: "PT".to_owned(), posted, held, earned }
    }

    /// S5-58, A-10: max(0, balance - earned since), less what is held.
    #[test]
    fn first_earned_is_first_used() {
        for (posted, held, earned, all, before) in [
            (10, 0, 0, 10, 10),
            (10, 0, 4, 10, 6),
            (10, 0, 10, 10, 0),
            (10, 0, 11, 10, 0),
            (10, 0, 9, 10, 1),
            (10, 3, 4, 7, 3),
            (10, 3, 7, 7, 0),
            (10, 3, 8, 7, 0),
            (10, 10, 0, 0, 0),
            (-10, 0, 0, -10, 0),
            (-10, 4, 3, -10, 0),
            (i64::MIN, 0, 0, i64::MIN, 0),
            (i64::MAX, i64::MAX, i64::MAX, 0, 0),
        ] {
            let of = holding(posted, held, earned);
            assert_eq!((amount(&of, false), amount(&of, true)), (all, before), "{posted} {held} {earned}");
        }
    }

    /// S5-58: an entry, never a deletion; where it goes says why.
    #[test]
    fn what_is_over_is_expired_and_what_is_owed_is_given() {
        let today = date(2026, 3, 10);
        let to = |of: &Holding, sum: i64| part(of, Amount::from(sum), today, "").post[0].clone();
        let mut of = holding(10, 0, 0);
        let card = End::Card("PT".to_owned());
        let adjusted = Post { from: card.clone(), to: End::System(SystemAccount::Adjust), amount: Amount::from(10) };
        let expired = Post { to: End::System(SystemAccount::Expire), ..adjusted.clone() };
        assert_eq!(to(&of, 10), adjusted);
        for (until, expected) in [(date(2026, 3, 10), &adjusted), (date(2026, 3, 9), &expired)] {
            of.card.valid_until = Some(until);
            assert_eq!(to(&of, 10), *expected, "{until}");
        }
        of.card.valid_until = None;
        of.card.status = CardStatus::Expired;
        assert_eq!(to(&of, 10), expired);
        assert_eq!(to(&of, -10), Post { from: End::System(SystemAccount::Adjust), to: card, amount: Amount::from(10) });
        assert!(part(&of, Amount::from(-1), today, "").floors.is_empty());
    }
}
