//! Whether a file may be handed to the dynamic linker: a whole shared library, for this machine, with a
//! Fiscus table in it.
//!
//! The linker runs a library's constructors before anything can be checked, reports another machine as a
//! missing file, and a file that was cut off ends the process. So the headers are read here first, with
//! plain reads. What is in the table is not known here.
//!
//! Source: System V ABI, chapters 4 (object files) and 5 (program loading, dynamic linking).

use super::Unfit;
use abi_stable::library::ROOT_MODULE_LOADER_NAME;
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

/// Offsets in the structures of one class of files.
struct Layout {
    class: u8,
    word: usize,
    header: usize,
    segments_at: usize,
    segment_size_at: usize,
    segment: usize,
    offset_at: usize,
    address_at: usize,
    length_at: usize,
}

#[cfg(target_pointer_width = "64")]
const LAYOUT: Layout = Layout {
    class: 2,
    word: 8,
    header: 64,
    segments_at: 32,
    segment_size_at: 54,
    segment: 56,
    offset_at: 8,
    address_at: 16,
    length_at: 32,
};
#[cfg(target_pointer_width = "32")]
const LAYOUT: Layout = Layout {
    class: 1,
    word: 4,
    header: 52,
    segments_at: 28,
    segment_size_at: 42,
    segment: 32,
    offset_at: 4,
    address_at: 8,
    length_at: 16,
};

const LITTLE: u8 = 1;
const BIG: u8 = 2;
const SHARED_OBJECT: u64 = 3;
const SEGMENT_LOAD: u64 = 1;
const SEGMENT_DYNAMIC: u64 = 2;
const DYNAMIC_STRINGS: u64 = 5;
const DYNAMIC_STRINGS_SIZE: u64 = 10;
/// More than any library has, less than what would hurt to read.
const LARGEST_TABLE: u64 = 64 << 20;

/// A part of the file that is mapped.
struct Segment {
    kind: u64,
    offset: u64,
    address: u64,
    length: u64,
}

/// Looks at the headers of `file`.
pub(super) fn inspect(file: &Path) -> Result<(), Unfit> {
    let unreadable = |error: io::Error| Unfit::because(format!("cannot be read: {error}"));
    // Asked before opening: opening a pipe would wait for its other end.
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Unfit::because("is not a regular file"));
    }
    let mut file = File::open(file).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length == 0 {
        return Err(Unfit::because("is empty"));
    }

    let mut magic = [0; 20];
    let read = read_up_to(&mut file, &mut magic).map_err(unreadable)?;
    if !magic.starts_with(b"\x7fELF") {
        return Err(Unfit::because("is not a shared library"));
    }
    if read < magic.len() {
        return Err(cut_off(length, LAYOUT.header as u64));
    }
    fits_this_machine(&magic)?;

    let header = bytes(&mut file, length, 0, LAYOUT.header as u64)?;
    let start = word(&header, LAYOUT.segments_at, LAYOUT.word);
    let size = word(&header, LAYOUT.segment_size_at, 2);
    let count = word(&header, LAYOUT.segment_size_at + 2, 2);
    if size < LAYOUT.segment as u64 || count == 0 {
        return Err(Unfit::because("is not a shared library: it has no segments"));
    }
    let table = bytes(&mut file, length, start, size * count)?;
    let segments: Vec<Segment> = table
        .chunks_exact(usize::try_from(size).unwrap_or(usize::MAX))
        .map(|segment| Segment {
            kind: word(segment, 0, 4),
            offset: word(segment, LAYOUT.offset_at, LAYOUT.word),
            address: word(segment, LAYOUT.address_at, LAYOUT.word),
            length: word(segment, LAYOUT.length_at, LAYOUT.word),
        })
        .collect();
    let needed = segments.iter().map(|segment| segment.offset.saturating_add(segment.length)).max().unwrap_or(0);
    if needed > length {
        return Err(cut_off(length, needed));
    }

    let symbol = ROOT_MODULE_LOADER_NAME.as_bytes();
    let names = dynamic_strings(&mut file, length, &segments)?;
    if names.split(|byte| *byte == 0).any(|name| name == symbol) {
        Ok(())
    } else {
        Err(Unfit { reason: "no Fiscus table in it".to_owned(), foreign: true })
    }
}

fn fits_this_machine(header: &[u8]) -> Result<(), Unfit> {
    let (class, order) = (header[4], header[5]);
    let big = order == BIG;
    let half = |at: usize| {
        let pair = [header[at], header[at + 1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    let built_for = machine(half(18));
    let here = std::env::consts::ARCH;
    let native_order = if cfg!(target_endian = "big") { BIG } else { LITTLE };
    if built_for != here || class != LAYOUT.class || order != native_order {
        let bits = if class == 1 { 32 } else { 64 };
        let order = if big { "big" } else { "little" };
        let detail = if built_for == here { format!(" ({bits} bits, {order} endian)") } else { String::new() };
        return Err(Unfit::because(format!("is built for {built_for}{detail}; this machine is {here}")));
    }
    if u64::from(half(16)) != SHARED_OBJECT {
        return Err(Unfit::because("is not a shared library, but a program or an object file"));
    }
    Ok(())
}

/// The name of a machine, as the compiler calls it.
fn machine(code: u16) -> String {
    match code {
        3 => "x86",
        8 => "mips",
        20 => "powerpc",
        21 => "powerpc64",
        22 => "s390x",
        40 => "arm",
        62 => "x86_64",
        183 => "aarch64",
        243 if cfg!(target_pointer_width = "32") => "riscv32",
        243 => "riscv64",
        258 => "loongarch64",
        other => return format!("machine {other}"),
    }
    .to_owned()
}

/// The names of the dynamic symbols.
fn dynamic_strings(file: &mut File, length: u64, segments: &[Segment]) -> Result<Vec<u8>, Unfit> {
    let Some(dynamic) = segments.iter().find(|segment| segment.kind == SEGMENT_DYNAMIC) else {
        return Ok(Vec::new());
    };
    let entries = bytes(file, length, dynamic.offset, dynamic.length)?;
    let entry = |tag| {
        entries
            .chunks_exact(2 * LAYOUT.word)
            .find(|entry| word(entry, 0, LAYOUT.word) == tag)
            .map(|entry| word(entry, LAYOUT.word, LAYOUT.word))
    };
    let (Some(address), Some(size)) = (entry(DYNAMIC_STRINGS), entry(DYNAMIC_STRINGS_SIZE)) else {
        return Ok(Vec::new());
    };
    let offset = segments
        .iter()
        .find(|segment| {
            segment.kind == SEGMENT_LOAD
                && address.checked_sub(segment.address).is_some_and(|within| within < segment.length)
        })
        .map(|segment| address - segment.address + segment.offset);
    match offset {
        Some(offset) => bytes(file, length, offset, size),
        None => Ok(Vec::new()),
    }
}

/// `size` bytes of a file of `length` bytes.
fn bytes(file: &mut File, length: u64, offset: u64, size: u64) -> Result<Vec<u8>, Unfit> {
    let end = offset.saturating_add(size);
    if end > length {
        return Err(cut_off(length, end));
    }
    if size > LARGEST_TABLE {
        return Err(Unfit::because("is not a usable shared library: its tables are too large"));
    }
    let mut read = vec![0; usize::try_from(size).unwrap_or(0)];
    file.seek(SeekFrom::Start(offset))
        .and_then(|_| file.read_exact(&mut read))
        .map_err(|error| Unfit::because(format!("cannot be read: {error}")))?;
    Ok(read)
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

fn cut_off(length: u64, needed: u64) -> Unfit {
    Unfit::because(format!("is cut off: it has {length} bytes of at least {needed}"))
}

/// An unsigned number of `size` bytes in this machine's order; zero where there are too few bytes.
fn word(bytes: &[u8], at: usize, size: usize) -> u64 {
    let mut number = [0; 8];
    let Some(found) = bytes.get(at..at + size) else { return 0 };
    if cfg!(target_endian = "big") {
        number[8 - size..].copy_from_slice(found);
        u64::from_be_bytes(number)
    } else {
        number[..size].copy_from_slice(found);
        u64::from_le_bytes(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(name: &str, content: &[u8]) -> String {
        let file = std::env::temp_dir().join(format!("fiscus-elf-{}-{name}.so", std::process::id()));
        std::fs::write(&file, content).expect("a file in the temporary folder");
        let inspected = inspect(&file);
        std::fs::remove_file(&file).expect("the file is there");
        inspected.expect_err("it is no library").reason
    }

    #[test]
    fn what_is_no_library_is_named() {
        let mut program = vec![0; 64];
        program[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', LAYOUT.class, LITTLE]);
        program[16] = 2;
        let code: u16 = if cfg!(target_arch = "x86_64") { 62 } else { 183 };
        program[18..20].copy_from_slice(&code.to_le_bytes());
        let mut other_machine = program.clone();
        other_machine[18..20].copy_from_slice(&243_u16.to_le_bytes());
        let mut other_class = program.clone();
        other_class[4] = 3 - LAYOUT.class;
        for (name, content, expected) in [
            ("empty", &b""[..], "is empty"),
            ("text", b"not a library\n", "is not a shared library"),
            ("start", b"\x7fELF", "is cut off"),
            ("program", &program, "is not a shared library, but a program"),
            ("machine", &other_machine, "is built for riscv64; this machine is"),
            ("class", &other_class, "bits, little endian); this machine is"),
        ] {
            assert!(reason(name, content).contains(expected), "{name}: {}", reason(name, content));
        }
    }

    #[test]
    fn a_folder_and_a_missing_file_are_named() {
        assert_eq!(inspect(&std::env::temp_dir()).expect_err("a folder").reason, "is not a regular file");
        let missing = inspect(Path::new("/nowhere/libmissing.so")).expect_err("nothing is there");
        assert!(missing.reason.starts_with("cannot be read:"), "{}", missing.reason);
    }
}
