-- What became of requests with an Idempotency-Key.
CREATE TABLE idempotency_answer (
    -- Of caller, route and key.
    request_hash VARCHAR(64) NOT NULL PRIMARY KEY,
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
    body TEXT NULL
);

CREATE INDEX idempotency_answer_by_expiry ON idempotency_answer (expires_at, request_hash);
