//! Products: a line of a receipt whose article is one sells a card for each piece, out of the stock or made for it.
//! Source: S1-02, S1-03, S1-15

use super::{
    engine::{Attempt, Engine},
    making::Making,
    setup::OpenCardType,
};
use crate::{
    flow::{Stop, check, issue::Issuing, marks, sale::Sale},
    ledger::Outgoing,
    registry::{Card, CardStatus},
    say::Say,
};
use fiscus_sdk::{Draft, Reason, card, card::CardChange};
use rust_decimal::prelude::ToPrimitive;

/// How many cards one receipt may sell.
const MOST: u32 = 100;

/// A card that a line sells.
pub struct Selling {
    /// As its plugin is asked.
    pub issuing: Issuing,
    /// As it is, or as it comes into being.
    pub card: Card,
}

/// What becomes of the cards that were sold.
#[derive(Default)]
pub struct SoldCards {
    /// Those that come into being.
    pub new: Vec<Card>,
    /// Those that were in stock.
    pub changes: Vec<(String, CardChange)>,
    /// What is to be done outside the shop.
    pub effects: Vec<Outgoing>,
}

impl Engine {
    /// What a line with this article sells.
    #[must_use]
    pub fn product(&self, article: &str) -> Option<(&OpenCardType, &card::Product)> {
        self.setup
            .card_types
            .values()
            .find_map(|open| open.products.iter().find(|product| product.profile == article).map(|p| (open, p)))
    }

    /// The cards that the lines of a receipt sell.
    ///
    /// # Errors
    /// A quantity that is not whole, or nothing left in stock.
    pub fn selling(&self, draft: &Draft, making: &mut Making<'_>, attempt: &Attempt) -> Result<Vec<Selling>, Stop> {
        let mut sold: Vec<Selling> = Vec::new();
        for line in &draft.lines {
            let Some((open, product)) = line.article.as_deref().and_then(|article| self.product(article)) else {
                continue;
            };
            let pieces = Some(line.quantity.decimal()).filter(rust_decimal::Decimal::is_integer);
            let left = MOST.saturating_sub(u32::try_from(sold.len()).unwrap_or(MOST));
            let pieces = pieces.and_then(|pieces| pieces.to_u32()).filter(|pieces| (1..=left).contains(pieces));
            let Some(pieces) = pieces else {
                let say = Say::PiecesInvalid { line: line.id.clone(), most: MOST };
                return Err(self.refuse(Reason::AmountInvalid, &say));
            };
            let cards = if product.stocked {
                self.out_of_stock(open, product, pieces, &sold, making)?
            } else {
                let numbers = making.numbers(&open.id, None, true, pieces as usize)?;
                numbers.iter().map(|number| making.blank(number, &open.id, Some(product.profile.clone()))).collect()
            };
            for card in cards {
                let party = self.party_of(card.clone(), product.stocked, attempt.now, None)?;
                let profile = Some(product.profile.clone());
                let issuing = Issuing { party, profile, sold: true, line: Some(line.id.clone()) };
                sold.push(Selling { issuing, card });
            }
        }
        Ok(sold)
    }

    /// Cards of the stock that this receipt does not sell already. They are looked for from a place that chance says,
    /// so that two tills rarely want the same.
    fn out_of_stock(
        &self,
        open: &OpenCardType,
        product: &card::Product,
        pieces: u32,
        sold: &[Selling],
        making: &mut Making<'_>,
    ) -> Result<Vec<Card>, Stop> {
        let from = making.somewhere(&open.id);
        let wanted = pieces.saturating_add(u32::try_from(sold.len()).unwrap_or(u32::MAX));
        let mut cards = self.ledger.stocked(&open.id, &product.profile, &from, wanted)?;
        cards.retain(|card| !sold.iter().any(|selling| selling.card.number == card.number));
        cards.truncate(pieces as usize);
        if cards.len() < pieces as usize {
            let left = u32::try_from(cards.len()).unwrap_or(u32::MAX);
            let say = Say::StockUsedUp { product: product.name.clone(), left };
            return Err(self.refuse(Reason::StatusForbids, &say));
        }
        Ok(cards)
    }

    /// What becomes of the cards that a sale sold.
    ///
    /// # Errors
    /// A plugin breaks a rule; no secret is free.
    pub fn sold_cards(&self, sale: &Sale, sold: &[Selling], making: &mut Making<'_>) -> Result<SoldCards, Stop> {
        let mut cards = SoldCards::default();
        let mut secret = Vec::new();
        for (number, change) in &sale.issued {
            let Some(selling) = sold.iter().find(|selling| &selling.card.number == number) else { continue };
            let change = CardChange { status: Some(change.status.unwrap_or(CardStatus::Active)), ..change.clone() };
            if selling.issuing.party.card.known {
                if change.secret && selling.card.secret.is_none() {
                    return Err(check::broken("a card out of the stock gets a secret"));
                }
                cards.changes.push((number.clone(), change));
            } else {
                let mut card = selling.card.clone();
                card.become_as(&change);
                secret.push(change.secret);
                cards.new.push(card);
            }
        }
        making.seal(cards.new.iter_mut().zip(&secret).filter(|(_, secret)| **secret).map(|(card, _)| card))?;
        for number in sale.slips.iter().flat_map(marks::cards) {
            let all = cards.new.iter().chain(sold.iter().map(|selling| &selling.card));
            if !all.into_iter().any(|card| card.number == number && card.secret.is_some()) {
                return Err(check::broken("a slip shows a secret that the card does not have"));
            }
        }
        cards.effects =
            sale.effects.iter().map(|(card, effect)| Outgoing { card: card.clone(), effect: effect.clone() }).collect();
        Ok(cards)
    }
}
