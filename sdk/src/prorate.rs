//! Shares of a whole, taken bit by bit: a return reverses the original in proportion, cumulatively, and
//! never more than the original.

use crate::{
    Amount, Post, Quantity, Shop,
    account::unit_of,
    card::{Original, Plan, Return},
};

/// What of `whole` belongs to a part, when parts of `total` are taken one after another: the share of all
/// that is taken so far, rounded down to `scale` digits, less what was given before. The last part brings
/// the rest, so that the shares add up to `whole` exactly.
///
/// Source: R7, V-26 (10 points over three equal parts: 3, 3, 4).
#[must_use]
pub fn share(
    whole: Amount,
    given_before: Amount,
    taken_before: Amount,
    taking: Amount,
    total: Amount,
    scale: u32,
) -> Amount {
    let taken = taken_before + taking;
    if taken >= total {
        return whole - given_before;
    }
    let due = whole.share(taken.decimal(), total.decimal()).round_down(scale) - given_before;
    if due.is_negative() { Amount::ZERO } else { due }
}

/// The postings that undo the part `taking` of `total` of what `posts` did, of which `reversed` (in the
/// same order) was undone before. `scale` gives the digits of a label's unit.
#[must_use]
pub fn reverse(
    posts: &[Post],
    reversed: &[Amount],
    taken_before: Amount,
    taking: Amount,
    total: Amount,
    scale: impl Fn(&str) -> u32,
) -> Vec<Post> {
    posts
        .iter()
        .enumerate()
        .map(|(index, post)| {
            let before = reversed.get(index).copied().unwrap_or_default();
            let digits = scale(post.label().unwrap_or_default());
            post.reversed(share(post.amount, before, taken_before, taking, total, digits))
        })
        .filter(|post| post.amount.is_positive())
        .collect()
}

/// The postings that give back the original in proportion to what the goods come to. For card types whose postings follow the money of the receipt.
///
/// Source: R7, V-26
#[must_use]
pub fn give_back(shop: &Shop, back: &Return) -> Vec<Post> {
    let Some(original) = &back.original else { return Vec::new() };
    let scale = |label: &str| shop.scale(unit_of(label));
    reverse(&original.post, &original.reversed, back.returned_before, back.amount, back.total, scale)
}

/// The same in proportion to pieces: `all` of them were concerned, of which `before` came back before and `now`
/// come back now. For card types whose postings follow pieces (stamps, uses).
#[must_use]
pub fn give_back_pieces(shop: &Shop, original: &Original, before: Quantity, now: Quantity, all: Quantity) -> Vec<Post> {
    let amount = |quantity: Quantity| Amount::from(quantity.decimal());
    let scale = |label: &str| shop.scale(unit_of(label));
    reverse(&original.post, &original.reversed, amount(before), amount(now), amount(all), scale)
}

/// The plan that undoes a whole operation: every posting, exactly.
#[must_use]
pub fn undo(original: &Original) -> Plan {
    Plan { post: original.post.iter().map(|post| post.reversed(post.amount)).collect(), ..Plan::default() }
}

/// How much of each of the postings `posts` the reversals `back` take back, in the same order. `reversed` came
/// back before.
#[must_use]
pub fn attribute(posts: &[Post], reversed: &[Amount], back: &[Post]) -> Vec<Amount> {
    let mut pool: Vec<Post> = back.to_vec();
    posts
        .iter()
        .zip(reversed)
        .map(|(post, before)| {
            let mut room = post.amount - *before;
            let mut taken = Amount::ZERO;
            for reversal in pool.iter_mut().filter(|r| r.from == post.to && r.to == post.from) {
                let part = reversal.amount.min(room);
                reversal.amount -= part;
                room -= part;
                taken += part;
            }
            taken
        })
        .collect()
}

/// Spreads `amount` over `weights` in proportion, half up to `scale` digits, the remainder on the last
/// that has a weight. The signs of `amount` and the shares agree.
#[must_use]
pub fn spread(amount: Amount, weights: &[Amount], scale: u32) -> Vec<Amount> {
    let total: Amount = weights.iter().copied().sum();
    let mut shares = vec![Amount::from_minor(0, scale); weights.len()];
    let Some(last) = weights.iter().rposition(|w| !w.is_zero()) else {
        return shares;
    };
    let mut rest = amount;
    for (index, weight) in weights.iter().enumerate().take(last) {
        let share = amount.share(weight.decimal(), total.decimal()).round_half_up(scale);
        // Rounding up many small shares must not take more than there is.
        let share = if share.abs() > rest.abs() { rest } else { share };
        shares[index] = share;
        rest -= share;
    }
    shares[last] = rest.round_half_up(scale);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().expect(text)
    }

    /// V-26
    #[test]
    fn ten_points_over_three_equal_lines_come_back_as_three_three_four() {
        let mut given = Amount::ZERO;
        let mut shares = Vec::new();
        for nth in 0..3 {
            let taken = amount("5.00").share(rust_decimal::Decimal::from(nth), rust_decimal::Decimal::ONE);
            let share = share(amount("10"), given, taken, amount("5.00"), amount("15.00"), 0);
            given += share;
            shares.push(share.to_string());
        }
        assert_eq!(shares, ["3", "3", "4"]);
    }

    #[test]
    fn a_spread_adds_up_and_leaves_the_remainder_to_the_last() {
        let weights = [amount("1.00"), amount("1.00"), amount("1.00"), amount("0.00")];
        let shares = spread(amount("-1.00"), &weights, 2);
        let texts: Vec<String> = shares.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["-0.33", "-0.33", "-0.34", "0.00"]);
    }
}
