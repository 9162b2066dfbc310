//! The closed word lists of the published JSON, with their meanings.
//!
//! They mirror the enums of `luoshi_extract::document`; a variant added there
//! does not compile until it has a published word here.

use luoshi_extract::document;
use schemars::JsonSchema;
use serde::Serialize;

/// Declares a published enum and its conversion from the enum of the same name
/// inside the program.
macro_rules! published {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl From<document::$name> for $name {
            fn from(inner: document::$name) -> Self {
                match inner {
                    $(document::$name::$variant => Self::$variant,)+
                }
            }
        }
    };
}

published! {
    /// Whether a document is a work report.
    DocumentKind {
        /// 政府工作报告.
        WorkReport,
        /// Anything else on the page: news, plans, notices.
        Article,
    }
}

published! {
    /// The script a document is printed in.
    Script {
        /// Simplified characters.
        Hans,
        /// Traditional characters.
        Hant,
    }
}

published! {
    /// Level of government.
    Level {
        /// 国务院.
        Nation,
        /// 省、自治区、直辖市.
        Province,
        /// 地级市、州、盟.
        Prefecture,
        /// 县、县级市、市辖区、旗.
        County,
    }
}

published! {
    /// What a part of a report does.
    Role {
        /// Last year's results.
        Review,
        /// This year's targets and tasks.
        Plan,
        /// The coming five years.
        FiveYear,
        /// 政府自身建设.
        #[serde(rename = "self")]
        SelfConstruction,
        /// 名词解释.
        Glossary,
        /// Anything else.
        Other,
    }
}

published! {
    /// Result or promise.
    Nature {
        /// A result.
        Actual,
        /// A promise.
        Target,
    }
}

published! {
    /// What a figure measures.
    Measure {
        /// The indicator's own value.
        Level,
        /// Its change in percent or times.
        Growth,
        /// Its change in percentage points.
        PpChange,
        /// Its share in something.
        Share,
        /// Its place in a ranking.
        Rank,
        /// Its relation to another indicator.
        Relation,
    }
}

published! {
    /// How a value binds.
    Comparator {
        /// Plain statement.
        Eq,
        /// At least: 以上, 不低于, 突破.
        Ge,
        /// More than, where the text excludes equality.
        Gt,
        /// At most: 以内, 不超过.
        Le,
        /// Less than, where the text excludes equality.
        Lt,
        /// About: 左右, 约.
        About,
        /// From `value` to `value2`: 5%—6%.
        Range,
        /// In step with another indicator: 与…同步.
        Sync,
        /// Above another indicator: 高于….
        Above,
    }
}

published! {
    /// What a project's amount is.
    AmountKind {
        /// 总投资.
        Total,
        /// 年度计划投资.
        Annual,
        /// 完成投资.
        Completed,
        /// The text does not say.
        Unspecified,
    }
}

published! {
    /// Where a project stands.
    Stage {
        /// 谋划, 前期, 立项.
        Planned,
        /// 签约.
        Signed,
        /// 开工.
        Started,
        /// 在建, 加快建设, 推进.
        Building,
        /// 建成, 竣工, 完工.
        Built,
        /// 投产, 投用, 通车.
        Commissioned,
        /// 达产达效.
        AtCapacity,
    }
}

published! {
    /// Part an agency has in a task.
    AgencyRole {
        /// 牵头单位.
        Lead,
        /// 配合单位.
        Support,
    }
}
