//! From the shapes inside the program to the published ones: byte spans become
//! character spans, decimals become numbers, spans become quotes.

use luoshi_extract::document as inner;
use luoshi_extract::span::{CharIndex, Span};

use super::{
    Assignment, CharSpan, Deadline, Document, Doubt, Fact, Metric, Number, Pledge, Project, Region, Report, SCHEMA,
    Section, Source, SourceInfo, Task, Term,
};

pub(super) fn report(source: SourceInfo, text: &str, reading: &inner::Reading) -> Report {
    let place = Place { text, index: CharIndex::new(text) };
    Report {
        schema: SCHEMA,
        source: Source {
            path: source.path,
            sha256: source.sha256,
            format: source.format,
            encoding: source.encoding,
            chars: place.index.char_offset(text.len() as u32),
        },
        documents: reading.documents.iter().map(|d| place.document(d)).collect(),
    }
}

pub(super) fn agencies(agencies: &[inner::Assignment]) -> Vec<Assignment> {
    agencies.iter().map(assignment).collect()
}

fn assignment(agency: &inner::Assignment) -> Assignment {
    Assignment {
        name: agency.name.to_string(),
        role: agency.role.into(),
        // More digits would suggest a precision that a proposal does not have.
        score: (agency.score * 1000.0).round() / 1000.0,
        why: agency.why.iter().map(ToString::to_string).collect(),
    }
}

/// The source text with its character offsets.
struct Place<'t> {
    text: &'t str,
    index: CharIndex<'t>,
}

impl Place<'_> {
    fn span(&self, span: Span) -> CharSpan {
        self.index.chars(span)
    }

    fn quote(&self, span: Span) -> String {
        span.of(self.text).to_owned()
    }

    fn document(&self, document: &inner::Document) -> Document {
        Document {
            kind: document.kind.into(),
            title: document.title.clone(),
            region: document.region.as_ref().map(region),
            year: document.year,
            delivered_on: document.delivered_on,
            speaker: document.speaker.clone(),
            office: document.office.clone(),
            script: document.script.into(),
            span: self.span(document.span),
            sections: document.sections.iter().map(|s| self.section(s)).collect(),
            facts: document.facts.iter().map(|f| self.fact(f)).collect(),
            more_facts: document.more_facts.iter().map(|f| self.fact(f)).collect(),
            projects: document.projects.iter().map(|p| self.project(p)).collect(),
            deadlines: document.deadlines.iter().map(|d| self.deadline(d)).collect(),
            tasks: document.tasks.iter().map(|t| self.task(t)).collect(),
            pledges: document.pledges.iter().map(|p| self.pledge(p)).collect(),
            terms: document.terms.iter().map(|t| self.term(t)).collect(),
            doubts: document.doubts.iter().map(|d| self.doubt(d)).collect(),
        }
    }

    fn section(&self, section: &inner::Section) -> Section {
        Section {
            level: section.level,
            number: section.number.clone(),
            title: section.title.clone(),
            role: section.role.into(),
            span: self.span(section.span),
            parent: section.parent,
        }
    }

    fn fact(&self, fact: &inner::Fact) -> Fact {
        Fact {
            indicator: fact.indicator,
            name: fact.name,
            nature: fact.nature.into(),
            period: period(fact.period),
            measure: fact.measure.into(),
            value: fact.value.map(Number::from),
            value2: fact.value2.map(Number::from),
            unit: fact.unit.clone(),
            comparator: fact.comparator.into(),
            hedged: fact.hedged,
            quote: self.quote(fact.span),
            span: self.span(fact.span),
        }
    }

    fn project(&self, project: &inner::Project) -> Project {
        Project {
            name: project.name.clone(),
            count: project.count,
            amount: project.amount.into(),
            unit: project.unit.clone(),
            kind: project.kind.into(),
            stage: project.stage.map(Into::into),
            quote: self.quote(project.span),
            span: self.span(project.span),
        }
    }

    fn deadline(&self, deadline: &inner::Deadline) -> Deadline {
        Deadline {
            time_text: self.quote(deadline.time),
            due: deadline.due,
            hedged: deadline.hedged,
            quote: self.quote(deadline.span),
            span: self.span(deadline.span),
        }
    }

    fn task(&self, task: &inner::Task) -> Task {
        Task {
            number: task.number,
            section: task.section,
            text: self.quote(task.span),
            deadlines: task.deadlines.clone(),
            facts: task.facts.clone(),
            projects: task.projects.clone(),
            metrics: task.metrics.iter().map(|m| self.metric(m)).collect(),
            agencies: agencies(&task.agencies),
            span: self.span(task.span),
        }
    }

    fn metric(&self, metric: &inner::Metric) -> Metric {
        Metric {
            what: metric.what.clone(),
            value: metric.value.into(),
            value2: metric.value2.map(Number::from),
            unit: metric.unit.clone(),
            comparator: metric.comparator.into(),
            span: self.span(metric.span),
        }
    }

    fn pledge(&self, pledge: &inner::Pledge) -> Pledge {
        Pledge {
            number: pledge.number,
            text: self.quote(pledge.span),
            metrics: pledge.metrics.iter().map(|m| self.metric(m)).collect(),
            agencies: agencies(&pledge.agencies),
            span: self.span(pledge.span),
        }
    }

    fn term(&self, term: &inner::Term) -> Term {
        Term {
            number: term.number,
            term: term.term.clone(),
            definition: term.definition.clone(),
            span: self.span(term.span),
        }
    }

    fn doubt(&self, doubt: &inner::Doubt) -> Doubt {
        Doubt { code: doubt.code, quote: self.quote(doubt.span), span: self.span(doubt.span) }
    }
}

fn region(region: &inner::Region) -> Region {
    Region { name: region.name.clone(), code: region.code.map(|code| format!("{code:06}")), level: region.level.into() }
}

fn period(period: inner::Period) -> String {
    if period.first == period.last { period.first.to_string() } else { format!("{}-{}", period.first, period.last) }
}
