//! Codes of the ledger in the words of people: those of the pages.

pub(crate) use luoshi_web::words::{event, kind, kind_of, light, light_code, state, state_of};
