-- One row a ledger: the end of its chain. A writer locks it first.
create table ledgers (
    name text not null primary key,
    created_ms bigint not null,
    seq bigint not null,
    hash text not null
);

-- The truth: what happened, in order, chained by hashes. Every other table can
-- be made from this one again.
create table events (
    ledger text not null references ledgers (name),
    seq bigint not null,
    stream text not null,
    version bigint not null,
    kind text not null,
    kind_version bigint not null,
    at_ms bigint not null,
    actor text not null,
    payload text not null,
    prev_hash text not null,
    hash text not null,
    primary key (ledger, seq)
) without rowid;

create unique index events_by_stream on events (ledger, stream, version);

create trigger events_no_update before update on events begin
    select raise(abort, 'events are append-only');
end;

create trigger events_no_delete before delete on events begin
    select raise(abort, 'events are append-only');
end;

-- "insert or replace" deletes without asking the trigger above.
create trigger events_no_replace before insert on events
when exists (select 1 from events where ledger = new.ledger and seq = new.seq)
    or exists (select 1 from events where ledger = new.ledger and stream = new.stream and version = new.version)
begin
    select raise(abort, 'events are append-only');
end;

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

create trigger checkpoints_no_update before update on checkpoints begin
    select raise(abort, 'checkpoints are append-only');
end;

create trigger checkpoints_no_delete before delete on checkpoints begin
    select raise(abort, 'checkpoints are append-only');
end;

-- Texts of reports, which the log names by their hash: too long to stand in it,
-- and the same for every ledger.
create table texts (
    sha256 text not null primary key,
    content text not null
);
