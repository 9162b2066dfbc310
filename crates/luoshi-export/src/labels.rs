//! What people read instead of the words of the published JSON, in Chinese and
//! in English: the one place where outputs get their language.

use crate::contract::{AgencyRole, AmountKind, Comparator, DocumentKind, Level, Measure, Nature, Stage};

/// The language of headings and labels. Quotes stay in the source's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The label in this language.
    pub fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A word of the published JSON that has a label.
pub(crate) trait Label: Copy {
    /// The label in `lang`.
    fn label(self, lang: Lang) -> &'static str;
}

/// Gives each variant its Chinese and its English label.
macro_rules! labels {
    ($($name:ident { $($variant:ident: $zh:literal / $en:literal,)+ })+) => {
        $(impl Label for $name {
            fn label(self, lang: Lang) -> &'static str {
                match self {
                    $(Self::$variant => lang.pick($zh, $en),)+
                }
            }
        })+
    };
}

labels! {
    DocumentKind {
        WorkReport: "政府工作报告" / "work report",
        Article: "其他文稿" / "article",
    }
    Level {
        Nation: "国家" / "nation",
        Province: "省级" / "province",
        Prefecture: "市级" / "prefecture",
        County: "县级" / "county",
    }
    Nature {
        Actual: "结果" / "result",
        Target: "目标" / "target",
    }
    Measure {
        Level: "数值" / "level",
        Growth: "增速" / "growth",
        PpChange: "百分点变化" / "change in points",
        Share: "占比" / "share",
        Rank: "位次" / "rank",
        Relation: "对照" / "relation",
    }
    Comparator {
        Eq: "等于" / "equal to",
        Ge: "不低于" / "at least",
        Gt: "高于" / "more than",
        Le: "不超过" / "at most",
        Lt: "低于" / "less than",
        About: "左右" / "about",
        Range: "区间" / "range",
        Sync: "同步" / "in step",
        Above: "快于" / "faster",
    }
    AmountKind {
        Total: "总投资" / "total",
        Annual: "年度投资" / "this year",
        Completed: "完成投资" / "completed",
        Unspecified: "未说明" / "not said",
    }
    Stage {
        Planned: "谋划" / "planned",
        Signed: "签约" / "signed",
        Started: "开工" / "started",
        Building: "在建" / "building",
        Built: "建成" / "built",
        Commissioned: "投产投用" / "in use",
        AtCapacity: "达产达效" / "at capacity",
    }
    AgencyRole {
        Lead: "牵头" / "lead",
        Support: "配合" / "support",
    }
}

/// What a doubt's code means to a person; the code itself for one that is not
/// known here.
pub(crate) fn doubt(code: &'static str, lang: Lang) -> &'static str {
    match code {
        "no-region" => lang.pick("没有读出报告的地区", "the place was not found"),
        "unknown-region-code" => {
            lang.pick("地区不在行政区划表中，没有区划代码", "the place is not in the list of divisions")
        }
        "no-year" => lang.pick("没有读出报告年度", "the year was not found"),
        "no-delivery-date" => lang.pick("没有读出报告日期", "the day of the report was not found"),
        "no-speaker" => lang.pick("没有读出报告人", "the speaker was not found"),
        "no-plan-part" => lang.pick("没有找到部署当年工作的部分", "no part that plans the year was found"),
        "heading-missing" => {
            lang.pick("标题序号不连续，此前可能缺标题", "numbers jump: a heading may be missing before")
        }
        "heading-number-lost" => lang.pick("标题缺序号", "a heading without its number"),
        "unit-lost" => lang.pick("数字缺计量单位", "a figure without its unit"),
        unknown => unknown,
    }
}
