//! The name of the project an amount belongs to.

use std::sync::LazyLock;

use super::{Amount, Invest};
use crate::clause;
use crate::number;
use crate::passage::Passage;
use crate::phrase::Phrases;
use crate::text::Text;
use crate::unit;

/// A project's name and how many projects it stands for.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) count: Option<u32>,
    pub(super) rule: &'static str,
}

/// Verbs between an amount and the name (投资1.6亿元新建…).
const VERBS: &[&str] = &[
    "规范提升",
    "改造提升",
    "全面铺开",
    "重点建设",
    "重点实施",
    "新改扩建",
    "改扩建",
    "新改建",
    "新建改建",
    "新建",
    "改建",
    "扩建",
    "建设",
    "实施",
    "完成",
    "启动",
    "修建",
    "打造",
    "开展",
    "推进",
    "加快",
    "铺开",
    "建成",
    "改造",
    "提升",
    "兴建",
    "用于建设",
    "用于",
    "升级",
    "完善",
    "治理",
    "维修",
    "购置",
    "安排",
    "组织实施",
    "对",
];

/// Words before a name that are not part of it.
const LEADS: &[&str] = &[
    "全力以赴",
    "大力",
    "全力",
    "积极",
    "加快",
    "推进",
    "推动",
    "实施",
    "启动",
    "完成",
    "建设",
    "开工建设",
    "开工",
    "重点推进",
    "重点实施",
    "抓好",
    "抓实",
    "抓实抓好",
    "铺开",
    "支持",
    "建成",
    "投用",
    "集中开工",
    "新上马",
    "新上",
    "做好",
    "谋划",
    "续建",
    "新建",
    "新开工",
    "实现",
    "确保",
    "力争",
    "争取",
    "年内",
    "今年",
    "全年",
    "全市",
    "全县",
    "全区",
    "全省",
    "总共",
    "共",
    "累计",
    "计划",
    "预计",
    "其中",
    "我市",
    "我县",
    "围绕",
    "年度",
    "要",
    "将",
    "积极争取",
    "协调",
    "同时",
    "总计",
    "重点抓好",
    "安排",
    "筹建",
    "组织",
    "扎实",
    "强力",
    "强势",
    "加速",
    "全面",
    "统筹",
    "带动",
    "启动实施",
    "组织实施",
    "加快推进",
    "重点",
    "和",
    "并",
    "与",
    "对",
    "分别",
    "滚动",
];

/// Where a name ends even without punctuation.
const STOPS: &[&str] = &[
    "年内",
    "年底",
    "上半年",
    "下半年",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "尽快",
    "力争",
    "争取",
    "确保",
    "投产",
    "建成",
    "开工",
    "竣工",
    "落地",
    "尽早",
    "全面",
    "实现",
    "顺利",
    "正式",
    "加快推进",
    "进展",
    "主体",
    "即将",
    "相继",
    "陆续",
    "有序",
    "加速",
    "完成投资",
    "总投资",
    "年度计划",
    "计划投资",
    "今年",
    "进入",
    "取得",
    "扎实推进",
    "稳步推进",
    "全部",
    "集中",
    "成功",
    "投入使用",
    "投入运营",
    "投运",
    "投用",
    "达产",
    "达效",
    "通车",
    "加快建设",
    "有力",
];

/// Finds the name of an amount's project; `previous` is the one before in the
/// same sentence.
pub(super) fn of(text: &Text<'_>, passage: &Passage<'_>, amount: &Amount, previous: Option<&Name>) -> Option<Name> {
    let folded = text.folded();
    let from = amount.quantity.bound_end;
    let clause_end = clause::end_of(folded, from, passage.end);
    let after = folded.get(from..clause_end)?;
    if signs(folded, passage, amount) {
        return None;
    }
    if let Some(name) = behind(folded, from, after, amount) {
        return Some(name);
    }
    if let Some(name) = before(folded, passage, amount) {
        return Some(name);
    }
    clause_before(folded, passage, amount, previous).or_else(|| comma_object(folded, passage, clause_end, amount))
}

/// 签约项目…总投资: what was signed is an indicator, not a project.
fn signs(folded: &str, passage: &Passage<'_>, amount: &Amount) -> bool {
    let start = clause::sentence_start(folded, passage.start, amount.start);
    let before = folded.get(start..amount.start).unwrap_or_default();
    let part = before.rfind(';').map_or(before, |p| before.get(p..).unwrap_or_default());
    part.contains("推介") || part.contains("签约") && !part.contains("开工")
}

/// 总投资29亿元的…项目; 总投资60亿元、占地2000亩的…; 投资1.6亿元新建….
fn behind(folded: &str, from: usize, after: &str, amount: &Amount) -> Option<Name> {
    if let Some(rest) = after.strip_prefix('的') {
        return trimmed(folded, from + '的'.len_utf8(), rest, "amount-of-name");
    }
    if after.starts_with('、')
        && let Some(at) = after.find('的')
        && after.get(..at).is_some_and(|t| t.contains(|c: char| c.is_ascii_digit()) && !t.contains("投资"))
    {
        let start = from + at + '的'.len_utf8();
        return trimmed(folded, start, after.get(at + '的'.len_utf8()..)?, "amount-of-name");
    }
    if let Some(verb) = VERBS.iter().find(|v| after.starts_with(**v)) {
        let mut skip = verb.len();
        let rest = after.get(skip..)?;
        if let Some(second) = VERBS.iter().find(|v| rest.starts_with(**v) && **v != "对") {
            skip += second.len();
        }
        if after.get(skip..)?.starts_with('了') {
            skip += '了'.len_utf8();
        }
        return trimmed(folded, from + skip, after.get(skip..)?, "amount-verb-name");
    }
    let direct = amount.invest == Invest::Total && after.chars().next().is_some_and(|c| !"、,;。:)和".contains(c));
    direct.then(|| trimmed(folded, from, after, "amount-name")).flatten()
}

/// What begins the next project of a list.
const NEXT: [&str; 4] = ["、总投资", "、投资", "、年度", "、计划总投资"];

/// Where a name may end: the stops, with their index, and the next projects.
static ENDS: LazyLock<Phrases<Option<usize>>> = LazyLock::new(|| {
    let stops = STOPS.iter().enumerate().map(|(index, stop)| (*stop, Some(index)));
    Phrases::new(stops.chain(NEXT.map(|next| (next, None))))
});

/// Longest text that is searched for the end of a name, in bytes: twice the
/// longest name.
const LONGEST: usize = 600;

/// Cuts a name at its end and counts it.
fn trimmed(folded: &str, start: usize, text: &str, rule: &'static str) -> Option<Name> {
    // Longer names are refused; there is no need to look through them.
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    let name = text.get(..end_of_name(text))?;
    let bare =
        name.trim_end_matches("建设").trim_end_matches("等").trim_end_matches("进程").trim_end_matches([' ', ')', '(']);
    name_at(folded, start, bare, rule)
}

/// Where the first stop stands that is not part of the name's own beginning, or
/// where the next project of a list begins.
fn end_of_name(text: &str) -> usize {
    let mut opened = Vec::new();
    for (at, stop) in ENDS.find_all(text) {
        match stop {
            // A stop that opens the name ends it nowhere.
            Some(stop) if opened.contains(&stop) => {}
            Some(stop) if at <= 6 => opened.push(stop),
            _ => return at,
        }
    }
    text.len()
}

fn name_at(folded: &str, start: usize, bare: &str, rule: &'static str) -> Option<Name> {
    let chars = bare.chars().count();
    if !(2..=90).contains(&chars) || is_fund(bare) {
        return None;
    }
    let end = start + bare.len();
    Some(Name { start, end, count: count_of(folded.get(start..end)?), rule })
}

/// Words that make a name a fund, a firm's capital or an indicator.
fn is_fund(name: &str) -> bool {
    [
        "资金",
        "基金",
        "债券",
        "补贴",
        "支出",
        "收入",
        "贷款",
        "国债",
        "补助",
        "奖补",
        "经费",
        "增长",
        "比重",
        "同比",
        "专项债",
        "财政",
        "资本",
        "公司",
    ]
    .iter()
    .any(|w| name.ends_with(w))
        || name.starts_with("增长")
        || name.starts_with('占')
        || name.starts_with("以上")
        || name.chars().all(|c| c.is_ascii_digit() || "年月日".contains(c))
}

/// How many projects a name stands for: 797个建设项目, 市一中等10所中小学校; one
/// for a single name; unknown for a list.
fn count_of(name: &str) -> Option<u32> {
    if let Some(count) = leading_count(name) {
        return Some(count);
    }
    if let Some(at) = name.rfind('等') {
        let tail = name.get(at + '等'.len_utf8()..).unwrap_or_default();
        return leading_count(tail);
    }
    if let Some(count) = trailing_count(name) {
        return Some(count);
    }
    (!name.contains(['、', '和'])).then_some(1)
}

fn leading_count(text: &str) -> Option<u32> {
    let numeral = number::any_at(text, 0)?;
    let rest = text.get(numeral.end..)?;
    let suffix = unit::suffix_at(rest);
    let counts = suffix.base.is_some_and(|u| u.dimension == "count") && suffix.start == 0 || suffix.more;
    counts.then(|| u32::try_from(numeral.value).ok()).flatten()
}

/// 投资500万元以上项目475个.
fn trailing_count(text: &str) -> Option<u32> {
    let bare = text.trim_end_matches(['个', '项', '家', '座', '所', '条', '处', '件']);
    if bare.len() == text.len() {
        return None;
    }
    let digits = bare.len() - bare.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    bare.get(bare.len() - digits..)?.parse().ok()
}

/// 大原高铁总投资171亿元: the name opens the clause.
fn before(folded: &str, passage: &Passage<'_>, amount: &Amount) -> Option<Name> {
    let start = clause::start_of(folded, passage.start, amount.start);
    let head = folded.get(start..amount.start)?;
    // In a list the name stands after the last pause: A总投资1亿元、B总投资2亿元.
    let pause = head.rfind("元、").map_or(0, |p| p + "元、".len());
    if ["该项目", "项目", "该工程", "该", "其"].contains(&head) {
        return None;
    }
    let skipped = skip_leads(head.get(pause..)?);
    let from = start + pause + head.get(pause..)?.len() - skipped.len();
    let name = skipped.trim_end_matches(['项', '目']).len();
    let bare = if skipped.ends_with("项目") { skipped } else { skipped.get(..name)? };
    let bare = trim_tail(bare);
    if bare.chars().count() < 3
        || is_time(bare)
        || bare.starts_with(|c: char| c.is_ascii_digit()) && leading_count(bare).is_none()
    {
        return None;
    }
    if !looks_like_project(bare) && amount.invest != Invest::Total {
        return None;
    }
    name_at(folded, from, bare, "name-amount")
}

/// Drops what stands between a name and its amount (已, 预计, 今年).
fn trim_tail(name: &str) -> &str {
    let mut bare = name;
    loop {
        let cut = [
            "已",
            "预计",
            "今年",
            "年内",
            "全年",
            "累计",
            "共",
            "当年",
            "计划",
            "本年度",
            "其中",
            "建设",
            "目前",
            "年度",
            "将",
            "要",
        ]
        .iter()
        .find_map(|w| bare.strip_suffix(w));
        match cut {
            Some(rest) => bare = rest,
            None => return bare,
        }
    }
}

fn skip_leads(text: &str) -> &str {
    let mut rest = text.trim_start_matches(['“', ' ']);
    if rest.len() < text.len() && text.starts_with('“') {
        rest = text;
    }
    loop {
        let next = LEADS.iter().filter(|w| rest.starts_with(**w)).map(|w| w.len()).max();
        match next.and_then(|n| rest.get(n..)) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return rest,
        }
    }
}

/// Like [`skip_leads`], but 重点项目109个 keeps the word that says which.
fn name_after_leads(head: &str) -> &str {
    let skipped = skip_leads(head);
    let bare = ["项目", "工程"].iter().any(|w| skipped.starts_with(w));
    let kept = head.strip_suffix(skipped).and_then(|leads| leads.strip_suffix("重点"));
    kept.filter(|_| bare).and_then(|leads| head.get(leads.len()..)).unwrap_or(skipped)
}

fn is_time(name: &str) -> bool {
    let bare = name.trim_matches(|c: char| c.is_ascii_digit() || "年月日内底前以来五三".contains(c));
    bare.is_empty()
}

/// Words by which a name shows that something is built.
fn looks_like_project(name: &str) -> bool {
    [
        "项目", "工程", "公路", "高速", "铁路", "高铁", "机场", "园", "厂", "馆", "院", "中心", "桥", "站", "基地",
        "校", "水库", "管网", "改造", "新区", "小区", "隧道", "大道", "港", "城", "线", "枢纽", "治理", "路",
    ]
    .iter()
    .any(|w| name.contains(w))
}

/// …项目475个,总投资1975亿元: the name is in the clause before.
fn clause_before(folded: &str, passage: &Passage<'_>, amount: &Amount, previous: Option<&Name>) -> Option<Name> {
    let start = clause::start_of(folded, passage.start, amount.start);
    let lead = folded.get(start..amount.start)?;
    let lead = skip_leads(lead.trim());
    let lead = ["该项目", "项目", "该工程", "该"].iter().find_map(|w| lead.strip_prefix(w)).unwrap_or(lead);
    if !(lead.is_empty() || is_time(lead) || LEADS.contains(&lead)) || amount.invest == Invest::Plain {
        return None;
    }
    let sentence = clause::sentence_start(folded, passage.start, amount.start);
    let part = folded.get(sentence..start)?.rfind(';').map_or(sentence, |p| sentence + p + 1);
    let mut count_hint = None;
    for (from, to) in clause::clauses(folded, part, start).into_iter().rev().take(3) {
        let words = folded.get(from..to)?;
        if let Some(previous) = previous.filter(|p| p.start >= from && p.end <= to + 1) {
            return Some(Name { rule: "same-project", ..previous.clone() });
        }
        if let Some(mut name) = project_in(folded, from, words) {
            if let Some(count) = count_hint {
                name.count = Some(count);
            }
            return Some(name);
        }
        count_hint = count_hint.or_else(|| trailing_count(words));
    }
    None
}

/// The project a clause names: 重点项目167个, 8个工业技改项目, …项目5月份开工.
fn project_in(folded: &str, from: usize, words: &str) -> Option<Name> {
    let built = words.strip_suffix("建设").map(str::len).filter(|_| looks_like_project(words));
    let at = words.rfind("项目").or_else(|| words.rfind("工程")).or_else(|| words.rfind("基地"));
    let mut end = at.map(|at| at + "项目".len()).or(built)?;
    let tail = words.get(end..)?;
    let digits = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let counted = digits > 0 && tail.get(digits..).is_some_and(|t| t.starts_with(['个', '项']));
    if counted {
        end += digits + '个'.len_utf8();
    }
    let head = words.get(..end)?;
    let skipped = name_after_leads(head);
    let start = from + head.len() - skipped.len();
    if let Some(time) = month_in(skipped) {
        // …公路9月底前完成路基工程: the name ends where its date begins.
        return name_at(folded, start, skipped.get(..time)?, "name-in-clause-before");
    }
    let mut name = name_at(folded, start, skipped, "name-in-clause-before")?;
    if counted {
        // The count is not part of the name.
        name.end -= digits + '个'.len_utf8();
    }
    Some(name)
}

/// Where a month stands behind the first words of a name.
fn month_in(name: &str) -> Option<usize> {
    let month = name.match_indices('月').map(|(at, _)| at).find(|&at| at > "公路1".len())?;
    let before = name.get(..month)?;
    let from = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (from < month && looks_like_project(before)).then_some(from)
}

/// 投资4.7亿元,对270个村的环境集中整治; 投资1600万元,实施…工程: the object is in
/// the clause after.
fn comma_object(folded: &str, passage: &Passage<'_>, clause_end: usize, amount: &Amount) -> Option<Name> {
    let rest = folded.get(clause_end..)?.strip_prefix(',')?;
    let start = clause_end + 1;
    let end = clause::end_of(folded, start, passage.end);
    let object = rest.get(..end - start)?;
    let others =
        ["占", "为", "比", "同比", "增长", "其中", "带动", "惠及", "解决", "完成率", "是", "较", "用于", "共", "位"];
    if others.iter().any(|w| object.starts_with(w)) {
        return None;
    }
    let verb =
        VERBS.iter().chain(["安装"].iter()).filter(|v| object.starts_with(**v)).map(|v| v.len()).max().unwrap_or(0);
    let named = object.get(verb..)?;
    let named = named.trim_start_matches('了');
    let from = start + object.len() - named.len();
    // What 完成投资 is followed by is a list of works, unless it names one project.
    let works = amount.invest == Invest::Completed && (verb > 0 || named.contains(|c: char| c.is_ascii_digit()));
    let plain = matches!(amount.invest, Invest::Plain | Invest::Completed);
    if !plain
        || works
        || !(object.starts_with('对') || looks_like_project(named) || named.contains("电站") || named.contains("校舍"))
    {
        return None;
    }
    trimmed(folded, from, named, "amount-for-object")
}
