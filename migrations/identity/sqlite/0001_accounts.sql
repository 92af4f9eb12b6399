CREATE TABLE identity_account (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    -- The name with its case folded: by it accounts are found and listed.
    folded_name VARCHAR(255) NOT NULL,
    -- What the name looks like: no two accounts may look alike.
    name_skeleton VARCHAR(255) NOT NULL,
    role VARCHAR(16) NOT NULL,
    disabled SMALLINT NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    password_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX identity_account_by_name ON identity_account (folded_name);
CREATE UNIQUE INDEX identity_account_by_skeleton ON identity_account (name_skeleton);
CREATE INDEX identity_account_by_role ON identity_account (role, disabled, id);

-- secret_hash is that of the one refresh token that is good now.
CREATE TABLE identity_session (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    account_id VARCHAR(64) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX identity_session_by_account ON identity_session (account_id, id);
CREATE INDEX identity_session_by_expiry ON identity_session (expires_at, id);

CREATE TABLE identity_api_key (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    account_id VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    -- Names, separated by spaces.
    scopes VARCHAR(255) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NULL,
    used_at BIGINT NULL
);

CREATE INDEX identity_api_key_by_account ON identity_api_key (account_id, created_at, id);

CREATE TABLE identity_service (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL
);

-- Each key has a generation of its own, so that of several made at once none is overlooked.
CREATE TABLE identity_signing_key (
    generation BIGINT NOT NULL PRIMARY KEY,
    id VARCHAR(64) NOT NULL,
    algorithm VARCHAR(16) NOT NULL,
    -- In PEM.
    private_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    verifies_until BIGINT NULL
);
