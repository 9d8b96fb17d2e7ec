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
refuse:17           | ?                ?                  ?                ?                ?                ?
refuse_at_end:17    | ?                ?                  ?                ?                ?                ?
unauthorized        | ?                ?                  ?                ?                ?                ?
busy_printed        | ?                ?                  ?                ?                ?                ?
low_paper           | done             done               done             done             done             done
capitals            | done             done               done             done             done             done
no_mark             | done             done               done             done             done             done
no_numbers          | done             done               done             done             done             done
no_state            | done             done               done             done             done             done
echo                | done             done               done             done             done             done
wrong_number        | ?                ?                  ?                ?                ?                ?
other_mark          | ?                ?                  ?                ?                ?                ?
";

const CUSTOM_SERIAL: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:99           | ?                ?                  ?                ?                ?                ?
nak                 | ?                ?                  ?                ?                ?                ?
nak_done            | ?                ?                  ?                ?                ?                ?
no_ack              | ?                ?                  ?                ?                ?                ?
unframed            | ?                ?                  ?                ?                ?                ?
stale               | ?                ?                  ?                ?                ?                ?
";

const RCH: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:99           | ?                ?                  ?                ?                ?                -
nak                 | ?                ?                  ?                ?                ?                -
no_ack              | ?                ?                  ?                ?                ?                -
stale               | ?                ?                  ?                ?                ?                -
no_number           | ?                ?                  ?                ?                ?                -
";

const RCH_HTTP: &str = "
fault               | receipt          correction         slip             z                x                cash
refuse:99           | ?                ?                  ?                ?                ?                -
no_number           | ?                ?                  ?                ?                ?                -
line_by_line        | ?                ?                  ?                ?                ?                -
";

/// A register that never answers: there is no answer that could be lost, late or wrong.
const XON_XOFF: &str = "
fault               | receipt          correction         slip             z                x                cash
lose_before         | ?                ?                  ?                ?                ?                ?
lose_after          | ?                ?                  ?                ?                ?                ?
cut_answer:0        | ?                ?                  ?                ?                ?                ?
paper_end           | ?                ?                  ?                ?                ?                ?
xoff                | ?                ?                  ?                ?                ?                ?
pause               | ?                ?                  ?                ?                ?                ?
slow:30ms           | ?                ?                  ?                ?                ?                ?
power_cycle_after   | ?                ?                  ?                ?                ?                ?
";

/// Where a family tells otherwise of what all devices do: its model, the fault, the column, what it tells, and why.
const DIFFERS: [(&str, &str, &str, &str, &str); 0] = [];

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
    let shared = if family.lacks(Lack::Answers) { Vec::new() } else { of(SHARED, column) };
    let told = |(fault, told): (&'static str, &'static str)| {
        let otherwise = DIFFERS.iter().find(|row| (row.0, row.1, row.2) == (family.model, fault, column));
        (fault, otherwise.map_or(told, |row| row.3))
    };
    shared.into_iter().map(told).chain(of(own, column)).filter(|(_, told)| *told != "-").collect()
}
