//! The file of the key: made once, complete or not at all, and readable by its owner alone.

use super::LENGTH;
use data_encoding::HEXLOWER;
use ring::rand::{SecureRandom, SystemRandom};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// The file in the state folder.
const FILE: &str = "secret.key";
/// What is being written, before it has its name.
const PART: &str = "secret.key.part";

/// The key of a folder; a new one where there is none.
pub(super) fn read_or_make(folder: &Path) -> io::Result<[u8; LENGTH]> {
    match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => parse(&text).ok_or_else(|| {
            let text = format!("{FILE} holds no key: put the copy of it back that belongs to this database");
            io::Error::new(io::ErrorKind::InvalidData, text)
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(folder),
        Err(error) => Err(error),
    }
}

fn parse(text: &str) -> Option<[u8; LENGTH]> {
    HEXLOWER.decode(text.strip_suffix('\n')?.as_bytes()).ok()?.try_into().ok()
}

/// A stop at any moment leaves either no key, or the whole of it.
fn make(folder: &Path) -> io::Result<[u8; LENGTH]> {
    let mut key = [0; LENGTH];
    SystemRandom::new().fill(&mut key).map_err(|_| io::Error::other("the system gives no random numbers"))?;
    let part = folder.join(PART);
    match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(format!("{}\n", HEXLOWER.encode(&key)).as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, folder.join(FILE))?;
    File::open(folder)?.sync_all()?;
    tracing::info!(folder = %folder.display(), "a key for PINs was made: keep a copy of {FILE} apart from the backups");
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_kept() {
        let folder = crate::ledger::contract::Folder::new();
        let made = read_or_make(&folder.0).expect("made");
        assert_eq!(read_or_make(&folder.0).expect("read"), made);
        let file = folder.0.join(FILE);
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&file).expect("text");
        for damaged in ["", "\n", &text[1..], &text[..64], &text.replace('\n', "0\n"), "key"] {
            fs::write(&file, damaged).expect("damaged");
            assert!(read_or_make(&folder.0).is_err(), "{damaged:?}");
        }
    }

    #[test]
    fn a_key_that_was_half_written_is_none() {
        let folder = crate::ledger::contract::Folder::new();
        fs::write(folder.0.join(PART), "12").expect("written");
        assert!(read_or_make(&folder.0).is_ok());
        assert!(!folder.0.join(PART).exists());
    }
}
