//! Projects and project groups with an amount of money.
//!
//! An amount is a project's when a word of investment stands before it and a
//! name can be found: behind it (总投资29亿元的…项目, 投资1.6亿元新建…), before it
//! (大原高铁总投资171亿元), or in the clause before (…项目475个,总投资1975亿元).
//! Funds, subsidies, incomes and indicators' totals are not projects.

mod name;

use std::sync::LazyLock;

use crate::clause;
use crate::document::{AmountKind, Nature, Project, Stage, Trace};
use crate::passage::Passage;
use crate::phrase::Phrases;
use crate::quantity::Quantity;
use crate::text::Text;
use crate::token::{Kind, Token};
use name::Name;

/// Words of investment before an amount, longest first, with what they make it.
const INVESTMENT: &[(&str, Invest)] = &[
    ("年度计划完成投资", Invest::Annual),
    ("年度计划总投资", Invest::Annual),
    ("当年计划完成投资", Invest::Annual),
    ("年内计划完成投资", Invest::Annual),
    ("今年计划完成投资", Invest::Annual),
    ("年度计划投资", Invest::Annual),
    ("当年计划投资", Invest::Annual),
    ("今年计划投资", Invest::Annual),
    ("本年度计划投资", Invest::Annual),
    ("年计划完成投资", Invest::Annual),
    ("年度完成投资", Invest::Annual),
    ("年内完成投资", Invest::Annual),
    ("当年完成投资", Invest::Annual),
    ("年计划投资", Invest::Annual),
    ("年度投资", Invest::Annual),
    ("年内投资", Invest::Annual),
    ("今年投资", Invest::Annual),
    ("计划完成投资", Invest::Annual),
    ("累计完成投资", Invest::Completed),
    ("已完成投资", Invest::Completed),
    ("完成投资额", Invest::Completed),
    ("完成投资", Invest::Completed),
    ("投资完成", Invest::Completed),
    ("计划总投资额", Invest::Total),
    ("计划总投资", Invest::Total),
    ("预计总投资", Invest::Total),
    ("项目总投资", Invest::Total),
    ("总投资额", Invest::Total),
    ("总投资规模", Invest::Total),
    ("总投资达", Invest::Total),
    ("总投资超", Invest::Total),
    ("总投资", Invest::Total),
    ("投资总额", Invest::Total),
    ("投资规模", Invest::Total),
    ("概算投资", Invest::Total),
    ("总额", Invest::Total),
    ("计划投资", Invest::Planned),
    ("投资额", Invest::Plain),
    ("投资", Invest::Plain),
    ("筹资", Invest::Plain),
    ("投入", Invest::Plain),
];

/// What a word of investment says of the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Invest {
    Total,
    Annual,
    Completed,
    /// 计划投资: what is planned, no more.
    Planned,
    Plain,
}

/// Words that make 投资 an indicator's or a fund's.
const NOT_A_PROJECT: &[&str] = &[
    "固定资产",
    "民间",
    "工业",
    "技改",
    "房地产",
    "基础设施",
    "有效",
    "社会",
    "产业",
    "制造业",
    "改造",
    "外商",
    "招商引资",
    "引进",
    "预算内",
    "直接",
    "对外",
    "风险",
    "股权",
    "资金",
    "财政",
];

/// An amount of a project found in a passage.
struct Amount {
    quantity: Quantity,
    invest: Invest,
    /// First folded byte of the word of investment.
    start: usize,
}

/// Reads the projects of a passage.
pub(crate) fn read(text: &Text<'_>, passage: &Passage<'_>, tokens: &[Token]) -> Vec<Project> {
    let mut out = Vec::new();
    let mut last: Option<(usize, Name)> = None;
    for token in tokens {
        let Kind::Quantity(quantity) = token.kind else { continue };
        let Some(amount) = amount(text.folded(), passage.start, &quantity) else { continue };
        let sentence = clause::sentence_start(text.folded(), passage.start, amount.start);
        let previous = last.take().filter(|(at, _)| *at == sentence).map(|(_, name)| name);
        let Some(name) = name::of(text, passage, &amount, previous.as_ref()) else { continue };
        out.push(project(text, passage, &amount, &name));
        last = Some((sentence, name));
    }
    out
}

/// Whether a quantity is an amount under a word of investment.
fn amount(folded: &str, floor: usize, quantity: &Quantity) -> Option<Amount> {
    if quantity.dimension != "money" {
        return None;
    }
    let before = folded.get(floor..quantity.bound_start)?;
    let before = before.trim_end_matches(['约', '近', '超', '达', '共']).trim_end_matches("突破");
    let (word, invest) = INVESTMENT.iter().find(|(word, _)| before.ends_with(word))?;
    let head = before.strip_suffix(word)?;
    let plain = matches!(invest, Invest::Plain | Invest::Completed | Invest::Planned);
    let named = after_of(folded, quantity);
    if plain && NOT_A_PROJECT.iter().any(|w| head.ends_with(w) && !(named && *w == "引进")) {
        return None;
    }
    // 社会消费品零售总额, 资产总额: a total is an investment only 的 a project.
    if *word == "总额" && !after_of(folded, quantity) {
        return None;
    }
    // 投资500万元以上项目 is a class of projects, no amount.
    let after = folded.get(quantity.end..).unwrap_or_default();
    let class = ["以上的工业", "以上的项目", "以上的重", "以上的产业"];
    if class.iter().any(|w| after.starts_with(w))
        || after.starts_with("以上项目")
        || after.starts_with("以上的项目")
        || after.starts_with("以上重")
        || after.starts_with("以上工业")
        || after.starts_with("以上产业")
    {
        return None;
    }
    Some(Amount { quantity: *quantity, invest: *invest, start: floor + head.len() })
}

/// Whether 的 and a name follow the amount.
fn after_of(folded: &str, quantity: &Quantity) -> bool {
    folded.get(quantity.bound_end..).is_some_and(|after| after.starts_with('的'))
}

fn project(text: &Text<'_>, passage: &Passage<'_>, amount: &Amount, name: &Name) -> Project {
    let quantity = &amount.quantity;
    let start = amount.start.min(name.start);
    let end = quantity.bound_end.max(name.end);
    let folded = text.folded();
    let clause_from = clause::start_of(folded, passage.start, start);
    let clause_to = clause::end_of(folded, end, passage.end);
    Project {
        name: text.clean_quote(name.start, name.end),
        count: name.count,
        amount: quantity.value,
        unit: text.clean_quote(quantity.unit.0, quantity.unit.1).replace(['多', '余'], ""),
        kind: kind(amount.invest, passage.nature()),
        stage: stage(folded.get(clause_from..clause_to).unwrap_or_default(), passage.nature()),
        span: text.span(start, end),
        trace: Trace {
            rule: name.rule,
            words: vec![
                ("amount", text.span(amount.start, quantity.bound_end)),
                ("name", text.span(name.start, name.end)),
            ],
        },
    }
}

/// What the amount is; 完成投资 in a plan is what the year shall see.
fn kind(invest: Invest, nature: Nature) -> AmountKind {
    match (invest, nature) {
        (Invest::Total, _) => AmountKind::Total,
        (Invest::Annual, _) | (Invest::Completed | Invest::Planned, Nature::Target) => AmountKind::Annual,
        (Invest::Completed, Nature::Actual) => AmountKind::Completed,
        (Invest::Planned, Nature::Actual) | (Invest::Plain, _) => AmountKind::Unspecified,
    }
}

/// Verbs that say where a project stands, the one farthest on first.
const STAGES: &[(&str, Stage)] = &[
    ("达产达效", Stage::AtCapacity),
    ("达产", Stage::AtCapacity),
    ("达效", Stage::AtCapacity),
    ("投产", Stage::Commissioned),
    ("投用", Stage::Commissioned),
    ("投运", Stage::Commissioned),
    ("通车", Stage::Commissioned),
    ("运营", Stage::Commissioned),
    ("建成", Stage::Built),
    ("竣工", Stage::Built),
    ("完工", Stage::Built),
    ("完成", Stage::Built),
    ("开工", Stage::Started),
    ("启动", Stage::Started),
    ("铺开", Stage::Started),
    ("签约", Stage::Signed),
    ("前期", Stage::Planned),
    ("谋划", Stage::Planned),
    ("筹划", Stage::Planned),
    ("加快", Stage::Building),
    ("推进", Stage::Building),
    ("实施", Stage::Building),
    ("建设", Stage::Building),
];

/// The stages by their verbs, each with its place in [`STAGES`].
static STAGE_VERBS: LazyLock<Phrases<usize>> =
    LazyLock::new(|| Phrases::new(STAGES.iter().enumerate().map(|(rank, (verb, _))| (*verb, rank))));

/// Where the project stands, by the verb of its clause; a plan's verb says
/// where it shall stand.
fn stage(clause: &str, _nature: Nature) -> Option<Stage> {
    // 完成投资 says how much was spent, not that anything stands.
    let clause = clause.replace("完成投资", "");
    let first = STAGE_VERBS.find_all(&clause).map(|(_, rank)| rank).min()?;
    STAGES.get(first).map(|(_, stage)| *stage)
}
