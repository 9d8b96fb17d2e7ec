//! A card plugin as it may be built with an SDK of years to come: its answers hold fields, events and
//! capabilities that are not known yet.

use fiscus_sdk::abi::{
    Table, TableRef,
    export::abi_stable::{
        prefix_type::PrefixTypeTrait,
        std_types::{RSlice, RVec},
    },
};

extern "C" fn message_version() -> u32 {
    99
}

extern "C" fn manifest() -> RVec<u8> {
    let manifest = br#"{"ok":{"card":{"id":"newer","version":"9.0","licence":"free",
        "accounts":[{"label":"*","owner":"card","colour":"blue"},{"label":"*.fund","owner":"foundation"}],
        "events":["price","dream"],"capabilities":["pays","sings"],"settings":{}}}}"#;
    RVec::from(&manifest[..])
}

extern "C" fn open(_: RSlice<'_, u8>) -> RVec<u8> {
    RVec::from(&br#"{"ok":{"session":{"id":18446744073709551615,"means":["all of it"],"until":"2199-01-01"}}}"#[..])
}

extern "C" fn call(_: u64, _: RSlice<'_, u8>) -> RVec<u8> {
    let plan = br#"{"ok":{"allow":{"notices":[{"to":"cashier","text":"from the future","colour":"blue"}]}}}"#;
    RVec::from(&plan[..])
}

extern "C" fn close(_: u64) {}

fn table() -> TableRef {
    Table { message_version, manifest, open, call, close }.leak_into_prefix()
}

fiscus_sdk::__export_library!(table());
