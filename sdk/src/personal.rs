//! What is personal to one card or its customer: settings of its own, whose discounts count, and the usage mode
//! chosen at the till.
//!
//! What was written on a card long ago is read leniently: what cannot be read is a refusal with a sentence, at use.

use crate::{
    Amount, Reason, Refusal, Shop,
    card::{Adjust, Input, Price},
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
    /// The mode that a till chose, if any, among those that the card can have.
    ///
    /// # Errors
    /// `not_permitted`: another one.
    pub fn chosen(shop: &Shop, mode: Option<&str>, known: &[Self]) -> Result<Option<Self>, Refusal> {
        let Some(word) = mode else { return Ok(None) };
        match known.iter().find(|usage| usage.word() == word) {
            Some(usage) => Ok(Some(*usage)),
            None => Err(Refusal::new(Reason::NotPermitted, shop.words().mode_refused(word))),
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
    Refusal::new(Reason::CardWrongType, shop.words().setting_unreadable(setting))
}

/// The discounts that count, in order: the card's own; else its customer's; else those of the card type.
/// Source: S5-43, S5-46
///
/// # Errors
/// `card_wrong_type`: the card's own are no list of names.
pub fn discounts(shop: &Shop, input: &Input, of_type: &[String]) -> Result<Ordered, Refusal> {
    let setting = "discounts";
    if let Some(written) = input.card.settings.get(setting).filter(|written| !written.is_null()) {
        let names = serde_json::from_value::<Vec<String>>(written.clone());
        return names.map(|names| Ordered::named(shop, &names)).map_err(|_| unreadable(shop, setting));
    }
    let customers = input.customer.as_ref().map(|customer| &customer.discounts).filter(|names| !names.is_empty());
    Ok(Ordered::named(shop, customers.map_or(of_type, Vec::as_slice)))
}

/// What those discounts take off a receipt now. The card's closed schedule takes away the first. Source: S5-44
///
/// # Errors
/// As [`discounts`].
pub fn adjustments(shop: &Shop, input: &Input, price: &Price, of_type: &[String]) -> Result<Vec<Adjust>, Refusal> {
    let ordered = discounts(shop, input, of_type)?;
    Ok(ordered.adjustments(shop, &price.draft, &price.closed, input.now, input.in_window))
}
