//! Whose figure it is: the report's own region, or somebody else's.

use crate::passage::Place;

impl Place {
    /// Whether a scope word (全市, 全省) means the region itself.
    pub(crate) fn owns(&self, word: &str) -> bool {
        self.own_scope.contains(&word)
    }

    /// Whether the words before an indicator say that it is the region's own.
    pub(crate) fn claims(&self, before: &str) -> bool {
        let tail: String = before
            .chars()
            .rev()
            .take(8)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        self.own_scope.iter().any(|w| tail.ends_with(w))
            || ["我市", "我县", "我省", "我区", "我国", "我旗"]
                .iter()
                .any(|w| tail.ends_with(w))
    }
}

/// Whether `before` names a place inside the region, or a firm.
pub(crate) fn names_elsewhere(before: &str, place: &Place) -> bool {
    place
        .inside
        .iter()
        .any(|name| before.contains(name.as_str()))
        || [
            "公司",
            "集团",
            "各县",
            "各乡镇",
            "等企业",
            "户企业",
            "家企业",
            "各区",
            "等县",
            "等镇",
        ]
        .iter()
        .any(|w| before.contains(w))
}

/// Whether a clause opens with the name of a place inside the region.
pub(crate) fn leads_elsewhere(opening: &str, place: &Place) -> bool {
    let opening = opening.trim_start_matches(['“', '其', '中', ' ']);
    place.inside.iter().any(|name| opening.starts_with(name.as_str()))
}
