//! What stands above a document: its title, place and day in words.

use crate::contract::{Document, DocumentKind};
use crate::labels::{Label, Lang};

/// `武乡县 2019年政府工作报告`; the printed title for what is no work report.
pub(crate) fn title(document: &Document, lang: Lang) -> String {
    let printed = document.title.as_deref().filter(|title| !title.is_empty());
    if document.kind == DocumentKind::Article {
        return printed.unwrap_or(lang.pick("（无标题）", "(no title)")).to_owned();
    }
    let place = document.region.as_ref().map(|region| region.name.as_str());
    let kind = document.kind.label(lang);
    match (place, document.year, lang) {
        (Some(place), Some(year), Lang::Zh) => format!("{place} {year}年{kind}"),
        (Some(place), Some(year), Lang::En) => format!("{place}: {kind} {year}"),
        (Some(place), None, Lang::Zh) => format!("{place}{kind}"),
        (Some(place), None, Lang::En) => format!("{place}: {kind}"),
        (None, ..) => printed.unwrap_or(kind).to_owned(),
    }
}

/// Who gave it and when, and which place it is.
pub(crate) fn particulars(document: &Document, lang: Lang) -> Vec<String> {
    let mut particulars = Vec::new();
    let speaker = document.speaker.as_deref().unwrap_or_default();
    let office = document.office.as_deref().unwrap_or_default();
    if !speaker.is_empty() || !office.is_empty() {
        particulars.push(format!("{office} {speaker}").trim().to_owned());
    }
    if let Some(day) = document.delivered_on {
        particulars.push(match lang {
            Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Lang::En => day.to_string(),
        });
    }
    if let Some(region) = &document.region {
        let level = region.level.label(lang);
        particulars.push(match &region.code {
            Some(code) => format!("{level} {code}"),
            None => level.to_owned(),
        });
    }
    particulars
}
