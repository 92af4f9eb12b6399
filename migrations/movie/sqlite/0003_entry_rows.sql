-- Without rowid, rows lie in the tree's inner pages too: with documents that is two or three to a
-- page, and a million of them eight pages deep, all of which a look-up reads.
CREATE TABLE movie_entry_rows (
    generation BIGINT NOT NULL,
    movie_id VARCHAR(64) NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    title VARCHAR(500) NOT NULL,
    release_year INT NULL,
    -- One a line.
    genres TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- JSON: the whole description.
    document TEXT NULL,
    PRIMARY KEY (generation, movie_id)
);

INSERT INTO movie_entry_rows (generation, movie_id, number, version, title, release_year, genres,
    revision, created_at, updated_at, document)
SELECT generation, movie_id, number, version, title, release_year, genres,
    revision, created_at, updated_at, document
FROM movie_entry;

DROP TABLE movie_entry;

ALTER TABLE movie_entry_rows RENAME TO movie_entry;

CREATE UNIQUE INDEX movie_entry_by_number ON movie_entry (generation, number);
CREATE INDEX movie_entry_by_version ON movie_entry (generation, version, number);
