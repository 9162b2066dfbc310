//! What items of a kind keep beyond the common core, as options.

use jiff::civil::Date;
use luoshi_ledger::ItemId;
use luoshi_ledger::item::{
    DemandPart, Details, FindingPart, ItemKind, PledgePart, ProjectPart, ProjectStage, StageDay, SuggestionPart,
};
use rust_decimal::Decimal;

/// Options of kinds; those of another kind are refused.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Options of kinds")]
pub(super) struct DetailArgs {
    /// Its number: of a suggestion, proposal, finding or pledge
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// The deputy or member who leads it
    #[arg(long, value_name = "PERSON", help_heading = "Suggestions and proposals")]
    deputy: Option<String>,
    /// The session
    #[arg(long, value_name = "TEXT", help_heading = "Suggestions and proposals")]
    session: Option<String>,
    /// Who asks; personal data
    #[arg(long, value_name = "PERSON", help_heading = "Demands")]
    person_asking: Option<String>,
    /// How to reach them; personal data
    #[arg(long, value_name = "TEXT", help_heading = "Demands")]
    contact: Option<String>,
    /// Where it came in (电话, 网络, 企业端口)
    #[arg(long, value_name = "TEXT", help_heading = "Demands")]
    channel: Option<String>,
    /// 咨询, 求助, 投诉, 举报, 建议
    #[arg(long = "type", value_name = "TYPE", help_heading = "Demands")]
    type_: Option<String>,
    /// The earlier one it repeats
    #[arg(long, value_name = "ITEM", help_heading = "Demands")]
    repeats: Option<String>,
    /// The inspection, audit or check
    #[arg(long, value_name = "TEXT", help_heading = "Findings")]
    inspection: Option<String>,
    /// 立行立改, 分阶段整改, 持续整改
    #[arg(long, value_name = "TYPE", help_heading = "Findings")]
    rectification: Option<String>,
    /// The day to look back
    #[arg(long, value_name = "DATE", help_heading = "Findings")]
    look_back: Option<Date>,
    /// Total investment, in 万元
    #[arg(long, value_name = "AMOUNT", help_heading = "Projects")]
    total: Option<Decimal>,
    /// Investment planned for the year, in 万元
    #[arg(long, value_name = "AMOUNT", help_heading = "Projects")]
    annual: Option<Decimal>,
    /// Output value a year that is expected, in 万元
    #[arg(long, value_name = "AMOUNT", help_heading = "Projects")]
    expected_output: Option<Decimal>,
    /// The batch it was signed in
    #[arg(long, value_name = "TEXT", help_heading = "Projects")]
    cohort: Option<String>,
    /// The day planned for the start of building
    #[arg(long, value_name = "DATE", help_heading = "Projects")]
    start_by: Option<Date>,
    /// The day planned for production
    #[arg(long, value_name = "DATE", help_heading = "Projects")]
    commission_by: Option<Date>,
    /// The day planned for full capacity
    #[arg(long, value_name = "DATE", help_heading = "Projects")]
    capacity_by: Option<Date>,
    /// Funds planned, in 万元
    #[arg(long, value_name = "AMOUNT", help_heading = "Pledges")]
    funds: Option<Decimal>,
}

impl DetailArgs {
    /// What an item of `kind` keeps.
    pub(super) fn details(&self, kind: ItemKind) -> anyhow::Result<Details> {
        let (details, rest) = match kind {
            ItemKind::Project => self.project(),
            ItemKind::Pledge => self.pledge()?,
            ItemKind::Demand => self.demand(),
            ItemKind::Suggestion | ItemKind::Proposal => self.suggestion(),
            ItemKind::Finding => self.finding(),
            ItemKind::Task | ItemKind::Target | ItemKind::Directive => (Details::None, self.clone()),
        };
        anyhow::ensure!(rest == Self::none(), "some of these options do not belong to a {}; see --help", kind.code());
        Ok(details)
    }

    fn none() -> Self {
        Self {
            number: None,
            deputy: None,
            session: None,
            person_asking: None,
            contact: None,
            channel: None,
            type_: None,
            repeats: None,
            inspection: None,
            rectification: None,
            look_back: None,
            total: None,
            annual: None,
            expected_output: None,
            cohort: None,
            start_by: None,
            commission_by: None,
            capacity_by: None,
            funds: None,
        }
    }

    /// The part of a project, and the options that are left over.
    fn project(&self) -> (Details, Self) {
        let mut rest = self.clone();
        let planned = [
            (ProjectStage::Started, rest.start_by.take()),
            (ProjectStage::Commissioned, rest.commission_by.take()),
            (ProjectStage::AtCapacity, rest.capacity_by.take()),
        ];
        let part = ProjectPart {
            total: rest.total.take(),
            annual: rest.annual.take(),
            expected_output: rest.expected_output.take(),
            cohort: rest.cohort.take(),
            planned: planned.into_iter().filter_map(|(stage, on)| Some(StageDay { stage, on: on? })).collect(),
        };
        (Details::Project(part), rest)
    }

    fn pledge(&self) -> anyhow::Result<(Details, Self)> {
        let mut rest = self.clone();
        let number = rest.number.take().map(|number| number.parse()).transpose()?;
        Ok((Details::Pledge(PledgePart { number, funds_planned: rest.funds.take() }), rest))
    }

    fn demand(&self) -> (Details, Self) {
        let mut rest = self.clone();
        let part = DemandPart {
            person: rest.person_asking.take(),
            contact: rest.contact.take(),
            channel: rest.channel.take(),
            type_: rest.type_.take(),
            repeats: rest.repeats.take().map(ItemId),
        };
        (Details::Demand(part), rest)
    }

    fn suggestion(&self) -> (Details, Self) {
        let mut rest = self.clone();
        let part =
            SuggestionPart { number: rest.number.take(), deputy: rest.deputy.take(), session: rest.session.take() };
        (Details::Suggestion(part), rest)
    }

    fn finding(&self) -> (Details, Self) {
        let mut rest = self.clone();
        let part = FindingPart {
            inspection: rest.inspection.take(),
            number: rest.number.take(),
            rectification: rest.rectification.take(),
            look_back_on: rest.look_back.take(),
        };
        (Details::Finding(part), rest)
    }
}
