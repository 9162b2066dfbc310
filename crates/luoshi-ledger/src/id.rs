//! Names of things in the ledger. Each has its own type, so that an agency
//! cannot be passed where a person is meant.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// An item's number (编号): plan year and running number, `2025-0012`.
    ItemId
}
id! {
    /// An agency's code within the ledger; by default its name.
    AgencyId
}
id! {
    /// A person's log-in name.
    PersonId
}
id! {
    /// A report's id: place code, plan year and the start of its hash.
    ReportId
}
