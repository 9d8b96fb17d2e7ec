//! The driver against recorded exchanges, and against the simulated device, in process.
