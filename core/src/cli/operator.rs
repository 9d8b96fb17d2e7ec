//! `fiscus operator password`, and how any command asks for a password.

use super::{Problem, say};
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

/// The password for a call: from the environment, or typed without being shown.
pub fn given() -> Result<String, Problem> {
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
