//! A page as a tree in one vector: no node owns another, so that neither depth
//! nor size can overflow the stack, when built, walked or dropped.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName};

/// A node's index.
pub(super) type NodeId = u32;

/// The root of every tree.
pub(super) const DOCUMENT: NodeId = 0;
/// Tags open at once; more are passed over, their text stays. The tree builder
/// looks through the open tags at each new one, so depth costs time squared.
const MAX_OPEN: usize = 512;
/// How many tags without an end the tree builder repeats in each new block.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Tags that often have no end tag, so that they say nothing about depth.
const UNCLOSED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// The attributes that decide anything here.
const KEPT_ATTRIBUTES: &[&str] = &["class", "content", "hidden", "id", "name", "property", "style", "type"];

/// A parsed page.
#[derive(Debug)]
pub(super) struct Dom {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    parent: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    data: Data,
}

#[derive(Debug)]
enum Data {
    Other,
    Text(StrTendril),
    Element(QualName, Vec<(LocalName, StrTendril)>),
}

/// Steps of a walk through a tree: every element is entered and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Enter(NodeId),
    Leave(NodeId),
    Text(&'a str),
}

impl Dom {
    /// All elements in the page's order, by creation.
    pub(super) fn elements(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len() as NodeId).filter(|&node| self.is_element(node))
    }

    pub(super) fn is_element(&self, node: NodeId) -> bool {
        matches!(self.node(node).data, Data::Element(..))
    }

    /// The tag's name, empty for what is no element.
    pub(super) fn tag(&self, node: NodeId) -> &str {
        match &self.node(node).data {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    pub(super) fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        match &self.node(node).data {
            Data::Element(_, attributes) => {
                attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
            }
            _ => None,
        }
    }

    pub(super) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.node(node).parent
    }

    /// Walks below and including a node. `enter` decides whether an element is
    /// walked at all.
    pub(super) fn walk<'a>(&'a self, root: NodeId, enter: impl Fn(NodeId) -> bool, mut visit: impl FnMut(Step<'a>)) {
        let mut at = root;
        loop {
            let node = self.node(at);
            let mut descend = None;
            match &node.data {
                Data::Text(text) => visit(Step::Text(text)),
                _ if enter(at) => {
                    visit(Step::Enter(at));
                    match node.first {
                        Some(first) => descend = Some(first),
                        None => visit(Step::Leave(at)),
                    }
                }
                _ => {}
            }
            if let Some(first) = descend {
                at = first;
                continue;
            }
            loop {
                if at == root {
                    return;
                }
                if let Some(next) = self.node(at).next {
                    at = next;
                    break;
                }
                let Some(parent) = self.node(at).parent else {
                    return;
                };
                at = parent;
                visit(Step::Leave(at));
            }
        }
    }

    fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node as usize]
    }

    fn node_mut(&mut self, node: NodeId) -> &mut Node {
        &mut self.nodes[node as usize]
    }

    fn add(&mut self, data: Data) -> NodeId {
        self.nodes.push(Node { parent: None, previous: None, next: None, first: None, last: None, data });
        (self.nodes.len() - 1) as NodeId
    }

    fn detach(&mut self, node: NodeId) {
        let Node { parent, previous, next, .. } = *self.node(node);
        match (previous, parent) {
            (Some(previous), _) => self.node_mut(previous).next = next,
            (None, Some(parent)) => self.node_mut(parent).first = next,
            (None, None) => {}
        }
        match (next, parent) {
            (Some(next), _) => self.node_mut(next).previous = previous,
            (None, Some(parent)) => self.node_mut(parent).last = previous,
            (None, None) => {}
        }
        let node = self.node_mut(node);
        (node.parent, node.previous, node.next) = (None, None, None);
    }

    fn append(&mut self, parent: NodeId, child: NodeOrText<NodeId>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                if let Some(last) = self.node(parent).last
                    && let Data::Text(before) = &mut self.node_mut(last).data
                {
                    before.push_tendril(&text);
                    return;
                }
                self.add(Data::Text(text))
            }
        };
        self.detach(child);
        let last = self.node_mut(parent).last.replace(child);
        match last {
            Some(last) => self.node_mut(last).next = Some(child),
            None => self.node_mut(parent).first = Some(child),
        }
        let node = self.node_mut(child);
        (node.parent, node.previous) = (Some(parent), last);
    }

    fn insert_before(&mut self, sibling: NodeId, child: NodeOrText<NodeId>) {
        let Some(parent) = self.node(sibling).parent else {
            return;
        };
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                if let Some(previous) = self.node(sibling).previous
                    && let Data::Text(before) = &mut self.node_mut(previous).data
                {
                    before.push_tendril(&text);
                    return;
                }
                self.add(Data::Text(text))
            }
        };
        self.detach(child);
        let previous = self.node_mut(sibling).previous.replace(child);
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(child),
            None => self.node_mut(parent).first = Some(child),
        }
        let node = self.node_mut(child);
        (node.parent, node.previous, node.next) = (Some(parent), previous, Some(sibling));
    }
}

/// Parses a page as browsers do. There is no malformed page, only odd ones.
pub(super) fn parse(page: String) -> Dom {
    let sink = Sink::new();
    let builder = TreeBuilder::new(
        sink,
        TreeBuilderOpts {
            // Pages are read as a browser without scripts shows them, but the
            // text inside <noscript> (“please enable JavaScript”) is no text.
            scripting_enabled: true,
            ..TreeBuilderOpts::default()
        },
    );
    let tokenizer = Tokenizer::new(DepthLimit::new(builder), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(page));
    // The tokenizer stops after each script, for a browser to run it.
    while !queue.is_empty() {
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    tokenizer.sink.inner.sink.finish()
}

/// Passes tokens on, but for start tags nested too deeply and their end tags.
struct DepthLimit<S> {
    inner: S,
    open: Cell<usize>,
    passed_over: Cell<usize>,
}

impl<S> DepthLimit<S> {
    fn new(inner: S) -> Self {
        Self { inner, open: Cell::new(0), passed_over: Cell::new(0) }
    }

    /// Whether the tag may go through.
    fn admits(&self, tag: &Tag) -> bool {
        if UNCLOSED.contains(&&*tag.name) || tag.self_closing {
            return self.open.get() < MAX_OPEN;
        }
        match (tag.kind, self.passed_over.get()) {
            (TagKind::StartTag, _) if self.open.get() < MAX_OPEN => {
                self.open.set(self.open.get() + 1);
                true
            }
            (TagKind::StartTag, passed) => {
                self.passed_over.set(passed + 1);
                // Raw text must still be read as such.
                matches!(&*tag.name, "script" | "style" | "textarea" | "title")
            }
            (TagKind::EndTag, 0) => {
                self.open.set(self.open.get().saturating_sub(1));
                true
            }
            (TagKind::EndTag, passed) => {
                self.passed_over.set(passed - 1);
                matches!(&*tag.name, "script" | "style" | "textarea" | "title")
            }
        }
    }
}

impl<S: TokenSink> TokenSink for DepthLimit<S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        let token = match token {
            Token::TagToken(tag) if !self.admits(&tag) => return TokenSinkResult::Continue,
            Token::TagToken(mut tag) => {
                // Without attributes, equal formatting tags are told apart no
                // more, and the tree builder repeats at most three of them.
                if FORMATTING.contains(&&*tag.name) {
                    tag.attrs.clear();
                }
                tag.attrs.retain(|attribute| KEPT_ATTRIBUTES.contains(&&*attribute.name.local));
                Token::TagToken(tag)
            }
            Token::CommentToken(_) | Token::ParseError(_) => return TokenSinkResult::Continue,
            other => other,
        };
        self.inner.process_token(token, line)
    }

    fn end(&self) {
        self.inner.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.inner.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Builds the tree.
struct Sink(RefCell<Dom>);

impl Sink {
    fn new() -> Self {
        let mut dom = Dom { nodes: Vec::new() };
        dom.add(Data::Other);
        Self(RefCell::new(dom))
    }
}

/// An element's name as the tree builder asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        self.0.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        DOCUMENT
    }

    fn elem_name(&self, target: &NodeId) -> Name {
        match &self.0.borrow().node(*target).data {
            Data::Element(name, _) => Name(name.clone()),
            _ => Name(QualName::new(None, Namespace::default(), LocalName::default())),
        }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> NodeId {
        let attributes = attrs.into_iter().map(|attribute| (attribute.name.local, attribute.value)).collect();
        self.0.borrow_mut().add(Data::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.0.borrow_mut().add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.0.borrow_mut().add(Data::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.0.borrow_mut().append(*parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let mut dom = self.0.borrow_mut();
        if dom.node(*element).parent.is_some() {
            dom.insert_before(*element, child);
        } else {
            dom.append(*previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The content of a template is kept below it; it is not shown.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.0.borrow_mut().insert_before(*sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        if let Data::Element(_, attributes) = &mut self.0.borrow_mut().node_mut(*target).data {
            for attribute in attrs {
                if attributes.iter().all(|(key, _)| *key != attribute.name.local) {
                    attributes.push((attribute.name.local, attribute.value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut dom = self.0.borrow_mut();
        while let Some(child) = dom.node(*node).first {
            dom.append(*new_parent, NodeOrText::AppendNode(child));
        }
    }
}
