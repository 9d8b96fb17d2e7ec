//! An ordinary card plugin that is asked by a newer daemon: on the way in, the event `price` becomes
//! `dream`, which its SDK does not know.

use fiscus_sdk::{
    Problem, Shop,
    abi::{
        Table, TableRef,
        export::{
            self,
            abi_stable::{
                prefix_type::PrefixTypeTrait,
                std_types::{RSlice, RVec},
            },
        },
    },
    card::{CardType, Decision, EventKind, Input, Manifest, Plan},
    serde_json::Value,
};

struct Ordinary;

impl CardType for Ordinary {
    fn manifest() -> Manifest {
        Manifest {
            id: "ordinary".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: Vec::new(),
            events: vec![EventKind::Price],
            capabilities: Vec::new(),
            settings: Value::Bool(true),
        }
    }
    fn open(_: &Value, _: &Shop) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }
    fn decide(&self, _: &Input) -> Decision {
        Decision::allow(Plan::default())
    }
}

extern "C" fn call(session: u64, message: RSlice<'_, u8>) -> RVec<u8> {
    let newer = String::from_utf8_lossy(&message).replace(r#""event":{"price":"#, r#""event":{"dream":"#);
    export::call(session, RSlice::from_slice(newer.as_bytes()))
}

fn table() -> TableRef {
    Table {
        message_version: export::message_version,
        manifest: export::card_manifest::<Ordinary>,
        open: export::card_open::<Ordinary>,
        call,
        close: export::close,
    }
    .leak_into_prefix()
}

fiscus_sdk::__export_library!(table());
