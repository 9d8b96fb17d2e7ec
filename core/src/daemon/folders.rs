//! Whether the folders in which a daemon works are there or can be made: looked at before it is tried.

use crate::config::{Finding, Loaded};
use std::{fs, io, os::unix::fs::PermissionsExt, os::unix::net::SocketAddr, path::Path};

/// What stands in a daemon's way.
#[derive(Debug)]
pub struct Trouble {
    /// What, and where the configuration says so.
    pub finding: Finding,
    /// Only this user may not: somebody else, such as the one the daemon runs as, may.
    pub mine_only: bool,
}

/// What is wrong with the state folder and the socket's.
#[must_use]
pub fn troubles(loaded: &Loaded) -> Vec<Trouble> {
    let Loaded { config, document } = loaded;
    let state = &config.paths.state;
    let socket = &config.socket.path;
    let mut troubles = Vec::new();
    let mut tell = |path: &[&str], (text, mine_only): (String, bool)| {
        troubles.push(Trouble { finding: document.finding(path, text), mine_only });
    };
    if let Some(trouble) = trouble(state) {
        tell(&["paths", "state"], trouble);
    }
    if SocketAddr::from_pathname(socket).is_err() {
        let text = format!("{} is too long for a socket: a path may have 107 bytes", socket.display());
        tell(&["socket", "path"], (text, false));
    } else if let Some(folder) = socket.parent().filter(|folder| folder != state)
        && let Some(trouble) = trouble(folder)
    {
        tell(&["socket", "path"], trouble);
    }
    troubles
}

/// Why a folder is not there and cannot be made, and whether that is so for this user only.
fn trouble(folder: &Path) -> Option<(String, bool)> {
    for at in folder.ancestors() {
        match fs::metadata(at) {
            Ok(found) if found.is_dir() => {
                let error = if at == folder { None } else { cannot_make_in(at) }?;
                let writable = found.permissions().mode() & 0o222 != 0;
                let mine_only = error.kind() == io::ErrorKind::PermissionDenied && writable;
                let what = format!("{} is not there and cannot be made in {}: {error}", folder.display(), at.display());
                return Some((what + ". Make it, or choose another", mine_only));
            }
            Ok(_) => return Some((format!("{} is a file, and a folder is needed there", at.display()), false)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            // What may not be seen may be there.
            Err(error) => {
                let mine_only = error.kind() == io::ErrorKind::PermissionDenied;
                return Some((format!("{} cannot be looked at: {error}", at.display()), mine_only));
            }
        }
    }
    None
}

/// Tries it with a folder of another name, which is gone again at once.
fn cannot_make_in(folder: &Path) -> Option<io::Error> {
    let tried = folder.join(format!(".fiscus-check-{}", std::process::id()));
    let error = fs::create_dir(&tried).err();
    // What was not made need not be removed.
    let _ = fs::remove_dir(&tried);
    error
}
