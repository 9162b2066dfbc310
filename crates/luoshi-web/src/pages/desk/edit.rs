//! The form of a row, and what it changes.

use luoshi_export::labels::Lang;
use luoshi_ledger::AgencyId;
use luoshi_ledger::PersonId;
use luoshi_ledger::draft::{Row, RowEdit, RowField, RowStatus};
use luoshi_ledger::item::ItemKind;
use luoshi_ledger::regime::Regime;
use luoshi_ledger::registry::Registry;
use luoshi_ledger::schedule::{Comparator, Direction, Metric, Period};
use luoshi_store::Known;

use super::super::agency_name;
use super::{Desk, rows};
use crate::auth::Viewer;
use crate::forms::Form;
use crate::words;

/// How a target binds, in forms.
pub(super) const COMPARATORS: [(Comparator, &str); 7] = [
    (Comparator::Eq, "eq"),
    (Comparator::Ge, "ge"),
    (Comparator::Gt, "gt"),
    (Comparator::Le, "le"),
    (Comparator::Lt, "lt"),
    (Comparator::About, "about"),
    (Comparator::Range, "range"),
];

/// A code with its words.
type Choices = Vec<(String, String)>;

/// The row whose form is open.
pub(super) struct OpenRow {
    pub(super) number: u32,
    /// What tells its present state from others.
    pub(super) seen: String,
    pub(super) is_live: bool,
    pub(super) is_confirmed: bool,
    pub(super) is_dropped: bool,
    pub(super) kinds: Choices,
    pub(super) regimes: Choices,
    pub(super) classes: Choices,
    pub(super) comparators: Choices,
    /// The fields of each metric, and of one more that can be added.
    pub(super) metrics: Vec<MetricFields>,
    /// Its sentences, one after the other.
    pub(super) sentences: String,
    /// Where it can be split: how many characters that are no blanks come before, and
    /// the words that follow.
    pub(super) places: Vec<(usize, String)>,
    /// Somebody was faster: what a field says now, and what was typed.
    pub(super) conflict: Vec<(&'static str, String, String)>,
}

impl OpenRow {
    pub(super) fn of(row: &Row, desk: &Desk, viewer: &Viewer, conflict: Vec<(&'static str, String, String)>) -> Self {
        let lang = viewer.lang;
        let kinds = ItemKind::ALL.map(|kind| (kind.code().to_owned(), words::kind(kind, lang).to_owned()));
        let regimes = desk.known.settings.list_regimes();
        let sentences = row.sentences();
        Self {
            number: row.number,
            seen: row.fingerprint(),
            is_live: rows::is_live(row),
            is_confirmed: row.status == RowStatus::Confirmed,
            is_dropped: matches!(row.status, RowStatus::Dropped(_)),
            kinds: kinds.into(),
            regimes: regimes.map(|(regime, _)| (regime.name.clone(), title_of(regime, lang))).collect(),
            classes: classes(regime_of(row, &desk.known), lang),
            comparators: COMPARATORS
                .iter()
                .map(|(one, code)| ((*code).to_owned(), words::comparator(*one, lang).to_owned()))
                .collect(),
            metrics: (0..=row.metrics.len()).map(|at| MetricFields::of(at, lang)).collect(),
            places: places(&sentences),
            sentences,
            conflict,
        }
    }
}

/// The fields of a metric.
pub(super) struct MetricFields {
    /// Name, label and size of each field that is typed.
    pub(super) typed: [(String, &'static str, usize); 4],
    /// The name of the choice.
    pub(super) comparator: String,
}

impl MetricFields {
    fn of(at: usize, lang: Lang) -> Self {
        let field = |part: &str, label: &'static str, size| (format!("metric-{at}-{part}"), label, size);
        Self {
            typed: [
                field("what", lang.pick("内容", "what"), 24),
                field("target", lang.pick("数值", "figure"), 8),
                field("upper", lang.pick("上限", "upper end"), 8),
                field("unit", lang.pick("单位", "unit"), 8),
            ],
            comparator: format!("metric-{at}-comparator"),
        }
    }
}

fn title_of(regime: &Regime, lang: Lang) -> String {
    match (lang, &regime.title_en) {
        (Lang::En, Some(title)) => title.clone(),
        _ => regime.title.clone(),
    }
}

fn regime_of<'k>(row: &Row, known: &'k Known) -> Option<&'k Regime> {
    let name = row.regime.as_deref().unwrap_or(row.kind.usual_regime());
    known.settings.find_regime(name).map(|(regime, _)| regime.as_ref())
}

fn classes(regime: Option<&Regime>, lang: Lang) -> Choices {
    let classes = regime.map(|regime| regime.classes.as_slice()).unwrap_or_default();
    let words = |choice: &luoshi_ledger::regime::Choice| match (lang, &choice.title_en) {
        (Lang::En, Some(title)) => title.clone(),
        _ => choice.title.clone(),
    };
    classes.iter().map(|choice| (choice.code.clone(), words(choice))).collect()
}

/// The classes of all regimes, for rows of several.
pub(super) fn all_classes(known: &Known, lang: Lang) -> Choices {
    let mut all: Choices = Vec::new();
    for (code, words) in known.settings.list_regimes().flat_map(|(regime, _)| classes(Some(regime), lang)) {
        if all.iter().all(|(known, _)| *known != code) {
            all.push((code, words));
        }
    }
    all
}

/// Whether a row's regime knows a class; one without classes takes any.
pub(super) fn takes_class(row: &Row, class: &str, known: &Known) -> bool {
    let classes = regime_of(row, known).map(|regime| regime.classes.as_slice()).unwrap_or_default();
    classes.is_empty() || classes.iter().any(|choice| choice.code == class)
}

/// Beginnings of clauses inside the sentences.
fn places(sentences: &str) -> Vec<(usize, String)> {
    let mut places = Vec::new();
    let mut before = 0;
    let mut after_mark = false;
    for (at, c) in sentences.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        let is_mark = "，。；、：,;".contains(c);
        if after_mark && !is_mark && before > 1 {
            let rest = sentences.get(at..).unwrap_or_default();
            places.push((before, rest.split_whitespace().collect::<String>().chars().take(24).collect()));
        }
        after_mark = is_mark;
        before += 1;
    }
    places
}

/// Fills the form of a row with what the row says.
pub(super) fn fill(form: Form, row: &Row, registry: &Registry) -> Form {
    let name = |id: &AgencyId| agency_name(registry, id.as_str()).to_owned();
    let text = |value: Option<String>| value.unwrap_or_default();
    let mut form = form
        .or("title", row.title.clone())
        .or("kind", row.kind.code())
        .or("regime", text(row.regime.clone()))
        .or("class", text(row.class.clone()))
        .or("lead", text(row.lead.as_ref().map(name)))
        .or("support", row.support.iter().map(name).collect::<Vec<_>>().join("、"))
        .or("leader", text(row.leader.as_ref().map(ToString::to_string)))
        .or("due", text(row.stated_due.map(|due| due.to_string())));
    for (at, metric) in row.metrics.iter().enumerate() {
        let code = COMPARATORS.iter().find(|(one, _)| *one == metric.comparator).map_or("eq", |(_, code)| code);
        form = form
            .or(&format!("metric-{at}-what"), metric.what.clone())
            .or(&format!("metric-{at}-comparator"), code)
            .or(&format!("metric-{at}-target"), metric.target.normalize().to_string())
            .or(&format!("metric-{at}-upper"), text(metric.target2.map(|upper| upper.normalize().to_string())))
            .or(&format!("metric-{at}-unit"), metric.unit.clone());
    }
    form
}

/// What a form changes of its row, and the agencies that the directory has to be given
/// first. What is wrong is noted at its field.
pub(super) fn read(form: &mut Form, row: &Row, desk: &Desk) -> (RowEdit, Vec<String>) {
    let mut edit = RowEdit::default();
    let mut names = Names { row, registry: &desk.known.registry, add: form.has("add", "yes"), missing: Vec::new() };
    let title = form.required("title");
    edit.title = (title != row.title.trim()).then_some(title);
    edit.kind = form.choice("kind", ItemKind::of_code).filter(|kind| *kind != row.kind);
    let known = |name: &str| desk.known.settings.find_regime(name).map(|_| name.to_owned());
    let mut one = |was: Option<&str>, now: Option<String>, field: RowField| {
        if now.is_none() && was.is_some() {
            edit.clear.push(field);
        }
        now.filter(|now| was != Some(now))
    };
    edit.regime = one(row.regime.as_deref(), form.choice("regime", known), RowField::Regime);
    edit.class = one(row.class.as_deref(), form.optional("class"), RowField::Class);
    let leader = form.optional("leader");
    edit.leader = one(row.leader.as_ref().map(PersonId::as_str), leader, RowField::Leader).map(PersonId);
    let lead = form.optional("lead").and_then(|name| names.find("lead", &name, form));
    let lead = one(row.lead.as_ref().map(AgencyId::as_str), lead.map(|lead| lead.0), RowField::Lead);
    edit.lead = lead.map(AgencyId);
    let due = form.date("due");
    if due.is_none() && row.stated_due.is_some() {
        edit.clear.push(RowField::StatedDue);
    }
    edit.stated_due = due.filter(|due| row.stated_due != Some(*due));
    let support = form.optional("support").unwrap_or_default();
    let support = luoshi_export::sheet::names(&support);
    let support: Vec<AgencyId> = support.iter().filter_map(|name| names.find("support", name, form)).collect();
    edit.support = (support != row.support).then_some(support);
    edit.metrics = metrics(form, row, desk.draft.year).filter(|metrics| *metrics != row.metrics);
    check(form, &edit, row, desk);
    (edit, names.missing)
}

/// Finds agencies by name, or notes that the directory lacks them.
struct Names<'n> {
    row: &'n Row,
    registry: &'n Registry,
    /// Whether those that are missing are added.
    add: bool,
    missing: Vec<String>,
}

impl Names<'_> {
    fn find(&mut self, field: &str, name: &str, form: &mut Form) -> Option<AgencyId> {
        if let Some(agency) = self.registry.find_by_name(name) {
            return Some(agency.id.clone());
        }
        let proposed = self.row.lead.iter().chain(&self.row.support).any(|id| id.as_str() == name);
        if self.add {
            self.missing.push(name.to_owned());
        } else if !proposed {
            let zh = format!("单位名录中没有“{name}”；确需新增的，请勾选“一并加入名录”");
            form.refuse(field, zh);
            return None;
        }
        Some(AgencyId::from(name))
    }
}

fn check(form: &mut Form, edit: &RowEdit, row: &Row, desk: &Desk) {
    let lang = desk.lang;
    let mut after = row.clone();
    after.kind = edit.kind.unwrap_or(row.kind);
    after.regime = if edit.clear.contains(&RowField::Regime) { None } else { edit.regime.clone().or(after.regime) };
    let class = edit.class.as_ref().or(row.class.as_ref()).filter(|_| !edit.clear.contains(&RowField::Class));
    if let Some(class) = class
        && !takes_class(&after, class, &desk.known)
    {
        form.refuse("class", lang.pick("所选时限规则没有这个分类", "the regime has no such class"));
    }
    let support = edit.support.as_ref().unwrap_or(&row.support);
    let lead = edit.lead.as_ref().or(row.lead.as_ref()).filter(|_| !edit.clear.contains(&RowField::Lead));
    if lead.is_some_and(|lead| support.contains(lead)) {
        form.refuse("support", lang.pick("牵头单位不能同时为配合单位", "the lead cannot help as well"));
    }
}

/// The metrics of the form: those without words and figure are taken away, the last
/// one is new. None when one is wrong.
fn metrics(form: &mut Form, row: &Row, year: i16) -> Option<Vec<Metric>> {
    // A form without them, such as that of a list, leaves them alone.
    if !form.is_sent("metric-0-what") {
        return None;
    }
    let mut metrics = Vec::new();
    let mut right = true;
    for at in 0..=row.metrics.len() {
        let field = |part: &str| format!("metric-{at}-{part}");
        let (what, target) = (form.optional(&field("what")), form.number(&field("target")));
        let upper = form.number(&field("upper"));
        let comparator = form.choice(&field("comparator"), |code| {
            COMPARATORS.iter().find(|(_, known)| *known == code).map(|(comparator, _)| *comparator)
        });
        let unit = form.optional(&field("unit")).unwrap_or_default();
        let (what, target) = match (what, target) {
            (None, None) if form.value(&field("target")).trim().is_empty() => continue,
            (Some(what), Some(target)) => (what, target),
            (what, _) => {
                form.required(&field(if what.is_none() { "what" } else { "target" }));
                right = false;
                continue;
            }
        };
        let year = Period { from: jiff::civil::date(year.max(1), 1, 1), to: jiff::civil::date(year.max(1), 12, 31) };
        let new = Metric {
            what: String::new(),
            baseline: None,
            baseline_unit: None,
            target,
            target2: None,
            comparator: Comparator::Eq,
            direction: Direction::Up,
            unit: String::new(),
            period: year,
            cumulative: false,
            expected_from: None,
        };
        let mut metric = row.metrics.get(at).cloned().unwrap_or(new);
        metric.what = what;
        metric.comparator = comparator.unwrap_or(metric.comparator);
        metric.target2 = upper.filter(|_| metric.comparator == Comparator::Range);
        metric.unit = unit;
        if metric.target != target {
            metric.target = target;
        }
        if metric.check().is_err() {
            form.refuse(&field("target"), "数值与比较方式不符");
            right = false;
        }
        metrics.push(metric);
    }
    right.then_some(metrics)
}

/// Fields that say something else now than what was typed: words, now, typed.
pub(super) fn differences(form: &Form, row: &Row, desk: &Desk) -> Vec<(&'static str, String, String)> {
    let lang = desk.lang;
    let now = fill(Form::new(lang), row, &desk.known.registry);
    let mut fields = vec![
        ("title", lang.pick("事项", "matter")),
        ("kind", lang.pick("类别", "kind")),
        ("regime", lang.pick("时限规则", "regime")),
        ("class", lang.pick("分类", "class")),
        ("lead", lang.pick("牵头单位", "lead")),
        ("support", lang.pick("配合单位", "support")),
        ("leader", lang.pick("牵头领导", "leader")),
        ("due", lang.pick("完成时限", "date")),
    ];
    let names: Vec<String> = (0..=row.metrics.len())
        .flat_map(|at| ["what", "target", "upper", "unit", "comparator"].map(|part| format!("metric-{at}-{part}")))
        .collect();
    fields.extend(names.iter().map(|name| (name.as_str(), lang.pick("量化指标", "metric"))));
    let differs =
        |(name, _): &(&str, &'static str)| form.is_sent(name) && form.value(name).trim() != now.value(name).trim();
    let shown = |(name, words): (&str, &'static str)| (words, now.value(name).to_owned(), form.value(name).to_owned());
    fields.into_iter().filter(differs).map(shown).collect()
}
