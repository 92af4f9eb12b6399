CREATE TABLE IF NOT EXISTS identity_account (
    id VARCHAR(64) NOT NULL,
    name VARCHAR(64) NOT NULL,
    -- The name with its case folded: by it accounts are found and listed.
    folded_name VARCHAR(255) NOT NULL,
    -- What the name looks like: no two accounts may look alike.
    name_skeleton VARCHAR(255) NOT NULL,
    role VARCHAR(16) NOT NULL,
    disabled SMALLINT NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    password_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX identity_account_by_name (folded_name),
    UNIQUE INDEX identity_account_by_skeleton (name_skeleton),
    INDEX identity_account_by_role (role, disabled, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- secret_hash is that of the one refresh token that is good now.
CREATE TABLE IF NOT EXISTS identity_session (
    id VARCHAR(64) NOT NULL,
    account_id VARCHAR(64) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    INDEX identity_session_by_account (account_id, id),
    INDEX identity_session_by_expiry (expires_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS identity_api_key (
    id VARCHAR(64) NOT NULL,
    account_id VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    -- Names, separated by spaces.
    scopes VARCHAR(255) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NULL,
    used_at BIGINT NULL,
    PRIMARY KEY (id),
    INDEX identity_api_key_by_account (account_id, created_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS identity_service (
    id VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Each key has a generation of its own, so that of several made at once none is overlooked.
CREATE TABLE IF NOT EXISTS identity_signing_key (
    generation BIGINT NOT NULL,
    id VARCHAR(64) NOT NULL,
    algorithm VARCHAR(16) NOT NULL,
    -- In PEM.
    private_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    verifies_until BIGINT NULL,
    PRIMARY KEY (generation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
