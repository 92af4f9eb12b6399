#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/settings/context_set.h"
#include "domain/identity/signing_key.h"
#include "interfaces/http/forwarded.h"
#include "interfaces/http/request_limits.h"

namespace marquee::app {

/// From this level on messages are logged.
enum class LogLevel { trace, debug, info, warning, error };

/// Lines for people, or a JSON object a line.
enum class LogFormat { text, json };

/// Where to listen: a name or a numeric address, IPv6 without its brackets. Port 0 is any free one.
struct HostPort {
    std::string host;
    int port = 0;

    bool operator==(const HostPort&) const = default;
};

/// Of identity_admin_password: one is to be made up.
inline constexpr const char* kRandomPassword = "random";
/// Of identity_external_issuer and identity_external_keys: there is no such issuer.
inline constexpr const char* kNoExternalIssuer = "none";

/// Of peer_metadata and its like: the context is in no other process.
inline constexpr const char* kNoPeer = "none";

inline constexpr const char* kNoEtcd = "none";
/// Of rpc_tls_certificate and its like.
inline constexpr const char* kNoFile = "none";
/// Of rpc_tls_name: that of the host by which each is found.
inline constexpr const char* kHostsName = "auto";

/// Everything that an operator can decide, checked. A field is named like its key: `http.threads`
/// is http_threads. What each means, its range and its default are in setting_table.cpp alone, so a
/// Settings comes from load_settings() or default_settings().
struct Settings {
    HostPort http_address;
    int http_threads = 0;
    int http_connections = 0;
    std::chrono::milliseconds http_request_timeout{};
    bool http_compression = true;
    /// Each as browsers send it, or "*" alone for all; none of them twice.
    std::vector<std::string> http_cors_origins;
    http::AddressRanges http_trusted_proxies;
    http::ProxyField http_proxy_field = http::ProxyField::x_forwarded_for;
    /// "none" for plain HTTP.
    std::string http_tls_certificate;
    std::string http_tls_key;
    bool http_hsts = true;

    http::RateLimit limits_login;
    http::RateLimit limits_write;
    http::RateLimit limits_read;
    http::RateLimit limits_search;
    http::RateLimit limits_caller_write;
    http::RateLimit limits_caller_read;
    http::RateLimit limits_caller_search;
    http::AddressRanges limits_exempt;

    bool access_anonymous_reads = true;
    bool access_sign_up = true;

    /// As DatabaseUrl::parse takes it, with its password: not for printing.
    std::string database_url;
    int database_pool_size = 0;
    std::chrono::milliseconds database_pool_wait{};
    std::chrono::milliseconds database_startup_wait{};
    std::chrono::milliseconds database_statement_timeout{};

    double rating_prior_weight = 0;
    int rating_group_limit = 0;

    std::int64_t cache_bytes = 0;

    /// kRandomPassword, or not for printing.
    std::string identity_admin_password;
    /// In MiB.
    int identity_password_memory = 0;
    int identity_password_operations = 0;
    int identity_password_threads = 0;
    int identity_password_queue = 0;
    std::string identity_issuer;
    std::string identity_audience;
    std::chrono::milliseconds identity_access_token_lifetime{};
    std::chrono::milliseconds identity_session_lifetime{};
    identity::SigningAlgorithm identity_algorithm = identity::SigningAlgorithm::es256;
    /// kNoExternalIssuer, or all of the next three count.
    std::string identity_external_issuer;
    std::string identity_external_audience;
    std::string identity_external_keys;
    std::string identity_external_roles;

    /// "auto" for one that goes by the database.
    std::string index_path;

    std::chrono::milliseconds events_max_age{};
    int events_max_count = 0;

    LogLevel log_level = LogLevel::info;
    LogFormat log_format = LogFormat::text;

    std::chrono::milliseconds shutdown_delay{};
    std::chrono::milliseconds shutdown_grace{};

    bool demo_catalogue = false;

    /// Those that this process hosts: at least one.
    ContextSet contexts;
    /// Where the others are, as discovery::parse_target takes it, or kNoPeer.
    std::string peer_metadata;
    std::string peer_rating;
    std::string peer_identity;
    /// Nothing for no server of other processes.
    std::optional<HostPort> rpc_address;
    /// What the others are told: nothing for rpc_address.
    std::optional<HostPort> rpc_advertise;
    /// All of them are "none", or none is.
    std::string rpc_tls_certificate;
    std::string rpc_tls_key;
    std::string rpc_tls_authority;
    /// That in the certificates of the others, or kHostsName.
    std::string rpc_tls_name;
    int rpc_threads = 0;
    std::chrono::milliseconds rpc_call_timeout{};
    bool rpc_balancing = true;
    bool rpc_retries = true;
    double rpc_retry_budget = 0;
    bool rpc_throttling = true;
    double rpc_throttle_factor = 0;
    bool rpc_ejection = true;
    int rpc_ejection_failures = 0;
    bool rpc_shedding = true;
    std::chrono::milliseconds rpc_shed_target{};
    /// Contexts in this process are asked by messages, too.
    bool rpc_messages = false;
    /// As discovery::parse_etcd_servers takes it, with passwords: not for printing. Or kNoEtcd.
    std::string discovery_etcd;

    bool compat_enabled = false;
    std::optional<HostPort> compat_http_address;
    bool compat_trust_network = false;
};

}  // namespace marquee::app
