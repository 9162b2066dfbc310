-- One row a ledger: the end of its chain. A writer locks it first.
create table ledgers (
    name text not null primary key,
    created_ms bigint not null,
    seq bigint not null,
    hash text not null
);

-- The truth: what happened, in order, chained by hashes. Every other table can
-- be made from this one again. Names sort by their bytes, as in SQLite.
create table events (
    ledger text collate "C" not null references ledgers (name),
    seq bigint not null,
    stream text collate "C" not null,
    version bigint not null,
    kind text not null,
    kind_version bigint not null,
    at_ms bigint not null,
    actor text not null,
    payload text not null,
    prev_hash text not null,
    hash text not null,
    primary key (ledger, seq)
);

create unique index events_by_stream on events (ledger, stream, version);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% are append-only', tg_table_name using errcode = 'restrict_violation';
end;
$$;

create trigger events_append_only before update or delete on events
for each row execute function refuse_change();

create trigger events_no_truncate before truncate on events
for each statement execute function refuse_change();

-- Which rows an append with a key wrote, so that its retry writes nothing.
create table append_keys (
    ledger text not null references ledgers (name),
    key text not null,
    first_seq bigint not null,
    last_seq bigint not null,
    primary key (ledger, key)
);

-- Ends of chains that were printed or published; the log has to keep fitting them.
create table checkpoints (
    ledger text not null references ledgers (name),
    seq bigint not null,
    hash text not null,
    at_ms bigint not null,
    primary key (ledger, seq, hash)
);

create trigger checkpoints_append_only before update or delete on checkpoints
for each row execute function refuse_change();

create trigger checkpoints_no_truncate before truncate on checkpoints
for each statement execute function refuse_change();

-- Texts of reports, which the log names by their hash: too long to stand in it,
-- and the same for every ledger.
create table texts (
    sha256 text not null primary key,
    content text not null
);
