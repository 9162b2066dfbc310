//! Regimes: the shipped ones, what is refused, and trial calculations.

use std::fmt::Write;

use jiff::civil::DateTime;
use luoshi_ledger::calendar::Calendar;
use luoshi_ledger::clock::{Mark, Timeline, Trigger};
use luoshi_ledger::limit::Language;
use luoshi_ledger::regime::Regime;
use luoshi_ledger::time::instant;

fn wall(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[test]
fn shipped_regimes_are_right_and_survive_being_written() {
    for name in Regime::NAMES {
        let text = Regime::standard_text(name).unwrap();
        let regime = Regime::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(regime.name, name);
        assert_eq!(Regime::standard(name).unwrap(), regime);
        assert_eq!(Regime::parse(&regime.to_toml()).unwrap(), regime, "{name}");
        // What nobody has seen says so, and what is certain names a document.
        for limit in regime.clocks.iter().flat_map(|clock| &clock.limits) {
            assert!(!limit.certain || !limit.source.starts_with("未见规定"), "{name}: {}", limit.source);
        }
        // Each title has its English one below it.
        let lines: Vec<&str> = text.lines().collect();
        let untold =
            lines.array_windows().find(|[one, two]| one.starts_with("title = ") && !two.starts_with("title-en"));
        assert_eq!(untold, None, "{name}");
        // A document whose place is not known binds nobody: nothing is certain by it.
        for block in text.split("\n\n").filter(|block| block.contains("certain = true")) {
            let nameless =
                ["某市", "某局", "某县", "未见地名", "未见单位名"].iter().find(|word| block.contains(**word));
            assert_eq!(nameless, None, "{name}: {block}");
        }
    }
    assert_eq!(Regime::standard("710"), None);
}

/// One line a limit: when it would be due, turn yellow and climb the ladder.
fn trial(name: &str, start: &str) -> String {
    let rows = Regime::standard(name).unwrap().trial(wall(start), &Calendar::standard()).unwrap();
    rows.iter().fold(String::new(), |mut lines, row| {
        let when = [&row.runs_when, &row.when].map(|w| [w.kind.join("/"), w.class.join("/"), w.urgency.join("/")]);
        let when: Vec<String> = when.into_iter().flatten().filter(|s| !s.is_empty()).collect();
        let short = |at: DateTime| at.strftime("%m-%d %H:%M").to_string();
        let sure = if row.certain { "" } else { " ?" };
        write!(lines, "{} [{}] {}{sure}", row.clock, when.join(" "), row.limit.render(Language::Zh)).unwrap();
        write!(lines, ": 期限 {}, 黄 {},", short(row.due), short(row.yellow_at)).unwrap();
        for rung in &row.rungs {
            let at = luoshi_ledger::time::wall(rung.at);
            write!(lines, " {} {}", rung.title, short(at)).unwrap();
        }
        lines.push('\n');
        lines
    })
}

#[test]
fn a_trial_shows_the_dates_of_every_limit() {
    // Friday before the golden week of 2025: calendar days run on, and nobody is
    // reminded in the holidays.
    insta::assert_snapshot!(trial("13710", "2025-09-26T16:00"), @r"
    deploy [] 当天: 期限 09-26 23:59, 黄 09-26 16:00, 蓝色督查单 09-28 08:30 橙色督查单 09-29 08:30 红色督办单 10-09 08:30 通报 10-11 08:30
    feedback [] 3天: 期限 09-29 23:59, 黄 09-28 23:59, 提醒 09-28 08:30 蓝色督查单 09-30 08:30 橙色督查单 10-09 08:30 红色督办单 10-10 08:30 通报 10-14 08:30
    settle [complex] 1个月: 期限 10-26 23:59, 黄 10-20 22:24, 提醒 10-24 08:30 蓝色督查单 10-27 08:30 橙色督查单 10-29 08:30 红色督办单 11-03 08:30 通报 11-10 08:30
    settle [] 7天: 期限 10-03 23:59, 黄 10-02 12:48, 提醒 09-30 08:30 蓝色督查单 10-09 08:30 橙色督查单 10-10 08:30 红色督办单 10-11 08:30 通报 10-20 08:30
    ");
    insta::assert_snapshot!(trial("hotline-12345", "2025-09-26T16:00"), @r"
    sign [ordinary] 1个工作日: 期限 09-28 23:59, 黄 09-28 12:48, 蓝色督查单 09-29 08:30 橙色督查单 10-11 08:30 红色督办单 10-17 08:30 通报 10-24 08:30
    settle [ordinary consultation] 3个工作日 ?: 期限 09-30 23:59, 黄 09-29 00:00, 提醒 09-29 08:30 蓝色督查单 10-09 08:30 橙色督查单 10-14 08:30 红色督办单 10-21 08:30 通报 10-28 08:30
    settle [ordinary help] 5个工作日 ?: 期限 10-10 23:59, 黄 10-09 00:00, 提醒 10-09 08:30 蓝色督查单 10-11 08:30 橙色督查单 10-16 08:30 红色督办单 10-23 08:30 通报 10-30 08:30
    settle [ordinary complaint/report] 15个工作日 ?: 期限 10-23 23:59, 黄 10-22 00:00, 提醒 10-22 08:30 蓝色督查单 10-24 08:30 橙色督查单 10-30 08:30 红色督办单 11-06 08:30 通报 11-13 08:30
    settle [ordinary advice] 13个工作日 ?: 期限 10-21 23:59, 黄 10-20 00:00, 提醒 10-20 08:30 蓝色督查单 10-22 08:30 橙色督查单 10-28 08:30 红色督办单 11-04 08:30 通报 11-11 08:30
    emergency [emergency] 2小时 ?: 期限 09-26 18:00, 黄 09-26 17:00, 紧急催办 09-26 18:00 蓝色督查单 09-28 18:00 橙色督查单 10-10 18:00 红色督办单 10-16 18:00 通报 10-23 18:00
    callback [] 1个工作日 ?: 期限 09-28 23:59, 黄 09-28 12:48, 回访提醒 09-29 08:30
    ");
    insta::assert_snapshot!(trial("enterprise", "2025-09-26T16:00"), @r"
    contact [] 1个工作日: 期限 09-28 23:59, 黄 09-27 23:59, 蓝色督查单 09-29 08:30 橙色督查单 10-09 08:30 红色督办单 10-11 08:30 通报 10-17 08:30
    feedback [] 3个工作日: 期限 09-30 23:59, 黄 09-29 23:59, 蓝色督查单 10-09 08:30 橙色督查单 10-11 08:30 红色督办单 10-14 08:30 通报 10-21 08:30
    settle [] 15个工作日: 期限 10-23 23:59, 黄 10-18 12:48, 提醒 10-22 08:30 蓝色督查单 10-24 08:30 橙色督查单 10-28 08:30 红色督办单 10-30 08:30 通报 11-06 08:30
    callback [] 1个工作日 ?: 期限 09-28 23:59, 黄 09-28 12:48, 回访提醒 09-29 08:30
    ");
    insta::assert_snapshot!(trial("annual", "2025-02-10T16:00"), @"settle [] 计划年度12-31: 期限 12-31 23:59, 黄 10-28 03:12, 提醒 12-24 08:30 蓝色督查单 01-04 08:30 橙色督查单 01-07 08:30 红色督办单 01-15 08:30 通报 01-30 08:30");
    insta::assert_snapshot!(trial("suggestion", "2025-01-31T16:00"), @r"
    settle [] 3个月: 期限 04-30 23:59, 黄 04-13 03:12, 提醒 04-23 08:30 蓝色督查单 05-06 08:30 橙色督查单 05-07 08:30 红色督办单 05-15 08:30 通报 05-30 08:30
    opinion [] 1个月 ?: 期限 02-28 23:59, 黄 02-23 08:00, 提醒 02-21 08:30 蓝色督查单 03-03 08:30 橙色督查单 03-07 08:30 红色督办单 03-17 08:30 通报 03-31 08:30
    redo [] 3个月: 期限 04-30 23:59, 黄 04-13 03:12, 提醒 04-23 08:30 蓝色督查单 05-06 08:30 橙色督查单 05-07 08:30 红色督办单 05-15 08:30 通报 05-30 08:30
    ");
    insta::assert_snapshot!(trial("finding", "2025-01-31T16:00"), @r"
    settle [immediate] 1个月 ?: 期限 02-28 23:59, 黄 02-23 08:00, 提醒 02-21 08:30 蓝色督查单 03-03 08:30 橙色督查单 03-04 08:30 红色督办单 03-07 08:30 通报 03-17 08:30
    settle [staged] 6个月 ?: 期限 07-31 23:59, 黄 06-25 17:36, 提醒 07-24 08:30 蓝色督查单 08-01 08:30 橙色督查单 08-04 08:30 红色督办单 08-07 08:30 通报 08-15 08:30
    settle [continuing] 12个月 ?: 期限 01-31 23:59, 黄 11-19 22:24, 提醒 01-23 08:30 蓝色督查单 02-02 08:30 橙色督查单 02-03 08:30 红色督办单 02-09 08:30 通报 02-24 08:30
    ");
}

/// A regime in which `from` stands once and is replaced by `to`.
fn changed(name: &str, from: &str, to: &str) -> Result<Regime, String> {
    let text = Regime::standard_text(name).unwrap();
    assert!(text.contains(from), "{from}");
    Regime::parse(&text.replacen(from, to, 1)).map_err(|error| error.to_string())
}

#[test]
fn what_cannot_be_is_refused_with_place_and_value() {
    let refuse = |from: &str, to: &str| changed("13710", from, to).unwrap_err();
    let lines = [
        refuse("is = { days = 3 }", "is = { days = 0 }"),
        refuse("is = { days = 3 }", "is = { days = 5000 }"),
        refuse("is = { days = 3 }", "is = { hours = 9000 }"),
        refuse("name = \"feedback\"", "name = \"deploy\""),
        refuse("name = \"feedback\"", "name = \"node-1\""),
        refuse("name = \"feedback\"", "name = \"反馈\""),
        refuse("stop = [\"deployed\", \"closing-asked\"]", "stop = []"),
        refuse("stop = [\"deployed\", \"closing-asked\"]", "stop = [\"issued\"]"),
        refuse("settles = true\n", ""),
        refuse("percent = 20", "percent = 120"),
        refuse(
            "name = \"feedback\"",
            "warn = { at = { days = 5 }, certain = false, source = \"试\" }\nname = \"feedback\"",
        ),
        refuse("from = \"18:00:00\"", "from = \"08:00:00\""),
        refuse("offset = { days = 3 }", "offset = { days = -3 }"),
        refuse("audience = [\"clerk\"]", "audience = []"),
        refuse("\"settle\", \"nodes\"", "\"setle\", \"nodes\""),
        refuse("class = [\"complex\"]", "class = [\"hard\"]"),
        refuse("when = { class = [\"complex\"] }\n", ""),
        refuse("when = { class", "when = { kind = [\"letter\"], class"),
        refuse("every = \"month\"", "day = 32\nevery = \"month\""),
        refuse("within = { workdays = 1 }", "within = { workdays = 0 }"),
        refuse("\"合格\"", "\"优\""),
        refuse("source = \"阳泉", "source = \"\" # 阳泉"),
        changed("hotline-12345", "quiet = false", "cutoff = \"17:00:00\"").unwrap_err(),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    regime "13710", clock "feedback": limit = 0 days is no time; write "same-day" for the day itself
    regime "13710", clock "feedback": limit = 5000 days is more than ten years, or a year of hours
    regime "13710", clock "feedback": limit = 9000 hours is more than ten years, or a year of hours
    regime "13710", the whole: clock = "deploy" stands twice
    regime "13710", clock "node-1": name = "node-1" is kept for the nodes of plans
    regime "13710", clock "反馈": name = "反馈" is not kebab-case
    regime "13710", clock "deploy": stop = [] is empty: the clock would never stop
    regime "13710", clock "deploy": stop = issued is what starts the clock
    regime "13710", the whole: settles = false for every clock: one must settle the item
    regime "13710", warn: warn = 120 % is more than the whole span
    regime "13710", clock "feedback": warn = 5 days is more than the limit
    regime "13710", quiet: from = 08:00:00 is not after 08:30:00, at which quiet ends
    regime "13710", rung "orange": offset = { days = -3 } comes before the rung "blue" below it
    regime "13710", rung "remind": audience = [] is empty: nobody would be told
    regime "13710", rung "remind": clocks = "setle" is not a clock of this regime
    regime "13710", clock "settle": class = "hard" is not a class of this regime
    regime "13710", clock "settle": when = {} holds for every item, so that the limits after it never apply
    regime "13710", clock "settle": kind = "letter" is not a kind of item
    regime "13710", report "monthly": day = 32 is not a day of a month
    regime "13710", return: within = 0 working days is no time; write "same-day" for the day itself
    regime "13710", closing: grades = "优" stands twice
    regime "13710", clock "deploy": source = "" is empty
    regime "hotline-12345", clock "emergency": cutoff = 17:00:00 has no meaning for a limit in hours
    "#);
}

#[test]
fn a_refusal_names_its_line_in_chinese() {
    let refuse = |from: &str, to: &str| {
        let text = Regime::standard_text("13710").unwrap().replacen(from, to, 1);
        let error = Regime::parse(&text).unwrap_err();
        let line = error.line(&text).and_then(|line| text.lines().nth(line - 1));
        format!("{}  ← {}", error.zh(), line.unwrap_or("-"))
    };
    let lines = [
        refuse("is = { days = 7 }", "is = { days = 0 }"),
        refuse("stop = [\"deployed\", \"closing-asked\"]", "stop = []"),
        refuse("title = \"13710督办\"", "title = \"\""),
        refuse("class = [\"complex\"]", "class = [\"hard\"]"),
        refuse("offset = { days = 3 }", "offset = { days = -3 }"),
        refuse("from = \"18:00:00\"", "from = \"08:00:00\""),
        refuse("settles = true\n", ""),
        refuse("settles = true", "settle = true"),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    计时“settle”：limit = 0 days 不是时长；当天写 same-day  ← is = { days = 0 }
    计时“deploy”：stop = [] 为空：计时不会停止  ← stop = []
    全文：title = "" 为空  ← title = ""
    计时“settle”：class = "hard" 不在本规则所列之中  ← when = { class = ["hard"] }
    催办级“orange”：offset = { days = -3 } 早于下一级催办  ← offset = { days = -3 }
    静默时段：from = 08:00:00 须晚于静默结束的时间  ← from = "08:00:00"
    全文：settles = false 须有一个计时决定事项是否按期办结  ← -
    不是有效的时限规则：没有这个字段 `settle`，可用 `name`, `title`, `title-en`, `start`, `stop`, `settles`, `stated-wins`, `plan-extends`, `extendable`, `suspendable`, `roll`, `cutoff`, `quiet`, `when`, `warn`, `limit`  ← settle = true
    "#);
}

#[test]
fn what_is_not_a_regime_is_refused_with_its_line() {
    let refuse = |from: &str, to: &str| changed("13710", from, to).unwrap_err();
    let lines = [
        refuse("is = { days = 3 }", "is = { days = -3 }"),
        refuse("is = { days = 3 }", "is = { day = 3 }"),
        refuse("settles = true", "settle = true"),
        refuse("start = \"issued\"", "start = \"begun\""),
        refuse("from = \"18:00:00\"", "from = \"26:00:00\""),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    not a regime: TOML parse error at line 49, column 15
       |
    49 | is = { days = -3 }
       |               ^^
    invalid value: integer `-3`, expected u32

    not a regime: TOML parse error at line 49, column 8
       |
    49 | is = { day = 3 }
       |        ^^^
    unknown variant `day`, expected one of `same-day`, `days`, `workdays`, `months`, `hours`, `month-day`, `quarter-end`

    not a regime: TOML parse error at line 59, column 1
       |
    59 | settle = true
       | ^^^^^^
    unknown field `settle`, expected one of `name`, `title`, `title-en`, `start`, `stop`, `settles`, `stated-wins`, `plan-extends`, `extendable`, `suspendable`, `roll`, `cutoff`, `quiet`, `when`, `warn`, `limit`

    not a regime: TOML parse error at line 32, column 9
       |
    32 | start = "begun"
       |         ^^^^^^^
    unknown variant `begun`, expected one of `issued`, `signed`, `deployed`, `fed-back`, `progress`, `plan-approved`, `closing-asked`, `closed`, `cleared`, `withdrawn`, `contacted`, `answered`, `rated`, `dissatisfied`, `node-done`

    not a regime: TOML parse error at line 24, column 8
       |
    24 | from = "26:00:00"
       |        ^^^^^^^^^^
    failed to parse two digit integer as hour: parameter 'hour' is not in the required range of 0..=23
    "#);
    let annual = Regime::standard_text("annual").unwrap().replace("12-31", "12-32");
    insta::assert_snapshot!(Regime::parse(&annual).unwrap_err(), @r#"
    not a regime: TOML parse error at line 29, column 6
       |
    29 | is = { month-day = "12-32" }
       |      ^^^^^^^^^^^^^^^^^^^^^^^
    "12-32" is not a day of a year, such as "12-31"
    "#);
}

#[test]
fn a_trial_refuses_what_would_be_due_before_it_starts() {
    let regime = changed("annual", "12-31", "03-31").unwrap();
    let error = regime.trial(wall("2025-04-01T09:00"), &Calendar::standard()).unwrap_err();
    insta::assert_snapshot!(error, @r#"regime "annual", clock "settle": a start on 2025-04-01 would be due on 2025-03-31, which is before it"#);
}

#[test]
fn extensions_and_returns_have_their_limits() {
    let calendar = Calendar::standard();
    let mark = |text: &str| Mark { trigger: Trigger::Issued, at: instant(wall(text)) };
    let latest = |name: &str, timeline: &Timeline| {
        let regime = Regime::standard(name).unwrap();
        let clocks = luoshi_ledger::clock::clocks(timeline, &regime, &calendar);
        let settle = regime.settle_clock(&clocks).unwrap();
        let returned = regime.return_until(timeline, &calendar).map(|due| due.date().to_string());
        format!("{:?} {:?}", regime.latest_extension(settle, &calendar).map(|d| d.to_string()), returned)
    };
    let issued = |text: &str| Timeline { marks: vec![mark(text)], year: 2025, ..Timeline::default() };
    // Six months from 31 August end with February.
    insta::assert_snapshot!(latest("suggestion", &issued("2025-08-31T09:00")), @r#"Some("2026-02-28") Some("2025-09-03")"#);
    // Seven working days beyond the original date.
    insta::assert_snapshot!(latest("hotline-12345", &issued("2025-09-26T09:00")), @r#"Some("2025-10-20") Some("2025-09-28")"#);
    insta::assert_snapshot!(latest("13710", &issued("2025-09-26T09:00")), @r#"None Some("2025-09-28")"#);
    let regime = Regime::standard("13710").unwrap();
    assert!(regime.is_extendable("settle") && regime.is_extendable("node-2") && !regime.is_extendable("feedback"));
    assert!(regime.stops_at("feedback", Trigger::FedBack) && !regime.stops_at("deploy", Trigger::FedBack));
    assert_eq!(Regime::standard("suggestion").unwrap().label_codes(), ["A", "B", "C", "D"]);
}
