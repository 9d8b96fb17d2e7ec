//! Tables as CSV (RFC 4180), as text with a chosen delimiter, and as a workbook.
//!
//! A workbook is put together in memory and written at the end: the crate's own spooling puts what it was given into
//! the machine's folder for temporary files, and does not survive a full disk.

use fiscus_sdk::{Amount, api::TableFormat, jiff::civil};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text: numbers of cards too, so that no program takes a zero off them.
    Text,
    /// How many.
    Count,
    /// An amount with so many decimals.
    Amount(u32),
    /// A day.
    Date,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub key: Cow<'static, str>,
    /// What stands in it.
    pub kind: Kind,
}

impl Column {
    /// A column.
    pub fn new(key: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Self { key: key.into(), kind }
    }
}

/// What stands in a row of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// How many.
    Count(u64),
    /// An amount of the column's unit.
    Amount(Amount),
    /// An amount of a unit that differs from row to row: with its own decimals.
    Units(Amount),
    /// A day.
    Date(civil::Date),
}

/// More rows than a workbook holds, as the source of an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyRows(pub u64);

impl std::error::Error for TooManyRows {}
impl std::fmt::Display for TooManyRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a workbook holds {} rows, and there are more; choose csv, or ask for fewer", self.0)
    }
}

impl<'a> Cell<'a> {
    /// Text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Text, or nothing.
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// A day, or nothing.
    #[must_use]
    pub fn day(day: Option<civil::Date>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Lines end in CR LF; quotes where they are needed. With what stands between two fields.
    Text(u8),
    /// A workbook.
    Workbook,
}

impl Layout {
    /// How a request wants it.
    ///
    /// # Errors
    /// The delimiter is none, in words for whoever writes the request.
    pub fn of(format: TableFormat, delimiter: Option<&str>) -> Result<Self, String> {
        match (format, delimiter) {
            (TableFormat::Csv, None | Some(",")) => Ok(Self::Text(b',')),
            (TableFormat::Delimited, None) => Ok(Self::Text(b'\t')),
            (TableFormat::Xlsx, None) => Ok(Self::Workbook),
            (TableFormat::Delimited, Some(given)) => match given.as_bytes() {
                [one] if one.is_ascii_punctuation() && *one != b'"' || [b'\t', b' '].contains(one) => {
                    Ok(Self::Text(*one))
                }
                _ => Err("one character is needed: a sign such as ; or |, a blank or a tabulator, no quote".to_owned()),
            },
            (TableFormat::Csv | TableFormat::Xlsx, Some(_)) => {
                Err("only the format \"delimited\" has a delimiter that is chosen".to_owned())
            }
        }
    }

    /// What its file holds.
    #[must_use]
    pub fn family(self) -> super::Family {
        match self {
            Self::Text(_) => super::Family::Text,
            Self::Workbook => super::Family::Workbook,
        }
    }

    /// How many rows fit below the headline; none: as many as there are.
    #[must_use]
    pub fn most(self) -> Option<u64> {
        (self == Self::Workbook).then_some(1_048_575)
    }
}

/// A table that is being written.
pub struct Table<'o, W: Write + Send> {
    columns: Vec<Column>,
    rows: u64,
    pub(super) most: Option<u64>,
    sink: Sink<'o, W>,
}

enum Sink<'o, W: Write + Send> {
    Text(Box<csv::Writer<&'o mut W>>),
    Workbook { out: &'o mut W, sheet: Box<Worksheet>, formats: Vec<Option<Format>> },
}

impl<'o, W: Write + Send> Table<'o, W> {
    /// Begins a table: its headline.
    ///
    /// # Errors
    /// As the system says.
    pub fn open(out: &'o mut W, layout: Layout, columns: Vec<Column>) -> io::Result<Self> {
        let keys = columns.iter().map(|column| column.key.as_ref());
        let sink = match layout {
            Layout::Text(delimiter) => {
                let terminator = csv::Terminator::CRLF;
                let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(out);
                writer.write_record(keys).map_err(text_error)?;
                Sink::Text(Box::new(writer))
            }
            Layout::Workbook => {
                let mut sheet = Worksheet::new();
                let bold = Format::new().set_bold();
                let formats = columns.iter().map(|column| format(column.kind)).collect();
                for (place, key) in (0..).zip(keys) {
                    sheet.write_string_with_format(0, place, key, &bold).map_err(book_error)?;
                    // Wide enough for a card's number, or a day.
                    sheet.set_column_width(place, 20).map_err(book_error)?;
                }
                sheet.set_freeze_panes(1, 0).map_err(book_error)?;
                Sink::Workbook { out, sheet: Box::new(sheet), formats }
            }
        };
        Ok(Self { columns, rows: 0, most: layout.most(), sink })
    }

    /// A row: a cell for each column.
    ///
    /// # Errors
    /// As the system says; [`TooManyRows`] for a workbook.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if cells.len() != self.columns.len() {
            return Err(io::Error::other("a row has not as many cells as there are columns"));
        }
        if let Some(most) = self.most.filter(|most| self.rows >= *most) {
            return Err(io::Error::other(TooManyRows(most)));
        }
        self.rows += 1;
        match &mut self.sink {
            Sink::Text(writer) => {
                for (cell, column) in cells.iter().zip(&self.columns) {
                    writer.write_field(plain(cell, column.kind).as_bytes()).map_err(text_error)?;
                }
                writer.write_record(None::<&[u8]>).map_err(text_error)
            }
            Sink::Workbook { sheet, formats, .. } => {
                let row = u32::try_from(self.rows).map_err(|_| io::Error::other("too many rows for a workbook"))?;
                for ((place, cell), format) in (0..).zip(cells).zip(formats) {
                    fill(sheet, row, place, cell, format.as_ref()).map_err(book_error)?;
                }
                Ok(())
            }
        }
    }

    /// Ends it: how many rows there are below the headline.
    ///
    /// # Errors
    /// As the system says.
    pub fn finish(self) -> io::Result<u64> {
        match self.sink {
            Sink::Text(mut writer) => writer.flush()?,
            Sink::Workbook { out, sheet, .. } => {
                let mut book = Workbook::new();
                book.push_worksheet(*sheet);
                book.save_to_writer(out).map_err(book_error)?;
            }
        }
        Ok(self.rows)
    }
}

/// A cell as text.
fn plain<'a>(cell: &'a Cell<'_>, kind: Kind) -> Cow<'a, str> {
    match (cell, kind) {
        (Cell::Empty, _) => Cow::Borrowed(""),
        (Cell::Text(text), _) => Cow::Borrowed(text),
        (Cell::Count(count), _) => Cow::Owned(count.to_string()),
        (Cell::Amount(amount), Kind::Amount(decimals)) => Cow::Owned(written(*amount, decimals)),
        (Cell::Amount(amount) | Cell::Units(amount), _) => Cow::Owned(amount.to_string()),
        (Cell::Date(day), _) => Cow::Owned(day.to_string()),
    }
}

/// An amount with the decimals of its unit; those that it has more are never cut off.
fn written(amount: Amount, decimals: u32) -> String {
    let mut decimal = amount.decimal();
    if decimal.scale() < decimals {
        decimal.rescale(decimals);
    }
    decimal.to_string()
}

fn format(kind: Kind) -> Option<Format> {
    match kind {
        // "@": text stays text, also where somebody types into the cell.
        Kind::Text => Some(Format::new().set_num_format("@")),
        Kind::Count => None,
        Kind::Amount(0) => Some(Format::new().set_num_format("0")),
        Kind::Amount(decimals) => Some(Format::new().set_num_format(format!("0.{}", "0".repeat(decimals as usize)))),
        Kind::Date => Some(Format::new().set_num_format("yyyy-mm-dd")),
    }
}

fn fill(
    sheet: &mut Worksheet,
    row: u32,
    place: u16,
    cell: &Cell<'_>,
    format: Option<&Format>,
) -> Result<(), XlsxError> {
    let usual = Format::default();
    let format = format.unwrap_or(&usual);
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, place, text.as_ref(), format),
        Cell::Count(count) => sheet.write_with_format(row, place, *count, format),
        Cell::Amount(amount) => sheet.write_with_format(row, place, amount.decimal(), format),
        Cell::Units(amount) => {
            let own = self::format(Kind::Amount(amount.decimal().scale()));
            sheet.write_with_format(row, place, amount.decimal(), own.as_ref().unwrap_or(format))
        }
        Cell::Date(day) => sheet.write_with_format(row, place, day, format),
    }
    .map(|_| ())
}

fn text_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn book_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => {
            let source = std::error::Error::source(&other).and_then(|source| source.downcast_ref::<io::Error>());
            let kind = source.map_or(io::ErrorKind::Other, io::Error::kind);
            io::Error::new(kind, other.to_string())
        }
    }
}
