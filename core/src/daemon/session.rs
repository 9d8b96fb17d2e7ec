//! Who a connection speaks for: known by the user of the machine, or by a password. `session.login`,
//! `session.logout`, `session.get`.
//!
//! A wrong password and an operator who is not there are told in the same words and take as long. Wrong tries are
//! counted for the operator and for the connection. Passwords are looked at one after the other, so that many tries at
//! once are no more than many tries, and no memory is taken for more than one. Source: S4-01, F13, F15

use super::{
    desk::{Caller, Desk, Peer},
    engine::Engine,
    roles::{Need, need},
    rpc::{self, Failure},
    throttle::Throttle,
};
use crate::{
    config::Role,
    say::{self, Say},
    secret::password,
};
use fiscus_sdk::{
    Fault, Reason,
    api::{LoginRequest, SessionAnswer},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;
use tracing::{info, warn};

/// The door of a shop: wrong passwords, and the one place at which they are looked at.
#[derive(Debug)]
pub struct Door {
    /// By operator: no more than there are, so that nobody is forgotten because of others.
    operators: Throttle,
    /// By name that is nobody's, and by connection.
    others: Throttle,
    place: Semaphore,
    connections: AtomicU64,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            operators: Throttle::default(),
            others: Throttle::default(),
            place: Semaphore::new(1),
            connections: AtomicU64::new(0),
        }
    }
}

impl Door {
    /// Where a try is counted, and as whose.
    fn tries(&self, name: &str, known: bool, connection: u64) -> [(&Throttle, String); 2] {
        // Of a name that may be anything, a password in the wrong place too, only a digest is remembered.
        let named = Sha256::digest(name).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let of_name = if known { &self.operators } else { &self.others };
        [(of_name, format!("operator {named}")), (&self.others, format!("connection {connection}"))]
    }
}

/// What a connection is.
#[derive(Debug)]
pub struct Session {
    /// Its number, for those who try.
    connection: u64,
    peer: Option<Peer>,
    /// Who it speaks for before anybody logs in.
    first: Option<String>,
    operator: Mutex<Option<String>>,
}

impl Session {
    /// The session of a new connection: whoever is known by the user of the machine need not log in.
    pub fn new(engine: &Engine, peer: Option<Peer>) -> Self {
        let connection = engine.door.connections.fetch_add(1, Ordering::Relaxed);
        let uid = peer.as_ref().map(|peer| peer.uid);
        let operators = &engine.setup.config.operators;
        let mut known = operators.iter().filter(|(_, operator)| operator.user.is_some() && operator.user == uid);
        let operator = match (known.next(), known.next()) {
            (Some((id, _)), None) => Some(id.clone()),
            // A program that speaks for several says for whom.
            _ => None,
        };
        Self { connection, peer, first: operator.clone(), operator: Mutex::new(operator) }
    }

    /// Who speaks now.
    pub fn caller(&self, engine: &Engine) -> Caller {
        let operator = self.operator.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let config = &engine.setup.config;
        let role = match &operator {
            _ if !config.guarded() => Some(Role::Installer),
            Some(id) => config.operators.get(id).map(|operator| operator.role),
            None => None,
        };
        Caller { peer: self.peer.clone(), operator, role }
    }

    fn speaks_for(&self, operator: Option<&str>) {
        *self.operator.lock().unwrap_or_else(PoisonError::into_inner) = operator.map(str::to_owned);
    }
}

/// What is read of any call's parameters, whatever else they are.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    operator: Option<String>,
}

/// Whether who speaks may call a method with these parameters.
///
/// # Errors
/// He may not: with what to do.
pub fn admit(desk: &Desk, method: &str, params: &str) -> Result<(), Failure> {
    let refuse = |say: &Say| Err(desk.not_permitted(say));
    // Who asks for what is not there is told so, whoever he is.
    let Some(Need::Role(least)) = need(method) else { return Ok(()) };
    let caller = desk.caller();
    match caller.role {
        None => return refuse(&Say::LoginNeeded),
        Some(role) if role < least => {
            return refuse(&Say::RoleLacks { method: method.to_owned(), role: least.word().to_owned() });
        }
        Some(_) => {}
    }
    // What an entry says of who worked must be so: nobody names another, or somebody who is not there. What cannot be
    // read is told later.
    let config = &desk.setup.config;
    if config.operators.is_empty() {
        return Ok(());
    }
    let Ok(Named { operator: Some(named) }) = serde_json::from_str(params) else { return Ok(()) };
    if config.guarded() && caller.operator.as_ref() != Some(&named) {
        return refuse(&Say::OperatorOther { operator: caller.operator.clone().unwrap_or_default() });
    }
    if !config.operators.contains_key(&named) {
        return refuse(&Say::OperatorUnknown { operator: named });
    }
    Ok(())
}

/// `session.get`
pub fn get(desk: &Desk) -> SessionAnswer {
    let caller = desk.session().caller(desk);
    SessionAnswer {
        role: caller.role.map_or("none", Role::word).to_owned(),
        peer: caller.peer.map(|peer| peer.to_string()),
        operator: caller.operator,
    }
}

/// `session.logout`
pub fn logout(desk: &Desk) -> SessionAnswer {
    let session = desk.session();
    session.speaks_for(session.first.as_deref());
    get(desk)
}

/// `session.login`
pub async fn login(desk: &Desk, params: &str) -> Result<SessionAnswer, Failure> {
    // What a reader says of a wrong value shows the value.
    let request: LoginRequest = rpc::params(params)
        .map_err(|_| Failure::params("", "operator and password, both in quotes, and nothing else, are needed"))?;
    let config = &desk.setup.config;
    let known = config.operators.get(&request.operator);
    if !config.guarded() {
        // Named, not proved: in a shop without passwords the mode of the socket has decided.
        if !config.operators.is_empty() && known.is_none() {
            return Err(desk.not_permitted(&Say::LoginWrong));
        }
        desk.session().speaks_for(Some(&request.operator));
        return Ok(get(desk));
    }
    let uid = desk.caller().peer.as_ref().map(|peer| peer.uid);
    if !known.is_some_and(|operator| operator.user.is_some() && operator.user == uid) {
        proved(desk, &request).await?;
    }
    desk.session().speaks_for(Some(&request.operator));
    info!(operator = request.operator, peer = desk.caller().peer.as_ref().map(ToString::to_string), "logged in");
    Ok(get(desk))
}

/// Whether the password is the operator's.
async fn proved(desk: &Desk, request: &LoginRequest) -> Result<(), Failure> {
    let door = &desk.door;
    let Ok(_place) = door.place.acquire().await else { return Err(desk.not_permitted(&Say::LoginWrong)) };
    let operators = &desk.setup.config.operators;
    let tries = door.tries(&request.operator, operators.contains_key(&request.operator), desk.session().connection);
    let now = || Duration::from_millis(desk.clock.monotonic());
    if let Some(wait) = tries.iter().filter_map(|(tries, who)| tries.wait(who, now())).max() {
        return Err(desk.not_permitted(&Say::LoginThrottled { minutes: wait.as_secs().div_ceil(60) }));
    }
    let kept = operators.get(&request.operator).and_then(|operator| operator.password.clone());
    let like = operators.values().find_map(|operator| operator.password.clone());
    let given = request.password.clone();
    let looked = tokio::task::spawn_blocking(move || match kept {
        Some(kept) => password::is_right(&given, &kept),
        None => {
            password::pretend(&given, like.as_ref());
            false
        }
    });
    let right = looked.await.map_err(|error| desk.nothing_done(&Fault::new(Reason::Internal, error.to_string())))?;
    if right {
        tries.iter().for_each(|(tries, who)| tries.right(who));
        return Ok(());
    }
    tries.iter().for_each(|(tries, who)| tries.wrong(who, now()));
    let known = operators.contains_key(&request.operator).then_some(request.operator.as_str());
    warn!(operator = known, peer = desk.caller().peer.as_ref().map(ToString::to_string), "not logged in");
    Err(desk.not_permitted(&Say::LoginWrong))
}

impl Engine {
    /// A refusal for who calls.
    pub(super) fn not_permitted(&self, say: &Say) -> Failure {
        Failure::refused(&say::refuse(self.setup.shop.language, Reason::NotPermitted, say))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F13: who tries very many names, from a connection each, does not make it forget the tries for one operator; nor
    /// does the wait tell who is there.
    #[test]
    fn tries_for_an_operator_are_not_forgotten_because_of_others() {
        let door = Door::default();
        let wrong = |name: &str, known: bool, at: u64| {
            door.tries(name, known, at).iter().for_each(|(tries, who)| tries.wrong(who, Duration::from_secs(at)));
        };
        let waits = |name: &str, known: bool, at: u64| {
            let tries = door.tries(name, known, u64::MAX);
            tries.iter().filter_map(|(tries, who)| tries.wait(who, Duration::from_secs(at))).max()
        };
        (0..5).for_each(|at| wrong("nobody", false, at));
        assert_eq!(waits("nobody", false, 4), Some(Duration::from_secs(60)));
        (0..4).for_each(|at| wrong("anna", true, at));
        (10..5_100).for_each(|at| wrong(&at.to_string(), false, at));
        assert_eq!(waits("anna", true, 6_000), None);
        wrong("anna", true, 6_000);
        assert_eq!(waits("anna", true, 6_000), Some(Duration::from_secs(60)));
    }
}
