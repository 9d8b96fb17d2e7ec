//! What the till is told of each fault, before each family. Slow answers come after the printer's time-out of one second,
//! or well before.

use fiscus_tests::{Family, Lack};

/// What every device does that answers.
const SHARED: &str = "
fault               | receipt          correction         slip             z                x                cash
lose_before         | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
lose_after          | done             done               copy             done             printer_offline  doubt
cut_request:4       | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
cut_answer          | done             done               copy             done             printer_offline  doubt
cut_answer:0        | done             done               copy             done             printer_offline  doubt
cut_answer:6        | done             done               copy             done             printer_offline  doubt
swallow:5           | done             done               copy             done             printer_offline  doubt
flip_answer:3       | done             done               copy             done             printer_offline  doubt
flip_answer:9:80    | done             done               copy             done             printer_offline  doubt
duplicate           | done             done               done             done             done             done
garbage             | done             done               copy             done             printer_error    doubt
http_500            | printer_error    printer_error      copy             printer_error    printer_error    doubt
slow:30ms           | done             done               done             done             done             done
slow:1300ms         | done             done               copy             done             printer_offline  doubt
slow_before:30ms    | done             done               done             done             done             done
slow_before:1300ms  | done             done               copy             done             printer_offline  doubt
hang_before         | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
hang_after          | done             done               copy             done             printer_offline  doubt
foreign_before      | done             done               done             done             done             done
foreign_after       | done             done               done             done             done             done
foreign_after_lost  | doubt            doubt              copy             done             printer_offline  doubt
power_cycle_before  | done             done               done             done             done             done
power_cycle_after   | done             done               copy             done             printer_offline  doubt
paper_end           | paper_end        paper_end          paper_end        paper_end        paper_end        paper_end
cover_open          | cover_open       cover_open         cover_open       cover_open       cover_open       cover_open
busy                | printer_busy     printer_busy       printer_busy     printer_busy     printer_busy     printer_busy
other_total         | done             done               done             done             done             done
left_open           | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
";

const EPSON_RT: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:2            | printer_error    printer_error      copy             printer_error    printer_error    doubt
refuse:3            | printer_offline  printer_offline    printer_offline  printer_offline  printer_offline  printer_offline
refuse:12           | printer_error    original_not_found printer_error    printer_error    printer_error    printer_error
refuse:17           | printer_busy     printer_busy       printer_busy     printer_busy     printer_busy     printer_busy
refuse:30           | tax_code_invalid printer_error      printer_error    printer_error    printer_error    printer_error
refuse:39           | printer_error    already_returned   printer_error    printer_error    printer_error    printer_error
refuse:99           | printer_error    printer_error      printer_error    printer_error    printer_error    printer_error
refuse_done:99      | done             done               -                done             -                -
paper_end_printed   | done             done               -                done             -                -
no_answer_printed   | done             done               copy             done             printer_offline  doubt
no_answer_unprinted | printer_offline  printer_offline    copy             printer_offline  printer_offline  doubt
low_paper           | done             done               done             done             done             done
old_firmware        | done             done               done             done             done             done
unpadded_date       | done             done               done             done             done             done
success_one         | done             done               done             done             done             done
no_body_info        | done             done               done             done             done             done
";

const CUSTOM_XML: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:17           | printer_error    printer_error      copy             printer_error    printer_error    doubt
refuse_at_end:17    | printer_error    printer_error      -                -                -                -
unauthorized        | printer_error    printer_error      printer_error    printer_error    printer_error    printer_error
busy_printed        | done             done               copy             done             printer_busy     doubt
low_paper           | done             done               done             done             done             done
capitals            | done             done               done             done             done             done
no_mark             | done             done               done             done             done             done
no_numbers          | done             done               done             done             done             done
no_state            | done             done               done             done             done             done
echo                | done             done               done             done             done             done
wrong_number        | done             done               done             done             done             done
other_mark          | done             done               copy             done             done             done
";

const CUSTOM_SERIAL: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:99           | printer_error    printer_error      printer_error    printer_error    printer_error    printer_error
refuse_done:16      | done             done               -                done             -                -
nak                 | done             done               done             done             done             done
nak_done            | done             done               copy             done             printer_offline  doubt
no_ack              | done             done               done             done             done             done
unframed            | done             done               done             done             done             done
stale               | done             done               done             done             done             done
";

const RCH: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:99           | printer_error    return_not_allowed printer_error    printer_error    printer_error    -
nak                 | done             done               done             done             done             -
no_ack              | done             done               done             done             done             -
stale               | done             done               done             done             done             -
no_number           | done             done               done             done             done             -
";

const RCH_HTTP: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:99           | printer_error    return_not_allowed printer_error    printer_error    printer_error    -
no_number           | done             done               done             done             done             -
line_by_line        | done             done               done             done             done             -
";

/// A register that never answers: there is no answer that could be lost, late or wrong. Where it is held or switched off
/// right behind the key that prints, it depends on the moment whether that is seen (`doubt/done`).
const XON_XOFF: &str = "
fault               | receipt          correction         slip             z                x                cash
lose_before         | doubt            doubt              copy             doubt            printer_offline  doubt
lose_after          | doubt            doubt              done/copy        doubt            done/printer_offline doubt
cut_answer:0        | done             done               done             done             done             done
paper_end           | doubt            doubt              copy             doubt            printer_offline  doubt
xoff                | doubt/done       doubt/done         done/copy        doubt/done       done/printer_offline doubt/done
pause               | done             done               done             done             done             done
slow:30ms           | done             done               done             done             done             done
power_cycle_after   | doubt/done       doubt/done         done/copy        doubt/done       done/printer_offline doubt/done
";

/// Where families tell otherwise of what all devices do, or cannot be played (`-`): their models, the fault, the columns,
/// what they tell, and why.
const DIFFERS: [(&[&str], &str, &str, &str, &str); 20] = [
    (HTTP, "duplicate", "slip", "copy", "two answers to one request are no answer"),
    (HTTP, "duplicate", "x", "printer_error", "the same"),
    (HTTP, "duplicate", "cash", "doubt", "the same"),
    (HTTP, "flip_answer:3", "slip x cash", "done", "the byte is one of the heading"),
    (HTTP, "flip_answer:9:80", "slip x cash", "done", "the same"),
    (
        FRAMES,
        "http_500",
        "receipt correction z x",
        "printer_offline",
        "what is no frame is dropped, and nothing follows",
    ),
    (FRAMES, "garbage", "x", "printer_offline", "the same"),
    (FRAMES, "power_cycle_before", "receipt correction slip", "printer_error", "what was entered is gone"),
    (&["rch"], "power_cycle_before", "z x", "printer_error", "the key for reports is gone"),
    (&["rch"], "power_cycle_before", "slip", "copy", "the key that closes it opens another, which is cancelled"),
    (LONGER, "slow:1300ms", "x", "done", "a report has a time-out of its own"),
    (LONGER, "slow_before:1300ms", "x", "done", "the same"),
    (&["custom-serial"], "busy", "slip", "copy", "213 may be said of what is printed"),
    (&["custom-serial"], "busy", "cash", "doubt", "the same"),
    (&["custom-serial"], "foreign_before", "slip", "printer_error", "what was entered is cancelled"),
    (&["custom-serial"], "foreign_before", "receipt", "doubt", "the same, and the close is confirmed"),
    (&["custom-serial"], "foreign_before", "correction", "doubt/printer_error", "the same; but a void is refused"),
    (
        &["rch", "rch-http"],
        "foreign_before",
        "receipt correction",
        "doubt",
        "it closes without a number, and the journal has skipped one",
    ),
    (&["custom-serial"], "foreign_after", "receipt", "doubt", "his end takes away what shows that ours was closed"),
    (&["custom-serial"], "foreign_after", "correction", "doubt/done", "the same; but a void says that it was done"),
];

const HTTP: &[&str] = &["epson-rt", "custom-xml", "rch-http"];
const FRAMES: &[&str] = &["custom-serial", "rch"];
const LONGER: &[&str] = &["custom-xml", "custom-serial", "rch", "rch-http"];

/// A table's rows of one column.
fn of(table: &'static str, column: &str) -> Vec<(&'static str, &'static str)> {
    let mut rows = table.trim().lines().map(|row| {
        let (fault, told) = row.split_once('|').expect("a row");
        (fault.trim(), told.split_whitespace().collect::<Vec<_>>())
    });
    let (_, columns) = rows.next().expect("a heading");
    let at = columns.iter().position(|one| *one == column).expect("a column");
    rows.map(|(fault, told)| (fault, told[at])).filter(|(_, told)| *told != "-").collect()
}

/// The faults of a family's wire for one kind of document, and what the till is told.
pub fn rows(family: Family, column: &str) -> Vec<(&'static str, &'static str)> {
    let own = match family.model {
        "epson-rt" => EPSON_RT,
        "custom-xml" => CUSTOM_XML,
        "custom-serial" => CUSTOM_SERIAL,
        "rch" => RCH,
        "rch-http" => RCH_HTTP,
        "xon-xoff" => XON_XOFF,
        other => panic!("no table for {other}"),
    };
    let column_of = if column == "second" { "slip" } else { column };
    let silent = family.lacks(Lack::Answers);
    let shared = if silent { Vec::new() } else { of(SHARED, column_of) };
    let has = |columns: &str| columns.split(' ').any(|one| one == column_of);
    let told = |(fault, told): (&'static str, &'static str)| {
        // The last that fits: the more special follow the general.
        let otherwise = DIFFERS.iter().rfind(|row| row.0.contains(&family.model) && row.1 == fault && has(row.2));
        (fault, otherwise.map_or(told, |row| row.3))
    };
    // A second slip comes after the answer: nobody could say when the register is to be switched off and on.
    let held = |fault: &str| silent && column == "second" && ["paper_end", "xoff"].contains(&fault);
    shared
        .into_iter()
        .map(told)
        .chain(of(own, column_of))
        .filter(|(fault, told)| *told != "-" && !held(fault))
        .collect()
}
