//! `luoshi serve`: the pages, the public site and the API.

mod demo;
mod oidc;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context;
use luoshi_ledger::PersonId;
use luoshi_ledger::actor::{Actor, Role};
use luoshi_store::{EvidenceFiles, Ledger, Store};
use luoshi_web::{App, Options};
use tokio::net::TcpListener;

use super::{Outcome, init};
use crate::desk::{self, DeskArgs};
use crate::evidence::{self, MAX_BYTES};
use crate::{terminal, upgrade};

/// Serve the pages of the office and of the public
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  luoshi serve
  luoshi serve --db postgres://luoshi@localhost/luoshi --listen 0.0.0.0 --secure --behind-proxy")]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub(crate) struct Args {
    /// The address to listen on
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 13710)]
    port: u16,
    /// The pages are reached by https only: mark cookies so
    #[arg(long)]
    secure: bool,
    /// A proxy names the address of the caller in X-Forwarded-For
    #[arg(long)]
    behind_proxy: bool,
    /// Hooks may go to addresses of this machine and of inner networks
    #[arg(long)]
    private_hooks: bool,
    /// Show the sample place in the middle of its year, with people of each role to log in as;
    /// nothing is kept
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    oidc: oidc::OidcArgs,
    #[command(flatten)]
    desk: DeskArgs,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::builder()
                .with_default_directive(tracing_subscriber::filter::LevelFilter::INFO.into())
                .from_env_lossy(),
        )
        .with_writer(std::io::stderr)
        .init();
    runtime.block_on(serve(args))
}

async fn serve(args: &Args) -> anyhow::Result<Outcome> {
    let lang = args.desk.lang();
    // Removed when the server ends.
    let folder = args.demo.then(tempfile::tempdir).transpose().context("no folder for the demonstration")?;
    let db = match &folder {
        Some(folder) => folder.path().join("luoshi.db").display().to_string(),
        None => args.desk.db.clone(),
    };
    let clock = if args.demo { demo::clock() } else { args.desk.clock() };
    let opened = async {
        let store = Store::create(&db).await?;
        upgrade::log(&store);
        let now = if args.demo { demo::opens() } else { clock.now() };
        store.create_ledger(&args.desk.ledger, now).await?;
        let ledger = Ledger::open(store, &args.desk.ledger).await?;
        // The office names itself on the first page; only the rules are there before.
        let founder =
            Actor { person: PersonId::from("luoshi"), role: Role::Administrator, agency: None, acting_for: None };
        init::add_regimes(&ledger, &founder, now).await?;
        Ok(ledger)
    };
    let ledger = opened.await.map_err(|error| desk::spoken(error, lang))?;
    let place = if args.demo { evidence::beside(&db) } else { args.desk.evidence_place() };
    let files = evidence::open(&place)?;
    tokio::spawn(check_evidence(files.clone()));
    let options = Options {
        secure: args.secure,
        behind_proxy: args.behind_proxy,
        max_file_bytes: MAX_BYTES,
        private_hooks: args.private_hooks,
        demo: args.demo.then(|| demo::people(lang)),
        oidc: args.oidc.provider()?,
    };
    let app = App::new(ledger, clock, files, options);
    if args.demo {
        demo::fill(&app).await?;
    }
    let at = SocketAddr::new(args.listen, args.port);
    let listener = TcpListener::bind(at).await.with_context(|| format!("cannot listen on {at}"))?;
    let address = listener.local_addr().context("cannot listen")?;
    terminal::complain(&format!("{}: http://{address}/", lang.pick("已就绪", "ready")));
    let sweep = tokio::spawn(luoshi_web::jobs::sweep(app.clone()));
    let tell = tokio::spawn(luoshi_web::jobs::tell(app.clone()));
    let service = luoshi_web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped()).await.context("the server failed")?;
    sweep.abort();
    tell.abort();
    app.ledger().store().close().await;
    Ok(Outcome::Done)
}

/// Says at the start where evidence cannot be kept, and keeps nobody waiting: the pages
/// do without.
async fn check_evidence(files: EvidenceFiles) {
    if let Err(error) = files.check_place().await {
        tracing::error!(error.code = error.code(), "{error}");
    }
}

/// Waits for Ctrl-C or, where there is such a thing, the signal to end.
async fn stopped() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
