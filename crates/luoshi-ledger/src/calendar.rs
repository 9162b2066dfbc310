//! Working days, State Council holidays and make-up workdays (调休).
