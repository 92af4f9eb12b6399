-- Accounts that were erased, and how far the removal of what other contexts have of them is. Without
-- started_at that has not begun, with finished_at it is done.
CREATE TABLE identity_erasure (
    account_id VARCHAR(64) NOT NULL PRIMARY KEY,
    requested_at BIGINT NOT NULL,
    started_at BIGINT NULL,
    ratings_removed BIGINT NOT NULL,
    finished_at BIGINT NULL
);

CREATE INDEX identity_erasure_by_end ON identity_erasure (finished_at, account_id);
