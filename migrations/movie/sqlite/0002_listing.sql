-- The movie read model. One row per build of it, called a generation; visitors see the live one.
CREATE TABLE movie_list (
    generation BIGINT NOT NULL PRIMARY KEY,
    -- 1 for the live one, -1 for one that is being deleted.
    live SMALLINT NOT NULL,
    complete SMALLINT NOT NULL,
    -- The lease of whoever writes to it. `renewals` makes every update change the row.
    epoch BIGINT NOT NULL,
    renewals BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    catalogue_position BIGINT NOT NULL,
    audience_position BIGINT NOT NULL,
    rating_count BIGINT NOT NULL,
    score_sum BIGINT NOT NULL
);

-- One row: the last generation and the last movie number that were given out.
CREATE TABLE movie_list_head (
    id INT NOT NULL PRIMARY KEY,
    generation BIGINT NOT NULL,
    number BIGINT NOT NULL
);

INSERT INTO movie_list_head (id, generation, number) VALUES (1, 0, 0);

-- A removed movie keeps its row, without a document, so that whoever follows versions learns of it.
CREATE TABLE movie_entry (
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
) WITHOUT ROWID;

CREATE UNIQUE INDEX movie_entry_by_number ON movie_entry (generation, number);
CREATE INDEX movie_entry_by_version ON movie_entry (generation, version, number);

-- What a movie's ratings come to, described or not; histogram as "0,2,0,1,…" for 1 to 10.
CREATE TABLE movie_tally (
    generation BIGINT NOT NULL,
    movie_id VARCHAR(64) NOT NULL,
    version BIGINT NOT NULL,
    rating_count BIGINT NOT NULL,
    score_sum BIGINT NOT NULL,
    histogram VARCHAR(220) NOT NULL,
    PRIMARY KEY (generation, movie_id)
) WITHOUT ROWID;

CREATE INDEX movie_tally_by_version ON movie_tally (generation, version);

-- One row: what page tokens are signed with, in hexadecimal.
CREATE TABLE movie_token_secret (
    id INT NOT NULL PRIMARY KEY,
    secret VARCHAR(64) NOT NULL
);
