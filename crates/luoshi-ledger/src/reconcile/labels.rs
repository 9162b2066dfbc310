//! Short words for what a reconciliation holds, in Chinese and in English.

use super::model::{Kind, NoteCode, Verdict, Warning};

/// A word in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

const fn label(zh: &'static str, en: &'static str) -> Label {
    Label { zh, en }
}

/// The word for a verdict.
pub fn verdict(verdict: Verdict) -> Label {
    match verdict {
        Verdict::Met => label("兑现", "met"),
        Verdict::Missed => label("未兑现", "missed"),
        Verdict::Partly => label("部分兑现", "partly"),
        Verdict::NoData => label("无数据", "no data"),
        Verdict::NotDue => label("未到期", "not yet due"),
    }
}

/// The word for a kind of promise.
pub fn kind(kind: Kind) -> Label {
    match kind {
        Kind::Target => label("目标", "target"),
        Kind::Project => label("项目", "project"),
        Kind::Task => label("任务", "task"),
        Kind::Pledge => label("民生实事", "pledge"),
    }
}

/// The words for a note.
pub fn note(code: NoteCode) -> Label {
    match code {
        NoteCode::Renamed => label("指标名称不同", "the indicator's name differs"),
        NoteCode::BaseRestated => label("基数有调整", "the base was restated"),
        NoteCode::UnitDiffers => label("计量单位不同", "the units differ"),
        NoteCode::MeasureDiffers => label("口径不同（总量、增速、百分点）", "another measure is given"),
        NoteCode::PeriodDiffers => label("时期不同", "another period is given"),
        NoteCode::ScopeDiffers => label("范围不同，不是本地区数据", "not the region's own figure"),
        NoteCode::Hedged => label("力争目标", "a hedged promise"),
        NoteCode::WithinTolerance => label("在容差之内", "kept within the tolerance"),
        NoteCode::AboveRange => label("超过区间上限", "beyond the upper end of the range"),
        NoteCode::Approximate => label("结果为约数", "the result is itself approximate"),
        NoteCode::Recounted => label("统计口径有调整", "the result is counted otherwise"),
        NoteCode::Computed => label("由其他数据推算", "computed from other figures"),
        NoteCode::Late => label("晚于承诺时间", "later than promised"),
        NoteCode::Admitted => label("报告说明未达到", "the report says that it fell short"),
        NoteCode::PartsWithoutData => label("部分内容无数据", "no data for some parts"),
        NoteCode::OtherName => label("项目名称不同", "the project's name differs"),
        NoteCode::ByWording => label("按表述找到，不是按指标", "found by wording, not by indicator"),
        NoteCode::SeveralFigures => {
            label("有多个数据，取表述最接近的", "several figures; the nearest wording was taken")
        }
        NoteCode::Setting => label("依据单位设定的规则，请核", "rests on a setting of the office"),
    }
}

/// The words for a warning.
pub fn warning(warning: Warning) -> Label {
    match warning {
        Warning::OtherRegion => label("两份报告不是同一地区", "the reports are of two regions"),
        Warning::OtherYear => label("两份报告年份不衔接", "the reports do not follow each other"),
        Warning::NoYear => label("报告年份不明", "a report does not say its year"),
    }
}
