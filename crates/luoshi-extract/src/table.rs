//! Reads the small CSV tables of `data/`, which are compiled in.
//!
//! Their cells hold no line breaks and quotes only around commas, so that the
//! start of the program does not pay for a general CSV reader.

/// The rows of a table after its header, each with its first `N` cells.
///
/// Rows with fewer cells are skipped; the tests of the data files make sure
/// that there are none.
pub(crate) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).filter_map(cells)
}

fn cells<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let mut out = [""; N];
    let mut rest = line;
    for (index, cell) in out.iter_mut().enumerate() {
        let (value, next) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (value, after) = quoted.split_once('"')?;
                (value, after.strip_prefix(','))
            }
            None => match rest.split_once(',') {
                Some((value, after)) => (value, Some(after)),
                None => (rest, None),
            },
        };
        *cell = value;
        match next {
            Some(after) => rest = after,
            None if index + 1 == N => break,
            None => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_split_at_commas_outside_quotes() {
        let read: Vec<[&str; 3]> = rows("a,b,c\n1,\"2,3\",4,more\nshort,row\n,,x").collect();
        assert_eq!(read, [["1", "2,3", "4"], ["", "", "x"]]);
    }
}
