CREATE TABLE metadata_movie (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    title VARCHAR(500) NOT NULL,
    release_year INT NULL,
    runtime_minutes INT NULL,
    description TEXT NULL,
    -- JSON: original_title, alternative_titles, genres, directors, cast, poster_url,
    -- external_ids.
    details TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE metadata_external_id (
    provider VARCHAR(32) NOT NULL,
    value VARCHAR(64) NOT NULL,
    movie_id VARCHAR(64) NOT NULL,
    PRIMARY KEY (provider, value)
) WITHOUT ROWID;

CREATE INDEX metadata_external_id_by_movie ON metadata_external_id (movie_id);
