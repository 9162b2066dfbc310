//! The ledger's event log and its tables, on SQLite and PostgreSQL.
