//! A file under a temporary name beside its target, readable by its owner alone, until all of it is on the disk.
//!
//! Dropped before it is published it is gone, so that nothing is left half written.

use super::Target;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// A file that is being written.
#[derive(Debug)]
pub struct Draft {
    part: Part,
    target: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
}

/// A file that is wholly on the disk, and has its name not yet.
#[derive(Debug)]
pub struct Sealed {
    part: Part,
    target: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Removes the temporary file, unless it has its name.
#[derive(Debug)]
struct Part(Option<PathBuf>);

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(part) = self.0.take() {
            // What cannot be removed now is removed at the next start.
            let _ = fs::remove_file(part);
        }
    }
}

impl Draft {
    /// Begins a file; `token` tells it from the others that are written to the same target meanwhile.
    ///
    /// # Errors
    /// As the system says.
    pub fn begin(target: &Target, token: &str) -> io::Result<Self> {
        let part = target.part(token);
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        let target = target.path.clone();
        Ok(Self { part: Part(Some(part)), target, file: BufWriter::new(file), digest: Sha256::new() })
    }

    /// All is written: it goes to the disk.
    ///
    /// # Errors
    /// As the system says; nothing is left.
    pub fn seal(self) -> io::Result<Sealed> {
        let Self { part, target, file, digest } = self;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(Sealed { part, target, sha256: HEXLOWER.encode(&digest.finalize()) })
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Sealed {
    /// Gives it its name; what had the name before is replaced in the same instant.
    ///
    /// # Errors
    /// As the system says; nothing is left under the temporary name.
    pub fn publish(mut self) -> io::Result<()> {
        // Opened before: a folder that may not be read is found out while there is nothing to take back.
        let folder = File::open(self.target.parent().unwrap_or(Path::new("/")))?;
        if let Some(part) = &self.part.0 {
            fs::rename(part, &self.target)?;
        }
        self.part.0 = None;
        folder.sync_all()
    }
}

/// The SHA-256 of a file's bytes, in hexadecimal.
///
/// # Errors
/// As the system says; what is no file is not read, for it may have no end.
pub fn digest_of(path: &Path) -> io::Result<String> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::other("no file"));
    }
    let mut file = File::open(path)?;
    let (mut digest, mut bytes) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(HEXLOWER.encode(&digest.finalize())),
            read => digest.update(&bytes[..read]),
        }
    }
}
