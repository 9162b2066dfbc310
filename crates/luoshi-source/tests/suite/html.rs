use luoshi_source::Format;

use crate::{problem, read};

fn text(html: &str) -> String {
    let source = read(html);
    assert_eq!(source.format, Format::Html);
    source.text
}

#[test]
fn the_article_is_found_among_the_page() {
    let prose = "过去一年，全县生产总值完成157.3亿元，增长6.2%。".repeat(8);
    let nav = "<ul class='nav'><li><a href='/'>首页</a></li><li><a href='/x'>政务公开</a></li></ul>";
    let foot = "<div class='footer'>主办：青禾县人民政府办公室 备案号12345</div>";
    for body in ["<div id='zoom' class='TRS_Editor'>", "<div class='neirong'>", "<article>", "<td>"] {
        let page = format!(
            "<!DOCTYPE html><html><head><title>x - 青禾县</title><script>var a='脚本';</script></head>\
             <body>{nav}<div class='wrap'>{body}<p>一、工作回顾</p><p>{prose}</p></div></div>{foot}</body></html>"
        );
        assert_eq!(text(&page), format!("一、工作回顾\n{prose}"), "{body}");
    }
}

#[test]
fn a_title_outside_the_article_is_put_in_front() {
    let body = "<div id='UCAP-CONTENT'><p>各位代表：全县生产总值增长6%，新增就业3200人，粮食产量稳定。</p></div>";
    let expected = "2025年青禾县政府工作报告\n各位代表：全县生产总值增长6%，新增就业3200人，粮食产量稳定。";
    for head in [
        "<meta name='ArticleTitle' content='2025年青禾县政府工作报告'><h1>青禾县政府网</h1>",
        "<h1>2025年青禾县政府工作报告</h1><div>来源：政府办</div>",
    ] {
        assert_eq!(text(&format!("<html><body>{head}{body}</body></html>")), expected);
    }
    let inside = "<html><body><article><h1>工作报告</h1><p>增长6%。</p></article></body></html>";
    assert_eq!(text(inside), "工作报告\n增长6%。");
}

#[test]
fn a_page_of_several_articles_keeps_them_all() {
    let article = |n: u8| format!("<div class='item'><h2>第{n}篇</h2><p>{}</p></div>", "内容完整，有句子。".repeat(20));
    let page = format!(
        "<html><body><div class='nav'><a>首页</a></div><div class='list'>{}{}{}</div></body></html>",
        article(1),
        article(2),
        article(3)
    );
    let text = text(&page);
    for n in 1..=3 {
        assert!(text.contains(&format!("第{n}篇\n内容完整")), "{text}");
    }
}

#[test]
fn lines_and_cells_are_kept_apart() {
    for (html, expected) in [
        ("<p>一</p><p>二</p>", "一\n二"),
        ("<div>一<br>二<br/>三</div>", "一\n二\n三"),
        ("<p>PM<sub>2.5</sub>浓度，面积3万m<sup>2</sup></p>", "PM2.5浓度，面积3万m2"),
        (
            "<table><tr><th>指标</th><th>数值</th></tr><tr><td><p>生产总值</p></td><td><p>150亿元</p></td></tr>\
             <tr><td></td><td>6%</td></tr></table>",
            "指标\t数值\n生产总值\t150亿元\n\t6%",
        ),
        ("<p>&nbsp;&emsp;增长&gt;6%&#65292;达&yen;5</p>", "增长>6%，达¥5"),
        ("<p>　　全县\n    上下</p>", "全县上下"),
        ("<p>GDP\n growth  rate</p>", "GDP growth rate"),
        ("<h2>标题</h2>正文<ul><li>甲</li><li>乙</li></ul>", "标题\n正文\n甲\n乙"),
        ("<p>见<span>一</span><b>二</b><a href='x'>三</a></p>", "见一二三"),
        ("<div>看<span style='display: none'>不见</span>见<!-- 注 --></div>", "看见"),
        ("<pre>一\n  二</pre>", "一\n  二"),
        ("<p>未闭合<p>段落", "未闭合\n段落"),
    ] {
        let html = format!("<html><body>{html}</body></html>");
        assert_eq!(text(&html), expected, "{html}");
    }
}

#[test]
fn pages_are_decoded_by_what_they_declare_and_are() {
    let html = "<html><head><meta charset=gb2312></head><body><p>生产总值增长6%，朱镕基</p></body></html>";
    let (bytes, ..) = encoding_rs::GBK.encode(html);
    let source = read(bytes.into_owned());
    assert_eq!((source.encoding, source.text.as_str()), ("gb18030", "生产总值增长6%，朱镕基"));
    // Declared wrongly: it is UTF-8.
    assert_eq!(read(html).encoding, "utf-8");
}

#[test]
fn pieces_of_pages_are_html_and_prose_is_not() {
    assert_eq!(text("<div class='TRS_Editor'><p>增长6%</p></div>"), "增长6%");
    assert_eq!(text("<?xml version='1.0'?><!-- x --><html><body>增长</body></html>"), "增长");
    for prose in ["增长<6%>，见<html>标签", "<<通知>>印发各县", "<政府工作报告>全文"] {
        if !prose.contains("<html") {
            assert_eq!(read(prose).format, Format::Txt, "{prose}");
        }
    }
}

#[test]
fn pages_without_an_article_are_told() {
    for (html, code) in [
        (
            "<html><body><form>用户名<input name=u>密码<input type='password'><button>登录</button></form></body></html>",
            "login-page",
        ),
        (
            "<html><head><title>政务</title></head><body><div id='app'></div><script src='a.js'></script>\
             <noscript>请启用JavaScript</noscript></body></html>",
            "html-without-text",
        ),
        ("<html><body></body></html>", "html-without-text"),
    ] {
        assert_eq!(problem(html).code(), code, "{html}");
    }
}

#[test]
fn depth_and_size_do_not_overflow_or_stall() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b class=x>", ""),
        ("<table><tr><td>", ""),
        ("<span>", "</span>"),
        ("<ul><li>", "</li></ul>"),
    ] {
        let n = 60_000;
        let html = format!("<html><body>{}<p>增长6%。</p>{}", open.repeat(n), close.repeat(n));
        assert!(text(&html).contains("增长6%。"), "{open}");
    }
}
