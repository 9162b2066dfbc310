//! Regimes (时限规则): sets of clocks as data.
