//! What is personal to one card or its customer: settings of its own, whose discounts count, and the usage mode
//! chosen at the till.
//!
//! What was written on a card long ago is read leniently: what cannot be read is a refusal with a sentence, at use.

pub mod own;

use crate::{
    Amount, Refusal, Shop,
    card::{Adjust, Input, Price, no},
    discount::Ordered,
};

/// How a card is used, as chosen at the till. Source: S5-14, S5-37
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// For its discount alone.
    Discount,
    /// To pay.
    Payment,
    /// With the points collected.
    Bonus,
}

impl Usage {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Discount, Self::Payment, Self::Bonus];

    /// The mode that a till chose, if any, among those that the card can have.
    ///
    /// # Errors
    /// `not_permitted`: another one.
    pub fn chosen(shop: &Shop, mode: Option<&str>, known: &[Self]) -> Result<Option<Self>, Refusal> {
        let Some(word) = mode else { return Ok(None) };
        match known.iter().find(|usage| usage.word() == word) {
            Some(usage) => Ok(Some(*usage)),
            None => {
                let has: Vec<&str> = known.iter().map(|usage| usage.word()).collect();
                Err(no::mode(shop.language, word, &has))
            }
        }
    }

    /// The word a till says.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Discount => "discount",
            Self::Payment => "payment",
            Self::Bonus => "bonus",
        }
    }
}

/// An amount among the card's own settings, with no more digits than the shop's money; none: it has none.
///
/// # Errors
/// `card_wrong_type`: it cannot be read.
pub fn amount(shop: &Shop, input: &Input, setting: &str) -> Result<Option<Amount>, Refusal> {
    let Some(written) = input.card.settings.get(setting).filter(|written| !written.is_null()) else { return Ok(None) };
    match serde_json::from_value::<Amount>(written.clone()) {
        Ok(amount) if amount.minor(shop.currency.scale).is_some() => Ok(Some(shop.currency.round(amount))),
        _ => Err(unreadable(shop, setting)),
    }
}

/// A setting of one card that cannot be read.
#[must_use]
pub fn unreadable(shop: &Shop, setting: &str) -> Refusal {
    no::own_settings(shop.language, setting)
}

/// What the holder's discounts take off a receipt now ([`Input::discounts`]). The card's closed schedule takes away
/// the first. Source: S5-43, S5-44
///
/// # Errors
/// `card_wrong_type`: the card's own are no list of names.
pub fn adjustments(shop: &Shop, input: &Input, price: &Price, of_type: &[String]) -> Result<Vec<Adjust>, Refusal> {
    let names = input.discounts(shop.language, of_type)?;
    let ordered = Ordered::named(shop, names.iter());
    Ok(ordered.adjustments(shop, &price.draft, &price.closed, input.now, input.in_window))
}
