//! The hash chain over the event log.
