-- Lists of what was closed, struck off or withdrawn come in the order of that day, and
-- stop after a page. What is not closed is found without reading what is.
create index outcomes_by_closing on outcomes (ledger, closed_on, item) where closed_on is not null;
create index outcomes_by_clearing on outcomes (ledger, cleared_on, item) where cleared_on is not null;
create index outcomes_by_withdrawal on outcomes (ledger, withdrawn_on, item) where withdrawn_on is not null;
create index outcomes_not_closed on outcomes (ledger, coalesce(closed_on, '9999-12-31'), due_on, item);
