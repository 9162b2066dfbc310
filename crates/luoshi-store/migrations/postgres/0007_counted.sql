-- Days by which statistics counts an item, so that the list behind a number can be
-- opened. Repeated demands, which are counted nowhere, have no day of issue here.
alter table outcomes add column issued_on text collate "C";
alter table outcomes add column due_on text collate "C";
alter table outcomes add column closed_on text collate "C";
alter table outcomes add column closed_late boolean not null default false;
alter table outcomes add column cleared_on text collate "C";
alter table outcomes add column withdrawn_on text collate "C";

-- Greatest of nothing and a day would be the day.
update outcomes set
    issued_on = case when (outcome::json ->> 'repeat')::boolean then null else outcome::json ->> 'issued-on' end,
    due_on = case when outcome::json ->> 'due-on' is null then null
        else greatest(outcome::json ->> 'due-on', outcome::json ->> 'issued-on') end,
    closed_on = case when outcome::json ->> 'closed-on' is null then null
        else greatest(outcome::json ->> 'closed-on', outcome::json ->> 'issued-on') end,
    closed_late = coalesce((outcome::json ->> 'closed-late')::boolean
        or outcome::json ->> 'closed-on' > outcome::json ->> 'due-on', false),
    cleared_on = case when outcome::json ->> 'cleared-on' is null then null
        else greatest(outcome::json ->> 'cleared-on', outcome::json ->> 'issued-on') end,
    withdrawn_on = case when outcome::json ->> 'withdrawn-on' is null then null
        else greatest(outcome::json ->> 'withdrawn-on', outcome::json ->> 'issued-on') end;

create index outcomes_by_days on outcomes
    (ledger, issued_on, due_on, closed_on, closed_late, cleared_on, withdrawn_on, item);

-- Whether somebody asked for something that nobody has decided yet.
alter table items add column is_asking boolean not null default false;

update items set is_asking = exists (
    select 1 from item_bodies b, json_array_elements(b.body::json -> 'requests') r
    where b.ledger = items.ledger and b.id = items.id and r ->> 'decided' is null
);

create index items_by_asking on items (ledger, due_key, id) where is_asking;

-- Counting by state and by light reads an index alone.
create index items_by_light on items (ledger, is_open, red_ms, yellow_ms);

-- A notice counts what was extended, passed on and refused in its days.
create index events_of_decisions on events (ledger, kind, at_ms)
    where kind in ('extended', 'lead-transferred', 'refused');
