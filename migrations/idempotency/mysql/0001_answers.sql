-- What became of requests with an Idempotency-Key.
CREATE TABLE IF NOT EXISTS idempotency_answer (
    -- Of caller, route and key.
    request_hash VARCHAR(64) NOT NULL,
    -- Of what the request asks for.
    content_hash VARCHAR(64) NOT NULL,
    -- What the request makes gets this id, whichever run of it comes to its end.
    reserved_id VARCHAR(64) NOT NULL,
    -- The run that has the request until then.
    run VARCHAR(64) NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The answer; NULL as long as there is none.
    status INT NULL,
    content_type VARCHAR(255) NULL,
    -- Pairs of names and values, in JSON.
    header TEXT NULL,
    body MEDIUMTEXT NULL,
    PRIMARY KEY (request_hash),
    INDEX idempotency_answer_by_expiry (expires_at, request_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
