-- Accounts that were erased, and how far the removal of what other contexts have of them is. Without
-- started_at that has not begun, with finished_at it is done.
CREATE TABLE IF NOT EXISTS identity_erasure (
    account_id VARCHAR(64) NOT NULL,
    requested_at BIGINT NOT NULL,
    started_at BIGINT NULL,
    ratings_removed BIGINT NOT NULL,
    finished_at BIGINT NULL,
    PRIMARY KEY (account_id),
    INDEX identity_erasure_by_end (finished_at, account_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
