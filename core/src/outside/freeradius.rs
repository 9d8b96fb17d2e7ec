//! A login in the tables of FreeRADIUS: `radcheck` holds what must be true of who wants in, `radreply` what the access
//! server is told of him. Pure: from what is to be done to the rows there will be.

use fiscus_sdk::card::{Access, Effect};
use jiff::{civil::Date, tz::TimeZone};
use std::fmt;

/// The two tables, in the order in which they are written.
pub const TABLES: [&str; 2] = ["radcheck", "radreply"];

/// The attribute that holds a password, and the one that ends a login.
const PASSWORD: &str = "Cleartext-Password";
const EXPIRATION: &str = "Expiration";

/// All rows of a login.
#[derive(Clone, PartialEq, Eq)]
pub struct Rows {
    /// The name.
    pub login: String,
    /// Those of each of the [`TABLES`].
    pub rows: [Vec<Row>; 2],
}

/// A row: attribute, operator, value.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// `Session-Timeout`
    pub attribute: String,
    /// `:=`
    pub op: String,
    /// `3600`
    pub value: String,
}

// One of them holds a password.
impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {} rows", self.rows[0].len(), self.rows[1].len())
    }
}

fn row(attribute: &str, op: &str, value: &str) -> Row {
    Row { attribute: attribute.to_owned(), op: op.to_owned(), value: value.to_owned() }
}

impl Rows {
    /// The password among them.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.rows[0].iter().find(|row| row.attribute == PASSWORD).map(|row| row.value.as_str())
    }

    /// What an effect makes of its login; none: it lets somebody in, and there is no password. Days are those of `zone`.
    #[must_use]
    pub fn of(effect: &Effect, password: Option<&str>, zone: &TimeZone) -> Option<Self> {
        let (access, mut rows) = match effect {
            Effect::Revoke(access) => (access, [Vec::new(), Vec::new()]),
            Effect::Provision(access) => (access, [vec![row(PASSWORD, ":=", password?)], Vec::new()]),
        };
        if matches!(effect, Effect::Provision(_)) {
            let [check, reply] = &mut rows;
            for own in &access.attributes {
                let to = if own.check { &mut *check } else { &mut *reply };
                to.push(row(&own.name, &own.op, &own.value));
            }
            check.extend(end(access, zone).map(|end| row(EXPIRATION, ":=", &end)));
        }
        Some(Self { login: access.login.clone(), rows })
    }
}

/// When a login ends: with the last second of its last day, in seconds since 1970, which are the same wherever the server
/// is. An attribute that says so itself counts more.
fn end(access: &Access, zone: &TimeZone) -> Option<String> {
    if access.attributes.iter().any(|own| own.check && own.name.eq_ignore_ascii_case(EXPIRATION)) {
        return None;
    }
    let after = |last: Date| last.tomorrow().ok()?.to_zoned(zone.clone()).ok();
    access.until.and_then(after).map(|after| after.timestamp().as_second().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiscus_sdk::card::Attribute;
    use jiff::civil::date;

    fn told(rows: &Rows) -> String {
        let table = |rows: &Vec<Row>| -> Vec<String> {
            rows.iter().map(|row| format!("{} {} {}", row.attribute, row.op, row.value)).collect()
        };
        format!("{}: {} | {}", rows.login, table(&rows.rows[0]).join(", "), table(&rows.rows[1]).join(", "))
    }

    fn attribute(name: &str, op: &str, value: &str, check: bool) -> Attribute {
        Attribute { name: name.to_owned(), op: op.to_owned(), value: value.to_owned(), check }
    }

    /// S4-14: login, password and the parameters of the credit, each in its table; the last day ends it at midnight of
    /// the shop, also where clocks change.
    #[test]
    fn a_login_has_its_rows() {
        let rome = TimeZone::get("Europe/Rome").expect("a zone");
        let hour =
            vec![attribute("Max-All-Session", ":=", "3600", true), attribute("Session-Timeout", "=", "3600", false)];
        let own = vec![attribute("expiration", ":=", "24 Dec 2026", true)];
        for (attributes, until, expected) in [
            (Vec::new(), None, "98: Cleartext-Password := K7M2P | "),
            (
                hour,
                Some(date(2026, 12, 24)),
                "98: Cleartext-Password := K7M2P, Max-All-Session := 3600, Expiration := 1798153200 | Session-Timeout = 3600",
            ),
            (Vec::new(), Some(date(2026, 10, 24)), "98: Cleartext-Password := K7M2P, Expiration := 1792879200 | "),
            (own, Some(date(2026, 12, 24)), "98: Cleartext-Password := K7M2P, expiration := 24 Dec 2026 | "),
            (Vec::new(), Some(Date::MAX), "98: Cleartext-Password := K7M2P | "),
        ] {
            let access = Access { login: "98".to_owned(), attributes, until, ..Access::default() };
            let effect = Effect::Provision(access.clone());
            assert_eq!(told(&Rows::of(&effect, Some("K7M2P"), &rome).expect("rows")), expected);
            assert!(!format!("{:?}", Rows::of(&effect, Some("K7M2P"), &rome)).contains("K7M2P"));
            assert_eq!(Rows::of(&effect, None, &rome), None, "without a password nobody is let in");
            let gone = Rows::of(&Effect::Revoke(access), None, &rome).expect("rows");
            assert_eq!(told(&gone), "98:  | ");
        }
    }
}
