-- What the indexes of words hold, a row a term, to compare them with their tables.
create virtual table item_terms_held using fts5vocab(item_terms, row);
create virtual table event_terms_held using fts5vocab(event_terms, row);
create virtual table report_terms_held using fts5vocab(report_terms, row);
