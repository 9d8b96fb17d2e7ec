//! The same requests to every family of fiscal printers: the same observable results, or the refusal that the family
//! declares; and the same oracle whatever goes wrong between daemon and device.

mod documents;
mod faults;
