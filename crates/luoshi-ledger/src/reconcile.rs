//! Last year's promises against this year's account (对账).
