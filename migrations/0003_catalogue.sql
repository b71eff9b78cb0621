create table collections (
    id           uuid primary key,
    slug         text not null constraint collections_slug_key unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name         text not null check (length(name) between 1 and 120),
    description  text not null default '',
    position     int not null default 0,
    created_at   timestamptz not null default now()
);

create table products (
    id             uuid primary key,
    slug           text not null constraint products_slug_key unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name           text not null check (length(name) between 1 and 160),
    maker          text not null default '',
    material       text not null default '',
    description    text not null default '',
    -- how many were made in all; null when open-ended
    edition_size   int check (edition_size > 0),
    state          text not null default 'draft' check (state in ('draft', 'active', 'archived')),
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    search         tsvector generated always as (
        setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', maker), 'B')
        || setweight(to_tsvector('english', material || ' ' || description), 'C')
    ) stored,
    -- letters and digits of name and maker run together, so that 'airmax' finds 'Air Max'
    squashed       text generated always as (lower(regexp_replace(name || maker, '[^A-Za-z0-9]', '', 'g'))) stored
);
create index products_search on products using gin (search);
create index products_squashed on products using gin (squashed gin_trgm_ops);
create index products_newest on products (created_at desc, id) where state = 'active';

create table collection_products (
    collection_id  uuid not null references collections (id) on delete cascade,
    product_id     uuid not null references products (id) on delete cascade,
    position       int not null default 0,
    primary key (collection_id, product_id)
);
create index collection_products_by_product on collection_products (product_id);

create table variants (
    id           uuid primary key,
    product_id   uuid not null references products (id) on delete cascade,
    sku          text not null constraint variants_sku_key unique check (length(sku) between 1 and 64),
    -- the size, as shoppers say it; also the pool's name in a draw, hence its characters (fair-draw.md, section 3)
    name         text not null check (name ~ '^[A-Za-z0-9 ._/-]{1,64}$'),
    position     int not null default 0,
    price_minor  bigint not null check (price_minor >= 0),
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    created_at   timestamptz not null default now(),
    constraint variants_name_key unique (product_id, name)
);

create table images (
    id            uuid primary key,
    product_id    uuid not null references products (id) on delete cascade,
    position      int not null default 0,
    alt           text not null check (length(alt) between 1 and 300),
    -- of the original, pixels
    width         int not null check (width > 0),
    height        int not null check (height > 0),
    -- #rrggbb shown until the picture is there
    colour        text not null check (colour ~ '^#[0-9a-f]{6}$'),
    -- storage key of the original
    original      text not null,
    -- what has been encoded so far: [{"width": 640, "format": "webp", "key": "…"}]
    renditions    jsonb not null default '[]',
    created_at    timestamptz not null default now()
);
create index images_by_product on images (product_id, position);
