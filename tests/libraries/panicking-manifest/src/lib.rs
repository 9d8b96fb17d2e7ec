//! A card plugin that panics when it is asked who it is.

use fiscus_sdk::{
    Problem, Shop,
    card::{CardType, Decision, Input, Manifest},
    serde_json::Value,
};

struct Panicking;

impl CardType for Panicking {
    fn manifest() -> Manifest {
        panic!("no manifest today")
    }
    fn open(_: &Value, _: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }
    fn decide(&self, _: &Input) -> Decision {
        Decision::Ask(Vec::new())
    }
}

fiscus_sdk::export_card!(Panicking);
