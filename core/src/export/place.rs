//! Where a file may be written: so that a till can neither put one outside the folder it names, nor overwrite anything
//! that was not a file for people before.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// What a file holds, and so which endings its name may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Text with delimiters.
    Text,
    /// A workbook.
    Workbook,
    /// Pages to print.
    Pages,
    /// JSON.
    Json,
}

impl Family {
    /// The endings, without the dot.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["csv", "txt", "tsv"],
            Self::Workbook => &["xlsx"],
            Self::Pages => &["pdf"],
            Self::Json => &["json"],
        }
    }
}

/// Where a file will stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Absolute, without links and without `..`.
    pub path: PathBuf,
}

/// Why a file may not be written where it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misplaced {
    /// It names no file.
    Nameless,
    /// A relative path that leads out of the state folder.
    Outside(PathBuf),
    /// Below none of the folders in which files may be written.
    Elsewhere(Vec<PathBuf>),
    /// Its name does not end as such a file's must.
    Ending(Family),
    /// There is no such folder.
    NoFolder(PathBuf),
    /// The folder cannot be written to.
    Closed(PathBuf),
    /// There is something of that name that is no file of ours.
    Taken(PathBuf),
}

impl Target {
    /// Looks at a place. A relative path is below `state`, any other below one of `folders`, where there are some; nothing
    /// may stand at one of `own`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn find(
        file: &str,
        family: Family,
        state: &Path,
        folders: Option<&[PathBuf]>,
        own: &[PathBuf],
    ) -> Result<Self, Misplaced> {
        let asked = Path::new(file);
        let Some(name) = asked.file_name().filter(|_| !file.ends_with('/') && !file.contains('\0')) else {
            return Err(Misplaced::Nameless);
        };
        let ends = |ending: &&str| asked.extension().is_some_and(|given| given.eq_ignore_ascii_case(ending));
        if !family.endings().iter().any(ends) {
            return Err(Misplaced::Ending(family));
        }
        let above = asked.parent().unwrap_or(Path::new(""));
        let below = !asked.is_absolute();
        if below && above.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(Misplaced::Outside(state.to_owned()));
        }
        let asked_folder = if below { state.join(above) } else { above.to_owned() };
        let folder = asked_folder.canonicalize().map_err(|error| missing(&error, &asked_folder))?;
        if below && !folder.starts_with(state.canonicalize().map_err(|error| missing(&error, state))?) {
            return Err(Misplaced::Outside(state.to_owned()));
        }
        if let Some(folders) = folders {
            let mut allowed = folders.iter().map(PathBuf::as_path).chain([state]);
            if !allowed.any(|allowed| allowed.canonicalize().is_ok_and(|allowed| folder.starts_with(allowed))) {
                return Err(Misplaced::Elsewhere(folders.to_vec()));
            }
        }
        if !folder.is_dir() {
            return Err(Misplaced::NoFolder(folder));
        }
        let path = folder.join(name);
        let ours = own.iter().any(|own| *own == path || own.canonicalize().is_ok_and(|own| own == path));
        match fs::symlink_metadata(&path) {
            _ if ours => Err(Misplaced::Taken(path)),
            Ok(found) if !found.is_file() => Err(Misplaced::Taken(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self { path }),
            // A name that no file can have.
            Err(error) if error.kind() == io::ErrorKind::InvalidFilename => Err(Misplaced::Nameless),
            Err(error) => Err(missing(&error, &folder)),
            Ok(_) => Ok(Self { path }),
        }
    }

    /// The name under which it is written, in the same folder.
    #[must_use]
    pub fn part(&self, token: &str) -> PathBuf {
        self.path.with_file_name(format!(".fiscus-{token}.part"))
    }

    /// What an error of the system says of the place; none: it says nothing of it.
    #[must_use]
    pub fn wrong(&self, error: &io::Error) -> Option<Misplaced> {
        use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
        let folder = self.path.parent().unwrap_or(Path::new("/")).to_owned();
        match error.kind() {
            NotFound | NotADirectory => Some(Misplaced::NoFolder(folder)),
            PermissionDenied | ReadOnlyFilesystem => Some(Misplaced::Closed(folder)),
            io::ErrorKind::IsADirectory => Some(Misplaced::Taken(self.path.clone())),
            _ => None,
        }
    }
}

fn missing(error: &io::Error, folder: &Path) -> Misplaced {
    match error.kind() {
        io::ErrorKind::PermissionDenied => Misplaced::Closed(folder.to_owned()),
        _ => Misplaced::NoFolder(folder.to_owned()),
    }
}
