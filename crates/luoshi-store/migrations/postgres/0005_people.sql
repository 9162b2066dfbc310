-- People who log in. Not in the log: who left must be deletable, and a hash of a
-- password does not belong into what is kept for ever.
create table accounts (
    ledger text not null,
    person text not null,
    name text not null,
    role text not null,
    agency text,
    phone text,
    is_active boolean not null,
    -- Argon2id in PHC form; none for people who come in by OIDC only.
    password text,
    must_change boolean not null,
    failures bigint not null,
    locked_until_ms bigint not null,
    created_ms bigint not null,
    last_login_ms bigint,
    primary key (ledger, person)
);

-- Who is logged in. Only a hash of the cookie is kept: who reads this table cannot
-- use it to log in.
create table sessions (
    token_hash text not null primary key,
    ledger text not null,
    person text not null,
    acting_for text,
    csrf text not null,
    created_ms bigint not null,
    expires_ms bigint not null
);

create index sessions_by_person on sessions (ledger, person);
create index sessions_by_expiry on sessions (expires_ms);

-- Who acts for whom, from one day to another, both included.
create table delegations (
    ledger text not null,
    person text not null,
    delegate text not null,
    from_on text not null,
    until_on text not null,
    primary key (ledger, person, delegate)
);

create index delegations_by_delegate on delegations (ledger, delegate);

-- What the office's people did that is no event of an item: log-ins, accounts,
-- the reading of personal data.
create table audit (
    ledger text not null,
    seq bigint not null,
    at_ms bigint not null,
    person text not null,
    what text not null,
    target text not null,
    detail text not null,
    primary key (ledger, seq)
);

create index audit_by_person on audit (ledger, person, seq);

create trigger audit_append_only before update or delete on audit
for each row execute function refuse_change();

create trigger audit_no_truncate before truncate on audit
for each statement execute function refuse_change();

-- Keys for programs. Only a hash of the key is kept.
create table api_tokens (
    token_hash text not null primary key,
    ledger text not null,
    id text not null,
    person text not null,
    name text not null,
    scopes text not null,
    created_ms bigint not null,
    expires_ms bigint,
    last_used_ms bigint
);

create index api_tokens_by_person on api_tokens (ledger, person);

-- Answers of writing API calls with a key, so that a retry does nothing twice.
create table idempotency_keys (
    ledger text not null,
    person text not null,
    idempotency_key text not null,
    request_hash text not null,
    status bigint not null,
    body text not null,
    at_ms bigint not null,
    primary key (ledger, person, idempotency_key)
);

-- Filters of the ledger's list that somebody named.
create table saved_views (
    ledger text not null,
    person text not null,
    name text not null,
    query text not null,
    created_ms bigint not null,
    primary key (ledger, person, name)
);
