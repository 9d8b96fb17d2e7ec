//! The cases that every driver must stand.

use super::*;
use fiscus_sdk::kit::{self, driver::conform};

#[test]
fn every_form_of_the_driver_is_sound() {
    for settings in [json!({}), settings(), json!({ "columns": 24, "recheck": "1ms", "slow_timeout": "90s" })] {
        conform::<CustomSerial, SimulatedCustom>(&settings, &kit::shop(), 20_261_122).assert();
    }
}
