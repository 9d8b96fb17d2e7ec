//! Passwords of operators: what is kept of one, and whether one is right. It is slow on purpose, so it is called away
//! from the threads of the socket. Source: S4-01, F13

use super::{broken, fill};
use argon2::{
    Argon2, Params,
    password_hash::{CustomizedPasswordHasher, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use fiscus_sdk::Fault;

/// What is kept of a password: Argon2id with what is recommended today, as PHC text.
///
/// # Errors
/// The system has no chance to give, or the password is longer than 4 GiB.
pub fn hash(password: &str) -> Result<String, Fault> {
    let mut salt = [0; 16];
    fill(&mut salt)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash: PasswordHash| hash.to_string()).map_err(|_| broken("the password cannot be hashed"))
}

/// Whether a password is the one of which `kept` is kept; as slow for a right one as for a wrong one.
#[must_use]
pub fn is_right(password: &str, kept: &PasswordHash) -> bool {
    Argon2::default().verify_password(password.as_bytes(), kept).is_ok()
}

/// Takes as long as [`is_right`], for an operator of whom nothing is kept.
pub fn pretend(password: &str, like: Option<&PasswordHash>) {
    let params = like.and_then(|kept| Params::try_from(kept).ok()).unwrap_or_default();
    // Nobody waits for the hash itself, only for the time that it takes.
    let _: Result<PasswordHash, _> =
        std::hint::black_box(Argon2::default().hash_password_with_params(password.as_bytes(), &[0; 16], params));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F13
    #[test]
    fn a_password_is_right_or_wrong_and_never_kept_itself() {
        let first = hash("correct horse").expect("a hash");
        let second = hash("correct horse").expect("a hash");
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        assert_ne!(first, second, "each has a salt of its own");
        assert!(!first.contains("correct"));
        let kept = PasswordHash::new(&first).expect("PHC text");
        assert!(is_right("correct horse", &kept));
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            assert!(!is_right(wrong, &kept), "{wrong}");
        }
        pretend("", Some(&kept));
        pretend("x", None);
    }
}
