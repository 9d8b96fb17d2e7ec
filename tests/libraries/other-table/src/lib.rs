//! A library of abi_stable, for another host than Fiscus: its table holds another function.

#![allow(unsafe_code, missing_docs, non_camel_case_types, non_local_definitions)]

use abi_stable::{
    StableAbi, export_root_module, library::RootModule, package_version_strings, prefix_type::PrefixTypeTrait,
    sabi_types::VersionStrings,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = TillRef)))]
#[sabi(missing_field(panic))]
pub struct Till {
    #[sabi(last_prefix_field)]
    pub price: extern "C" fn(u64) -> u64,
}

impl RootModule for TillRef {
    abi_stable::declare_root_module_statics! {TillRef}
    const BASE_NAME: &'static str = "till";
    const NAME: &'static str = "till";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}

extern "C" fn price(quantity: u64) -> u64 {
    quantity
}

#[export_root_module]
fn table() -> TillRef {
    Till { price }.leak_into_prefix()
}
