CREATE TABLE articles (
    "key" INTEGER NOT NULL,
    id TEXT NOT NULL,
    canonical TEXT,
    source TEXT,
    story INTEGER,
    withdrawn TEXT,
    withdrawn_why TEXT,
    PRIMARY KEY ("key"),
    UNIQUE (id),
    UNIQUE (canonical)
);
CREATE INDEX articles_by_source ON articles (source);
CREATE INDEX articles_by_story ON articles (story);
CREATE INDEX articles_withdrawn ON articles (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE TABLE buckets (
    bucket INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (bucket, version)
)
 WITHOUT ROWID;
CREATE TABLE feeds (
    address TEXT NOT NULL,
    every_seconds INTEGER NOT NULL,
    added TEXT NOT NULL,
    last_checked TEXT,
    note TEXT,
    PRIMARY KEY (address)
)
 WITHOUT ROWID;
CREATE TABLE files (
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (path)
)
 WITHOUT ROWID;
CREATE TABLE leases (
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    until TEXT NOT NULL,
    fence INTEGER NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID;
CREATE TABLE meta (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID;
CREATE TABLE pages (
    address TEXT NOT NULL,
    article TEXT,
    etag TEXT,
    last_modified TEXT,
    digest TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (address)
)
 WITHOUT ROWID;
CREATE INDEX pages_by_article ON pages (article);
CREATE TABLE pending (
    "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    target INTEGER NOT NULL,
    action TEXT NOT NULL,
    CHECK (kind IN ('passage', 'article')),
    CHECK (action IN ('add', 'delete'))
);
CREATE TABLE replicas (
    name TEXT NOT NULL,
    seen INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (name)
)
 WITHOUT ROWID;
CREATE TABLE vectors (
    hash BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (hash)
);
CREATE TABLE came_through (
    article INTEGER NOT NULL,
    feed TEXT NOT NULL,
    PRIMARY KEY (article, feed),
    FOREIGN KEY(article) REFERENCES articles ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE TABLE versions (
    "key" INTEGER NOT NULL,
    article INTEGER NOT NULL,
    version TEXT NOT NULL,
    seq INTEGER NOT NULL,
    url TEXT,
    outlet TEXT,
    title TEXT,
    byline TEXT NOT NULL,
    published TEXT,
    published_precision TEXT,
    modified TEXT,
    kind TEXT NOT NULL,
    language TEXT,
    source TEXT,
    text TEXT NOT NULL,
    added TEXT NOT NULL,
    PRIMARY KEY ("key"),
    UNIQUE (article, version),
    FOREIGN KEY(article) REFERENCES articles ("key") ON DELETE CASCADE
);
CREATE INDEX versions_by_outlet ON versions (outlet, published);
CREATE INDEX versions_by_published ON versions (published);
CREATE INDEX versions_by_version ON versions (version);
CREATE TABLE attributed (
    version INTEGER NOT NULL,
    method TEXT NOT NULL,
    PRIMARY KEY (version),
    FOREIGN KEY(version) REFERENCES versions ("key") ON DELETE CASCADE
);
CREATE TABLE copies (
    one INTEGER NOT NULL,
    other INTEGER NOT NULL,
    PRIMARY KEY (one, other),
    FOREIGN KEY(one) REFERENCES versions ("key") ON DELETE CASCADE,
    FOREIGN KEY(other) REFERENCES versions ("key") ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE INDEX copies_by_other ON copies (other);
CREATE TABLE credits (
    version INTEGER NOT NULL,
    lines TEXT NOT NULL,
    PRIMARY KEY (version),
    FOREIGN KEY(version) REFERENCES versions ("key") ON DELETE CASCADE
);
CREATE TABLE passages (
    "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (version, n),
    FOREIGN KEY(version) REFERENCES versions ("key") ON DELETE CASCADE
);
CREATE INDEX passages_by_hash ON passages (hash);
CREATE TABLE sketches (
    version INTEGER NOT NULL,
    signature BLOB NOT NULL,
    origin TEXT,
    PRIMARY KEY (version),
    FOREIGN KEY(version) REFERENCES versions ("key") ON DELETE CASCADE
);
CREATE TABLE statements (
    "key" INTEGER NOT NULL,
    version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    cue_start INTEGER NOT NULL,
    cue_end INTEGER NOT NULL,
    speaker_start INTEGER,
    speaker_end INTEGER,
    to_start INTEGER,
    to_end INTEGER,
    direct INTEGER NOT NULL,
    name TEXT,
    person TEXT,
    said_on TEXT,
    PRIMARY KEY ("key"),
    FOREIGN KEY(version) REFERENCES versions ("key") ON DELETE CASCADE
);
CREATE INDEX statements_by_person ON statements (person, version, name);
CREATE INDEX statements_by_version ON statements (version, start);
