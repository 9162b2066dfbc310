-- Projection: which agencies lead or help with which items, with what lists are
-- sorted by, so that an agency's list is a range of one index.
create table item_agencies (
    ledger text not null,
    agency text not null,
    item text not null,
    is_open boolean not null,
    due_key text not null,
    primary key (ledger, agency, item)
);

insert into item_agencies (ledger, agency, item, is_open, due_key)
select ledger, lead, id, is_open, due_key from items
union
select s.ledger, s.agency, s.item, i.is_open, i.due_key
from item_support s join items i on i.ledger = s.ledger and i.id = s.item;

create index item_agencies_by_due on item_agencies (ledger, agency, due_key, item);
create index item_agencies_by_open on item_agencies (ledger, agency, is_open, due_key, item);
create index item_agencies_by_item on item_agencies (ledger, item);

drop table item_support;
