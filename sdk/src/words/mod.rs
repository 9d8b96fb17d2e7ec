//! What people read, in the five languages: the words that several card types share, and the way a card type writes
//! its own.
//!
//! It does not know when which sentence is said; the rules of a card type do.

mod money;
mod say;
mod slip;

use crate::{Amount, Shop, TenderKind};
use jiff::civil::DateTime;

/// The words of a shop's language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Whose language and currency they are.
    pub shop: &'a Shop,
}

/// Words of a card type: methods of a type of its own that has a field `shop: &Shop`. Always five texts: Italian,
/// English, Spanish, Portuguese, Estonian. With names in brackets a method takes amounts, which stand in the text in
/// braces and are written with their currency.
///
/// ```
/// use fiscus_sdk::{Shop, kit, words};
///
/// #[derive(Clone, Copy)]
/// struct Own<'a> {
///     shop: &'a Shop,
/// }
///
/// words! { Own;
///     wash ["Lavaggio", "Wash", "Lavado", "Lavagem", "Pesu"];
///     left(amount) ["Restano {amount}", "{amount} left", "Quedan {amount}", "Restam {amount}", "Alles {amount}"];
/// }
///
/// let shop = kit::shop();
/// let words = Own { shop: &shop };
/// assert_eq!((words.wash(), words.left(kit::amount("2.5"))), ("Wash", "2.50 EUR left".to_owned()));
/// ```
#[macro_export]
macro_rules! words {
    (@one $of:ident $name:ident [$it:literal, $en:literal, $es:literal, $pt:literal, $et:literal $(,)?]) => {
        impl $of<'_> {
            #[doc = $en]
            #[must_use]
            pub fn $name(self) -> &'static str {
                self.shop.language.pick([$it, $en, $es, $pt, $et])
            }
        }
    };
    (@one $of:ident $name:ident ($($value:ident),+)
        [$it:literal, $en:literal, $es:literal, $pt:literal, $et:literal $(,)?]) => {
        impl $of<'_> {
            #[doc = $en]
            #[must_use]
            pub fn $name(self, $($value: $crate::Amount),+) -> String {
                let text = self.shop.language.pick([$it, $en, $es, $pt, $et]);
                $crate::words::fill(text, &[$((stringify!($value), self.shop.words().money($value))),+])
            }
        }
    };
    ($of:ident; $($name:ident $(($($value:ident),+))? [$($text:literal),+ $(,)?];)*) => {
        $($crate::words!(@one $of $name $(($($value),+))? [$($text),+]);)*
    };
}

pub use say::fill;

impl Shop {
    /// The words that card types share, in the shop's language.
    #[must_use]
    pub fn words(&self) -> Words<'_> {
        Words { shop: self }
    }
}

impl Words<'_> {
    /// With the currency: `12,50 EUR`.
    #[must_use]
    pub fn money(self, amount: Amount) -> String {
        self.shop.currency.written(self.shop.language, amount)
    }

    /// A date and a time as they are written here.
    #[must_use]
    pub fn moment(self, now: DateTime) -> String {
        self.shop.language.moment(now)
    }

    /// How something was paid.
    #[must_use]
    pub fn tender(self, kind: TenderKind) -> &'static str {
        self.shop.language.pick(match kind {
            TenderKind::Cash => ["Contanti", "Cash", "Efectivo", "Numerário", "Sularaha"],
            TenderKind::Cheque => ["Assegno", "Cheque", "Cheque", "Cheque", "Tšekk"],
            TenderKind::Electronic => [
                "Pagamento elettronico",
                "Electronic payment",
                "Pago electrónico",
                "Pagamento eletrónico",
                "Elektrooniline makse",
            ],
            TenderKind::MealTicket => {
                ["Buoni pasto", "Meal tickets", "Vales de comida", "Vales de refeição", "Toidutalongid"]
            }
            TenderKind::MultiUseVoucher => [
                "Buono multiuso",
                "Multi-use voucher",
                "Vale polivalente",
                "Vale multiusos",
                "Mitmeotstarbeline vautšer",
            ],
            TenderKind::PaymentDiscount => [
                "Sconto a pagare",
                "Discount at payment",
                "Descuento en el pago",
                "Desconto no pagamento",
                "Allahindlus maksmisel",
            ],
            TenderKind::UncollectedGoods => [
                "Non riscosso beni",
                "Uncollected: goods",
                "No cobrado: bienes",
                "Não cobrado: bens",
                "Tasumata: kaubad",
            ],
            TenderKind::UncollectedServices => [
                "Non riscosso servizi",
                "Uncollected: services",
                "No cobrado: servicios",
                "Não cobrado: serviços",
                "Tasumata: teenused",
            ],
            TenderKind::UncollectedInvoice => {
                ["Segue fattura", "Invoice follows", "Sigue factura", "Segue fatura", "Järgneb arve"]
            }
            TenderKind::UncollectedHealth => [
                "Non riscosso SSN",
                "Uncollected: health service",
                "No cobrado: sanidad",
                "Não cobrado: saúde",
                "Tasumata: tervishoid",
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, kit};

    /// Every sentence has its values filled in, in every language, and no two languages say the same.
    #[test]
    fn no_sentence_keeps_a_placeholder() {
        let value = kit::amount("12.5");
        let mut said = std::collections::BTreeSet::new();
        for language in Language::ALL {
            let shop = Shop { language, ..kit::shop() };
            let words = shop.words();
            let shown = if language == Language::En { "12.50 EUR" } else { "12,50 EUR" };
            let with_amounts = [
                words.balance("**** 0012", value),
                words.more_than_due(value, value),
                words.insufficient_balance(value),
                words.credit_limit_exceeded(value),
                words.load_spent(value, value),
                words.more_than_paid(value),
            ];
            let others = [
                words.amount_invalid(value),
                words.balance_changed().to_owned(),
                words.only_discount().to_owned(),
                words.cannot_do_this().to_owned(),
                words.loads_money_only().to_owned(),
            ];
            assert!(with_amounts.iter().all(|text| text.contains(shown)), "{with_amounts:?}");
            for text in with_amounts.into_iter().chain(others) {
                assert!(!text.contains(['{', '}', '\n']), "{text}");
                assert!(said.insert(text.clone()), "{text}");
            }
        }
    }
}
