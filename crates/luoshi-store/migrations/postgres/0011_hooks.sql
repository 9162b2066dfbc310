-- Addresses that are told what happens to items. Not in the log: who is told is no
-- matter of the ledger, and a secret does not belong into what is kept for ever.
create table hooks (
    ledger text not null,
    id text not null,
    name text not null,
    url text not null,
    -- What messages are signed with; it has to be known as it is.
    secret text not null,
    -- Kinds of events, with blanks between; empty for all.
    kinds text not null,
    created_ms bigint not null,
    -- Why nothing is sent, as a code; none while it is at work.
    paused text,
    -- Number of the last row of the log that was sent or passed over.
    cursor_seq bigint not null,
    -- Failures in a row of the message after it, and when it is tried again.
    attempts bigint not null,
    next_ms bigint not null,
    -- Which server sends just now, and until when nobody else may.
    holder text not null,
    lease_until_ms bigint not null,
    last_ok_ms bigint,
    primary key (ledger, id)
);

-- The last messages of each hook, and what came of them.
create table hook_deliveries (
    ledger text not null,
    hook text not null,
    number bigint not null,
    at_ms bigint not null,
    -- The row of the log; 0 for a test.
    seq bigint not null,
    kind text not null,
    attempt bigint not null,
    -- HTTP status; none when there was no answer.
    status bigint,
    -- What went wrong; empty when it was delivered.
    error text not null,
    took_ms bigint not null,
    primary key (ledger, hook, number)
);
