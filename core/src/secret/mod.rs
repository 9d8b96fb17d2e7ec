//! What nobody but this shop may know: its key, what the key seals (PINs), and chance that nobody can guess.
//!
//! A sealed secret is read again only with the key, and only for its own card; its index finds it without reading
//! any. Losing the key makes PINs unreadable, never money. It does not know who may see a PIN, and logs nothing.

mod file;
pub mod password;

use crate::registry::Secret;
use data_encoding::{BASE64, HEXLOWER};
use fiscus_sdk::{Fault, Reason, pin};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf, hmac,
    rand::{SecureRandom, SystemRandom},
};
use std::{fmt, io, path::Path};

/// The length of the key in bytes.
const LENGTH: usize = 32;

/// The key of a shop, ready for what it is used for: each use has a key of its own, derived from it.
pub struct Key {
    sealing: LessSafeKey,
    finding: hmac::Key,
    drawing: hmac::Key,
    random: SystemRandom,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

fn broken(what: &str) -> Fault {
    Fault::new(Reason::Internal, what)
}

/// Chance for an operation, from the operating system: drawn once, then stored.
///
/// # Errors
/// The system has none.
pub fn chance() -> Result<u64, Fault> {
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    Ok(u64::from_be_bytes(bytes))
}

fn fill(bytes: &mut [u8]) -> Result<(), Fault> {
    SystemRandom::new().fill(bytes).map_err(|_| broken("the system gives no random numbers"))
}

impl Key {
    /// The key in the state folder; made there, once, where there is none.
    ///
    /// # Errors
    /// The file cannot be used, or holds no key.
    pub fn open(folder: &Path) -> io::Result<Self> {
        Self::of(&file::read_or_make(folder)?)
    }

    fn of(bytes: &[u8; LENGTH]) -> io::Result<Self> {
        let unusable = || io::Error::other("the key cannot be used");
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"fiscus secret 1").extract(bytes);
        let derived = |purpose: &[u8]| -> io::Result<[u8; LENGTH]> {
            let mut key = [0; LENGTH];
            let purpose = [purpose];
            let expanded = root.expand(&purpose, hkdf::HKDF_SHA256).map_err(|_| unusable())?;
            expanded.fill(&mut key).map_err(|_| unusable())?;
            Ok(key)
        };
        let sealing = UnboundKey::new(&CHACHA20_POLY1305, &derived(b"seal")?).map_err(|_| unusable())?;
        Ok(Self {
            sealing: LessSafeKey::new(sealing),
            finding: hmac::Key::new(hmac::HMAC_SHA256, &derived(b"find")?),
            drawing: hmac::Key::new(hmac::HMAC_SHA256, &derived(b"draw")?),
            random: SystemRandom::new(),
        })
    }

    /// A card's PIN as it is kept.
    ///
    /// # Errors
    /// The system has no chance to give.
    pub fn seal(&self, card: &str, pin: &str) -> Result<Secret, Fault> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(|_| broken("the system gives no random numbers"))?;
        let mut text = pin.as_bytes().to_vec();
        self.sealing
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(card.as_bytes()), &mut text)
            .map_err(|_| broken("a secret cannot be sealed"))?;
        let sealed = [nonce.as_slice(), &text].concat();
        Ok(Secret { index: self.index(pin), sealed: BASE64.encode(&sealed) })
    }

    /// A card's PIN.
    ///
    /// # Errors
    /// It was sealed with another key, or for another card.
    pub fn unseal(&self, card: &str, secret: &Secret) -> Result<String, Fault> {
        let unreadable = || broken("a PIN cannot be read: secret.key is not the key it was sealed with");
        let sealed = BASE64.decode(secret.sealed.as_bytes()).map_err(|_| unreadable())?;
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(unreadable)?;
        let mut text = text.to_vec();
        let opened = self
            .sealing
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(card.as_bytes()), &mut text)
            .map_err(|_| unreadable())?;
        String::from_utf8(opened.to_vec()).map_err(|_| unreadable())
    }

    /// What finds the card of a PIN: always the same for it, and of no use without the key.
    #[must_use]
    pub fn index(&self, pin: &str) -> String {
        HEXLOWER.encode(hmac::sign(&self.finding, pin.as_bytes()).as_ref())
    }

    /// The PIN that an operation draws for a card, at its nth try: the same whenever it is drawn again (R6), and
    /// not to be told from the seed, which libraries know.
    #[must_use]
    pub fn draw(&self, operation: &str, seed: u64, card: &str, nth: u32) -> String {
        let mut context = hmac::Context::with_key(&self.drawing);
        for part in [operation.as_bytes(), card.as_bytes(), &seed.to_be_bytes(), &nth.to_be_bytes()] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let tag = context.sign();
        let mut place = [0; 8];
        place.copy_from_slice(&tag.as_ref()[..8]);
        pin::nth(u32::try_from(u64::from_be_bytes(place) % u64::from(pin::COUNT)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::of(&[byte; LENGTH]).expect("a key")
    }

    /// S1-01, S1-14: only the key of the shop opens it, only for its card, and it is never sealed alike.
    #[test]
    fn a_secret_is_read_with_its_key_for_its_card_alone() {
        let secret = key(1).seal("9800000000012", "K7M2P").expect("sealed");
        assert_eq!(key(1).unseal("9800000000012", &secret).expect("its own"), "K7M2P");
        assert!(key(2).unseal("9800000000012", &secret).is_err());
        assert!(key(1).unseal("9800000000013", &secret).is_err());
        for sealed in ["", "AAAA", "?", &secret.sealed[4..]] {
            let cut = Secret { sealed: sealed.to_owned(), ..secret.clone() };
            assert!(key(1).unseal("9800000000012", &cut).is_err(), "{sealed}");
        }
        let again = key(1).seal("9800000000012", "K7M2P").expect("sealed");
        assert_ne!(again.sealed, secret.sealed);
        assert_eq!(again.index, secret.index);
        assert!(!secret.sealed.contains("K7M2P") && !secret.index.contains("K7M2P"));
    }

    #[test]
    fn an_index_depends_on_the_pin_and_the_key() {
        assert_ne!(key(1).index("K7M2P"), key(1).index("K7M2Q"));
        assert_ne!(key(1).index("K7M2P"), key(2).index("K7M2P"));
    }

    /// R6
    #[test]
    fn what_is_drawn_again_is_the_same_and_whatever_differs_draws_another() {
        let drawn = key(1).draw("o1", 7, "98", 0);
        assert_eq!(key(1).draw("o1", 7, "98", 0), drawn);
        assert_eq!(pin::typed(&drawn), Some(drawn.clone()));
        let others = [
            key(2).draw("o1", 7, "98", 0),
            key(1).draw("o19", 7, "8", 0),
            key(1).draw("o1", 8, "98", 0),
            key(1).draw("o1", 7, "98", 1),
        ];
        assert!(others.iter().all(|other| *other != drawn), "{others:?} {drawn}");
    }

    #[test]
    fn chance_differs() {
        assert_ne!(chance().expect("chance"), chance().expect("chance"));
    }
}
