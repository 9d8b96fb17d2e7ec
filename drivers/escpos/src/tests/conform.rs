//! The cases that every driver must stand.

use super::*;
use fiscus_sdk::kit::{self, driver::conform};

#[test]
fn every_form_of_the_driver_is_sound() {
    for settings in [
        json!({}),
        json!({ "columns": 32, "cut": "none", "kick": true, "code_page": { "name": "cp437" } }),
        json!({ "logo": { "image": "P1 8 2 10101010 01010101" }, "cut": "full" }),
    ] {
        conform::<EscPos, SimulatedEscPos>(&settings, &kit::shop(), 20_261_122).assert();
    }
}
