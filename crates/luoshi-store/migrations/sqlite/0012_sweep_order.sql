-- A sweep takes items a batch at a time in the order of an index, not by sorting all
-- that wait for each batch. What was issued in some days comes in the order of that day.
drop index items_by_rung;
create index items_by_rung on items (ledger, next_rung_ms, id) where next_rung_ms is not null;
drop index items_by_calendar;
-- What no longer depends on a calendar has version 0.
create index items_by_calendar on items (ledger, calendar_version, id) where calendar_version > 0;
create index outcomes_by_issue on outcomes (ledger, issued_on, item) where issued_on is not null;
