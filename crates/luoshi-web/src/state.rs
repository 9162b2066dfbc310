//! What every handler can reach.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::DefaultClock;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use jiff::Timestamp;
use jiff::civil::Date;
use luoshi_ledger::time::{self, Clock};
use luoshi_store::{EvidenceFiles, Known, Ledger};
use tokio::sync::Semaphore;

use crate::WebError;
use crate::hooks::send::Sender;
use crate::oidc::Provider;
use crate::readings::Readings;

/// Log-ins from one address a minute; a counter of an office shares one address.
const LOGINS_A_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Requests to the public site from one address a minute; a village shares one.
const PUBLIC_A_MINUTE: NonZeroU32 = NonZeroU32::new(600).unwrap();

/// Calls of the API from one key or session a minute.
const CALLS_A_MINUTE: NonZeroU32 = NonZeroU32::new(1_200).unwrap();

/// Addresses remembered before those that were quiet for long are forgotten.
const ADDRESSES: usize = 10_000;

/// Passwords hashed at a time: each takes 19 MiB and a core for a tenth of a second.
const HASHES_AT_A_TIME: usize = 2;

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the pages are reached by https only: cookies are marked so.
    pub secure: bool,
    /// Whether a proxy stands before the server that names the address of the caller
    /// in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Largest file that can be handed in, in bytes.
    pub max_file_bytes: u64,
    /// Whether hooks may go to addresses of the machine itself and of inner networks.
    pub private_hooks: bool,
    /// What a demonstration shows beside the pages.
    pub demo: Option<Demo>,
    /// The other server that people may log in at.
    pub oidc: Option<Provider>,
}

impl Options {
    /// Largest request, in bytes: a file and the fields beside it.
    pub(crate) fn max_upload_bytes(&self) -> usize {
        usize::try_from(self.max_file_bytes).unwrap_or(usize::MAX).saturating_add(1_000_000)
    }
}

/// The people of a demonstration, who are named on the page for logging in.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Log-in name, printed name and role.
    pub people: Vec<(String, String, String)>,
    /// The password of all of them.
    pub password: String,
}

type CallLimiter =
    RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, governor::middleware::StateInformationMiddleware>;

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock>;

/// The product at work. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    ledger: Ledger,
    clock: Clock,
    evidence: EvidenceFiles,
    options: Options,
    hashing: Semaphore,
    logins: Limiter,
    public: Limiter,
    readings: Readings,
    calls: CallLimiter,
    sender: Sender,
}

impl App {
    /// The product over an open ledger.
    pub fn new(ledger: Ledger, clock: Clock, evidence: EvidenceFiles, options: Options) -> Self {
        let logins = RateLimiter::keyed(Quota::per_minute(LOGINS_A_MINUTE));
        let public = RateLimiter::keyed(Quota::per_minute(PUBLIC_A_MINUTE));
        let readings = Readings::new();
        let calls = RateLimiter::keyed(Quota::per_minute(CALLS_A_MINUTE)).with_middleware();
        let hashing = Semaphore::new(HASHES_AT_A_TIME);
        let sender = Sender::default();
        Self(Arc::new(Inner { ledger, clock, evidence, options, hashing, logins, public, readings, calls, sender }))
    }

    /// The open ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    /// Agencies and settings, as they are now.
    pub async fn known(&self) -> Result<Arc<Known>, WebError> {
        Ok(self.0.ledger.known().await?)
    }

    /// When it is.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Today in Beijing.
    pub fn today(&self) -> Date {
        time::day(self.now())
    }

    /// The files that show something was done.
    pub fn evidence(&self) -> &EvidenceFiles {
        &self.0.evidence
    }

    /// How the server is set up.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn readings(&self) -> &Readings {
        &self.0.readings
    }

    /// What sends messages to hooks.
    pub(crate) fn sender(&self) -> &Sender {
        &self.0.sender
    }

    pub(crate) fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    /// Whether another log-in from this address is let through.
    pub(crate) fn allows_login(&self, from: IpAddr) -> bool {
        self.0.logins.check_key(&from).is_ok()
    }

    /// Whether another request to the public site from this address is let through.
    pub(crate) fn allows_public(&self, from: IpAddr) -> bool {
        if self.0.public.len() > ADDRESSES {
            self.0.public.retain_recent();
        }
        self.0.public.check_key(&from).is_ok()
    }

    /// Lets another call of the API through: how many are allowed a minute and how
    /// many are left; none when it is too much.
    pub(crate) fn allows_call(&self, caller: &str) -> Option<(u32, u32)> {
        if self.0.calls.len() > ADDRESSES {
            self.0.calls.retain_recent();
        }
        let snapshot = self.0.calls.check_key(&caller.to_owned()).ok()?;
        Some((CALLS_A_MINUTE.get(), snapshot.remaining_burst_capacity()))
    }
}
