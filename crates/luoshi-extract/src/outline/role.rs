//! What a part of a report does, from its title.

use crate::document::Role;

/// Words of a main title that looks back.
const REVIEW: &[&str] = &[
    "回顾",
    "工作总结",
    "过去一年",
    "过去五年",
    "过去的一年",
    "年工作情况",
    "工作的回顾",
    "取得的成绩",
    "工作成效",
    "发展成绩",
    "发展成就",
];
/// Words of a main title that looks forward.
const PLAN: &[&str] = &[
    "主要工作",
    "安排",
    "重点工作",
    "工作任务",
    "主要任务",
    "目标任务",
    "工作部署",
    "工作建议",
    "总体要求",
    "预期目标",
    "工作打算",
    "政策取向",
    "总体部署",
    "工作重点",
    "奋斗目标",
    "工作目标",
    "重点任务",
    "今年工作",
    "今后工作",
    "工作思路",
    "全力做好",
    "工作举措",
];
const SELF: &[&str] = &[
    "自身建设",
    "政府建设",
    "政府治理能力",
    "政府职能",
    "服务型政府",
    "人民满意",
    "政府效能",
    "政府自身",
    "法治政府",
    "廉洁政府",
];
const FIVE_YEAR: &[&str] = &["十二五", "十三五", "十四五", "十五五", "十六五", "今后五年", "未来五年", "下一个五年"];

/// Whether a title names the explanation of terms.
pub(super) fn is_glossary(title: &str) -> bool {
    title.contains("名词解释") || title.contains("名词注释") || title.contains("名词说明") || title.contains("用语说明")
}

/// The role of a main title without a number, when its words show one.
pub(super) fn main_title(title: &str) -> Option<Role> {
    if is_glossary(title) {
        return Some(Role::Glossary);
    }
    let chars = title.chars().count();
    let names_time = title.contains('年') || title.contains("过去") || title.contains("今后") || title.contains("未来");
    let has = |words: &[&str]| words.iter().any(|w| title.contains(w));
    if chars <= 30 && names_time && has(REVIEW) {
        Some(Role::Review)
    } else if chars <= 30 && names_time && has(PLAN) {
        Some(Role::Plan)
    } else if chars <= 22 && has(&["自身建设"]) {
        Some(Role::SelfConstruction)
    } else {
        None
    }
}

/// Length of a main title that `text` starts with, when the title ends in one
/// of its closing words (2018年工作回顾|刚刚过去的…).
pub(super) fn leading_main_title(text: &str) -> Option<usize> {
    let openings = ["20", "过去", "今后", "二〇", "全面加强政府自身", "加强政府自身", "切实加强政府自身"];
    if !openings.iter().any(|opening| text.starts_with(opening)) {
        return None;
    }
    let end = text.char_indices().nth(30).map_or(text.len(), |(at, _)| at);
    let head = text.get(..end).and_then(|head| head.split([',', '。', ':', ';']).next()).unwrap_or_default();
    ["工作回顾", "工作总结", "工作安排", "重点工作", "工作任务", "主要任务", "工作部署", "目标任务", "政府自身建设"]
        .iter()
        .filter_map(|w| head.find(w).map(|at| at + w.len()))
        .min()
        .filter(|&len| head.get(..len).is_some_and(|t| t.chars().count() <= 24))
}

/// The role of a main title; `before` is the role of the main part before it.
pub(super) fn of_main(title: &str, year: Option<i16>, before: Option<Role>, index: usize, count: usize) -> Role {
    let has = |words: &[&str]| words.iter().any(|w| title.contains(w));
    let plan_year = year.is_some_and(|y| title.contains(&format!("{y}年"))) || title.contains("今年");
    let past_year = year.is_some_and(|y| title.contains(&format!("{}年", y - 1))) || title.contains("去年");
    if is_glossary(title) {
        Role::Glossary
    } else if has(SELF) && !plan_year && (before != Some(Role::Review) || index + 1 == count || title.contains("政府"))
    {
        Role::SelfConstruction
    } else if has(FIVE_YEAR) && has(REVIEW) && has(PLAN) && !plan_year && !past_year {
        Role::FiveYear
    } else if has(REVIEW) && !(plan_year && has(PLAN)) {
        Role::Review
    } else if plan_year {
        Role::Plan
    } else if has(FIVE_YEAR) {
        Role::FiveYear
    } else if past_year {
        Role::Review
    } else if has(PLAN) {
        Role::Plan
    } else {
        match before {
            None => Role::Review,
            Some(Role::Review | Role::FiveYear | Role::Plan) => Role::Plan,
            Some(role) => role,
        }
    }
}

/// The role of a part under a main part of role `inherited`.
pub(super) fn of_sub(title: &str, inherited: Role, year: Option<i16>) -> Role {
    let has = |words: &[&str]| words.iter().any(|w| title.contains(w));
    let plan_year = year.is_some_and(|y| title.contains(&format!("{y}年"))) || title.contains("今年");
    if inherited == Role::Plan
        && has(FIVE_YEAR)
        && !plan_year
        && has(&["时期", "期间", "今后", "未来", "规划", "目标", "五年"])
    {
        return Role::FiveYear;
    }
    if inherited == Role::Plan && has(&["政府自身建设"]) {
        return Role::SelfConstruction;
    }
    if inherited == Role::FiveYear && plan_year {
        return Role::Plan;
    }
    inherited
}
