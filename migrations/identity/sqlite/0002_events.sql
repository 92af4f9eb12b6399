-- What changed, in the order of the commits. Positions have no gaps: see infrastructure/events/.
CREATE TABLE identity_event (
    position BIGINT NOT NULL PRIMARY KEY,
    id VARCHAR(36) NOT NULL,
    type VARCHAR(64) NOT NULL,
    schema_version INT NOT NULL,
    record VARCHAR(128) NOT NULL,
    payload TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    request_id VARCHAR(128) NOT NULL
);

-- One row: the position of the last event, and up to which position events were pruned.
CREATE TABLE identity_event_head (
    id INT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    pruned_until BIGINT NOT NULL
);

INSERT INTO identity_event_head (id, position, pruned_until) VALUES (1, 0, 0);

-- Readers for whose sake events are kept, and how far they are.
CREATE TABLE identity_event_consumer (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
