-- Full-text search: words cut by one dictionary stand in a column; the index
-- beside it is kept by triggers. Which cutter it was stands in the last table.

-- Projection: words of each item: title, sentence, agencies, number. With
-- pairs of neighbouring characters, marked by a full stop, for parts of words.
create table item_words (
    number integer primary key,
    ledger text not null,
    id text not null,
    words text not null,
    unique (ledger, id)
);

create virtual table item_terms using fts5(
    words, content = 'item_words', content_rowid = 'number', detail = none, columnsize = 0,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '.%'"
);

create trigger item_words_added after insert on item_words begin
    insert into item_terms (rowid, words) values (new.number, new.words);
end;

create trigger item_words_removed after delete on item_words begin
    insert into item_terms (item_terms, rowid, words) values ('delete', old.number, old.words);
end;

create trigger item_words_changed after update of words on item_words begin
    insert into item_terms (item_terms, rowid, words) values ('delete', old.number, old.words);
    insert into item_terms (rowid, words) values (new.number, new.words);
end;

-- Projection: words of what people wrote on items, by the row of the log.
create table event_words (
    number integer primary key,
    ledger text not null,
    seq bigint not null,
    id text not null,
    words text not null,
    unique (ledger, seq)
);

create virtual table event_terms using fts5(
    words, content = 'event_words', content_rowid = 'number', detail = none, columnsize = 0,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '.%'"
);

create trigger event_words_added after insert on event_words begin
    insert into event_terms (rowid, words) values (new.number, new.words);
end;

create trigger event_words_removed after delete on event_words begin
    insert into event_terms (event_terms, rowid, words) values ('delete', old.number, old.words);
end;

create trigger event_words_changed after update of words on event_words begin
    insert into event_terms (event_terms, rowid, words) values ('delete', old.number, old.words);
    insert into event_terms (rowid, words) values (new.number, new.words);
end;

-- Projection: words of each paragraph of a report, with its place in the text,
-- in characters. With pairs, as for items.
create table report_words (
    number integer primary key,
    ledger text not null,
    report text not null,
    start_char bigint not null,
    end_char bigint not null,
    words text not null,
    unique (ledger, report, start_char)
);

create virtual table report_terms using fts5(
    words, content = 'report_words', content_rowid = 'number', detail = none, columnsize = 0,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '.%'"
);

create trigger report_words_added after insert on report_words begin
    insert into report_terms (rowid, words) values (new.number, new.words);
end;

create trigger report_words_removed after delete on report_words begin
    insert into report_terms (report_terms, rowid, words) values ('delete', old.number, old.words);
end;

create trigger report_words_changed after update of words on report_words begin
    insert into report_terms (report_terms, rowid, words) values ('delete', old.number, old.words);
    insert into report_terms (rowid, words) values (new.number, new.words);
end;

-- The cutter by which a ledger's words were cut. Words of another cutter are not
-- searched: the tables have to be made again first.
create table cutters (
    ledger text not null primary key,
    cutter text not null
);
