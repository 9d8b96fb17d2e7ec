//! The cases that every driver must stand, and the lines of the protocol.

use crate::{device::PennantOne, line, session::Pennant};
use fiscus_sdk::{
    kit::{self, driver::conform},
    serde_json::json,
};

#[test]
fn the_driver_is_sound() {
    for settings in [json!({}), json!({ "pause": "0ms" })] {
        conform::<Pennant, PennantOne>(&settings, &kit::shop(), 20_261_122).assert();
    }
}

#[test]
fn a_line_is_read_only_whole_and_unchanged() {
    let whole = line::written(42, "LAST");
    assert_eq!(String::from_utf8_lossy(&whole), "0042 LAST*1a\n");
    assert_eq!(line::first(&whole), Some((Some((42, "LAST".to_owned())), whole.len())));
    for end in 0..whole.len() {
        assert_eq!(line::first(&whole[..end]), None);
    }
    for at in 0..whole.len() - 1 {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert_eq!(line::first(&changed).map(|(found, _)| found), Some(None), "{at}");
    }
}
