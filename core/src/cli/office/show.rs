//! Answers as people read them: a table of the columns that a command chose, or a record with one field a line.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::Value;

/// A column: its headline and where its value is in an item. A `.` goes into an object; the first may have one before it.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    headline: &'static str,
    path: &'static str,
    number: bool,
}

/// One rule, below the headlines.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─'));

/// A column of words.
#[must_use]
pub const fn word(headline: &'static str, path: &'static str) -> Column {
    Column { headline, path, number: false }
}

/// A column of numbers, which stand at the right.
#[must_use]
pub const fn number(headline: &'static str, path: &'static str) -> Column {
    Column { headline, path, number: true }
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
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.iter().map(|column| column.headline));
    for item in items {
        table.add_row(columns.iter().map(|column| cell(at(item, column.path))));
    }
    for (nth, column) in columns.iter().enumerate() {
        if let Some(shown) = table.column_mut(nth).filter(|_| column.number) {
            shown.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

/// A record: each field that is there on a line of its own.
#[must_use]
pub fn record(item: &Value) -> String {
    let Some(map) = item.as_object() else { return cell(item) };
    let widest = map.keys().map(String::len).max().unwrap_or(0);
    let fields = map.iter().map(|(key, value)| (key, cell(value))).filter(|(_, text)| !text.is_empty());
    fields.map(|(key, text)| format!("{key:widest$}  {text}")).collect::<Vec<_>>().join("\n")
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

    #[test]
    fn a_record_leaves_out_what_is_empty() {
        let shown = record(&json!({ "card": "98", "holder": null, "weekdays": [], "balances": { "EUR": "5.00" } }));
        assert_eq!(shown, "balances  EUR 5.00\ncard      98");
    }
}
