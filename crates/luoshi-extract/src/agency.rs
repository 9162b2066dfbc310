//! Which agency leads a task, and which ones support it.
//!
//! A task is one sentence of a plan (“完成棚户区改造2836户”). Its words are
//! looked up in the duties of government departments (`data/duties.csv`), each
//! word speaks for a class of department, and the class is named as its level
//! and year name it (`data/agencies.csv`: 市环保局 in 2015, 市生态环境局 in
//! 2020). Counties and parks that the task names are proposed as themselves.
//!
//! The proposal is deterministic and says which words led to it. What it does
//! not know is local habit: an office that a place created for itself
//! (代建中心, 重大项目办) is for a person to put in.
//!
//! * `directory`: classes of department and their dated names;
//! * `lexicon`: the words of duties, and finding them in a text;
//! * `scan`: the words and signs of a task, in one pass;
//! * `evidence`: from words to strengths, by where they stand;
//! * `place`: counties and parks that the task names.

mod directory;
mod evidence;
mod lexicon;
mod place;
mod scan;

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::document::{AgencyRole, Assignment, Level};

use directory::{ClassId, Directory, NameId, Naming};
use evidence::Evidence;
use lexicon::{Lexicon, WordId};
use scan::Scan;

/// How many agencies one task gets at most, the lead included.
const MOST: usize = 6;
/// How many words an agency's `why` holds at most.
const MOST_WORDS: usize = 4;
/// What each further word of a lead adds, as a share of its own strength: many
/// weak words shall not outvote one that names the duty.
const FURTHER: f32 = 0.3;
/// What being a usual companion of the words found counts, against leading.
const COMPANION: f32 = 0.3;
/// A support must reach this share of the lead's strength.
const SUPPORT_SHARE: f32 = 0.1;
/// The strength that prints as a score of one half.
const HALF: f32 = 45.0;

/// Names of departments as they stand in the data (市教育局), of all levels and
/// years, without those that hold the name of their place.
pub fn list_names() -> impl Iterator<Item = &'static str> {
    directory::list_names()
}

/// Proposes agencies for tasks.
pub struct Assigner {
    directory: Directory,
    lexicon: Lexicon,
}

/// Who plans, and when: what an agency's name depends on.
#[derive(Debug, Clone, Copy)]
pub struct AssignContext<'a> {
    /// Level of the government that plans.
    pub level: Level,
    /// The year it plans; none for the names in use now.
    pub year: Option<i16>,
    /// Its own name (武乡县, 内蒙古自治区), from which the prefix of its
    /// agencies follows (区教育局, 自治区教育厅).
    pub region: Option<&'a str>,
}

/// An agency under consideration.
struct Candidate<'t> {
    name: Name<'t>,
    /// Strength of its strongest word, and the sum of all of them.
    best: f32,
    sum: f32,
    /// Strength as a companion of other agencies' words.
    companion: f32,
    /// Words that speak for it, the first ones.
    words: [Option<WordId>; MOST_WORDS],
}

/// What a candidate is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name<'t> {
    /// A department, by its entry in the directory; none for a class that has no
    /// office at this level.
    Listed(Option<NameId>),
    /// A county or park that the task names; the second part is what its
    /// government is called (政府, 管委会).
    Place(&'t str, &'static str),
}

impl Assigner {
    /// The assigner with the shipped duties and names.
    pub fn standard() -> &'static Self {
        static STANDARD: LazyLock<Assigner> = LazyLock::new(|| {
            let directory = Directory::standard();
            let lexicon = Lexicon::standard(&directory);
            Assigner { directory, lexicon }
        });
        &STANDARD
    }

    /// The agencies that a government has, as they are named at its level and in the
    /// year, in the order of their names: where a new directory begins.
    pub fn agencies(&self, context: &AssignContext) -> Vec<String> {
        let naming = Naming::new(context);
        let names = self.directory.ids().filter_map(|class| self.directory.name(class, &naming));
        let mut names: Vec<String> =
            names.map(|name| naming.render(self.directory.text(Some(name))).into_owned()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Proposes the agencies of one task in simplified script: the lead first,
    /// then supports by strength, six at most and one at least.
    ///
    /// ```
    /// use luoshi_extract::agency::{AssignContext, Assigner};
    /// use luoshi_extract::document::Level;
    ///
    /// let context = AssignContext { level: Level::County, year: Some(2016), region: None };
    /// let agencies = Assigner::standard().assign("完成棚户区改造2836户", &context);
    /// assert_eq!(agencies[0].name, "县住房城乡建设局");
    /// assert_eq!(agencies[0].why, ["棚户区改造"]);
    /// ```
    pub fn assign(&self, task: &str, context: &AssignContext) -> Vec<Assignment> {
        let naming = Naming::new(context);
        let scan = Scan::of(task, &self.lexicon);
        let evidence = evidence::gather(task, &scan, &self.lexicon);
        let mut candidates = self.candidates(&evidence, &naming);
        let park = self.name(self.directory.park(), &naming);
        place::propose(task, &scan.place_ends, context, &evidence, park, &mut candidates);
        if candidates.iter().all(|candidate| candidate.best <= 0.0) {
            self.fall_back(&naming, &mut candidates);
        }
        self.rank(candidates, &naming)
    }

    /// Groups the evidence by the agency that answers for it at this level and
    /// in this year; classes that one office holds are one candidate.
    fn candidates<'t>(&self, evidence: &[Evidence<'_>], naming: &Naming) -> Vec<Candidate<'t>> {
        let mut candidates = Vec::with_capacity(8);
        for found in evidence {
            let name = self.name(found.class, naming);
            let candidate = candidate_of(&mut candidates, name);
            candidate.best = candidate.best.max(found.strength);
            candidate.sum += found.strength;
            candidate.add_word(found.word);
            let mut share = found.strength;
            for &class in found.companions {
                share *= 0.8;
                let name = self.name(class, naming);
                let companion = candidate_of(&mut candidates, name);
                companion.companion = companion.companion.max(share);
                if companion.words[0].is_none() {
                    companion.add_word(found.word);
                }
            }
        }
        candidates
    }

    /// What answers for a task without a single known word: the offices that
    /// spread such tasks (government office, planning).
    fn fall_back(&self, naming: &Naming, candidates: &mut Vec<Candidate>) {
        for (step, &class) in self.directory.general().iter().enumerate() {
            let name = self.name(class, naming);
            candidate_of(candidates, name).best = 8.0 - step as f32;
        }
    }

    /// Orders the candidates and writes them out. Equal ones stay in the order of
    /// the text.
    fn rank(&self, mut candidates: Vec<Candidate>, naming: &Naming) -> Vec<Assignment> {
        candidates.sort_by(|a, b| b.strength().total_cmp(&a.strength()));
        let floor = candidates.first().map_or(0.0, |lead| lead.strength() * SUPPORT_SHARE);
        let kept = candidates.iter().take_while(|candidate| candidate.strength() >= floor).take(MOST);
        let roles = std::iter::once(AgencyRole::Lead).chain(std::iter::repeat(AgencyRole::Support));
        kept.zip(roles)
            .map(|(candidate, role)| Assignment {
                name: match candidate.name {
                    Name::Listed(name) => naming.render(self.directory.text(name)),
                    Name::Place(place, office) => Cow::Owned([place, office].concat()),
                },
                role,
                score: score(candidate.strength()),
                why: self.why(candidate),
            })
            .collect()
    }

    /// The words that led to a candidate; a place is also known by its own name.
    fn why(&self, candidate: &Candidate) -> Vec<Cow<'static, str>> {
        let words = candidate.words.iter().flatten().map(|&word| Cow::Borrowed(self.lexicon.text(word)));
        let mut why = Vec::with_capacity(MOST_WORDS);
        why.extend(words);
        if let Name::Place(place, _) = candidate.name
            && why.len() < MOST_WORDS
            && !why.iter().any(|word| word == place)
        {
            why.push(Cow::Owned(place.to_owned()));
        }
        why
    }

    fn name(&self, class: ClassId, naming: &Naming) -> Name<'static> {
        Name::Listed(self.directory.name(class, naming))
    }
}

/// The candidate of that name, a new one when there is none yet.
fn candidate_of<'c, 't>(candidates: &'c mut Vec<Candidate<'t>>, name: Name<'t>) -> &'c mut Candidate<'t> {
    let known = candidates.iter().position(|candidate| candidate.name == name);
    let index = known.unwrap_or_else(|| {
        candidates.push(Candidate { name, best: 0.0, sum: 0.0, companion: 0.0, words: [None; MOST_WORDS] });
        candidates.len() - 1
    });
    &mut candidates[index]
}

impl Candidate<'_> {
    /// Notes a word that speaks for it, the first ones only.
    fn add_word(&mut self, word: WordId) {
        for place in &mut self.words {
            if *place.get_or_insert(word) == word {
                break;
            }
        }
    }

    /// Strength as lead: the strongest word, a share of the further ones, and a
    /// smaller one of being a usual companion.
    fn strength(&self) -> f32 {
        self.best + FURTHER * (self.sum - self.best).max(0.0).min(self.best) + COMPANION * self.companion
    }
}

/// Maps a strength to 0..1 with two decimals.
fn score(strength: f32) -> f64 {
    (f64::from(strength / (strength + HALF)) * 100.0).round() / 100.0
}
