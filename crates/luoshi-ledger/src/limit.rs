//! From a start and a limit to a due time, with every step of the calculation.
