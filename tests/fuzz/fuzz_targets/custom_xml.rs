//! The frames of `custom-xml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (fiscus_parsers::codec("custom-xml").read)(bytes);
});
