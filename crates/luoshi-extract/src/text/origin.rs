//! Where in the source the characters of a folded text stand.

use std::ops::Range;

/// The source places of the characters, by stretches that folding has left in one
/// piece: in most of a text, a place is as far from the start of its stretch in
/// the source as in the folded text.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Without gaps in the folded text, in order.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    folded: u32,
    source: u32,
}

impl Piece {
    /// The source place of a folded character that stands in the piece.
    fn source_of(self, folded: usize) -> usize {
        self.source as usize + folded - self.folded as usize
    }
}

impl Origins {
    /// Notes that what is added to the folded text at `folded` stands at `source`.
    pub(super) fn add(&mut self, folded: usize, source: usize) {
        if self.pieces.last().is_none_or(|last| last.source_of(folded) != source) {
            self.pieces.push(Piece { folded: folded as u32, source: source as u32 });
        }
    }

    /// Forgets what stands at `folded` and behind.
    pub(super) fn truncate(&mut self, folded: usize) {
        while self.pieces.last().is_some_and(|last| last.folded as usize >= folded) {
            self.pieces.pop();
        }
    }

    /// The source place of the character that begins at `folded`.
    pub(super) fn of(&self, folded: usize) -> usize {
        self.pieces.get(self.index_of(folded)).map_or(0, |piece| piece.source_of(folded))
    }

    /// The pieces between two places of the folded text, each with the source place
    /// of its start.
    pub(super) fn pieces(&self, start: usize, end: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
        let first = self.index_of(start);
        let rest = self.pieces.get(first..).unwrap_or_default();
        rest.iter().enumerate().take_while(move |(_, piece)| (piece.folded as usize) < end).map(
            move |(index, piece)| {
                let from = start.max(piece.folded as usize);
                let next = rest.get(index + 1).map_or(end, |next| next.folded as usize);
                (from..next.min(end), piece.source_of(from))
            },
        )
    }

    /// The first folded byte that stands at or behind a place of the source; in the
    /// middle of a character when the place is. The folded text has `len` bytes.
    pub(super) fn folded_at(&self, source: usize, len: usize) -> usize {
        let after = self.pieces.partition_point(|piece| (piece.source as usize) < source);
        let next = self.pieces.get(after).map_or(len, |piece| piece.folded as usize);
        match after.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) => next.min(piece.folded as usize + source - piece.source as usize),
            None => next,
        }
    }

    fn index_of(&self, folded: usize) -> usize {
        self.pieces.partition_point(|piece| piece.folded as usize <= folded).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_there_and_back() {
        // 5，增**长: the comma has three bytes in the source and one in the folded text.
        let mut origins = Origins::default();
        for (folded, source) in [(0, 0), (1, 1), (2, 4), (5, 9)] {
            origins.add(folded, source);
        }
        assert_eq!([0, 1, 2, 5].map(|folded| origins.of(folded)), [0, 1, 4, 9]);
        assert_eq!([0, 1, 2, 4, 7, 9, 12].map(|source| origins.folded_at(source, 8)), [0, 1, 2, 2, 5, 5, 8]);
        assert_eq!(origins.pieces(1, 6).collect::<Vec<_>>(), [(1..2, 1), (2..5, 4), (5..6, 9)]);
        origins.truncate(5);
        origins.add(5, 12);
        assert_eq!(origins.of(5), 12);
    }
}
