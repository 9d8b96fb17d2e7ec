//! The cases that every driver must stand, on both wires.

use super::*;
use fiscus_sdk::kit::{self, driver::conform};

#[test]
fn the_driver_is_sound_over_frames() {
    conform::<Rch, SimulatedRch>(&tables(), &kit::shop(), 20_261_122).assert();
}

#[test]
fn the_driver_is_sound_over_http() {
    conform::<Rch, OverHttp>(&with(json!({ "columns": 24, "journal_key": "prg" })), &kit::shop(), 20_261_122).assert();
}
