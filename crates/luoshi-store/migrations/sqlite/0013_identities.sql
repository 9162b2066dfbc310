-- Who somebody is at the server that the office logs in with (OIDC). It names people
-- by a subject that it never gives to anybody else, unlike a name.
create table identities (
    ledger text not null,
    issuer text not null,
    subject text not null,
    person text not null,
    created_ms bigint not null,
    primary key (ledger, issuer, subject)
);

create unique index identities_by_person on identities (ledger, person, issuer);

-- Log-ins that were sent to that server and have not come back yet. Each is used
-- once; any of several servers can take it up.
create table login_attempts (
    state_hash text not null primary key,
    ledger text not null,
    nonce text not null,
    verifier text not null,
    next text not null,
    expires_ms bigint not null
);

create index login_attempts_by_expiry on login_attempts (expires_ms);

-- Whoever came from that server need not change a first password that they never use.
alter table sessions add column is_external boolean not null default false;
