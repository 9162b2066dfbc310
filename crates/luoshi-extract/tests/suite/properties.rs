//! What holds whatever the text: nothing panics, spans are exact, folding is
//! stable, and what stands beside a sentence does not change what it says.

use luoshi_extract::document::{Document, Fact, Nature};
use luoshi_extract::read;
use luoshi_extract::text::Text;
use proptest::prelude::*;
use proptest::sample::select;

use crate::sound::{check_folding, check_reading};

/// Pieces of the genre, sound and broken.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    // Heads and headings.
    "政府工作报告", "各位代表", "我代表县人民政府,向大会报告", "请予审议", "2024年2月27日", "二〇二六年一月", "202342日",
    "在霁川县第十六届人民代表大会第四次会议上", "太谷县", "县长 韩秉谦", "一、2023年工作回顾", "二、2024年工作安排", "(一)", "(二)稳增长",
    "一、", "十二、", "三、政府自身建设", "“十五五”时期目标任务", "名词解释", "主要预期目标是", "过去五年", "五年来", "今后五年",
    // Lists.
    "一是", "二是", "十一是", "第一件,", "1.", "2、", "(1)", "①", "②", "〔12〕", "[3]", "十件民生实事", "民生实事:",
    // Figures.
    "地区生产总值", "一般公共预算收入", "规上工业增加值", "城乡居民人均可支配收入", "固定资产投资", "PM2.5平均浓度", "三次产业结构由",
    "R&D经费投入强度", "城镇新增就业", "粮食总产量", "存贷款余额", "森林覆盖率", "5G基站", "GDP", "占", "占比", "分别", "均", "年均",
    "增长", "下降", "提高", "由", "提高到", "高于", "与经济增长同步", "完成", "达到", "突破", "控制在", "力争", "不低于", "超过", "约",
    "以上", "左右", "以内", "57.3", "1,065.6", "1,06", "5.8:49.1:45.1", "６．５", "三千五百", "二十", "两位数", "八成", "三分之一", "百分之",
    "翻一番", "一百零", "亿元", "万元", "%", "%—", "个百分点", "个", "公里", "万多亩", "微克/立方米", "第4位", "首位", "前三", "人次", "户",
    // Time.
    "年底", "年内", "年底前", "一季度", "6月底前", "“五一”前", "到2030年", "到", "2019年", "20年", "年", "月", "日", "2021—2025年", "用三年时间", "“十四五”末",
    // Projects and tasks.
    "总投资", "投资", "年度计划投资", "的", "项目", "热电联产项目", "等10个", "新建", "开工建设", "推进", "加快", "确保", "建成投产", "总投资29亿元的",
    "全市", "全县", "桑陌乡", "霜岭镇", "经济开发区", "公司",
    // Marks and debris.
    "。", ",", ";", ":", "、", "!", "?", "…", "\n", "\n\n", "\r\n", "　", " ", "(", ")", "(", "（", "）", "“", "”", "\"", "《", "》", "「", "」",
    "**", "_{2.5}", "$", "—", "-", "~", "(上接第1版)", "— 3 —", "下载 打印 【字号", "----------", "2024-01-02", "·", "\u{200b}", "\u{feff}", "𠮷", "é", "\u{301}", "\0",
    "經濟總量達到", "國內生產總值", "⺠",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..120).prop_map(|pieces| pieces.concat())
}

/// A report's head and headings around pieces in random order.
fn report_of_soup() -> impl Strategy<Value = String> {
    (soup(), soup(), soup()).prop_map(|(review, plan, end)| {
        format!("{HEAD}\n\n一、2024年工作回顾\n\n{review}\n\n二、2025年工作安排\n\n{plan}\n\n(一)稳增长\n\n{end}")
    })
}

/// The head of a report whose region and year no sentence can change.
const HEAD: &str = "政府工作报告\n\n——2025年2月18日在霁川县第十六届人民代表大会第五次会议上\n\n霁川县人民政府县长 韩秉谦\n\n\
    各位代表:\n\n我代表霁川县人民政府,向大会报告2024年政府工作,提出2025年工作安排,请予审议。";

fn sound(source: &str) {
    let reading = read(source, &[]);
    check_reading(source, &reading);
    assert_eq!(format!("{reading:?}"), format!("{:?}", read(source, &[])), "reading is deterministic");
    check_folding(source);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_text_is_read(source in "(?s).{0,300}") {
        sound(&source);
    }

    #[test]
    fn the_genre_in_random_order_is_read(source in soup()) {
        sound(&source);
    }

    #[test]
    fn a_report_in_random_order_is_read(source in report_of_soup()) {
        sound(&source);
    }

    #[test]
    fn rows_of_anything_are_read(rows in prop::collection::vec(soup(), 2..5)) {
        let mut source = String::new();
        let mut parts = Vec::new();
        for row in rows {
            let start = source.len();
            source.push_str(&row);
            parts.push(start..source.len());
            source.push('\n');
        }
        check_reading(&source, &read(&source, &parts));
    }
}

/// Whole sentences as reports print them, with numbers of any size. None turns
/// to other years or opens a list, which sentences after it would go on with.
fn sentence() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    const FORMS: &[&str] = &[
        "地区生产总值完成{a}亿元,增长{b}%。",
        "规模以上工业增加值增长{b}%;固定资产投资完成{a}亿元,下降{b}%。",
        "一般公共预算收入完成{a}亿元,其中税收收入占比{b}%。",
        "城镇和农村居民人均可支配收入分别增长{b}%和{c}%。",
        "城镇登记失业率控制在{b}%以内,新增就业{n}人以上。",
        "PM2.5平均浓度下降{b}%。",
        "森林覆盖率由{b}%提高到{c}%。",
        "总投资{a}亿元的霜岭新材料项目6月底前建成投产。",
        "年内新建农村公路{n}公里,改造老旧小区{n}个。",
        "力争霁水大桥年底前通车。",
        "投资{a}万元实施桑陌乡供水工程。",
        "我们坚持稳中求进,民生福祉持续改善。",
        "霁川经济开发区工业总产值{a}亿元,增长{b}%。",
        "接待游客{n}万人次,增长{b}%(全市第{r}位)。",
    ];
    (select(FORMS), 1_u32..99_999, 1_u32..300, 1_u32..300, 1_u32..5000).prop_map(|(form, a, b, c, n)| {
        form.replace("{a}", &tenths(a))
            .replace("{b}", &tenths(b))
            .replace("{c}", &tenths(c))
            .replace("{n}", &n.to_string())
            .replace("{r}", &(n % 9 + 1).to_string())
    })
}

fn tenths(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

fn sentences() -> impl Strategy<Value = String> {
    prop::collection::vec(sentence(), 1..6).prop_map(|sentences| sentences.concat())
}

/// The properties below would hold of a reader that finds nothing.
#[test]
fn the_sentences_say_something() {
    let report = |nature| {
        report_with(
            "地区生产总值完成57.3亿元,增长7.1%。总投资2.5亿元的霜岭新材料项目6月底前建成投产。年内新建农村公路50公里。",
            nature,
        )
    };
    let (source, at) = report(Nature::Target);
    let document = &read(&source, &[]).documents[0];
    assert_eq!(document.year, Some(2025));
    assert!(document.facts.len() >= 2);
    assert_eq!((document.projects.len(), document.deadlines.len()), (1, 2));
    assert!(pieces(&source, document, at, at, source.len()).len() >= 7);
    let (source, _) = report(Nature::Actual);
    let document = &read(&source, &[]).documents[0];
    assert!(document.facts.len() >= 2);
    assert_eq!((document.projects.len(), document.deadlines.len()), (1, 0));
}

/// A report with these sentences in its plan or in its review, and where they begin.
fn report_with(body: &str, nature: Nature) -> (String, usize) {
    let (before, after) = match nature {
        Nature::Actual => (
            format!("{HEAD}\n\n一、2024年工作回顾\n\n"),
            "\n\n二、2025年工作安排\n\n(一)稳增长\n\n今年要扎实做好各项工作。",
        ),
        Nature::Target => (
            format!("{HEAD}\n\n一、2024年工作回顾\n\n一年来成绩来之不易。\n\n二、2025年工作安排\n\n(一)稳增长\n\n"),
            "",
        ),
    };
    (format!("{before}{body}{after}"), before.len())
}

/// Everything sentence-level of a document with its place from `origin`, one
/// line each; only what begins in `from..to`.
fn pieces(source: &str, document: &Document, origin: usize, from: usize, to: usize) -> Vec<String> {
    let facts = document.facts.iter().chain(&document.more_facts).map(|fact| (fact.span, fact_line(fact)));
    let projects = document
        .projects
        .iter()
        .map(|p| (p.span, format!("{} {}{} {:?} {:?}", p.name, p.amount, p.unit, p.kind, p.stage)));
    let deadlines =
        document.deadlines.iter().map(|d| (d.span, format!("{} {} {}", d.time.of(source), d.due, d.hedged)));
    let tasks = document.tasks.iter().map(|t| (t.span, format!("{:?} {} metrics", t.agencies, t.metrics.len())));
    let mut lines: Vec<_> = facts
        .chain(projects)
        .chain(deadlines)
        .chain(tasks)
        .filter(|(span, _)| (from..to).contains(&(span.start as usize)))
        .collect();
    lines.sort();
    lines.iter().map(|(span, line)| format!("{} {} {line}", span.start as usize - origin, span.of(source))).collect()
}

fn fact_line(fact: &Fact) -> String {
    format!(
        "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
        fact.indicator,
        fact.nature,
        fact.period,
        fact.measure,
        fact.value,
        fact.value2,
        fact.unit,
        fact.comparator,
        fact.hedged
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Sentences appended in the same part: the facts of both are the facts of
    /// each, the second's shifted.
    #[test]
    fn joining_sentences_changes_no_fact(
        first in sentences(),
        second in sentences(),
        target in any::<bool>(),
        paragraph in any::<bool>(),
    ) {
        let nature = if target { Nature::Target } else { Nature::Actual };
        let alone = |body: &str| {
            let (source, at) = report_with(body, nature);
            pieces(&source, &read(&source, &[]).documents[0], at, at, at + body.len())
        };
        let joint = if paragraph { "\n\n" } else { "" };
        let (source, at) = report_with(&format!("{first}{joint}{second}"), nature);
        let middle = at + first.len() + joint.len();
        let both = &read(&source, &[]).documents[0];
        prop_assert_eq!(pieces(&source, both, at, at, middle), alone(&first));
        prop_assert_eq!(pieces(&source, both, middle, middle, middle + second.len()), alone(&second));
    }

    /// Reports that are rows of one table: each reads as it reads alone.
    #[test]
    fn joining_documents_changes_none(bodies in prop::collection::vec((sentences(), any::<bool>()), 2..4)) {
        let reports: Vec<String> = bodies
            .iter()
            .map(|(body, target)| report_with(body, if *target { Nature::Target } else { Nature::Actual }).0)
            .collect();
        let mut source = String::new();
        let mut parts = Vec::new();
        for report in &reports {
            parts.push(source.len()..source.len() + report.len());
            source.push_str(report);
            source.push('\n');
        }
        let joined = read(&source, &parts);
        prop_assert_eq!(joined.documents.len(), reports.len());
        for ((report, part), document) in reports.iter().zip(&parts).zip(&joined.documents) {
            let alone = read(report, &[]);
            prop_assert_eq!(
                pieces(&source, document, part.start, part.start, part.end),
                pieces(report, &alone.documents[0], 0, 0, report.len())
            );
            prop_assert_eq!(&document.title, &alone.documents[0].title);
            prop_assert_eq!(document.sections.len(), alone.documents[0].sections.len());
        }
    }

    /// Paragraphs of whole sentences stay what they are.
    #[test]
    fn folding_a_report_twice_changes_nothing(paragraphs in prop::collection::vec(sentences(), 1..20)) {
        let (source, _) = report_with(&paragraphs.join("\n\n"), Nature::Target);
        let once = Text::new(&source).folded().to_owned();
        let twice = Text::new(&once).folded().to_owned();
        prop_assert_eq!(twice, once);
    }

    /// Full-width digits and marks say the same.
    #[test]
    fn full_width_text_says_the_same(body in sentences()) {
        let wide: String = body
            .chars()
            .map(|c| if matches!(c, '0'..='9' | ',' | ';' | '(' | ')' | '%') { char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c) } else { c })
            .collect();
        let read_plan = |body: &str| {
            let (source, _) = report_with(body, Nature::Target);
            let document = read(&source, &[]).documents.remove(0);
            (document.facts.iter().map(fact_values).collect::<Vec<_>>(), document.deadlines.iter().map(|d| d.due).collect::<Vec<_>>(), document.tasks.len())
        };
        prop_assert_eq!(read_plan(&wide), read_plan(&body));
    }

    /// Printing a number and reading it gives the same value.
    #[test]
    fn printed_numbers_are_read_back(whole in 1_u32..10_000_000, cents in 0_u32..100, grouped in any::<bool>()) {
        let printed = format!("{}.{cents:02}", if grouped { in_groups(whole) } else { whole.to_string() });
        let value = only_value(&format!("地区生产总值完成{printed}亿元。"));
        prop_assert_eq!(value, Some(format!("{whole}.{cents:02}").parse::<f64>().unwrap()));
    }

    #[test]
    fn printed_chinese_numbers_are_read_back(number in 1_u32..100) {
        let value = only_value(&format!("地区生产总值增长百分之{}。", chinese(number)));
        prop_assert_eq!(value, Some(f64::from(number)));
    }
}

/// What a fact says, apart from how its unit is printed.
fn fact_values(fact: &Fact) -> String {
    format!(
        "{} {:?} {:?} {:?} {:?} {:?}",
        fact.indicator, fact.period, fact.measure, fact.value, fact.comparator, fact.hedged
    )
}

/// The value of the one fact of a sentence in a review.
fn only_value(sentence: &str) -> Option<f64> {
    let (source, _) = report_with(sentence, Nature::Actual);
    let document = read(&source, &[]).documents.remove(0);
    match document.facts.as_slice() {
        [fact] => fact.value.and_then(|value| value.to_string().parse().ok()),
        _ => None,
    }
}

fn in_groups(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, number % 10);
    let tens = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        n => format!("{}十", DIGITS[n as usize]),
    };
    format!("{tens}{}", DIGITS[ones as usize])
}
