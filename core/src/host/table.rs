//! The table of one library: opened, checked, called. Bytes in, bytes out.
//!
//! The one place of the daemon that trusts a foreign file, and so the one with unsafe blocks. What the
//! bytes mean is not known here.

#![allow(unsafe_code)]

use abi_stable::{
    StableAbi,
    abi_stability::abi_checking::{AbiInstability, AbiInstabilityErrors, check_layout_compatibility},
    library::{AbiHeader, AbiHeaderRef, LibHeader, LibraryError, ROOT_MODULE_LOADER_NAME_WITH_NUL, RootModuleError},
    std_types::{RSlice, RVec},
    type_layout::{TLFieldOrFunction, TypeLayout},
};
use fiscus_sdk::abi::TableRef;
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use std::{error::Error, path::Path};

/// The functions of a library that stays open for the life of the process.
#[derive(Clone, Copy)]
pub(super) struct Table {
    functions: TableRef,
    sdk_version: &'static str,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("sdk_version", &self.sdk_version).finish_non_exhaustive()
    }
}

impl Table {
    /// Opens `file`, which was found to be a whole library for this machine.
    ///
    /// # Errors
    /// Why it is not used.
    pub(super) fn load(file: &Path) -> Result<Self, String> {
        // Sound as far as anything foreign is: opening runs the constructors of the library. That the
        // installer put the file where libraries are looked for is the trust that this takes. Every symbol
        // is resolved now, so that one that is missing is an error here and not the end of a later call.
        let library = unsafe { Library::open(Some(file), RTLD_NOW | RTLD_LOCAL) }
            .map_err(|error| format!("cannot be loaded: {}", linker_text(&error, file)))?;
        // Sound: `AbiHeaderRef` is a pointer and nothing else, so that it may stand for the symbol's
        // address; what it points to is read only after its magic bytes were compared.
        let header = unsafe { library.get::<AbiHeaderRef>(ROOT_MODULE_LOADER_NAME_WITH_NUL.as_bytes()) }
            .map(|symbol| *symbol)
            .map_err(|_| "no Fiscus table in it".to_owned());
        // Never closed, whatever it turns out to be: threads and thread-locals of it may live on, and the
        // functions of the table are kept for good.
        std::mem::forget(library);

        let header = header?.upgrade().map_err(|error| library_text(&error))?;
        fits(header)?;
        // Sound: the layout of the library's table was compared with ours just above, name by name; a table
        // that is longer at its tail is read by its beginning.
        let functions = unsafe { header.init_root_module_with_unchecked_layout::<TableRef>() }
            .map_err(|error| library_text(&error))?;
        Ok(Self { functions, sdk_version: header.version_strings().version.as_str() })
    }

    /// The version of the SDK it was built with.
    pub(super) fn sdk_version(&self) -> &'static str {
        self.sdk_version
    }

    pub(super) fn message_version(&self) -> u32 {
        self.functions.message_version()()
    }

    pub(super) fn manifest(&self) -> RVec<u8> {
        self.functions.manifest()()
    }

    pub(super) fn open(&self, message: &[u8]) -> RVec<u8> {
        self.functions.open()(RSlice::from_slice(message))
    }

    pub(super) fn call(&self, session: u64, message: &[u8]) -> RVec<u8> {
        self.functions.call()(session, RSlice::from_slice(message))
    }

    pub(super) fn close(&self, session: u64) {
        self.functions.close()(session);
    }
}

/// Whether the library's table is ours. Asked both ways: a table that grew at its tail fits an older
/// daemon one way and a newer daemon the other.
fn fits(header: &LibHeader) -> Result<(), String> {
    let ours = <TableRef as StableAbi>::LAYOUT;
    let Some(theirs) = header.layout() else {
        return Err("its table does not say what is in it".to_owned());
    };
    check_layout_compatibility(ours, theirs)
        .or_else(|errors| check_layout_compatibility(theirs, ours).map_err(|_| errors))
        .map_err(|errors| {
            tracing::debug!("{errors}");
            format!("its table is not that of Fiscus: {}", differences(theirs, &errors))
        })
}

/// The first differences, in a line; all of them together fill thirty pages.
fn differences(theirs: &'static TypeLayout, errors: &AbiInstabilityErrors) -> String {
    const SHOWN: usize = 3;
    let mut texts: Vec<String> = Vec::new();
    for error in &errors.errors {
        let place: Vec<&str> = error
            .stack_trace
            .iter()
            .map(|step| match &step.found {
                TLFieldOrFunction::Field(field) => field.name(),
                TLFieldOrFunction::Function(function) => &function.name,
            })
            // Fields without a name of their own say nothing about the place.
            .filter(|name| name.parse::<u32>().is_err())
            .collect();
        for difference in &error.errs {
            let text = difference_text(difference);
            texts.push(if place.is_empty() { text } else { format!("at {}: {text}", place.join("/")) });
        }
    }
    let more = texts.len().saturating_sub(SHOWN);
    texts.truncate(SHOWN);
    if texts.is_empty() {
        texts.push(format!("it is {theirs:?}").lines().next().unwrap_or_default().to_owned());
    }
    let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
    format!("{}{more}", texts.join("; "))
}

fn difference_text(difference: &AbiInstability) -> String {
    match difference {
        AbiInstability::Name(names) => format!("expected {}, found {}", names.expected, names.found),
        AbiInstability::UnexpectedField(fields) => {
            format!("expected the field {}, found {}", fields.expected.name(), fields.found.name())
        }
        AbiInstability::FieldCountMismatch(counts) => {
            format!("expected {} fields, found {}", counts.expected, counts.found)
        }
        AbiInstability::MismatchedPrefixSize(counts) => {
            format!("expected a prefix of {} functions, found {}", counts.expected, counts.found)
        }
        other => {
            let text = format!("{other:?}");
            text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
        }
    }
}

/// What the dynamic linker says, without the name of the file that stands beside it anyway.
fn linker_text(error: &libloading::Error, file: &Path) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    let named = format!("{}: ", file.display());
    text.strip_prefix(&named).map(str::to_owned).unwrap_or(text)
}

fn library_text(error: &LibraryError) -> String {
    match error {
        LibraryError::InvalidAbiHeader(found) if found.magic_string == AbiHeader::VALUE.magic_string => format!(
            "its table was built with abi_stable {}.{}; this daemon reads those of {}.{}",
            found.abi_major,
            found.abi_minor,
            AbiHeader::VALUE.abi_major,
            AbiHeader::VALUE.abi_minor
        ),
        LibraryError::InvalidAbiHeader(_) => "its table is not one of abi_stable".to_owned(),
        LibraryError::IncompatibleVersionNumber { expected_version, actual_version, .. } => {
            format!("was built with version {actual_version} of the SDK; this daemon has {expected_version}")
        }
        LibraryError::InvalidCAbi { .. } => "was built by a compiler that passes values otherwise".to_owned(),
        LibraryError::RootModule { err: RootModuleError::Unwound, .. } => "panicked while it made its table".to_owned(),
        other => {
            let text = other.to_string();
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(3).collect();
            lines.join(" ")
        }
    }
}
