//! The cases that every driver must stand.

use super::*;
use fiscus_sdk::kit::{self, driver::conform};

#[test]
fn the_driver_is_sound() {
    for settings in [tables(), with(json!({ "columns": 24, "font": 1, "serial": "STMTE770207" }))] {
        conform::<CustomXml, SimulatedCustom>(&settings, &kit::shop(), 20_261_122).assert();
    }
}
