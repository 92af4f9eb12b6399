CREATE TABLE IF NOT EXISTS rating_score (
    record_type VARCHAR(32) NOT NULL,
    record_id VARCHAR(64) NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    score SMALLINT NOT NULL,
    rated_at BIGINT NOT NULL,
    -- When it came to be stored, by the server; rated_at is what the client says.
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (record_type, record_id, user_id),
    INDEX rating_by_user (user_id, rated_at DESC, record_type, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- h1 to h10 count the ratings with each score.
CREATE TABLE IF NOT EXISTS rating_summary (
    record_type VARCHAR(32) NOT NULL,
    record_id VARCHAR(64) NOT NULL,
    rating_count BIGINT NOT NULL,
    score_sum BIGINT NOT NULL,
    h1 BIGINT NOT NULL,
    h2 BIGINT NOT NULL,
    h3 BIGINT NOT NULL,
    h4 BIGINT NOT NULL,
    h5 BIGINT NOT NULL,
    h6 BIGINT NOT NULL,
    h7 BIGINT NOT NULL,
    h8 BIGINT NOT NULL,
    h9 BIGINT NOT NULL,
    h10 BIGINT NOT NULL,
    PRIMARY KEY (record_type, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The totals of a record type are the sum over its shards, so that writers need not queue for one row.
CREATE TABLE IF NOT EXISTS rating_total (
    record_type VARCHAR(32) NOT NULL,
    shard SMALLINT NOT NULL,
    rating_count BIGINT NOT NULL,
    score_sum BIGINT NOT NULL,
    PRIMARY KEY (record_type, shard)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
