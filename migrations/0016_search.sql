-- Likeness of a query of several words ('blu rim' for 'Blue Rim Bowl'): the run-together letters of
-- `squashed` have lost where words begin.
create index products_words on products using gin (lower(name || ' ' || maker) gin_trgm_ops);
