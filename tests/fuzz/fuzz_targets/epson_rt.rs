//! The frames of `epson-rt`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    (fiscus_parsers::codec("epson-rt").read)(bytes);
});
