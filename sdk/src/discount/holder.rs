//! Whose discounts count for a card: its own, else its customer's, else those of its card type.

use crate::{
    Language, Refusal,
    card::{Input, no},
};
use serde_json::Value;
use std::borrow::Cow;

impl Input {
    /// The names of the card's discounts, the primary first. `of_type` are those of its card type. Source: S5-43
    ///
    /// # Errors
    /// `card_wrong_type` where the card's own list is not one.
    pub fn discounts<'a>(&'a self, language: Language, of_type: &'a [String]) -> Result<Cow<'a, [String]>, Refusal> {
        let own = match self.card.settings.get("discounts") {
            None | Some(Value::Null) => None,
            Some(Value::Array(names)) => {
                Some(names.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>())
            }
            Some(_) => Some(None),
        };
        match (own, &self.customer) {
            (Some(Some(own)), _) => Ok(Cow::Owned(own)),
            (Some(None), _) => Err(no::own_settings(language, "discounts")),
            (None, Some(customer)) if !customer.discounts.is_empty() => Ok(Cow::Borrowed(&customer.discounts)),
            _ => Ok(Cow::Borrowed(of_type)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::card::{Holder, customer};
    use serde_json::json;

    #[test]
    fn the_card_comes_before_its_customer_and_he_before_the_card_type() {
        let of_type = ["type".to_owned()];
        for (own, his, counts) in [
            (json!(null), &[][..], Some(&["type"][..])),
            (json!({ "limit": "5" }), &["his"], Some(&["his"])),
            (json!({ "discounts": null }), &["his"], Some(&["his"])),
            (json!({ "discounts": ["a", "b"] }), &["his"], Some(&["a", "b"])),
            (json!({ "discounts": [] }), &["his"], Some(&[])),
            (json!({ "discounts": "a" }), &["his"], None),
            (json!({ "discounts": ["a", 1] }), &["his"], None),
            (json!("discounts"), &[], Some(&["type"])),
        ] {
            let mut person = customer("c-1");
            person.discounts = his.iter().map(|name| (*name).to_owned()).collect();
            let input = Holder::new()
                .of(person)
                .settings(own.clone())
                .review(crate::card::ReviewCause::Manual, crate::Amount::ZERO);
            let names = input.discounts(Language::En, &of_type).map(Cow::into_owned);
            match counts {
                Some(counts) => assert_eq!(names.expect("names"), counts, "{own}"),
                None => assert!(names.expect_err("refused").text.contains("discounts"), "{own}"),
            }
        }
        let nobody = Holder::new().review(crate::card::ReviewCause::Manual, crate::Amount::ZERO);
        assert_eq!(nobody.discounts(Language::En, &of_type).expect("names"), of_type.as_slice());
    }
}
