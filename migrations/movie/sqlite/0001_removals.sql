CREATE TABLE movie_removal (
    movie_id VARCHAR(64) NOT NULL PRIMARY KEY,
    step VARCHAR(32) NOT NULL,
    revision BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    worker VARCHAR(64) NOT NULL,
    lease_until BIGINT NOT NULL
) WITHOUT ROWID;
