//! Answers as people read them: a table of the columns that a command chose, or a record with one field a line.

use super::fit::{Wish, fit};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Row, Table, TableStyle, Width};
use serde_json::{Map, Value};

/// A column: its headline and where its value is in an item. A `.` goes into an object; the first may have one before it.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    headline: &'static str,
    path: &'static str,
    kind: Kind,
    minor: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Text,
    Time,
}

/// One rule, below the headlines.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─'));
/// How many lines a row has at most on a terminal.
const LINES: usize = 2;
/// The blank behind each column, beside the one between two.
const PADDING: u16 = 1;
/// The blank before the first column.
const MARGIN: usize = 1;

/// A column of words that are whole or not there, such as numbers of cards, ids and dates.
#[must_use]
pub const fn word(headline: &'static str, path: &'static str) -> Column {
    Column { headline, path, kind: Kind::Word, minor: 0 }
}

/// A column of numbers, which stand at the right.
#[must_use]
pub const fn number(headline: &'static str, path: &'static str) -> Column {
    Column { headline, path, kind: Kind::Number, minor: 0 }
}

/// A column of text, which may be broken between words.
#[must_use]
pub const fn text(headline: &'static str, path: &'static str) -> Column {
    Column { headline, path, kind: Kind::Text, minor: 0 }
}

/// The column of times: to the minute, on the shop's clock.
#[must_use]
pub const fn time() -> Column {
    Column { headline: "time", path: "time", kind: Kind::Time, minor: 0 }
}

impl Column {
    /// On a terminal that is too narrow it goes, the sooner the higher this is.
    #[must_use]
    pub const fn minor(self, minor: u8) -> Self {
        Self { minor, ..self }
    }

    fn shown(&self, item: &Value) -> String {
        let shown = cell(at(item, self.path));
        if self.kind == Kind::Time { minute(&shown) } else { shown }
    }
}

/// An instant as the socket has it, in the shop's zone: `2026-11-22 18:40`.
#[must_use]
pub fn minute(instant: &str) -> String {
    match (instant.get(..10), instant.get(10..11), instant.get(11..16)) {
        (Some(day), Some("T"), Some(minute)) => format!("{day} {minute}"),
        _ => instant.to_owned(),
    }
}

fn at<'v>(item: &'v Value, path: &str) -> &'v Value {
    path.split('.').filter(|key| !key.is_empty()).fold(item, |value, key| &value[key])
}

/// A value without quotes: what is missing is nothing, an object its members.
#[must_use]
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        // Nobody's name moves the cursor, colours the screen or begins a line.
        Value::String(text) => text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            map.iter().map(|(key, value)| format!("{key} {}", cell(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Number(number) => number.to_string(),
    }
}

/// Items as a table: fitted to the terminal, or as wide as it is where there is none.
#[must_use]
pub fn table(items: &[Value], columns: &[Column]) -> String {
    fitted(items, columns, Table::new().width().map(usize::from))
}

/// A table in so much room; none: whole. What had no room is named below it.
fn fitted(items: &[Value], columns: &[Column], room: Option<usize>) -> String {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| column.headline));
    for item in items {
        let mut row = Row::from(columns.iter().map(|column| column.shown(item)));
        if room.is_some() {
            row.max_height(LINES);
        }
        table.add_row(row);
    }
    for (nth, column) in columns.iter().enumerate() {
        let Some(shown) = table.column_mut(nth) else { continue };
        shown.set_padding((0, PADDING));
        if column.kind == Kind::Number {
            shown.set_cell_alignment(CellAlignment::Right);
        }
    }
    let widths =
        room.map(|room| fit(&wishes(items, columns, &table.column_max_content_widths()), room.saturating_sub(MARGIN)));
    let mut gone = Vec::new();
    for (nth, width) in widths.into_iter().flatten().enumerate() {
        if width.is_none() && items.iter().any(|item| !columns[nth].shown(item).is_empty()) {
            gone.push(columns[nth].headline);
        }
        if let Some(column) = table.column_mut(nth) {
            column.set_constraint(width.map_or(ColumnConstraint::Hidden, |width| {
                ColumnConstraint::Absolute(Width::Fixed(
                    u16::try_from(width).unwrap_or(u16::MAX).saturating_add(PADDING),
                ))
            }));
        }
    }
    let table = table.trim_fmt();
    if gone.is_empty() {
        return table;
    }
    format!("{table}\nno room here for {}: a wider terminal, a file or --json has it", gone.join(", "))
}

fn wishes(items: &[Value], columns: &[Column], widest: &[u16]) -> Vec<Wish> {
    let wish = |(column, widest): (&Column, &u16)| Wish {
        widest: usize::from(*widest),
        headline: column.headline.len(),
        text: column.kind == Kind::Text,
        minor: column.minor,
        empty: items.iter().all(|item| column.shown(item).is_empty()),
    };
    columns.iter().zip(widest).map(wish).collect()
}

/// A record: each field that is there on a line of its own.
#[must_use]
pub fn record(item: &Value) -> String {
    ordered(item, &[])
}

/// A record that begins with some fields, in their order.
#[must_use]
pub fn ordered(item: &Value, first: &[&str]) -> String {
    let Some(map) = item.as_object() else { return cell(item) };
    let first = first.iter().filter_map(|key| map.get_key_value(*key));
    let (mut fields, mut rest): (Vec<_>, Map<String, Value>) = (first.collect(), map.clone());
    fields.iter().for_each(|(key, _)| drop(rest.remove(*key)));
    fields.extend(&rest);
    let fields: Vec<(&String, String)> =
        fields.into_iter().map(|(key, value)| (key, cell(value))).filter(|(_, text)| !text.is_empty()).collect();
    let widest = fields.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    fields.iter().map(|(key, text)| format!("{key:widest$}  {text}")).collect::<Vec<_>>().join("\n")
}

/// What stands below a list: how many rows there are, and where it goes on.
#[must_use]
pub fn ended(rows: usize, next: &Value) -> String {
    let next = next.as_str().map(|next| format!("; more with --after {next}, or --all"));
    counted(rows) + &next.unwrap_or_default()
}

/// How many rows there are, in words.
fn counted(rows: usize) -> String {
    match rows {
        0 => "none".to_owned(),
        1 => "1 row".to_owned(),
        many => format!("{many} rows"),
    }
}

/// So many cards, in words.
#[must_use]
pub fn counted_cards(count: &Value) -> String {
    if count.as_u64() == Some(1) { "1 card".to_owned() } else { format!("{} cards", cell(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_table_has_what_its_columns_name() {
        let items = [json!({ "card": "98", "balances": { "EUR": "5.00" }, "customer": null })];
        let shown =
            table(&items, &[word("card", "card"), number("EUR", ".balances.EUR"), word("customer", "customer")]);
        assert!(shown.contains("card") && shown.contains("98") && shown.contains("5.00"), "{shown}");
        assert!(!shown.contains("null"), "{shown}");
    }

    /// What a till wrote must not write on the manager's screen.
    #[test]
    fn signs_that_steer_a_terminal_are_blanks() {
        for (given, expected) in
            [("\u{1b}[2Jx", " [2Jx"), ("a\nb\rc\td", "a b c d"), ("\u{9b}1m", " 1m"), ("õ=1+1", "õ=1+1")]
        {
            assert_eq!(cell(&json!(given)), expected);
            assert_eq!(cell(&json!({ "k": [given] })), format!("k {expected}"));
        }
    }

    /// C1: at 80 columns what is copied into the next command stays whole, and a row has two lines at most.
    #[test]
    fn a_narrow_terminal_breaks_text_only() {
        let columns = [
            time(),
            word("till", "till").minor(5),
            word("card", "card"),
            text("description", "description").minor(2),
            number("amount", "amount"),
            word("operation", "operation").minor(4),
        ];
        let item = json!({
            "time": "2026-11-22T18:40:08.566+01:00", "till": "till-1", "card": "9800000000012",
            "description": "Sconto di benvenuto per i soci nuovi del circolo e i loro amici", "amount": "-100.00",
            "operation": "0b7e2a54-52c7-4a33-9d55-8b1f0a3f5a11",
        });
        let items = [item.clone(), item];
        for room in [61, 80, 100, 120] {
            let shown = fitted(&items, &columns, Some(room));
            let (table, below) = shown.rsplit_once("\nno room here for ").unwrap_or((&shown, ""));
            assert!(table.lines().all(|line| line.chars().count() <= room), "{room}: {shown}");
            assert!(table.lines().count() <= 2 + 2 * LINES, "{room}: {shown}");
            for whole in ["2026-11-22 18:40", "9800000000012", "-100.00", "description"] {
                assert!(table.contains(whole), "{room}: {whole}: {shown}");
            }
            for (headline, whole) in [("operation", "0b7e2a54-52c7-4a33-9d55-8b1f0a3f5a11"), ("till", "till-1")] {
                assert!(table.contains(whole) != below.contains(headline), "{room}: {whole}: {shown}");
            }
        }
        let whole = fitted(&items, &columns, None);
        assert_eq!(whole.lines().count(), 4, "{whole}");
        for all in ["till-1", "e i loro amici", "0b7e2a54-52c7-4a33-9d55-8b1f0a3f5a11", "2026-11-22 18:40"] {
            assert!(whole.contains(all), "{whole}");
        }
    }

    #[test]
    fn an_instant_is_told_to_the_minute() {
        for (given, expected) in [
            ("2026-11-22T18:40:08.566+01:00", "2026-11-22 18:40"),
            ("2026-11-22T18:40", "2026-11-22 18:40"),
            ("2026-11-22", "2026-11-22"),
            ("", ""),
            ("2026-11-2\u{e9}T18:40", "2026-11-2\u{e9}T18:40"),
        ] {
            assert_eq!(minute(given), expected);
        }
    }

    #[test]
    fn a_record_leaves_out_what_is_empty() {
        let shown = record(&json!({ "card": "98", "holder": null, "weekdays": [], "balances": { "EUR": "5.00" } }));
        assert_eq!(shown, "balances  EUR 5.00\ncard      98");
        assert_eq!(ordered(&json!({ "a": "1", "b": "2", "c": "3" }), &["c", "none", "a"]), "c  3\na  1\nb  2");
    }
}
