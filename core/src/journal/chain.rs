//! The chain: each record's hash is made of the one before it and of all that the record says, so that no record
//! can be changed, removed, put in or moved without breaking every hash after it.
//!
//! Who cuts off the end, or puts an older copy of the whole in its place, breaks no hash. Therefore the head is
//! also kept in a file of its own ([`Anchor`]). It does not know where records are kept.

use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
};

/// What the first record is chained to.
const ORIGIN: &str = "fiscus journal 1";

/// The file beside the database that holds the head.
pub const ANCHOR: &str = "chain.head";

/// `seq` with 20 digits, a blank, the hash in hex, a line feed: always as long, so that it is overwritten in place.
const ANCHOR_LENGTH: usize = 86;

/// A record's hash.
pub type Hash = [u8; 32];

/// The end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last record's number; 0: there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

/// What a link binds, besides its number and the hash before it.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// Milliseconds since 1970.
    pub time: i64,
    /// The operation.
    pub operation: &'a str,
    /// What happened.
    pub kind: &'a str,
    /// What belongs to it.
    pub body: &'a str,
    /// What the step did in the ledger: `none`, `reserve`, `commit`, `void`, `post`.
    pub step: &'a str,
    /// The movements of a `reserve` or a `post`, as JSON; else empty.
    pub postings: &'a str,
    /// The rows that were written with it and their digests, as JSON.
    pub rows: &'a str,
}

impl Head {
    /// Before the first record.
    #[must_use]
    pub fn origin() -> Self {
        Self { seq: 0, hash: Sha256::digest(ORIGIN).into() }
    }

    /// The head after one more record.
    #[must_use]
    pub fn after(&self, link: &Link<'_>) -> Self {
        let seq = self.seq.saturating_add(1);
        let mut sha = Sha256::new();
        sha.update(self.hash);
        sha.update(seq.to_be_bytes());
        sha.update(link.time.to_be_bytes());
        for text in [link.operation, link.kind, link.body, link.step, link.postings, link.rows] {
            absorb(&mut sha, text);
        }
        Self { seq, hash: sha.finalize().into() }
    }

    /// The hash in hex, as it is printed and shown.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.hash)
    }
}

/// The digest of a row of several columns, in hex.
#[must_use]
pub fn digest(columns: &[&str]) -> String {
    let mut sha = Sha256::new();
    for column in columns {
        absorb(&mut sha, column);
    }
    hex(&sha.finalize())
}

/// With its length before it, no text can pass for two, nor two for one.
fn absorb(sha: &mut Sha256, text: &str) {
    sha.update((text.len() as u64).to_be_bytes());
    sha.update(text);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(hash)
}

/// The head outside the database. It is written after the database is durable and never waits for the disk: it
/// may be behind, it is never ahead.
#[derive(Debug)]
pub struct Anchor {
    file: File,
}

impl Anchor {
    /// Opens or creates the file and locks it, so that a folder has one writer.
    ///
    /// # Errors
    /// `WouldBlock` where another writer has the folder; else what the system says.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join(ANCHOR))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Writes the head in place.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, head: &Head) -> io::Result<()> {
        self.file.write_all_at(format!("{:020} {}\n", head.seq, head.hex()).as_bytes(), 0)
    }

    /// Waits until it is on the disk.
    ///
    /// # Errors
    /// What the system says.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }
}

/// What the anchor of a folder says; none: there is no anchor yet, or it was never written.
///
/// # Errors
/// What the system says; `InvalidData` where the file is no anchor.
pub fn anchored(folder: &Path) -> io::Result<Option<Head>> {
    let text = match std::fs::read(folder.join(ANCHOR)) {
        Ok(text) if text.is_empty() => return Ok(None),
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    parse(&text)
        .map(Some)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it does not hold a number and a hash"))
}

fn parse(text: &[u8]) -> Option<Head> {
    if text.len() != ANCHOR_LENGTH {
        return None;
    }
    let (seq, hash) = std::str::from_utf8(text).ok()?.strip_suffix('\n')?.split_once(' ')?;
    Some(Head { seq: seq.parse().ok()?, hash: unhex(hash)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: Link<'static> =
        Link { time: 7, operation: "o", kind: "k", body: "b", step: "none", postings: "", rows: "[]" };

    #[test]
    fn whatever_a_link_says_changes_the_hash() {
        let origin = Head::origin();
        let whole = origin.after(&LINK);
        let cases = [
            Link { time: 8, ..LINK },
            Link { operation: "ok", kind: "", ..LINK },
            Link { kind: "kb", body: "", ..LINK },
            Link { body: "", step: "bnone", ..LINK },
            Link { step: "post", ..LINK },
            Link { postings: "[]", rows: "", ..LINK },
            Link { rows: "", ..LINK },
        ];
        for link in cases {
            assert_ne!(origin.after(&link).hash, whole.hash, "{link:?}");
        }
        assert_ne!(whole.after(&LINK).hash, whole.hash);
        assert_ne!(Head { seq: 1, ..origin }.after(&LINK).hash, whole.hash);
    }

    #[test]
    fn an_anchor_is_read_as_it_was_written() {
        let head = Head::origin().after(&LINK);
        let text = format!("{:020} {}\n", head.seq, head.hex());
        assert_eq!(parse(text.as_bytes()), Some(head));
        for wrong in ["", "1 2\n", &text[..85], &text.replace(' ', "x"), &text.to_uppercase().replace('\n', " ")] {
            assert_eq!(parse(wrong.as_bytes()), None, "{wrong:?}");
        }
    }
}
