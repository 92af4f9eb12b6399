CREATE TABLE IF NOT EXISTS metadata_movie (
    id VARCHAR(64) NOT NULL,
    title VARCHAR(500) NOT NULL,
    release_year INT NULL,
    runtime_minutes INT NULL,
    description MEDIUMTEXT NULL,
    -- JSON: original_title, alternative_titles, genres, directors, cast, poster_url,
    -- external_ids.
    details MEDIUMTEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS metadata_external_id (
    provider VARCHAR(32) NOT NULL,
    value VARCHAR(64) NOT NULL,
    movie_id VARCHAR(64) NOT NULL,
    PRIMARY KEY (provider, value),
    INDEX metadata_external_id_by_movie (movie_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
