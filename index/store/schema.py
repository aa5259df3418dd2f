"""The tables of a library, and how those of older versions become them."""

__all__ = ["MIGRATIONS", "SCHEMA_VERSION"]

# Each brings a database from the version before to its own; their places are their numbers,
# from 1. One that has been released never changes.
MIGRATIONS = (
    """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    doc_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    date TEXT,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    metadata TEXT NOT NULL
) STRICT;
CREATE TABLE paragraph (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    paragraph TEXT NOT NULL,
    heading TEXT NOT NULL,
    marking TEXT NOT NULL,
    text TEXT NOT NULL,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    text_hash BLOB NOT NULL,
    UNIQUE (document, paragraph)
) STRICT;
CREATE TABLE source (
    path TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL
) STRICT;
CREATE TABLE document_source (
    document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    path TEXT NOT NULL REFERENCES source(path) ON DELETE CASCADE,
    PRIMARY KEY (document, path)
) STRICT;
CREATE INDEX document_source_path ON document_source(path);
CREATE TABLE vector (
    model TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)
) STRICT;
INSERT INTO setting VALUES ('generation', '0');
""",
    """
ALTER TABLE document ADD COLUMN content_hash BLOB NOT NULL DEFAULT x'';
CREATE INDEX paragraph_text_hash ON paragraph(text_hash);
""",
    """
ALTER TABLE vector ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
UPDATE vector SET checksum = crc32(data);
""",
    """
CREATE TABLE token_vector (
    model TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    data BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (model, text_hash)
) STRICT;
""",
    """
CREATE TABLE mark (
    question TEXT NOT NULL,
    doc_id TEXT NOT NULL,
    paragraph TEXT NOT NULL,
    relevant INTEGER NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (question, doc_id, paragraph)
) STRICT, WITHOUT ROWID;
""",
    """
CREATE TABLE conversation (
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    content TEXT NOT NULL,
    changed TEXT NOT NULL,
    PRIMARY KEY (owner, id)
) STRICT;
CREATE INDEX conversation_changed ON conversation(owner, changed);
""",
)
SCHEMA_VERSION = len(MIGRATIONS)
