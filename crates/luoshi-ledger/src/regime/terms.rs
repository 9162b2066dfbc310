//! What belongs to a regime besides clocks: extensions, returns, closings, codes.

use serde::{Deserialize, Serialize};

use crate::limit::Limit;

/// A code with its Chinese name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Choice {
    /// The code.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// What people call it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
}

/// What an extension may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExtensionRule {
    /// How often one clock of an item may be extended; 0 forbids it.
    pub max_count: u32,
    /// Whether it must be asked for before the clock expires.
    pub before_expiry: bool,
    /// How far beyond the original last day it may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Limit>,
    /// How far from the start it may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Limit>,
    /// Whether this was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// How long and how often an agency may send an item back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReturnRule {
    /// How long after it was issued.
    pub within: Limit,
    /// How often an item may be sent back.
    pub max_count: u32,
    /// Whether this was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// What a closing needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Closing {
    /// Whether evidence is needed.
    pub evidence_required: bool,
    /// Kinds of evidence of which each must be there.
    #[serde(default)]
    pub evidence_kinds: Vec<String>,
    /// Whether a reason may stand in its place.
    pub exemption: bool,
    /// Grades a reviewer may give; none if there is no grading.
    #[serde(default)]
    pub grades: Vec<String>,
    /// Whether this was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}

/// A label of answers (A/B/C/D); what a letter means differs from place to place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AnswerLabel {
    /// The letter.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// What people call it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_en: Option<String>,
    /// What it says about the matter.
    pub meaning: String,
    /// Whether a promise in such an answer stays open after it.
    pub stays_open: bool,
    /// Whether this was seen in the source, and not inferred.
    pub certain: bool,
    /// Where it comes from.
    pub source: String,
}
