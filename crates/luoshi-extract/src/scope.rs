//! Whose figure it is: the report's own region, or somebody else's.

use crate::division;
use crate::passage::Place;

/// Words that end in 区 or 市 without naming a place.
const COMMON: &[&str] = &[
    "地区",
    "社区",
    "小区",
    "山区",
    "老区",
    "片区",
    "景区",
    "辖区",
    "库区",
    "矿区",
    "市区",
    "城区",
    "灾区",
    "牧区",
    "林区",
    "校区",
    "特区",
    "自治区",
    "保护区",
    "功能区",
    "棚户区",
    "沉陷区",
    "商业区",
    "居民区",
    "生活区",
    "灌区",
    "滩区",
    "盆地区",
    "城市",
    "都市",
    "县市",
    "上市",
    "超市",
    "集市",
    "夜市",
    "全市",
    "我市",
    "全县",
    "我县",
    "全区",
    "我区",
    "本县",
    "本市",
    "各县",
    "各市",
    "各区",
    "省市",
    "防区",
    "疫区",
    "街区",
    "住区",
    "县区",
    "市县",
    "国省市",
    "整县",
    "脱贫县",
    "贫困县",
    "大县",
    "强县",
    "强市",
    "名县",
    "强区",
    "城乡",
    "城镇",
    "乡镇",
    "小镇",
    "集镇",
    "名镇",
    "建制镇",
    "重点镇",
    "专业镇",
    "百强县",
    "区县",
    "大市",
];

impl Place {
    /// Whether a scope word (全市, 全省) means the region itself.
    pub(crate) fn owns(&self, word: &str) -> bool {
        self.own_scope.contains(&word)
    }

    /// Whether the words right before an indicator say that it is the region's.
    pub(crate) fn claims(&self, before: &str) -> bool {
        let tail = last_chars(before, 8);
        self.own_scope.iter().any(|w| tail.ends_with(w))
            || before.starts_with("全年")
            || ["我市", "我县", "我省", "我区", "我国", "我旗"].iter().any(|w| tail.ends_with(w))
            || self.own.iter().any(|n| tail.ends_with(n.as_str()))
    }
}

/// The last `count` characters of `text`.
fn last_chars(text: &str, count: usize) -> &str {
    let at = text.char_indices().rev().nth(count.saturating_sub(1)).map_or(0, |(at, _)| at);
    text.get(at..).unwrap_or_default()
}

/// Whether `before` names a place inside the region, or a firm, or ends with the
/// name of some other place.
pub(crate) fn names_elsewhere(before: &str, place: &Place) -> bool {
    place.inside.iter().any(|name| before.contains(name.as_str()))
        || ["公司", "集团", "各县", "各乡镇", "等企业", "户企业", "家企业", "各区", "等县", "等镇", "项目完成"]
            .iter()
            .any(|w| before.contains(w))
        || ends_with_place(before, place)
}

/// Whether `before` ends with a place's name (青禾县|粮食产量).
fn ends_with_place(before: &str, place: &Place) -> bool {
    let before = before.trim_end_matches('的');
    let ends = before.ends_with(['县', '区', '市', '镇', '乡', '旗', '州']);
    if !ends || COMMON.iter().any(|w| before.ends_with(w)) || place.own.iter().any(|n| before.ends_with(n.as_str())) {
        return false;
    }
    let tail = last_chars(before, 9);
    let name = tail.rsplit([',', '、', '和', '中', '“']).next().unwrap_or_default();
    name.chars().count() >= 3 || division::find(name).next().is_some()
}

/// Whether a clause opens with the name of a place inside the region or of some
/// other place, so that what follows is about it.
pub(crate) fn leads_elsewhere(opening: &str, place: &Place) -> bool {
    let mut opening = opening.trim_start_matches(['“', ' ']);
    for verb in ["支持", "推动", "指导", "鼓励", "引导", "依托"] {
        opening = opening.strip_prefix(verb).unwrap_or(opening);
    }
    place.inside.iter().any(|name| opening.starts_with(name.as_str())) || opens_with_place(opening, place)
}

fn opens_with_place(opening: &str, place: &Place) -> bool {
    for (count, (at, c)) in (1..).zip(opening.char_indices().take(9)) {
        if !('\u{4e00}'..='\u{9fff}').contains(&c) {
            return false;
        }
        if !matches!(c, '县' | '区' | '镇' | '乡' | '旗' | '市') || count < 3 {
            continue;
        }
        let name = opening.get(..at + c.len_utf8()).unwrap_or_default();
        let after = opening.get(at + c.len_utf8()..).unwrap_or_default();
        let goes_on = "级域委政城乡村直场民镇内外化县区(主";
        if after.starts_with(|next| goes_on.contains(next)) {
            return false;
        }
        let verb = [
            "推进", "加快", "完善", "坚持", "统筹", "深化", "提升", "加强", "建设", "实施", "开展", "促进", "强化",
            "做强", "壮大", "发展", "健全", "落实",
        ]
        .iter()
        .any(|w| name.starts_with(w));
        let common =
            verb || COMMON.iter().any(|w| name.ends_with(w)) || place.own.iter().any(|n| name.ends_with(n.as_str()));
        let by_form = count <= 5 && c != '区' && c != '市' || name.ends_with("新区");
        return !common && (by_form || ends_in_division(name));
    }
    false
}

/// Whether a clause that begins with the scope word `word` is about a zone.
pub(crate) fn is_zone(word: &str) -> bool {
    word.ends_with(['区', '园'])
}

/// Whether some end of `name` is a known division (推进怀仁市…).
fn ends_in_division(name: &str) -> bool {
    name.char_indices()
        .any(|(at, _)| name.get(at..).is_some_and(|n| n.chars().count() >= 3 && division::find(n).next().is_some()))
}
