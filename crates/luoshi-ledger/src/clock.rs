//! Clocks of an item, computed from its marks by its regime.
