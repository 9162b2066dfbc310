-- Projection: the last state of each item, with what lists filter and sort by.
-- Instants in milliseconds, days and wall times in Beijing as text.
create table items (
    ledger text collate "C" not null,
    id text collate "C" not null,
    version bigint not null,
    -- The running number at the end of the id: 9999 comes before 10000.
    number bigint not null,
    kind text not null,
    state text not null,
    is_open boolean not null,
    class text,
    title text not null,
    lead text not null,
    leader text,
    region text,
    section text,
    report text,
    regime text not null,
    regime_version bigint not null,
    year bigint not null,
    parent text collate "C",
    issued_on text not null,
    settle_due text,
    next_due text,
    -- What lists are sorted by: the next due time, or the end of time without one.
    due_key text collate "C" not null,
    yellow_ms bigint,
    red_ms bigint,
    next_rung_ms bigint,
    closed_on text,
    on_time boolean,
    provisional boolean not null,
    calendar_version bigint not null,
    updated_ms bigint not null,
    primary key (ledger, id)
);

-- Each list is sorted by due_key, then id, and stops after a page.
create index items_by_due on items (ledger, due_key, id);
create index items_by_open on items (ledger, is_open, due_key, id);
create index items_by_lead on items (ledger, lead, is_open, due_key, id);
create index items_by_leader on items (ledger, leader, is_open, due_key, id) where leader is not null;
create index items_by_kind on items (ledger, kind, is_open, due_key, id);
create index items_by_class on items (ledger, class, is_open, due_key, id) where class is not null;
create index items_by_section on items (ledger, section, is_open, due_key, id, leader, kind) where section is not null;
create index items_by_state on items (ledger, state, due_key, id);
create index items_by_number on items (ledger, year, number);
create index items_by_year on items (ledger, year, due_key, id);
create index items_by_report on items (ledger, report, due_key, id) where report is not null;
create index items_by_red on items (ledger, red_ms, yellow_ms) where red_ms is not null;
create index items_by_rung on items (ledger, next_rung_ms) where next_rung_ms is not null;
create index items_by_calendar on items (ledger, calendar_version) where is_open;
create index items_by_parent on items (ledger, parent) where parent is not null;

-- Projection: the whole of each item, apart from what lists look through.
create table item_bodies (
    ledger text collate "C" not null,
    id text collate "C" not null,
    body text not null,
    primary key (ledger, id)
);

-- Projection: which agencies help with which items.
create table item_support (
    ledger text collate "C" not null,
    agency text not null,
    item text collate "C" not null,
    primary key (ledger, agency, item)
);

create index item_support_by_item on item_support (ledger, item);

-- Projection: reports that were read into the ledger.
create table reports (
    ledger text collate "C" not null,
    id text collate "C" not null,
    sha256 text not null,
    title text,
    region text,
    year bigint,
    path text not null,
    chars bigint not null,
    document bigint not null,
    read_ms bigint not null,
    primary key (ledger, id)
);
