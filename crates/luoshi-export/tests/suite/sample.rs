//! A small report about an invented county, with its reading made by hand.
//!
//! Nobody types an offset: every span is found in the text.

use jiff::civil::date;
use luoshi_export::contract::{Report, SourceInfo};
use luoshi_extract::document::{
    AgencyRole, AmountKind, Assignment, Comparator, Deadline, Document, DocumentKind, Doubt, Fact, Level, Measure,
    Metric, Nature, Period, Pledge, Project, Reading, Region, Role, Script, Section, Stage, Task, Term, Trace,
};
use luoshi_extract::span::Span;
use rust_decimal::Decimal;

/// The report. It holds what exports have trouble with: a vertical bar, a
/// sentence that begins like a formula, a fall, a range, a relation.
pub(crate) const TEXT: &str = "\
政府工作报告
——2024年1月18日在云岭县第十七届人民代表大会第四次会议上
代县长 沈若川
一、2023年工作回顾
地区生产总值完成86.40亿元，增长6.2%；一般公共预算收入5.1亿元，下降2.9%。城镇新增就业3120人。\
总投资12.6亿元的云岭抽水蓄能电站开工建设，投资8000万元的27个小型水利工程全部建成。
二、2024年重点工作
今年的主要预期目标是：地区生产总值增长6.5%左右，一般公共预算收入增长4%—5%，\
城镇新增就业3000人以上，居民收入增长与经济增长同步。
(一)狠抓项目建设
6月底前完成县城集中供热管网改造18公里，力争年内引进亿元以上项目|企业5个。
-全力推进总投资3.2亿美元的光伏组件项目投产。
(二)办好民生实事
一是新建改扩建幼儿园3所，新增学位540个；
二是改造农村厕所1200座。
名词解释
1.“四好农村路”：建好、管好、护好、运营好的农村公路。
";

/// Where `words` stand in [`TEXT`] for the first time.
pub(crate) fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap_or_else(|| panic!("not in the text: {words}"));
    Span::new(start, start + words.len())
}

/// From the first of `from` to the first of `to` after it, or to the end.
fn stretch(from: &str, to: Option<&str>) -> Span {
    let start = span(from);
    let end = to.map_or(TEXT.len(), |to| span(to).start as usize);
    Span::new(start.start as usize, end)
}

/// The sample as it is published.
pub(crate) fn report() -> Report {
    report_from("云岭县2024.txt")
}

/// The sample as it is published, read from `path`.
pub(crate) fn report_from(path: &str) -> Report {
    let source = SourceInfo {
        path: path.to_owned(),
        sha256: "5f".repeat(32),
        format: "txt".to_owned(),
        encoding: "UTF-8".to_owned(),
    };
    Report::new(source, TEXT, &reading())
}

/// The sample's reading.
pub(crate) fn reading() -> Reading {
    Reading { documents: vec![document()] }
}

fn document() -> Document {
    Document {
        kind: DocumentKind::WorkReport,
        title: Some("政府工作报告".to_owned()),
        region: Some(Region { name: "云岭县".to_owned(), code: Some(90_321), level: Level::County }),
        year: Some(2024),
        delivered_on: Some(date(2024, 1, 18)),
        speaker: Some("沈若川".to_owned()),
        office: Some("代县长".to_owned()),
        script: Script::Hans,
        span: Span::new(0, TEXT.len()),
        sections: sections(),
        facts: facts(),
        more_facts: more_facts(),
        projects: projects(),
        deadlines: deadlines(),
        tasks: tasks(),
        pledges: pledges(),
        terms: terms(),
        doubts: vec![Doubt { code: "unit-lost", span: span("亿元以上项目|企业5个") }],
    }
}

fn sections() -> Vec<Section> {
    let section = |level, number: Option<&str>, title: &str, role, span, parent| Section {
        level,
        number: number.map(str::to_owned),
        title: title.to_owned(),
        role,
        span,
        parent,
    };
    vec![
        section(1, Some("一"), "2023年工作回顾", Role::Review, stretch("一、2023年", Some("二、2024年")), None),
        section(1, Some("二"), "2024年重点工作", Role::Plan, stretch("二、2024年", Some("名词解释")), None),
        section(2, Some("(一)"), "狠抓项目建设", Role::Plan, stretch("(一)狠抓", Some("(二)办好")), Some(1)),
        section(2, Some("(二)"), "办好民生实事", Role::Plan, stretch("(二)办好", Some("名词解释")), Some(1)),
        section(1, None, "名词解释", Role::Glossary, stretch("名词解释", None), None),
    ]
}

fn decimal(digits: &str) -> Decimal {
    digits.parse().unwrap()
}

/// A plain fact of one year; the cases change what differs.
fn fact(id: &'static str, name: &'static str, nature: Nature, digits: &str, unit: &str, quote: &str) -> Fact {
    let year = if nature == Nature::Actual { 2023 } else { 2024 };
    Fact {
        indicator: id,
        name,
        nature,
        period: Period { first: year, last: year },
        measure: Measure::Level,
        value: Some(decimal(digits)),
        value2: None,
        unit: Some(unit.to_owned()),
        comparator: Comparator::Eq,
        hedged: false,
        span: span(quote),
        trace: Trace::default(),
    }
}

fn facts() -> Vec<Fact> {
    let gdp = ("gdp", "地区生产总值");
    let budget = ("budget_revenue", "一般公共预算收入");
    let jobs = ("urban_jobs", "城镇新增就业");
    vec![
        fact(gdp.0, gdp.1, Nature::Actual, "86.40", "亿元", "地区生产总值完成86.40亿元"),
        Fact { measure: Measure::Growth, ..fact(gdp.0, gdp.1, Nature::Actual, "6.2", "%", "增长6.2%") },
        fact(budget.0, budget.1, Nature::Actual, "5.1", "亿元", "一般公共预算收入5.1亿元"),
        Fact { measure: Measure::Growth, ..fact(budget.0, budget.1, Nature::Actual, "-2.9", "%", "下降2.9%") },
        fact(jobs.0, jobs.1, Nature::Actual, "3120", "人", "城镇新增就业3120人"),
        Fact {
            measure: Measure::Growth,
            comparator: Comparator::About,
            ..fact(gdp.0, gdp.1, Nature::Target, "6.5", "%", "地区生产总值增长6.5%左右")
        },
        Fact {
            measure: Measure::Growth,
            comparator: Comparator::Range,
            value2: Some(decimal("5")),
            ..fact(budget.0, budget.1, Nature::Target, "4", "%", "一般公共预算收入增长4%—5%")
        },
        Fact {
            comparator: Comparator::Ge,
            ..fact(jobs.0, jobs.1, Nature::Target, "3000", "人", "城镇新增就业3000人以上")
        },
        Fact {
            measure: Measure::Relation,
            comparator: Comparator::Sync,
            value: None,
            unit: None,
            ..fact("income", "居民人均可支配收入", Nature::Target, "0", "", "居民收入增长与经济增长同步")
        },
        Fact {
            period: Period { first: 2021, last: 2025 },
            hedged: true,
            ..fact("projects_signed", "引进项目数", Nature::Target, "5", "个", "力争年内引进亿元以上项目|企业5个")
        },
    ]
}

fn more_facts() -> Vec<Fact> {
    vec![fact("heating_network", "供热管网改造里程", Nature::Target, "18", "公里", "供热管网改造18公里")]
}

fn projects() -> Vec<Project> {
    let project = |name: &str, count, amount, unit: &str, kind, stage, quote| Project {
        name: name.to_owned(),
        count,
        amount: decimal(amount),
        unit: unit.to_owned(),
        kind,
        stage,
        span: span(quote),
        trace: Trace::default(),
    };
    vec![
        project(
            "27个小型水利工程",
            Some(27),
            "8000",
            "万元",
            AmountKind::Unspecified,
            Some(Stage::Built),
            "投资8000万元的27个小型水利工程",
        ),
        project("光伏组件项目", Some(1), "3.2", "亿美元", AmountKind::Total, None, "总投资3.2亿美元的光伏组件项目"),
        project(
            "云岭抽水蓄能电站",
            Some(1),
            "12.6",
            "亿元",
            AmountKind::Total,
            Some(Stage::Started),
            "总投资12.6亿元的云岭抽水蓄能电站",
        ),
    ]
}

fn deadlines() -> Vec<Deadline> {
    let deadline = |time, due, hedged, quote| Deadline {
        time: span(time),
        due,
        hedged,
        span: span(quote),
        trace: Trace::default(),
    };
    vec![
        deadline("6月底前", date(2024, 6, 30), false, "6月底前完成县城集中供热管网改造18公里"),
        deadline("年内", date(2024, 12, 31), true, "力争年内引进亿元以上项目|企业5个"),
    ]
}

fn metric(what: &str, value: &str, unit: &str, quote: &str) -> Metric {
    Metric {
        what: what.to_owned(),
        value: decimal(value),
        value2: None,
        unit: Some(unit.to_owned()),
        comparator: Comparator::Eq,
        span: span(quote),
    }
}

fn agency(name: &str, role: AgencyRole, score: f64, why: &str) -> Assignment {
    Assignment { name: name.to_owned().into(), role, score, why: vec![why.to_owned().into()] }
}

fn tasks() -> Vec<Task> {
    vec![
        Task {
            number: 1,
            section: Some(2),
            deadlines: vec![0],
            facts: vec![],
            projects: vec![],
            metrics: vec![metric("供热管网改造", "18", "公里", "集中供热管网改造18公里")],
            agencies: vec![
                agency("县住建局", AgencyRole::Lead, 0.912_345, "供热"),
                agency("县发改局", AgencyRole::Support, 0.4, "管网"),
                agency("县财政局", AgencyRole::Support, 0.2, "改造"),
            ],
            span: span("6月底前完成县城集中供热管网改造18公里"),
        },
        Task {
            number: 2,
            section: Some(2),
            deadlines: vec![1],
            facts: vec![9],
            projects: vec![],
            metrics: vec![],
            agencies: vec![agency("县投促中心", AgencyRole::Lead, 0.7, "引进")],
            span: span("力争年内引进亿元以上项目|企业5个"),
        },
        Task {
            number: 3,
            section: Some(2),
            deadlines: vec![],
            facts: vec![],
            projects: vec![1],
            metrics: vec![],
            agencies: vec![],
            span: span("-全力推进总投资3.2亿美元的光伏组件项目投产"),
        },
    ]
}

fn pledges() -> Vec<Pledge> {
    vec![
        Pledge {
            number: 1,
            metrics: vec![metric("幼儿园", "3", "所", "幼儿园3所"), metric("新增学位", "540", "个", "新增学位540个")],
            agencies: vec![agency("县教育局", AgencyRole::Lead, 0.95, "幼儿园")],
            span: span("新建改扩建幼儿园3所，新增学位540个"),
        },
        Pledge {
            number: 2,
            metrics: vec![metric("农村厕所", "1200", "座", "农村厕所1200座")],
            agencies: vec![],
            span: span("改造农村厕所1200座"),
        },
    ]
}

fn terms() -> Vec<Term> {
    vec![Term {
        number: 1,
        term: "四好农村路".to_owned(),
        definition: "建好、管好、护好、运营好的农村公路。".to_owned(),
        span: span("1.“四好农村路”：建好、管好、护好、运营好的农村公路。"),
    }]
}
