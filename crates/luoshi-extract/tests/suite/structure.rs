//! Heads, headings, listings, pledges and glossaries in the forms they come in.

use luoshi_extract::document::{Document, DocumentKind, Level, Role};
use luoshi_extract::read;

/// A report about an invented county, with the given body between its head and
/// its end.
fn report(body: &str) -> Document {
    let source = format!(
        "政府工作报告\n2023年2月18日在云州县第十六届人民代表大会第三次会议上\n云州县人民政府县长 郑怀远\n各位代表:\n\
         现在,我代表县人民政府向大会报告工作,请予审议。\n{body}\n各位代表!让我们团结奋斗,再创佳绩!"
    );
    only(&source)
}

fn only(source: &str) -> Document {
    let mut documents = read(source, &[]).documents;
    assert_eq!(documents.len(), 1, "one document");
    documents.remove(0)
}

/// `level number title role` of each section.
fn outline(document: &Document) -> Vec<String> {
    document
        .sections
        .iter()
        .map(|s| format!("{} {} {} {:?}", s.level, s.number.as_deref().unwrap_or("-"), s.title, s.role))
        .collect()
}

const BODY: &str = "一、2022年工作回顾\n一年来,经济平稳增长。\n二、2023年工作安排\n做好全年工作。\n";

#[test]
fn a_head_names_place_day_office_and_speaker() {
    let document = report(BODY);
    assert_eq!(document.title.as_deref(), Some("政府工作报告"));
    assert_eq!(document.region.as_ref().map(|r| (r.name.as_str(), r.level)), Some(("云州县", Level::County)));
    assert_eq!(document.year, Some(2023));
    assert_eq!(document.delivered_on.map(|d| d.to_string()).as_deref(), Some("2023-02-18"));
    assert_eq!((document.office.as_deref(), document.speaker.as_deref()), (Some("县长"), Some("郑怀远")));
}

#[test]
fn heads_in_other_forms_say_the_same() {
    let heads = [
        (
            "2021年1月9日在晋州市第七届人民代表大会第六次会议上市长高远各位代表:现在,我代表市人民政府,向大会报告工作,请予审议。",
            "2021-01-09",
            "市长",
            "高远",
        ),
        (
            "二〇二六年一月二十七日在平山县第十七届人民代表大会第六次会议上\n代县长  周 宁\n各位代表:我代表县人民政府向大会报告工作,请予审议。",
            "2026-01-27",
            "代县长",
            "周宁",
        ),
        (
            "——202342日在汾阳市第七届人民代表大会\n\n次会议上\n\n汾阳市人民政府市长 贺之远\n\n各位代表:我代表市人民政府向大会报告工作,请予审议。",
            "2023-04-02",
            "市长",
            "贺之远",
        ),
    ];
    for (head, day, office, speaker) in heads {
        let document = only(&format!("{head}\n{BODY}各位代表,预期目标一定能实现!"));
        assert_eq!(document.delivered_on.map(|d| d.to_string()).as_deref(), Some(day), "{head}");
        assert_eq!(document.office.as_deref(), Some(office), "{head}");
        assert_eq!(document.speaker.as_deref(), Some(speaker), "{head}");
    }
}

#[test]
fn numbered_headings_stand_on_lines_or_run_into_the_text() {
    let on_lines = report(
        "一、2022年工作回顾\n(一)稳住经济\n发展平稳。\n二、2023年工作安排\n(一)扩大有效投资\n抓好项目。\n(二)建设宜居城市\n修好道路。\n三、加强政府自身建设\n依法行政。",
    );
    let expected = [
        "1 一 2022年工作回顾 Review",
        "2 (一) 稳住经济 Review",
        "1 二 2023年工作安排 Plan",
        "2 (一) 扩大有效投资 Plan",
        "2 (二) 建设宜居城市 Plan",
        "1 三 加强政府自身建设 SelfConstruction",
    ];
    assert_eq!(outline(&on_lines), expected);
    let run_in = report(
        "一、2022年工作回顾。一年来成绩显著。(一)稳住经济。发展平稳。二、2023年工作安排。总的要求是稳中求进。(一)扩大有效投资。抓好项目。(二)建设宜居城市。修好道路。三、加强政府自身建设。依法行政。",
    );
    assert_eq!(outline(&run_in), expected);
}

#[test]
fn headings_glued_to_their_text_end_where_a_sentence_opens() {
    let document = report(
        "一、2022年工作回顾2022年是极不平凡的一年。成绩显著。 二、2023年工作安排2023年是开局之年。 (一)全力扩大有效投资,增强县域发展后劲深化项目建设年活动,抓好重点工程。 (二)全力推进乡村振兴,建设宜居宜业家园大力发展特色农业,壮大集体经济。 (三)全力优化营商环境,激发市场主体活力围绕企业需求,做好服务。",
    );
    let titles: Vec<&str> = document.sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "2022年工作回顾",
            "2023年工作安排",
            "全力扩大有效投资,增强县域发展后劲",
            "全力推进乡村振兴,建设宜居宜业家园",
            "全力优化营商环境,激发市场主体活力"
        ]
    );
}

#[test]
fn headings_that_lost_their_number_are_still_headings() {
    let document = report(
        "2022年工作回顾\n\n2022年极不平凡,我们稳住了经济。\n\n2023年重点工作\n\n做好今年工作,责任重大。\n\n以项目建设积蓄发展动能\n\n抓好项目。\n\n(二)以改革创新激发市场活力\n\n深化改革。\n\n加强政府自身建设\n\n依法行政。",
    );
    let expected = [
        "1 - 2022年工作回顾 Review",
        "1 - 2023年重点工作 Plan",
        "2 - 以项目建设积蓄发展动能 Plan",
        "2 (二) 以改革创新激发市场活力 Plan",
        "1 - 加强政府自身建设 SelfConstruction",
    ];
    assert_eq!(outline(&document), expected);
    assert!(document.doubts.iter().any(|d| d.code == "heading-number-lost"));
}

#[test]
fn a_listing_holds_reports_and_articles() {
    let article = "【云州要闻】云州县新增一家省级企业技术中心\n云州县一家企业的技术中心近日通过省级认定,这是全县今年第三家。有关部门表示,将继续支持企业加大研发投入,推动产业升级。\n2023-03-01\n-\n";
    let report = format!(
        "【云州县】2023年云州县政府工作报告\n2023年2月18日在云州县第十六届人民代表大会第三次会议上县长郑怀远各位代表:我代表县人民政府向大会报告工作,请予审议。{BODY}各位代表,预期目标一定能实现!\n2023-03-01\n-\n"
    );
    let reading = read(&format!("-\n{article}{report}{article}"), &[]);
    let kinds: Vec<DocumentKind> = reading.documents.iter().map(|d| d.kind).collect();
    assert_eq!(kinds, [DocumentKind::Article, DocumentKind::WorkReport, DocumentKind::Article]);
    assert_eq!(reading.documents[1].region.as_ref().map(|r| r.name.as_str()), Some("云州县"));
}

#[test]
fn pledges_are_found_in_every_enumerated_form() {
    let forms = [
        "今年,我们要办好三件民生实事:一是新建幼儿园2所;二是改造老旧小区6个;三是建设口袋公园4个。",
        "重点办好以下民生实事。一是新建幼儿园2所。二是改造老旧小区6个。三是建设口袋公园4个。",
        "集中力量办好3件民生实事:1.新建幼儿园2所;2.改造老旧小区6个;3.建设口袋公园4个。",
        "办好民生实事:(1)新建幼儿园2所;(2)改造老旧小区6个;(3)建设口袋公园4个。",
        "办好民生实事:①新建幼儿园2所;②改造老旧小区6个;③建设口袋公园4个。",
    ];
    for form in forms {
        let document = report(&format!("{BODY}{form}\n"));
        let source_numbers: Vec<u32> = document.pledges.iter().map(|p| p.number).collect();
        assert_eq!(source_numbers, [1, 2, 3], "{form}");
        let counts: Vec<String> = document.pledges.iter().map(|p| p.metrics[0].value.to_string()).collect();
        assert_eq!(counts, ["2", "6", "4"], "{form}");
    }
    let lists = "坚持三条原则:一是坚持党的领导;二是坚持人民至上;三是坚持改革创新。求实效,办实事。";
    assert!(report(&format!("{BODY}{lists}\n")).pledges.is_empty());
}

#[test]
fn a_glossary_is_read_in_every_form() {
    let forms = [
        "名词解释\n1.三资:指集体的资金、资产、资源。\n2.双碳:指碳达峰与碳中和。\n",
        "名词解释1.三资:指集体的资金、资产、资源。2.双碳:指碳达峰与碳中和。",
        "名词解释\n〔1〕三资：指集体的资金、资产、资源。\n〔2〕双碳：指碳达峰与碳中和。\n",
        "附件2\n名词解释\n1.三资:指集体的资金、资产、资源。\n2.双碳:指碳达峰与碳中和。\n",
        "附件:名词解释\n①三资——指集体的资金、资产、资源。②双碳——指碳达峰与碳中和。\n",
        "名词解释\n三资:指集体的资金、资产、资源。\n双碳:指碳达峰与碳中和。\n",
    ];
    for form in forms {
        let source = format!(
            "2023年2月18日在云州县第十六届人民代表大会第三次会议上县长郑怀远\n各位代表:\n我代表县人民政府向大会报告工作,请予审议。\n{BODY}各位代表,预期目标一定能实现!\n{form}"
        );
        let document = only(&source);
        let terms: Vec<(u32, &str)> = document.terms.iter().map(|t| (t.number, t.term.as_str())).collect();
        assert_eq!(terms, [(1, "三资"), (2, "双碳")], "{form}");
        assert!(document.terms[1].definition.contains("碳中和"), "{form}");
        assert_eq!(document.sections.last().map(|s| s.role), Some(Role::Glossary), "{form}");
    }
}

#[test]
fn tasks_are_rows_with_what_measures_them() {
    let document = report(
        "一、2022年工作回顾\n一年来,经济平稳增长。\n二、2023年工作安排\n今年主要预期目标是:地区生产总值增长6%以上;城镇新增就业1200人。\n(一)扩大有效投资\n做实项目盘子。抓好总投资36亿元的12个重点项目,6月底前全部开工。各位代表,奋斗正当时。我们要以更大的决心走好新路!\n(二)改善城乡环境\n改造老旧小区8个;新建口袋公园3个。",
    );
    let source_rows: Vec<(usize, usize, usize, usize)> =
        document.tasks.iter().map(|t| (t.facts.len(), t.projects.len(), t.deadlines.len(), t.metrics.len())).collect();
    assert_eq!(source_rows, [(1, 0, 0, 1), (1, 0, 0, 1), (0, 1, 1, 2), (1, 0, 0, 1), (0, 0, 0, 1)]);
    assert!(document.tasks.iter().all(|t| !t.agencies.is_empty()));
}

#[test]
fn an_empty_text_or_another_article_gives_no_report() {
    assert!(read("", &[]).documents.is_empty());
    assert!(read(" \n\n ", &[]).documents.is_empty());
    let article = only("请登录后查看。忘记密码请联系管理员。");
    assert_eq!(article.kind, DocumentKind::Article);
    assert!(article.facts.is_empty());
}
