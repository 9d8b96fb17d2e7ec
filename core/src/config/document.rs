//! The configuration file as it was written: a tree of values, each with its place.
//!
//! Decides where a finding stands: where the setting begins, which is its key, the header of its table or
//! its element in a list. Does not know which keys there are.

use fiscus_sdk::Problem;
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
    value::Datetime,
};

/// A position in the file. Shape: both count from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The beginning of the file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// What is wrong with the configuration, where, and what would be right.
///
/// Shape: displayed as `FILE:LINE:COLUMN: text`, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The sentence, in English: it is for the installer.
    pub text: String,
}

impl Finding {
    pub(super) fn new(file: &Path, place: Place, text: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: place.line, column: place.column, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{}:{}:{}: {text}", self.file.display(), self.line, self.column)
    }
}

/// The file after it was read: it can still say where every setting stands.
#[derive(Clone)]
pub struct Document {
    file: PathBuf,
    pub(super) root: Node,
}

// The settings may hold passwords.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("file", &self.file).finish_non_exhaustive()
    }
}

/// A value with its place.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Written,
}

/// A value as TOML knows it.
#[derive(Clone)]
pub(super) enum Written {
    Text(String),
    Integer(i64),
    Float(String),
    Boolean(bool),
    Moment(Datetime),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Document {
    /// Reads TOML; `file` is only named in findings.
    ///
    /// # Errors
    /// Every error of syntax, at most one a line: what follows on the same line is its echo.
    pub fn parse(file: &Path, text: &str) -> Result<Self, Vec<Finding>> {
        let lines = Lines::of(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut findings: Vec<Finding> = errors
            .iter()
            .map(|error| {
                let place = lines.place(error.span().map_or(text.len(), |span| span.start));
                Finding::new(file, place, format!("this is not TOML: {}", error.message()))
            })
            .collect();
        if findings.is_empty() {
            let root = Node { place: Place::START, value: entries(table.get_ref(), &lines, &mut findings, file) };
            if findings.is_empty() {
                return Ok(Self { file: file.to_owned(), root });
            }
        }
        findings.sort_by_key(|finding| (finding.line, finding.column));
        findings.dedup_by_key(|finding| finding.line);
        Err(findings)
    }

    /// The file, as it was named.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Where the setting at `path` stands, or the nearest of those around it where it was not written.
    /// An element of a list is named by its index.
    #[must_use]
    pub fn place(&self, path: &[&str]) -> Place {
        let mut node = &self.root;
        for key in path {
            let next = match &node.value {
                Written::Table(entries) => entries.get(*key),
                Written::List(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node.place
    }

    /// The finding at `path`.
    #[must_use]
    pub fn finding(&self, path: &[&str], text: impl Into<String>) -> Finding {
        Finding::new(&self.file, self.place(path), text)
    }

    /// The finding for what is wrong with a library's settings, which stand at `settings`
    /// (`["printers", "front", "settings"]`).
    #[must_use]
    pub fn settings_finding(&self, settings: &[&str], problem: &Problem) -> Finding {
        let path: Vec<&str> = settings.iter().copied().chain(problem.path.iter().map(String::as_str)).collect();
        self.finding(&path, problem.text.clone())
    }
}

/// Where the lines begin.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn place(&self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        Place { line, column: self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1 }
    }
}

fn entries(table: &DeTable<'_>, lines: &Lines<'_>, findings: &mut Vec<Finding>, file: &Path) -> Written {
    let mut entries = BTreeMap::new();
    for (key, value) in table {
        // The header of a table begins before its key, any other value after it.
        let place = lines.place(key.span().start.min(value.span().start));
        entries.insert(key.get_ref().to_string(), node(value, place, lines, findings, file));
    }
    Written::Table(entries)
}

fn node(
    value: &Spanned<DeValue<'_>>,
    place: Place,
    lines: &Lines<'_>,
    findings: &mut Vec<Finding>,
    file: &Path,
) -> Node {
    let value = match value.get_ref() {
        DeValue::String(text) => Written::Text(text.to_string()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(integer) => Written::Integer(integer),
            Err(_) => {
                findings.push(Finding::new(file, place, "this number is too long; write it in quotes"));
                Written::Integer(0)
            }
        },
        DeValue::Float(float) => Written::Float(float.as_str().to_owned()),
        DeValue::Boolean(boolean) => Written::Boolean(*boolean),
        DeValue::Datetime(moment) => Written::Moment(*moment),
        DeValue::Array(items) => Written::List(
            items.iter().map(|item| node(item, lines.place(item.span().start), lines, findings, file)).collect(),
        ),
        DeValue::Table(table) => entries(table, lines, findings, file),
    };
    Node { place, value }
}
