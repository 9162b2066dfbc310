//! Accounts: who may log in, in which role and for which agency.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use sqlx::QueryBuilder;

use crate::StoreError;
use crate::backend::{Db, execute, on, on_tx};
use crate::ledger::Ledger;

/// Wrong passwords in a row after which an account is locked.
const MAX_FAILURES: i64 = 5;

/// How long it is locked then, in milliseconds: fifteen minutes.
const LOCK_MS: i64 = 15 * 60 * 1000;

/// Somebody who may log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Account {
    /// Log-in name, which the log names.
    pub person: String,
    /// Name as printed.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// The agency that they work for, with all below it.
    pub agency: Option<String>,
    /// Telephone, for reminders.
    pub phone: Option<String>,
    /// Whether they may log in.
    pub is_active: bool,
    /// Argon2id of the password in PHC form; none when there is no password.
    #[serde(skip)]
    pub password: Option<String>,
    /// Whether the password has to be changed at the next log-in.
    pub must_change: bool,
    /// Wrong passwords in a row.
    #[serde(skip)]
    pub failures: i64,
    /// Until when it is locked after wrong passwords.
    #[serde(skip)]
    pub locked_until_ms: i64,
    /// When it was made.
    pub created_ms: i64,
    /// When they last logged in.
    pub last_login_ms: Option<i64>,
}

impl Account {
    /// Whether it is locked after wrong passwords.
    pub fn is_locked(&self, now: Timestamp) -> bool {
        self.locked_until_ms > now.as_millisecond()
    }
}

macro_rules! select {
    ($rest:literal) => {{
        const SQL: &str = concat!(
            "select person, name, role, agency, phone, is_active, password, must_change, failures, ",
            "locked_until_ms, created_ms, last_login_ms from accounts where ledger = $1",
            $rest
        );
        SQL
    }};
}

impl Ledger {
    /// The account of a log-in name.
    pub async fn find_account(&self, person: &str) -> Result<Option<Account>, StoreError> {
        const SQL: &str = select!(" and person = $2");
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).bind(person).fetch_optional(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Every account, by role and name.
    pub async fn list_accounts(&self) -> Result<Vec<Account>, StoreError> {
        const SQL: &str = select!(" order by role, agency, person");
        on!(&self.store().db, executor => {
            sqlx::query_as(SQL).bind(self.name()).fetch_all(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// The printed names of people, by log-in name; whoever has no account is not in it.
    pub async fn find_names(&self, people: &BTreeSet<String>) -> Result<BTreeMap<String, String>, StoreError> {
        if people.is_empty() {
            return Ok(BTreeMap::new());
        }
        macro_rules! select_names {
            ($executor:expr, $database:ty) => {{
                let mut query: QueryBuilder<$database> =
                    QueryBuilder::new("select person, name from accounts where ledger = ");
                query.push_bind(self.name()).push(" and person in (");
                let mut list = query.separated(", ");
                for person in people {
                    list.push_bind(person.as_str());
                }
                query.push(")").build_query_as::<(String, String)>().fetch_all($executor).await
            }};
        }
        let names = match &self.store().db {
            Db::Sqlite { read, .. } => select_names!(read, sqlx::Sqlite),
            Db::Postgres(pool) => select_names!(pool, sqlx::Postgres),
        };
        Ok(names.map_err(|e| self.located(e))?.into_iter().collect())
    }

    /// How many accounts there are.
    pub async fn count_accounts(&self) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from accounts where ledger = $1";
        on!(&self.store().db, executor => {
            sqlx::query_scalar(SQL).bind(self.name()).fetch_one(executor).await
        })
        .map_err(|e| self.located(e))
    }

    /// Makes an account, or sets name, role, agency, telephone and activity of the one
    /// that is there. A password that is none leaves the old one. Whoever is no longer
    /// active is logged out.
    pub async fn keep_account(&self, account: &Account) -> Result<(), StoreError> {
        const SQL: &str = "insert into accounts (ledger, person, name, role, agency, phone, is_active, password, \
             must_change, failures, locked_until_ms, created_ms) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10) \
             on conflict (ledger, person) do update set name = excluded.name, role = excluded.role, \
             agency = excluded.agency, phone = excluded.phone, is_active = excluded.is_active, \
             password = coalesce(excluded.password, accounts.password), must_change = excluded.must_change, \
             failures = 0, locked_until_ms = 0";
        let kept = async {
            let mut tx = self.store().db.begin().await?;
            on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(self.name()).bind(&account.person).bind(&account.name).bind(&account.role)
                    .bind(&account.agency).bind(&account.phone).bind(account.is_active).bind(&account.password)
                    .bind(account.must_change).bind(account.created_ms).execute(executor).await?;
            });
            if !account.is_active {
                on_tx!(&mut tx, executor => {
                    sqlx::query("delete from sessions where ledger = $1 and person = $2")
                        .bind(self.name()).bind(&account.person).execute(executor).await?;
                });
            }
            tx.commit().await
        };
        kept.await.map_err(|e| self.located(e))
    }

    /// Sets name, role, agency, telephone and activity of an account that is there, and
    /// nothing else. False, and nothing is changed, when no active administrator would
    /// be left. Whoever is no longer active is logged out.
    pub async fn change_account(&self, account: &Account) -> Result<bool, StoreError> {
        const SQL: &str = "update accounts set name = $3, role = $4, agency = $5, phone = $6, is_active = $7 \
             where ledger = $1 and person = $2";
        const LEFT: &str = "select count(*) from accounts \
             where ledger = $1 and role = 'administrator' and is_active";
        let changed = async {
            let mut tx = self.store().db.begin().await?;
            // Two administrators could each take the other away without this lock.
            let lock = tx.lock_head();
            on_tx!(&mut tx, executor => {
                sqlx::query(lock).bind(self.name()).fetch_optional(executor).await?;
            });
            on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(self.name()).bind(&account.person).bind(&account.name).bind(&account.role)
                    .bind(&account.agency).bind(&account.phone).bind(account.is_active).execute(executor).await?;
            });
            let left: i64 = on_tx!(&mut tx, executor => {
                sqlx::query_scalar(LEFT).bind(self.name()).fetch_one(executor).await?
            });
            if left == 0 {
                return Ok(false);
            }
            if !account.is_active {
                on_tx!(&mut tx, executor => {
                    sqlx::query("delete from sessions where ledger = $1 and person = $2")
                        .bind(self.name()).bind(&account.person).execute(executor).await?;
                });
            }
            tx.commit().await?;
            Ok(true)
        };
        changed.await.map_err(|e| self.located(e))
    }

    /// Gives a person a first password again, which they have to change; ends their
    /// sessions and unlocks the account.
    pub async fn reset_password(&self, person: &str, phc: &str) -> Result<(), StoreError> {
        self.replace_password(person, phc, true, "").await
    }

    /// Unlocks an account after wrong passwords.
    pub async fn unlock_account(&self, person: &str) -> Result<(), StoreError> {
        const SQL: &str = "update accounts set failures = 0, locked_until_ms = 0 where ledger = $1 and person = $2";
        execute!(self, SQL, self.name(), person).map(|_| ())
    }

    /// Makes the first account; false when there is one already, whoever was faster.
    pub async fn found_account(&self, account: &Account) -> Result<bool, StoreError> {
        const SQL: &str = "insert into accounts (ledger, person, name, role, agency, phone, is_active, password, \
             must_change, failures, locked_until_ms, created_ms) \
             select $1, $2, $3, $4, null, null, true, $5, false, 0, 0, $6 \
             where not exists (select 1 from accounts where ledger = $1)";
        let made = async {
            let mut tx = self.store().db.begin().await?;
            // On PostgreSQL two of these could run side by side without this lock.
            let lock = tx.lock_head();
            on_tx!(&mut tx, executor => {
                sqlx::query(lock).bind(self.name()).fetch_optional(executor).await?;
            });
            let rows = on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(self.name()).bind(&account.person).bind(&account.name).bind(&account.role)
                    .bind(&account.password).bind(account.created_ms).execute(executor).await?.rows_affected()
            });
            tx.commit().await?;
            Ok(rows == 1)
        };
        made.await.map_err(|e| self.located(e))
    }

    /// Sets a password and ends every session of the person but `except`.
    pub async fn set_password(&self, person: &str, phc: &str, except: Option<&str>) -> Result<(), StoreError> {
        self.replace_password(person, phc, false, except.unwrap_or("")).await
    }

    async fn replace_password(
        &self,
        person: &str,
        phc: &str,
        must_change: bool,
        except: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update accounts set password = $3, must_change = $4, failures = 0, locked_until_ms = 0 \
             where ledger = $1 and person = $2";
        const END: &str = "delete from sessions where ledger = $1 and person = $2 and token_hash <> $3";
        let set = async {
            let mut tx = self.store().db.begin().await?;
            on_tx!(&mut tx, executor => {
                sqlx::query(SQL).bind(self.name()).bind(person).bind(phc).bind(must_change).execute(executor).await?;
            });
            on_tx!(&mut tx, executor => {
                sqlx::query(END).bind(self.name()).bind(person).bind(except).execute(executor).await?;
            });
            tx.commit().await
        };
        set.await.map_err(|e| self.located(e))
    }

    /// Counts a wrong password; the account is locked after five in a row, for a
    /// quarter of an hour.
    pub async fn note_wrong_password(&self, person: &str, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "update accounts set \
             locked_until_ms = case when failures + 1 >= $3 then $4 else locked_until_ms end, \
             failures = case when failures + 1 >= $3 then 0 else failures + 1 end \
             where ledger = $1 and person = $2";
        let until = now.as_millisecond() + LOCK_MS;
        execute!(self, SQL, self.name(), person, MAX_FAILURES, until).map(|_| ())
    }

    /// Notes that somebody logged in.
    pub async fn note_login(&self, person: &str, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "update accounts set failures = 0, locked_until_ms = 0, last_login_ms = $3 \
             where ledger = $1 and person = $2";
        execute!(self, SQL, self.name(), person, now.as_millisecond()).map(|_| ())
    }
}
