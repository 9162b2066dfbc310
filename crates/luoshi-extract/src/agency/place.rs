//! Counties, towns and parks that a task names.
//!
//! Published assignments give such a task to the place itself when the sentence
//! is about the place (“支持嘉鱼县建设光电信息产业园” is led by 嘉鱼县政府), and
//! otherwise list it as a support. Names are recognised by their form, not by a
//! list: one to four characters before 县, 区, 镇 or a park's kind, beginning
//! after a boundary. What only looks like a name (示范区, 老城区, 贫困县) is
//! excluded by its last characters.

use super::evidence::Evidence;
use super::{AssignContext, Candidate, Name, candidate_of};
use crate::document::Level;

/// Strength of a place right after 支持.
const BACKED: f32 = 130.0;
/// Strength of a place that opens the sentence.
const OPENING: f32 = 52.0;
/// Strength of any other place: among the first supports.
const MENTIONED: f32 = 26.0;

/// A kind of place: its last characters, and the office that answers for it.
struct Kind {
    suffix: &'static str,
    office: &'static str,
    /// Fewest and most characters before the suffix.
    stem: (usize, usize),
    /// The levels of government that name such places in their plans.
    levels: &'static [Level],
    /// What the stem of a common noun ends with.
    common: &'static [&'static str],
    /// What follows the suffix inside a longer common noun.
    longer: &'static [char],
}

const ABOVE_COUNTY: &[Level] = &[Level::Province, Level::Prefecture];
const ALL: &[Level] = &[Level::Nation, Level::Province, Level::Prefecture, Level::County];

static COUNTY: Kind = Kind {
    suffix: "县",
    office: "政府",
    stem: (1, 3),
    levels: ABOVE_COUNTY,
    common: &[
        "各", "全", "我", "本", "该", "多", "两", "强", "大", "小", "个", "区", "市", "困", "点", "范", "先进", "脱贫",
        "林", "明", "生", "安", "态", "级", "直管", "老区", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
        "健康", "美丽", "粮", "油", "改革", "产业", "旅游", "森林", "双拥", "工业", "农业", "教育", "文化", "省", "每",
        "所有", "周边", "相邻", "到", "出", "回", "撤", "整", "跨", "薄弱",
    ],
    longer: &['城', '级', '域', '乡', '直', '长', '委', '区', '市', '处', '管', '外', '内'],
};
static CITY: Kind = Kind {
    suffix: "市",
    office: "政府",
    stem: (2, 3),
    levels: &[Level::Province],
    common: &[
        "城", "各", "全", "县级", "地级", "设区", "文明", "卫生", "园林", "森林", "示范", "上", "超", "门", "夜", "菜",
        "股", "地", "级",
    ],
    longer: &['场', '民', '政', '区', '域', '级', '长', '委', '值', '占', '辖', '县', '镇', '公', '盈'],
};
static DISTRICT: Kind = Kind {
    suffix: "区",
    office: "政府",
    stem: (2, 3),
    levels: ABOVE_COUNTY,
    common: &[
        "示范", "开发", "高新", "经开", "试验", "先行", "集聚", "合作", "保税", "综保", "自贸", "名胜", "保护", "功能",
        "核心", "生活", "办公", "工业", "商务", "商业", "居住", "农业", "旅游", "度假", "缓冲", "行政", "沉陷", "贫困",
        "涵养", "改革", "聚集", "集中", "引领", "创新", "风景", "控制", "限制", "养殖", "作业", "服务", "物流", "贸易",
        "文化", "社", "园", "片", "景", "城", "库", "山", "林", "牧", "矿", "港", "灾", "小", "校", "厂", "郊", "街",
        "新", "院", "病", "辖", "市", "县", "各", "全", "地", "禁", "灌", "库", "产", "特", "专", "分", "战", "老",
        "边", "湖", "湿地", "海", "半", "整", "坝", "塬", "丘陵", "库", "拓展", "一", "两", "二", "三", "四", "五",
        "六",
    ],
    longer: &['域', '位', '划', '间', '块', '县', '级', '分'],
};
static BANNER: Kind = Kind {
    suffix: "旗",
    office: "政府",
    stem: (2, 4),
    levels: ABOVE_COUNTY,
    common: &["红", "国", "各", "党", "团"],
    longer: &['帜', '县', '下', '舰', '袍', '手', '委'],
};
static TOWN: Kind = Kind {
    suffix: "镇",
    office: "政府",
    stem: (2, 3),
    levels: &[Level::County],
    common: &[
        "乡",
        "城",
        "小",
        "古",
        "重点",
        "中心",
        "特色",
        "建制",
        "文化名",
        "强",
        "集",
        "各",
        "示范",
        "村",
        "市",
        "大",
        "名",
        "专业",
        "个",
        "两",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
    ],
    longer: &['村', '区', '域', '级', '街', '化', '居', '静', '乡', '办'],
};
const PARK_OFFICE: &str = "管委会";
/// What the stem of an unnamed park ends with.
const PARK_LAST: &[&str] = &[
    "个",
    "省级",
    "国家级",
    "各",
    "等",
    "两",
    "类",
    "改革",
    "家",
    "特色",
    "重点",
    "全市",
    "全县",
    "产业",
    "工业",
    "现代",
    "生态",
    "文化",
    "农业",
    "科技",
    "物流",
    "循环",
    "低碳",
    "各类",
    "旅游",
    "综合",
    "一批",
    "级",
    "全省",
    "全国",
    "其他",
    "理论",
    "县城",
    "更新",
];
/// Kinds of park, longer ones first.
static PARKS: [Kind; 12] = [
    park("经济技术开发区"),
    park("高新技术产业开发区"),
    park("经济开发区"),
    park("综合保税区"),
    park("旅游度假区"),
    park("工业园区"),
    park("开发区"),
    park("高新区"),
    park("经开区"),
    park("示范区"),
    park("综保区"),
    park("新区"),
];

/// A kind of park.
const fn park(suffix: &'static str) -> Kind {
    Kind { suffix, office: PARK_OFFICE, stem: (2, 4), levels: ALL, common: PARK_LAST, longer: &[] }
}

/// Adds the places that the task names to the candidates; `ends` is where their
/// names may end. A named park takes
/// over what was found for the park without a name, `unnamed`.
pub(super) fn propose<'t>(
    task: &'t str,
    ends: &[usize],
    context: &AssignContext,
    evidence: &[Evidence],
    unnamed: Name<'t>,
    candidates: &mut Vec<Candidate<'t>>,
) {
    for &end in ends {
        let kind = kind(task.get(..end).unwrap_or_default());
        if !kind.levels.contains(&context.level) {
            continue;
        }
        if let Some(start) = name_start(task, end, kind)
            && let Some(name) = task.get(start..end)
            && context.region != Some(name)
            && (kind.office == PARK_OFFICE || !overlaps(evidence, start, end))
        {
            if kind.office == PARK_OFFICE {
                rename(unnamed, Name::Place(name, kind.office), candidates);
            }
            add(task, name, kind, candidates);
        }
    }
}

/// Whether a duty's word shares characters with the name: 棚户区 in 棚户区改造
/// is no district.
fn overlaps(evidence: &[Evidence], start: usize, end: usize) -> bool {
    evidence.iter().any(|found| (found.start as usize) < end && start < found.end as usize)
}

/// What kind of place a text ends with whose last character ends some place's name.
fn kind(text: &str) -> &'static Kind {
    let plain = [&COUNTY, &CITY, &BANNER, &TOWN].into_iter().find(|kind| text.ends_with(kind.suffix));
    let park = || PARKS.iter().find(|park| text.ends_with(park.suffix));
    plain.or_else(park).unwrap_or(&DISTRICT)
}

/// Where the name of that kind begins that ends there.
fn name_start(task: &str, end: usize, kind: &Kind) -> Option<usize> {
    if task.get(end..)?.starts_with(kind.longer) {
        return None;
    }
    find_start(task.get(..end - kind.suffix.len())?, kind)
}

/// Gives the unnamed park, if it is there, the name.
fn rename<'t>(unnamed: Name<'t>, name: Name<'t>, candidates: &mut [Candidate<'t>]) {
    if let Some(park) = candidates.iter_mut().find(|candidate| candidate.name == unnamed) {
        park.name = name;
    }
}

fn add<'t>(task: &'t str, name: &'t str, kind: &Kind, candidates: &mut Vec<Candidate<'t>>) {
    let head = task.split(name).next().unwrap_or_default();
    let strength = if head.ends_with("支持") && head.chars().count() <= 6 {
        BACKED
    } else if head.is_empty() {
        OPENING
    } else {
        MENTIONED
    };
    let candidate = candidate_of(candidates, Name::Place(name, kind.office));
    candidate.best = candidate.best.max(strength);
    candidate.sum = candidate.sum.max(candidate.best);
}

/// Where the name begins whose suffix follows `before`: the shortest stem of
/// allowed length that stands after a boundary and is no common noun's.
fn find_start(before: &str, kind: &Kind) -> Option<usize> {
    let (least, most) = kind.stem;
    let mut length = 0;
    for (start, character) in before.char_indices().rev() {
        if !is_han(character) {
            return None;
        }
        length += 1;
        if length > most {
            return None;
        }
        let (head, stem) = before.split_at_checked(start)?;
        if length >= least && is_boundary(head) {
            let common = kind.common.iter().any(|common| stem.ends_with(common));
            let verb = BOUNDARIES.iter().any(|word| stem.starts_with(word));
            return (!common && !verb).then_some(start);
        }
    }
    None
}

/// Words after which a name may begin, and with which none begins.
const BOUNDARIES: [&str; 81] = [
    "支持", "推动", "推进", "加快", "促进", "启动", "实施", "建设", "完成", "抓好", "做好", "鼓励", "加强", "深化",
    "完善", "优化", "提升", "创建", "打造", "发展", "壮大", "做强", "做大", "培育", "规范", "整合", "争创", "申报",
    "设立", "强化", "引导", "围绕", "依托", "利用", "改造", "新建", "开展", "编制", "探索", "聚焦", "创新", "统筹",
    "全面", "继续", "大力", "积极", "扎实", "持续", "重点", "充分", "发挥", "和", "与", "及", "在", "对", "由", "向",
    "至", "到", "以", "将", "把", "使", "让", "从", "落实", "按照", "根据", "参照", "加大", "年内", "更好", "开工",
    "保障", "力争", "确保", "约束", "办好", "用好", "结合",
];

fn is_boundary(head: &str) -> bool {
    let Some(last) = head.chars().next_back().filter(|&last| is_han(last)) else {
        return true;
    };
    BOUNDARIES.iter().any(|word| word.ends_with(last) && head.ends_with(word))
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}
