-- Users whose ratings are removed and who rate no more, and how many ratings of theirs were removed.
CREATE TABLE rating_erased_user (
    user_id VARCHAR(64) NOT NULL PRIMARY KEY,
    ratings_removed BIGINT NOT NULL
) WITHOUT ROWID;
