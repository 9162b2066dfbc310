//! Who leads a task: the corpus, the data behind it, and names by year.

use std::collections::{BTreeMap, BTreeSet};

use luoshi_extract::agency::{AssignContext, Assigner};
use luoshi_extract::document::{AgencyRole, Assignment, Level};

const AGENCIES: &str = include_str!("../../data/agencies.csv");
const DUTIES: &str = include_str!("../../data/duties.csv");
const CORPUS: &str = include_str!("../corpus/agencies.txt");

const LEVELS: [&str; 4] = ["nation", "province", "prefecture", "county"];

fn assign(task: &str, level: Level, year: Option<i16>, region: Option<&str>) -> Vec<Assignment> {
    Assigner::standard().assign(task, &AssignContext { level, year, region })
}

fn lead(task: &str, level: Level, year: Option<i16>, region: Option<&str>) -> String {
    assign(task, level, year, region)[0].name.to_string()
}

fn level(word: &str) -> Level {
    match word {
        "nation" => Level::Nation,
        "province" => Level::Province,
        "prefecture" => Level::Prefecture,
        "county" => Level::County,
        other => panic!("unknown level {other}"),
    }
}

/// A row of agencies.csv.
struct Entry {
    agency: &'static str,
    level: &'static str,
    name: &'static str,
    first: i16,
    last: i16,
}

fn names() -> Vec<Entry> {
    AGENCIES
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let [agency, level, name, first, last, source] = fields[..] else { panic!("six fields: {line}") };
            assert!(!source.is_empty(), "a source: {line}");
            let year = |text: &str, open| {
                if text.is_empty() { open } else { text.parse().expect("a year") }
            };
            Entry { agency, level, name, first: year(first, i16::MIN), last: year(last, i16::MAX) }
        })
        .collect()
}

/// The rows of duties.csv: phrase, with, unless, agency, weight, others, source.
fn duties() -> Vec<[&'static str; 7]> {
    DUTIES
        .lines()
        .skip(1)
        .map(|line| {
            assert!(line.len() < 256, "shorter than 256 bytes: {line}");
            let fields: Vec<&str> = line.split(',').collect();
            fields.try_into().unwrap_or_else(|_| panic!("seven fields: {line}"))
        })
        .collect()
}

#[test]
fn leads_as_the_corpus_says() {
    let mut wrong = Vec::new();
    for line in CORPUS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [leads, at, year, task] = fields[..] else { panic!("four fields: {line}") };
        let year: Option<i16> = (year != "-").then(|| year.parse().unwrap());
        let wanted: Vec<String> = names()
            .iter()
            .filter(|name| leads.split('/').any(|class| class == name.agency) && name.level == at)
            .filter(|name| (name.first..=name.last).contains(&year.unwrap_or(i16::MAX)))
            .map(|name| name.name.replace("{place}", "县"))
            .collect();
        assert!(!wanted.is_empty(), "no such class: {line}");
        let agencies = assign(task, level(at), year, None);
        if !wanted.iter().any(|name| *name == agencies[0].name) {
            wrong.push(format!("{task}: {} ({})", agencies[0].name, agencies[0].why.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_class_has_one_name_at_each_level_in_each_year() {
    let mut of: BTreeMap<(&str, &str), Vec<Entry>> = BTreeMap::new();
    let names = names();
    for pair in names.windows(2) {
        assert!(pair[0].agency <= pair[1].agency, "sorted: {}", pair[1].agency);
    }
    for name in names {
        of.entry((name.agency, name.level)).or_default().push(name);
    }
    let classes: BTreeSet<&str> = of.keys().map(|&(agency, _)| agency).collect();
    for class in classes {
        for level in LEVELS {
            let names = of.get(&(class, level)).unwrap_or_else(|| panic!("{class} has no name at {level}"));
            assert_eq!(names[0].first, i16::MIN, "{class} {level} has a name from the beginning");
            assert_eq!(names[names.len() - 1].last, i16::MAX, "{class} {level} has a name now");
            for pair in names.windows(2) {
                assert_eq!(pair[0].last + 1, pair[1].first, "{class} {level}: {} follows at once", pair[1].name);
            }
        }
    }
}

#[test]
fn classes_differ_in_their_first_two_characters() {
    let classes: BTreeSet<&str> = names().iter().map(|name| name.agency).collect();
    let heads: BTreeSet<String> = classes.iter().map(|class| class.chars().take(2).collect()).collect();
    assert_eq!(classes.len(), heads.len());
}

#[test]
fn duties_are_sorted_and_name_known_classes() {
    let classes: BTreeSet<&str> = names().iter().map(|name| name.agency).collect();
    let duties = duties();
    for pair in duties.windows(2) {
        assert!((pair[0][0], pair[0][1]) < (pair[1][0], pair[1][1]), "sorted and unique: {}", pair[1][0]);
    }
    for [phrase, with, unless, agency, weight, others, source] in duties {
        let weight: u8 = weight.parse().unwrap();
        if source == "避让" {
            assert!(agency.is_empty() && others.is_empty() && weight == 0, "{phrase} only hides");
        } else {
            assert!(["职能", "分工实践"].contains(&source), "{phrase}: source {source}");
            assert!(classes.contains(agency), "{phrase}: unknown class {agency}");
            assert!((1..=100).contains(&weight), "{phrase}: weight {weight}");
        }
        for other in others.split_terminator('/') {
            assert!(classes.contains(other) && other != agency, "{phrase}: other class {other}");
        }
        for word in [phrase].into_iter().chain(with.split_terminator('/')).chain(unless.split_terminator('/')) {
            assert!(word.chars().count() >= 2, "{phrase}: “{word}” is too short");
            assert_eq!(word, word.trim(), "{phrase}: spaces");
        }
    }
}

#[test]
fn every_plain_phrase_reaches_its_class() {
    // A word alone leads to its own agency: the index finds every word.
    for [phrase, with, unless, agency, ..] in duties() {
        if !with.is_empty() || !unless.is_empty() || agency.is_empty() {
            continue;
        }
        let agencies = assign(phrase, Level::Nation, None, None);
        let name = names()
            .into_iter()
            .find(|name| name.agency == agency && name.level == "nation" && name.last == i16::MAX)
            .unwrap();
        // 转型综改示范区 names a zone of its own.
        let zone = agency == "开发区" && agencies[0].name.ends_with("管委会");
        assert!(zone || agencies[0].name == name.name, "{phrase}: {}", agencies[0].name);
    }
}

#[test]
fn names_follow_year_and_level() {
    let rows = [
        ("改善空气质量", Level::Prefecture, 2015, "市环保局"),
        ("改善空气质量", Level::Prefecture, 2020, "市生态环境局"),
        ("改善空气质量", Level::County, 2020, "市生态环境局县分局"),
        ("改善空气质量", Level::Province, 2019, "省生态环境厅"),
        ("改善空气质量", Level::Nation, 2008, "环境保护部"),
        ("改善空气质量", Level::Nation, 2018, "生态环境部"),
        ("深化公立医院改革", Level::County, 2012, "县卫生局"),
        ("深化公立医院改革", Level::Prefecture, 2016, "市卫生计生委"),
        ("深化公立医院改革", Level::Prefecture, 2019, "市卫生健康委"),
        ("防止规模性返贫", Level::County, 2018, "县扶贫办"),
        ("防止规模性返贫", Level::County, 2022, "县乡村振兴局"),
        ("防止规模性返贫", Level::County, 2025, "县农业农村局"),
        ("发展乡村旅游", Level::Prefecture, 2016, "市旅游局"),
        ("发展乡村旅游", Level::Prefecture, 2021, "市文化和旅游局"),
        ("加强食品安全监管", Level::Prefecture, 2016, "市食品药品监管局"),
        ("加强食品安全监管", Level::Prefecture, 2020, "市市场监管局"),
        ("推进公共数据开放", Level::Prefecture, 2021, "市大数据局"),
        ("推进公共数据开放", Level::Prefecture, 2025, "市数据局"),
        ("发展规模以上工业", Level::Prefecture, 2006, "市经贸委"),
        ("发展规模以上工业", Level::Prefecture, 2014, "市经济和信息化委"),
        ("发展规模以上工业", Level::Province, 2022, "省工业和信息化厅"),
        ("强化安全生产责任制", Level::County, 2010, "县安监局"),
        ("强化安全生产责任制", Level::County, 2024, "县应急管理局"),
    ];
    for (task, level, year, name) in rows {
        assert_eq!(lead(task, level, Some(year), None), name, "{task} {level:?} {year}");
    }
    assert_eq!(lead("推进公共数据开放", Level::Prefecture, None, None), "市数据局");
}

#[test]
fn names_carry_the_prefix_of_the_region() {
    let rows = [
        ("新建小学3所", Level::County, "武乡县", "县教育局"),
        ("新建小学3所", Level::County, "莲都区", "区教育局"),
        ("新建小学3所", Level::County, "汾阳市", "市教育局"),
        ("新建小学3所", Level::County, "准格尔旗", "旗教育局"),
        ("新建小学3所", Level::Prefecture, "楚雄州", "州教育局"),
        ("新建小学3所", Level::Province, "内蒙古自治区", "自治区教育厅"),
        ("新建小学3所", Level::Province, "北京市", "市教育局"),
        ("新建小学3所", Level::Province, "山西省", "省教育厅"),
        ("创建全国文明城市", Level::Province, "内蒙古自治区", "自治区党委宣传部"),
        ("改善空气质量", Level::County, "武乡县", "市生态环境局武乡分局"),
        ("改善空气质量", Level::County, "祁县", "市生态环境局祁县分局"),
        ("开办暑托班20个", Level::County, "莲都区", "团区委"),
    ];
    for (task, level, region, name) in rows {
        assert_eq!(lead(task, level, None, Some(region)), name, "{task} {region}");
    }
}

#[test]
fn named_places_are_proposed_as_themselves() {
    let find = |task: &str, level| -> Vec<String> {
        assign(task, level, None, None).into_iter().map(|agency| agency.name.into_owned()).collect()
    };
    assert_eq!(find("支持嘉鱼县创新发展", Level::Prefecture)[0], "嘉鱼县政府");
    assert!(find("推进太谷区、祁县污水管网建设", Level::Prefecture).contains(&"祁县政府".to_owned()));
    assert!(find("支持太谷示范区建设农产品物流园", Level::Prefecture)[0].starts_with("太谷示范区"));
    // What only looks like a place.
    for task in [
        "改造城中村和老城区供热管网",
        "巩固贫困县退出成果",
        "推进示范区改革",
        "建设园林县城",
        "改造老旧小区12个",
        "加强社区治理",
        "规范市场秩序",
        "棚户区改造开工4376套",
    ] {
        let agencies = find(task, Level::Prefecture);
        assert!(
            !agencies.iter().any(|name| name.ends_with("县政府") || name.ends_with("区政府")),
            "{task}: {agencies:?}"
        );
    }
    // Words before a park are no part of its name, and a park without a name gets none.
    for (task, wanted) in [
        ("加大河西新区招商力度", Some("河西新区管委会")),
        ("年内朔城经济开发区新增标准厂房10万平方米", Some("朔城经济开发区管委会")),
        ("开工怀安开发区污水处理厂", Some("怀安开发区管委会")),
        ("落实对开发区管委会的授权", None),
        ("落实开发区改革措施", None),
        ("按照全省开发区改革部署推进整合", None),
        ("更好发挥开发区主阵地作用", None),
        ("力争开发区工业增加值增长10%", None),
        ("保障开发区重点项目用地", None),
        ("规范约束新区的规划和建设", None),
        ("其他开发区落地项目2个", None),
    ] {
        let agencies = find(task, Level::Prefecture);
        let parks: Vec<&str> = agencies.iter().map(String::as_str).filter(|name| name.ends_with("管委会")).collect();
        match wanted {
            Some(wanted) => assert!(parks.contains(&wanted), "{task}: {parks:?}"),
            None => assert!(parks.iter().all(|name| *name == "开发区管委会"), "{task}: {parks:?}"),
        }
    }
    for task in ["加快建设一城两区三门户", "每个镇建成养老服务站1个", "发展专业镇10个", "建设一乡四镇污水管网"]
    {
        let agencies = find(task, Level::County);
        assert!(!agencies.iter().any(|name| name.ends_with("政府")), "{task}: {agencies:?}");
    }
    // A government is no agency of its own.
    let own = assign("推进太谷区污水管网建设", Level::Prefecture, None, Some("太谷区"));
    assert!(own.iter().all(|agency| agency.name != "太谷区政府"));
}

#[test]
fn one_lead_comes_first_and_supports_follow_by_strength() {
    let agencies =
        assign("推进城镇老旧小区改造，加装电梯，更新燃气管道，增设养老托育设施", Level::Prefecture, None, None);
    assert_eq!(agencies[0].role, AgencyRole::Lead);
    assert!(agencies[1..].iter().all(|agency| agency.role == AgencyRole::Support));
    assert!(agencies.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert!((2..=6).contains(&agencies.len()));
    let names: BTreeSet<&str> = agencies.iter().map(|agency| agency.name.as_ref()).collect();
    assert_eq!(names.len(), agencies.len());
}

#[test]
fn why_holds_words_of_the_task() {
    for line in CORPUS.lines().filter(|line| !line.starts_with('#')) {
        for agency in assign(line, Level::Prefecture, Some(2020), None) {
            assert!((0.0..=1.0).contains(&agency.score));
            assert!(
                agency.why.iter().all(|word| !word.is_empty() && line.contains(word.as_ref())),
                "{line}: {agency:?}"
            );
        }
    }
}

#[test]
fn a_number_is_no_name() {
    // 120 is an emergency number, not part of 1200户.
    assert_eq!(lead("改造棚户区1200户", Level::County, None, None), "县住房城乡建设局");
    assert_eq!(lead("公路养护4Amm", Level::County, None, None), "县交通运输局");
}

#[test]
fn words_do_not_begin_inside_other_words() {
    let rows = [
        ("提高水资源使用水平", "市水利局"),
        ("全市学校质量提高企业满意", "市教育局"),
        ("展现敬老院工作新气象", "市民政局"),
    ];
    for (task, name) in rows {
        let agencies = assign(task, Level::Prefecture, None, None);
        assert_eq!(agencies[0].name, name, "{task}");
        assert!(
            agencies.iter().all(|agency| {
                !agency.why.iter().any(|word| ["用水", "高企", "气象"].contains(&word.as_ref()))
            })
        );
    }
}

#[test]
fn every_task_gets_a_lead_whatever_it_is() {
    let long = "推进".repeat(10_000);
    let hostile = [
        "",
        " ",
        "，",
        "。。。；；",
        "县",
        "区",
        "市",
        "支持县",
        "支持区",
        "a",
        "5",
        "5G",
        "é",
        "é区",
        "😀县😀",
        "\u{0}",
        "\u{feff}县",
        "支持",
        "支持支持区",
        "A县B区C市",
        "，县",
        "“县”",
        "高新区",
        "开发区开发区",
        "𠮷县",
        "推",
        "推进x",
        "各县（市、区）",
        long.as_str(),
        "\u{202e}教育\u{202e}",
        "教\u{200b}育",
        "ＧＤＰ",
        "R&D",
        "R&",
        "120",
        "PM_{2.5}",
    ];
    for task in hostile {
        for level in [Level::Nation, Level::Province, Level::Prefecture, Level::County] {
            for region in [None, Some(""), Some("县"), Some("区"), Some("é"), Some("自治区"), Some("武乡县")] {
                for year in [None, Some(i16::MIN), Some(0), Some(2018), Some(i16::MAX)] {
                    let agencies = assign(task, level, year, region);
                    assert!(!agencies.is_empty() && !agencies[0].name.is_empty(), "{task:?}");
                }
            }
        }
    }
}

#[test]
fn a_text_without_an_end_takes_no_more_time_than_its_parts() {
    // Companion words are looked for nearby only.
    let endless = "为残疾人开展职业技能培训".repeat(20_000);
    assert_eq!(lead(&endless, Level::Prefecture, None, None), "市残联");
}

#[test]
fn every_cut_of_a_sentence_gets_a_lead() {
    let task = "支持太谷区建设5G基站120座，带动PM2.5下降；推进“四好农村路”。";
    for (start, _) in task.char_indices() {
        for (end, _) in task.char_indices().filter(|&(end, _)| end >= start) {
            assert!(!assign(&task[start..end], Level::Prefecture, None, None).is_empty());
        }
    }
}
