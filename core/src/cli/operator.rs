//! `fiscus operator password`, and how any command says for whom it speaks.

use super::{Problem, say};
use serde_json::{Value, json};
use std::io::{IsTerminal, Read};

/// Prints what the configuration keeps of a password: it is typed twice at a terminal, or comes from standard input.
pub fn password() -> Result<(), Problem> {
    let password = if std::io::stdin().is_terminal() {
        let first = ask("Password: ")?;
        if first != ask("The same again: ")? {
            return Err("the two passwords differ; nothing was hashed".to_owned().into());
        }
        first
    } else {
        // Not more than anybody types: it is no file of passwords.
        let mut text = String::new();
        std::io::stdin().take(4096).read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
        text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line)).to_owned()
    };
    if password.is_empty() {
        return Err("an empty password protects nothing; nothing was hashed".to_owned().into());
    }
    let hash = fiscus::secret::password::hash(&password).map_err(|fault| fault.detail)?;
    say(&format!("password = \"{hash}\""));
    Ok(())
}

/// Says for whom a connection speaks, with a password where the daemon needs one; `call` is one call on it.
pub fn speak_for(operator: &str, mut call: impl FnMut(&str, Value) -> Result<Value, Problem>) -> Result<(), Problem> {
    let now = call("session.get", json!({}))?;
    // Where nobody needs to log in, a name is enough; who is known by the user of the machine is known.
    let open = now["operator"].is_null() && now["role"] != json!("none");
    if !open && now["operator"] != json!(operator) {
        call("session.login", json!({ "operator": operator, "password": given()? }))?;
    }
    Ok(())
}

/// The password for a call: from the environment, or typed without being shown.
fn given() -> Result<String, Problem> {
    match std::env::var("FISCUS_PASSWORD") {
        Ok(password) => Ok(password),
        Err(_) => ask("Password: "),
    }
}

fn ask(prompt: &str) -> Result<String, Problem> {
    rpassword::prompt_password(prompt).map_err(|error| {
        Problem::Say(format!("no password can be asked here ({error}); set FISCUS_PASSWORD, or use a terminal"))
    })
}
