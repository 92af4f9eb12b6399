CREATE TABLE IF NOT EXISTS movie_removal (
    movie_id VARCHAR(64) NOT NULL,
    step VARCHAR(32) NOT NULL,
    revision BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    worker VARCHAR(64) NOT NULL,
    lease_until BIGINT NOT NULL,
    PRIMARY KEY (movie_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
