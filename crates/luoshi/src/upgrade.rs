//! Says what opening a database of an earlier program did to its tables.

use luoshi_export::labels::Lang;
use luoshi_store::{Store, Upgrade};

use crate::terminal;

/// Tells whoever is at the terminal.
pub(crate) fn tell(store: &Store, lang: Lang) {
    if let Some(upgrade) = store.upgrade() {
        terminal::complain(&said(upgrade, lang));
    }
}

/// Writes it to the log of a server.
pub(crate) fn log(store: &Store) {
    match store.upgrade() {
        Some(done @ Upgrade::Done { .. }) => tracing::info!("{}", said(done, Lang::En)),
        Some(failed @ Upgrade::Failed { .. }) => tracing::error!("{}", said(failed, Lang::En)),
        None => {}
    }
}

fn said(upgrade: &Upgrade, lang: Lang) -> String {
    match (upgrade, lang) {
        (Upgrade::Done { ledgers, items }, Lang::Zh) => {
            format!("各表由旧版程序生成，已按日志重建：{} · 事项 {items}", ledgers.join("、"))
        }
        (Upgrade::Done { ledgers, items }, Lang::En) => {
            format!("the tables were an earlier program's and were made again: {} · {items} items", ledgers.join(", "))
        }
        (Upgrade::Failed { ledgers, why }, Lang::Zh) => {
            format!("各表由旧版程序生成，未能重建，请运行 luoshi verify：{}：{why}", ledgers.join("、"))
        }
        (Upgrade::Failed { ledgers, why }, Lang::En) => format!(
            "the tables are an earlier program's and could not be made again, see `luoshi verify`: {}: {why}",
            ledgers.join(", ")
        ),
    }
}
