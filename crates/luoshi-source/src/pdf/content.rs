//! The instructions of a page to placed characters: only those that move and
//! show text, all others are passed over.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::BfString;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, ObjRef, Object, Stream};
use hayro_syntax::page::{Page as PdfPage, Resources};

use super::font::Font;
use super::layout::{Glyph, Page};
use super::radical;
use super::rules::Pen;

/// Instructions of one document, forms counted each time they are shown: a form
/// that shows ten forms that show ten forms would never end.
const MAX_OPERATIONS: usize = 50_000_000;
/// Characters of one document.
const MAX_GLYPHS: usize = 10_000_000;
/// Forms in forms.
const MAX_DEPTH: usize = 12;
/// Saved states.
const MAX_SAVED: usize = 1024;
/// Letters turned by more than this slope are a watermark or the label of a chart.
const MAX_SLOPE: f64 = 0.2;

/// An affine map as pdf writes it.
pub(super) type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `a` first, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn matrix(numbers: [&Number; 6]) -> Matrix {
    numbers.map(Number::as_f64)
}

/// Reads the pages of one document.
#[derive(Default)]
pub(super) struct Interpreter {
    fonts: HashMap<ObjRef, Option<Rc<Font>>>,
    operations: usize,
    glyphs: usize,
    unknown: usize,
}

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// One page, or one form on it.
struct Canvas<'p> {
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    out: &'p mut Drawing,
}

/// What a page shows, as far as text is concerned.
#[derive(Default)]
struct Drawing {
    glyphs: Vec<Glyph>,
    pen: Pen,
}

impl Interpreter {
    /// How many characters had no known meaning.
    pub(super) fn unknown(&self) -> usize {
        self.unknown
    }

    pub(super) fn page(&mut self, page: &PdfPage<'_>) -> Page {
        let mut drawing = Drawing::default();
        let state = State {
            page: page.initial_transform(true).as_coeffs(),
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        self.run(page.typed_operations(), page.resources(), Canvas::new(state, &mut drawing), 0);
        let (_, height) = page.render_dimensions();
        Page::from_glyphs(drawing.glyphs, &drawing.pen.finish(), height)
    }

    fn run(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'_>, mut canvas: Canvas<'_>, depth: usize) {
        while let Some(operation) = operations.next() {
            self.operations += 1;
            if self.operations > MAX_OPERATIONS || self.glyphs > MAX_GLYPHS {
                return;
            }
            match operation {
                Op::TextFont(font) => {
                    canvas.state.font = self.font(resources, font.0);
                    canvas.state.size = font.1.as_f64();
                }
                Op::ShowText(show) => self.show(&mut canvas, show.0.as_bytes()),
                Op::NextLineAndShowText(show) => {
                    canvas.next_line();
                    self.show(&mut canvas, show.0.as_bytes());
                }
                Op::ShowTextWithParameters(show) => {
                    canvas.state.word_spacing = show.0.as_f64();
                    canvas.state.character_spacing = show.1.as_f64();
                    canvas.next_line();
                    self.show(&mut canvas, show.2.as_bytes());
                }
                Op::ShowTexts(show) => self.show_all(&mut canvas, show.0),
                Op::XObject(object) => {
                    if let Some(form) = resources.get_x_object(object.0) {
                        self.form(&form, resources, &mut canvas, depth);
                    }
                }
                other => {
                    canvas.apply(&other);
                    canvas.draw(&other);
                }
            }
        }
    }

    /// Runs a form's instructions where it is placed. Pictures are passed over.
    fn form(&mut self, form: &Stream<'_>, resources: &Resources<'_>, canvas: &mut Canvas<'_>, depth: usize) {
        let dict = form.dict();
        let is_form = dict.get::<Name<'_>>("Subtype").is_some_and(|subtype| subtype.as_ref() == b"Form");
        if depth >= MAX_DEPTH || !is_form {
            return;
        }
        let Ok(data) = form.decoded_data() else {
            return;
        };
        let own = dict.get::<Dict<'_>>("Resources").map(Resources::new);
        let mut state = canvas.state.clone();
        if let Some(placed) = dict.get::<[f64; 6]>("Matrix") {
            state.page = then(placed, state.page);
        }
        let inner = Canvas::new(state, canvas.out);
        let resources = own.as_ref().unwrap_or(resources);
        self.run(TypedIter::new(&data), resources, inner, depth + 1);
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Option<Rc<Font>> {
        let load = || Font::load(&resources.get_font(name)?).map(Rc::new);
        match resources.fonts.get_ref(name) {
            Some(reference) => self.fonts.entry(reference).or_insert_with(load).clone(),
            None => load(),
        }
    }

    fn show_all(&mut self, canvas: &mut Canvas<'_>, pieces: &Array<'_>) {
        for piece in pieces.iter::<Object<'_>>() {
            match piece {
                Object::String(text) => self.show(canvas, text.as_bytes()),
                Object::Number(number) => {
                    canvas.advance(-number.as_f64() / 1000.0 * canvas.state.size * canvas.state.stretch);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, canvas: &mut Canvas<'_>, mut bytes: &[u8]) {
        let Some(font) = canvas.state.font.clone() else {
            return;
        };
        while !bytes.is_empty() {
            let code = font.read(bytes);
            bytes = bytes.get(code.length..).unwrap_or_default();
            self.glyphs += 1;
            let meaning = code.meaning.unwrap_or_else(|| {
                self.unknown += 1;
                BfString::Char(char::REPLACEMENT_CHARACTER)
            });
            match meaning {
                BfString::Char(c) => canvas.place(c, code.width),
                BfString::String(text) => {
                    // A ligature: its characters share its place.
                    let width = code.width / text.chars().count().max(1) as f32;
                    text.chars().for_each(|c| canvas.place(c, width));
                }
            }
            canvas.step(&font, f64::from(code.width), code.is_blank);
        }
    }
}

impl<'p> Canvas<'p> {
    fn new(state: State, out: &'p mut Drawing) -> Self {
        Self { state, saved: Vec::new(), text: IDENTITY, line: IDENTITY, out }
    }

    /// Instructions that only change the state.
    fn apply(&mut self, operation: &Op<'_, '_>) {
        let state = &mut self.state;
        match operation {
            Op::SaveState(_) if self.saved.len() < MAX_SAVED => self.saved.push(state.clone()),
            Op::RestoreState(_) => {
                if let Some(saved) = self.saved.pop() {
                    self.state = saved;
                }
            }
            Op::Transform(m) => {
                state.page = then(matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]), state.page);
            }
            Op::BeginText(_) => self.set_line(IDENTITY),
            Op::SetTextMatrix(m) => {
                self.set_line(matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5]));
            }
            Op::NextLine(by) => self.move_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                self.move_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(),
            Op::CharacterSpacing(value) => state.character_spacing = value.0.as_f64(),
            Op::WordSpacing(value) => state.word_spacing = value.0.as_f64(),
            Op::HorizontalScaling(value) => state.stretch = value.0.as_f64() / 100.0,
            Op::TextLeading(value) => state.leading = value.0.as_f64(),
            Op::TextRise(value) => state.rise = value.0.as_f64(),
            _ => {}
        }
    }

    /// Instructions that draw lines.
    fn draw(&mut self, operation: &Op<'_, '_>) {
        let page = self.state.page;
        let pen = &mut self.out.pen;
        match operation {
            Op::MoveTo(to) => pen.move_to(to.0.as_f64(), to.1.as_f64(), page),
            Op::LineTo(to) => pen.line_to(to.0.as_f64(), to.1.as_f64(), page),
            Op::RectPath(r) => {
                pen.rectangle([&r.0, &r.1, &r.2, &r.3].map(Number::as_f64), page);
            }
            Op::StrokePath(_) | Op::CloseAndStrokePath(_) => pen.paint(false, true),
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                pen.paint(true, false);
            }
            Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => pen.paint(true, true),
            Op::EndPath(_) => pen.clear(),
            _ => {}
        }
    }

    fn set_line(&mut self, matrix: Matrix) {
        self.text = matrix;
        self.line = matrix;
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.set_line(then([1.0, 0.0, 0.0, 1.0, x, y], self.line));
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    fn advance(&mut self, x: f64) {
        self.text = then([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    /// Moves behind a character that was shown.
    fn step(&mut self, font: &Font, width: f64, is_blank: bool) {
        let state = &self.state;
        let word = if is_blank { state.word_spacing } else { 0.0 };
        if font.is_vertical {
            let down = -state.size + state.character_spacing + word;
            self.text = then([1.0, 0.0, 0.0, 1.0, 0.0, down], self.text);
        } else {
            let across = width * state.size + state.character_spacing + word;
            self.advance(across * state.stretch);
        }
    }

    fn place(&mut self, c: char, width: f32) {
        let state = &self.state;
        let size = [state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise];
        let shown = then(then(size, self.text), state.page);
        let [across, slope, ..] = shown;
        if across <= 0.0 || slope.abs() > across * MAX_SLOPE {
            return;
        }
        let x = shown[4] as f32;
        let glyph = Glyph {
            c: radical::fold(c),
            x0: x,
            x1: x + width * across as f32,
            y: shown[5] as f32,
            size: shown[2].hypot(shown[3]) as f32,
        };
        if glyph.is_sound() {
            self.out.glyphs.push(glyph);
        }
    }
}
