//! The cases that every driver must stand, in each form that firmware versions want.

use super::*;
use fiscus_sdk::kit::{self, driver::conform};

#[test]
fn every_form_of_the_driver_is_sound() {
    for settings in [
        json!({}),
        json!({ "discharge": "refund_line", "lottery": "directio", "void": "end" }),
        json!({ "void": "itemised", "z_report": "xz", "columns": 24 }),
        json!({ "void": "total" }),
    ] {
        conform::<EpsonRt, SimulatedEpson>(&settings, &kit::shop(), 20_261_122).assert();
    }
}
