-- Users whose ratings are removed and who rate no more, and how many ratings of theirs were removed.
CREATE TABLE IF NOT EXISTS rating_erased_user (
    user_id VARCHAR(64) NOT NULL,
    ratings_removed BIGINT NOT NULL,
    PRIMARY KEY (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
