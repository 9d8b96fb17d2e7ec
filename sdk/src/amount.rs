//! Decimal values of a shop: money, quantities, percents. Exact, bounded, never a float.
//!
//! On every wire they are decimal strings (`"10.00"`). Where a person or a till writes a JSON number,
//! its text is read, exponent included. What comes from outside is bounded so that sums and products
//! of a receipt cannot overflow; it does not know the scale of a currency, which [`crate::Unit`] does.

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, fmt, iter::Sum, ops, str::FromStr};

/// The largest absolute value that is read from outside: twelve digits before the point.
const BOUND: i64 = 1_000_000_000_000;
/// The finest step that is read from outside: six digits after the point.
const FINEST: u32 = 6;

/// Why a text is not a decimal value of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDecimal(String);

impl fmt::Display for NotDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for NotDecimal {}

/// The value of at most twelve digits, a point, and six digits: nearly every text there is. Nothing in it can
/// overflow, and a receipt crosses to a library and back with some fifty of them.
fn parse_short(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let pointless = digits.len() == whole.len();
    if whole.is_empty() || whole.len() > 12 || part.len() > 6 || (part.is_empty() && !pointless) {
        return None;
    }
    let mut mantissa = 0;
    for byte in whole.bytes().chain(part.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        mantissa = mantissa * 10 + i64::from(byte - b'0');
    }
    let scale = u32::try_from(part.len()).ok()?;
    Some(Decimal::new(if digits.len() == text.len() { mantissa } else { -mantissa }, scale))
}

/// The text of a value whose digits fit a machine word; the twin of [`parse_short`].
fn write_short(value: Decimal, room: &mut [u8; 24]) -> Option<&str> {
    let mantissa = i64::try_from(value.mantissa()).ok()?;
    let scale = value.scale();
    if scale > 18 {
        return None;
    }
    let (mut at, mut written, mut rest) = (room.len(), 0, mantissa.unsigned_abs());
    while rest > 0 || written <= scale {
        if written == scale && scale > 0 {
            at -= 1;
            room[at] = b'.';
        }
        at -= 1;
        room[at] = b'0' + u8::try_from(rest % 10).ok()?;
        rest /= 10;
        written += 1;
    }
    if mantissa < 0 {
        at -= 1;
        room[at] = b'-';
    }
    std::str::from_utf8(&room[at..]).ok()
}

fn parse(text: &str) -> Result<Decimal, NotDecimal> {
    if let Some(value) = parse_short(text) {
        return Ok(value);
    }
    let shown: String = text.chars().take(40).collect();
    let plain = !text.is_empty()
        && text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'))
        && text.bytes().any(|b| b.is_ascii_digit());
    if !plain {
        return Err(NotDecimal(format!("\"{shown}\" is not a decimal value such as \"10.00\"")));
    }
    let value = if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str_exact(text) };
    let value = value.map_err(|_| NotDecimal(format!("\"{shown}\" is not a decimal value such as \"10.00\"")))?;
    if value.normalize().scale() > FINEST {
        return Err(NotDecimal(format!("\"{shown}\" has more than {FINEST} digits after the point")));
    }
    if value.abs() >= Decimal::from(BOUND) {
        return Err(NotDecimal(format!("\"{shown}\" is beyond what a shop can mean (12 digits)")));
    }
    // A negative zero would print as "-0.00".
    Ok(if value.is_zero() { Decimal::new(0, value.scale()) } else { value })
}

struct Visitor;
impl<'de> de::Visitor<'de> for Visitor {
    type Value = Decimal;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal value such as \"10.00\"")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        parse(text).map_err(E::custom)
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
        parse(&value.to_string()).map_err(E::custom)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
        parse(&value.to_string()).map_err(E::custom)
    }
    // serde_json hands over a float only where its shortest text is the very text of the document.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
        parse(&value.to_string()).map_err(E::custom)
    }
    // Any other JSON number arrives as a map that carries its own text (arbitrary precision).
    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Decimal, A::Error> {
        let number = serde_json::Number::deserialize(de::value::MapAccessDeserializer::new(map))
            .map_err(|_| de::Error::invalid_type(de::Unexpected::Map, &self))?;
        parse(number.as_str()).map_err(de::Error::custom)
    }
}

macro_rules! decimal {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(Decimal);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(Decimal::ZERO);

            /// The exact value inside.
            #[must_use]
            pub fn decimal(self) -> Decimal { self.0 }
            /// True for zero.
            #[must_use]
            pub fn is_zero(self) -> bool { self.0.is_zero() }
            /// True above zero.
            #[must_use]
            pub fn is_positive(self) -> bool { self.0 > Decimal::ZERO }
            /// True below zero.
            #[must_use]
            pub fn is_negative(self) -> bool { self.0 < Decimal::ZERO }
            /// The value without its sign.
            #[must_use]
            pub fn abs(self) -> Self { Self(self.0.abs()) }
        }

        impl From<Decimal> for $name {
            fn from(value: Decimal) -> Self { Self(if value.is_zero() { Decimal::new(0, value.scale()) } else { value }) }
        }
        impl From<i64> for $name {
            fn from(value: i64) -> Self { Self(Decimal::from(value)) }
        }
        impl FromStr for $name {
            type Err = NotDecimal;
            fn from_str(text: &str) -> Result<Self, NotDecimal> { parse(text).map(Self) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(&self.0.to_string()) }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match write_short(self.0, &mut [0; 24]) {
                    Some(text) => to.serialize_str(text),
                    None => to.collect_str(&self.0),
                }
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_any(Visitor).map(Self)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "description": "a decimal value; answers carry it as a string, a request may also write a number",
                    "type": ["string", "number"],
                    "pattern": "^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"
                })
            }
        }
    };
}

decimal! {
    /// An amount of a unit: money, points, stamps, uses, minutes.
    Amount
}
decimal! {
    /// How many of something are on a line; at most six digits after the point.
    Quantity
}
decimal! {
    /// A share in hundredths: `"10"` is a tenth.
    Percent
}

impl Amount {
    /// `minor` smallest parts of a unit with `scale` digits after the point: `(950, 2)` is 9.50.
    #[must_use]
    pub fn from_minor(minor: i64, scale: u32) -> Self {
        Self(Decimal::new(minor, scale.min(FINEST)))
    }

    /// This amount in smallest parts of a unit with `scale` digits, or `None` where it has more digits
    /// than the unit or does not fit.
    #[must_use]
    pub fn minor(self, scale: u32) -> Option<i64> {
        let shifted = self.0.checked_mul(Decimal::from(10_i64.checked_pow(scale)?))?.normalize();
        if shifted.scale() > 0 { None } else { i64::try_from(shifted.mantissa()).ok() }
    }

    /// Rounded half up (away from zero) to `scale` digits and written with exactly that many.
    #[must_use]
    pub fn round_half_up(self, scale: u32) -> Self {
        let mut value = self.0.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero);
        value.rescale(scale);
        Self::from(value)
    }

    /// Rounded towards zero to `scale` digits and written with exactly that many.
    #[must_use]
    pub fn round_down(self, scale: u32) -> Self {
        let mut value = self.0.round_dp_with_strategy(scale, RoundingStrategy::ToZero);
        value.rescale(scale);
        Self::from(value)
    }

    /// Rounded half up to the nearest multiple of `step`; a step of zero leaves the amount alone.
    #[must_use]
    pub fn round_to_step(self, step: Amount) -> Self {
        if step.is_zero() {
            return self;
        }
        let steps = (self.0 / step.0).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Self::from(steps * step.0)
    }

    /// `percent` of this amount, unrounded.
    #[must_use]
    pub fn percent(self, percent: Percent) -> Self {
        Self::from(self.0 * percent.0 / Decimal::ONE_HUNDRED)
    }

    /// This amount times `quantity`, unrounded.
    #[must_use]
    pub fn times(self, quantity: Quantity) -> Self {
        Self::from(self.0 * quantity.0)
    }

    /// This amount times `part` over `whole`, unrounded; zero where the whole is zero.
    #[must_use]
    pub fn share(self, part: Decimal, whole: Decimal) -> Self {
        if whole.is_zero() { Self::ZERO } else { Self::from(self.0 * part / whole) }
    }
}

impl ops::Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::from(self.0 + other.0)
    }
}
impl ops::Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::from(self.0 - other.0)
    }
}
impl ops::Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self::from(-self.0)
    }
}
impl ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl ops::SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, ops::Add::add)
    }
}

impl Quantity {
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().expect(text)
    }

    #[test]
    fn a_json_number_is_read_by_its_text() {
        for (json, shown) in [
            ("\"10.00\"", "10.00"),
            ("10.00", "10.00"),
            ("12345678901.12", "12345678901.12"),
            ("1e2", "100"),
            ("-0.00", "0.00"),
            ("0.1", "0.1"),
        ] {
            let read: Amount = serde_json::from_str(json).expect(json);
            assert_eq!(read.to_string(), shown, "{json}");
            let value: serde_json::Value = serde_json::from_str(json).expect(json);
            assert_eq!(serde_json::from_value::<Amount>(value).expect(json), read);
        }
    }

    #[test]
    fn what_is_written_is_what_was_read() {
        for text in
            ["0", "0.00", "7", "-7", "0.05", "-0.05", "10.00", "999999999999", "-999999999999.999999", "0.000001"]
        {
            assert_eq!(serde_json::to_string(&amount(text)).expect(text), format!("\"{text}\""));
        }
        for (text, same) in
            [("-0", "0"), ("+5", "5"), ("5.", "5"), (".5", "0.5"), ("1.5000000", "1.5000000"), ("007.50", "7.50")]
        {
            assert_eq!(serde_json::to_string(&amount(text)).expect(text), format!("\"{same}\""), "{text}");
        }
        let thirds = Amount::from(Decimal::ONE / Decimal::from(3));
        assert_eq!(serde_json::to_string(&thirds).expect("thirds"), format!("\"{thirds}\""), "finer than a word holds");
    }

    #[test]
    fn what_a_shop_cannot_mean_is_refused() {
        for json in ["1e99", "1e12", "\"1_000\"", "\"\"", "\"ten\"", "0.0000001", "\"NaN\"", "true", "{}", "[]", "null"]
        {
            assert!(serde_json::from_str::<Amount>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn rounding_is_half_up_and_fills_the_scale() {
        for (value, rounded) in
            [("0.9999", "1.00"), ("2.345", "2.35"), ("-2.345", "-2.35"), ("1.999", "2.00"), ("3", "3.00")]
        {
            assert_eq!(amount(value).round_half_up(2).to_string(), rounded);
        }
        assert_eq!(amount("12.30").round_to_step(amount("0.50")).round_half_up(2).to_string(), "12.50");
        assert_eq!(amount("12.25").round_to_step(amount("0.50")).round_half_up(2).to_string(), "12.50");
    }

    #[test]
    fn minor_parts_are_exact_or_nothing() {
        assert_eq!(amount("9.50").minor(2), Some(950));
        assert_eq!(amount("9.505").minor(2), None);
        assert_eq!(amount("9.50").minor(0), None);
        assert_eq!(Amount::from_minor(-950, 2).to_string(), "-9.50");
    }
}
