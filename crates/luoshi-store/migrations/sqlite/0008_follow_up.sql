-- What is closed and has a clock that runs on, such as asking back: it has a light, and
-- a notice of holidays moves it.
create index items_by_follow_up on items (ledger, due_key, id) where not is_open and next_due is not null;
