-- Days by which statistics counts an item, so that the list behind a number can be
-- opened. Repeated demands, which are counted nowhere, have no day of issue here.
alter table outcomes add column issued_on text;
alter table outcomes add column due_on text;
alter table outcomes add column closed_on text;
alter table outcomes add column closed_late boolean not null default false;
alter table outcomes add column cleared_on text;
alter table outcomes add column withdrawn_on text;

update outcomes set
    issued_on = case when json_extract(outcome, '$.repeat') then null else json_extract(outcome, '$."issued-on"') end,
    due_on = max(json_extract(outcome, '$."due-on"'), json_extract(outcome, '$."issued-on"')),
    closed_on = max(json_extract(outcome, '$."closed-on"'), json_extract(outcome, '$."issued-on"')),
    closed_late = coalesce(json_extract(outcome, '$."closed-late"')
        or json_extract(outcome, '$."closed-on"') > json_extract(outcome, '$."due-on"'), false),
    cleared_on = max(json_extract(outcome, '$."cleared-on"'), json_extract(outcome, '$."issued-on"')),
    withdrawn_on = max(json_extract(outcome, '$."withdrawn-on"'), json_extract(outcome, '$."issued-on"'));

create index outcomes_by_days on outcomes
    (ledger, issued_on, due_on, closed_on, closed_late, cleared_on, withdrawn_on, item);

-- Whether somebody asked for something that nobody has decided yet.
alter table items add column is_asking boolean not null default false;

update items set is_asking = exists (
    select 1 from item_bodies b, json_each(b.body, '$.requests') r
    where b.ledger = items.ledger and b.id = items.id and json_extract(r.value, '$.decided') is null
);

create index items_by_asking on items (ledger, due_key, id) where is_asking;

-- Counting by state and by light reads an index alone.
create index items_by_light on items (ledger, is_open, red_ms, yellow_ms);

-- A notice counts what was extended, passed on and refused in its days.
create index events_of_decisions on events (ledger, kind, at_ms)
    where kind in ('extended', 'lead-transferred', 'refused');
