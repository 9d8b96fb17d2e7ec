//! `[operators.<id>]`: who works at the tills and in the back office, what each may do, and how he is known.
//! Source: S4-01, F15

use super::table::{Item, Table, unknown};
use crate::users::Users;
use argon2::{Params, password_hash::phc::PasswordHash};
use std::fmt;

/// What somebody may do; each may do all that those before him may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sells, takes back, loads.
    Cashier,
    /// The back office beside it.
    Manager,
    /// Everything.
    Installer,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Cashier, Self::Manager, Self::Installer];

    /// Its word in the configuration and in answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Manager => "manager",
            Self::Installer => "installer",
        }
    }
}

/// An operator.
#[derive(Clone, PartialEq, Eq)]
pub struct Operator {
    /// The name people know (default: the id).
    pub name: String,
    /// What he may do.
    pub role: Role,
    /// What proves his password; none: he has none.
    pub password: Option<PasswordHash>,
    /// The number of the user of the machine whose programs speak for him without a password.
    pub user: Option<u32>,
}

// What proves a password helps to guess it.
impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operator")
            .field("name", &self.name)
            .field("role", &self.role)
            .field("password", &self.password.is_some())
            .field("user", &self.user)
            .finish()
    }
}

/// Reads one operator.
pub(super) fn operator(id: &str, table: &mut Table<'_>, users: &Users) -> Operator {
    let name = table.item("name").and_then(|item| item.text("a name in quotes"));
    let role =
        table.required("role", "\"cashier\"").and_then(|item| item.word(&Role::ALL.map(|role| (role.word(), role))));
    let what = "what `fiscus operator password` printed";
    let password = table.item("password").and_then(|item| item.parsed(what, hash));
    Operator {
        name: name.unwrap_or(id).to_owned(),
        role: role.unwrap_or(Role::Cashier),
        password,
        user: table.item("user").and_then(|item| user(item, users)),
    }
}

/// Never says what was written: it may be the password itself.
fn hash(text: &str) -> Result<PasswordHash, &'static str> {
    const WRONG: &str = "this is no hash of a password; run `fiscus operator password` and write what it prints";
    let hash = PasswordHash::new(text).map_err(|_| WRONG)?;
    let whole = hash.salt.is_some() && hash.hash.is_some() && Params::try_from(&hash).is_ok();
    if hash.algorithm.as_str() == "argon2id" && whole { Ok(hash) } else { Err(WRONG) }
}

fn user(item: Item<'_>, users: &Users) -> Option<u32> {
    if item.is_number() {
        return item.whole(0, u32::MAX - 1);
    }
    let name = item.text("the name or the number of a user of this machine")?;
    let number = users.number(name);
    if number.is_none() {
        item.wrong(unknown("user of this machine", name, users.names()));
    }
    number
}
