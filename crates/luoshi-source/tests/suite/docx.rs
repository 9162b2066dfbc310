use luoshi_source::Format;

use crate::{packed, read, read_fixture, report};

#[test]
fn an_ordinary_document_gives_its_text() {
    let source = read_fixture("word.docx");
    assert_eq!(source.format, Format::Docx);
    assert_eq!(source.text, report());
}

#[test]
fn what_word_shows_is_read_and_what_it_hides_is_not() {
    let expected = "\
2025年青禾县政府工作报告
一、2024年工作回顾
二、2025年重点任务
（一）抓项目
1. 建设云溪河水库
2. 改造老旧小区14个
（二）惠民生
1. 新增学位2400个
8. 重新编号
圆点
增长6%左右&以上。
3\t页
下一行
有文本框
框内文字
“十五五”规划〔1〕实施，新质生产力〔2〕壮大。
指标\t2024年\t目标
产值\t157.3亿元\t增长6% 左右
独栏一行
独栏二行
〔1〕2026至2030年的规划。
〔2〕以创新为主导的生产力。";
    assert_eq!(read_fixture("features.docx").text, expected);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let depth = 100_000;
    let xml = format!(
        "<w:document><w:body>{}<w:p><w:r><w:t>深</w:t></w:r></w:p>{}</w:body></w:document>",
        "<w:tbl><w:tr><w:tc>".repeat(depth),
        "</w:tc></w:tr></w:tbl>".repeat(depth)
    );
    let bytes = packed(&[("word/document.xml", xml.as_bytes())]);
    assert_eq!(crate::problem(bytes).code(), "broken-document");
}

#[test]
fn a_main_part_of_another_name_is_found() {
    let xml = b"<w:document><w:body><w:p><w:r><w:t>text</w:t></w:r></w:p></w:body></w:document>";
    assert_eq!(read(packed(&[("word/document2.xml", xml)])).text, "text");
}
