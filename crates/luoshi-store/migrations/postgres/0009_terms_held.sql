-- What the indexes of words hold needs no table here: a generated column has it.
select 1;
