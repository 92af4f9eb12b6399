#include "app/settings/setting_table.h"

#include <algorithm>
#include <stdexcept>

#include "app/settings/hosting_values.h"
#include "app/settings/http_values.h"

namespace marquee::app {
namespace {

using namespace std::chrono_literals;
using S = Settings;

std::vector<Setting> make_table() {
    return {
        {"http.address", address(&S::http_address), "127.0.0.1:8080",
         "Where to listen. An IPv6 address stands in brackets: [::1]:8080. Port 0 takes any free "
         "port."},
        {"http.threads", whole_number(&S::http_threads, 1, 4096), "128",
         "How many requests are worked on at the same time, apart from those that are answered "
         "without any waiting."},
        {"http.connections", whole_number(&S::http_connections, 1, 1'000'000), "20000",
         "How many clients may be connected at the same time; fewer when the system lets the "
         "process have fewer files open. More have to wait until others leave."},
        {"http.request_timeout", duration(&S::http_request_timeout, 1ms), "30s",
         "How long a request may take before it is given up."},
        {"http.compression", boolean(&S::http_compression), "true",
         "Pack answers with gzip for clients that ask for it. Off, where a proxy does that."},
        {"http.cors_origins", origins(&S::http_cors_origins), "none",
         "The web sites whose pages may use the server from a browser, separated by commas: "
         "https://app.example, http://localhost:5173. With * all may, with none only pages that "
         "the server serves itself."},
        {"http.trusted_proxies", address_ranges(&S::http_trusted_proxies), "none",
         "The proxies that are believed when they tell for whom they ask. Limits and the log then "
         "go by the address of their client."},
        {"http.proxy_field", proxy_field(&S::http_proxy_field), "x-forwarded-for",
         "The header field in which those proxies tell it. It has to be the one that they write: "
         "the other may come from the client."},
        {"http.tls_certificate", file(&S::http_tls_certificate), "none",
         "The file with the server's certificate, followed by the intermediate ones, in PEM. With "
         "it and its key HTTPS is served instead of HTTP. Both files are read again when they "
         "change, and on SIGHUP."},
        {"http.tls_key", file(&S::http_tls_key), "none",
         "The file with the certificate's key, in PEM without a passphrase."},
        {"http.hsts", boolean(&S::http_hsts), "true",
         "With a certificate, tell browsers to come over HTTPS only, for a year "
         "(Strict-Transport-Security)."},

        {"limits.login", rate_limit(&S::limits_login), "60/min burst 60",
         "How many logins are taken from one address, or IPv6 network of 64 bits: a rate such as "
         "100/s, 30/min or 100/s burst 200 (so many at once after a rest), or off (also 0) for no "
         "limit. Past a limit requests are answered with 429 and told when to come back."},
        {"limits.write", rate_limit(&S::limits_write), "50/s burst 500",
         "How many writes are taken from one address without a caller that is signed in."},
        {"limits.read", rate_limit(&S::limits_read), "200/s burst 2000", "The same for reads."},
        {"limits.search", rate_limit(&S::limits_search), "50/s burst 500",
         "The same for lists, searches and suggestions."},
        {"limits.caller_write", rate_limit(&S::limits_caller_write), "100/s burst 1000",
         "How many writes are taken from one caller that is signed in, from whatever address."},
        {"limits.caller_read", rate_limit(&S::limits_caller_read), "400/s burst 4000",
         "The same for reads."},
        {"limits.caller_search", rate_limit(&S::limits_caller_search), "100/s burst 1000",
         "The same for lists, searches and suggestions."},
        {"limits.exempt", address_ranges(&S::limits_exempt), "127.0.0.0/8, ::1",
         "Whose requests are not limited at all: this machine's, unless told otherwise. The server "
         "of a website that asks for all of its visitors belongs here."},

        {"access.anonymous_reads", boolean(&S::access_anonymous_reads), "true",
         "Let clients read the catalogue without saying who they are. Off, only those with an "
         "account or a service's credentials may."},
        {"access.sign_up", boolean(&S::access_sign_up), "true",
         "Let anybody make an account for themselves, with which they may rate. Off, only "
         "administrators make accounts."},

        {"database.url", database_url(&S::database_url), "sqlite://data/marquee.db",
         "The database: sqlite://data/file.db (relative), sqlite:///path/file.db (absolute), "
         "sqlite::memory:, or mysql://user:password@host[:port][,host2[:port]...]/name. Special "
         "characters in user and password are percent-encoded. A password is best given in the "
         "environment or the file: every user of the machine can see flags.",
         Secret::yes},
        {"database.pool_size", whole_number(&S::database_pool_size, 1, 1000), "16",
         "How many connections to the database are open at most."},
        {"database.pool_wait", duration(&S::database_pool_wait, 0ms), "5s",
         "How long a request waits for a free connection."},
        {"database.startup_wait", duration(&S::database_startup_wait, 0ms), "30s",
         "How long a MySQL server that is away is waited for at the start."},
        {"database.statement_timeout", duration(&S::database_statement_timeout, 1ms), "30s",
         "After this a database server that does not answer a statement counts as lost."},

        {"rating.prior_weight", number(&S::rating_prior_weight, 0, 1e6), "25",
         "How many average ratings every movie is given beforehand in its weighted rating: the "
         "larger, the more ratings it takes to get away from the average of all."},
        {"rating.group_limit", whole_number(&S::rating_group_limit, 1, 10'000), "500",
         "Writes of ratings that are committed together at most, of those that come while others "
         "are being committed. With 1, each is committed by itself, over a connection of its "
         "own."},

        {"cache.bytes", whole_number(&S::cache_bytes, 0, std::int64_t{1} << 40), "67108864",
         "How much memory answers are kept in, in bytes, so that what is read often is made once: "
         "movies and the first pages of lists. With 0 each is made anew."},

        {"identity.admin_password", password(&S::identity_admin_password), "random",
         "The password of the account admin, which the first start makes when there is no account "
         "at all: 8 to 1024 bytes. With random one is made up and shown once. Later it is of no "
         "use. It is best given in the environment or the file: every user of the machine can see "
         "flags.",
         Secret::yes},
        {"identity.password_memory", whole_number(&S::identity_password_memory, 8, 4096), "64",
         "How much memory it takes to check a password, in MiB: the more, the harder it is to try "
         "many. Passwords are hashed anew at the next sign-in after this or the next setting has "
         "changed."},
        {"identity.password_operations", whole_number(&S::identity_password_operations, 1, 100),
         "2", "How many passes over that memory it takes to check a password."},
        {"identity.password_threads", whole_number(&S::identity_password_threads, 1, 256), "2",
         "How many passwords are checked at the same time."},
        {"identity.password_queue", whole_number(&S::identity_password_queue, 0, 10'000), "16",
         "How many more may wait for that; those beyond are told to try again."},
        {"identity.issuer", plain_text(&S::identity_issuer), "http://127.0.0.1:8080",
         "Who access tokens are by, which is the URL at which clients reach Marquee. It is the "
         "same "
         "on all instances; access tokens of before a change are refused after it."},
        {"identity.audience", plain_text(&S::identity_audience), "marquee",
         "Whom access tokens are for. The same on all instances, too."},
        {"identity.access_token_lifetime", duration(&S::identity_access_token_lifetime, 1min, 24h),
         "15m",
         "How long an access token is good. To sign somebody out at once works all the same."},
        {"identity.session_lifetime",
         duration(&S::identity_session_lifetime, 1min, std::chrono::days(3650)), "30d",
         "How long somebody stays signed in without doing anything, up to 3650d."},
        {"identity.algorithm", signing_algorithm(&S::identity_algorithm), "ES256",
         "How access tokens are signed. It goes for keys that are made from then on: see marquee "
         "keys rotate."},
        {"identity.external_issuer", plain_text(&S::identity_external_issuer), "none",
         "An issuer whose access tokens are taken beside those of Marquee, such as a company's "
         "own: "
         "what its tokens have for iss."},
        {"identity.external_audience", plain_text(&S::identity_external_audience), "marquee",
         "What the external issuer's tokens for Marquee have in aud."},
        {"identity.external_keys", key_source(&S::identity_external_keys), "none",
         "The external issuer's keys: the path or the URL of its JWK Set."},
        {"identity.external_roles", role_rule(&S::identity_external_roles), "*:viewer",
         "Which role the claims of an external issuer's token give, such as "
         "groups=film-admins:admin,realm_access.roles=editors:editor,*:viewer. The first entry "
         "that "
         "holds decides, and without one there is no access."},

        {"index.path", folder(&S::index_path), "auto",
         "The folder of the search index, which is this machine's own: it is made anew when it is "
         "missing or damaged. Instances may share it. With auto it lies beside a SQLite database "
         "(data/marquee.db.index), and for MySQL it is data/index."},

        {"events.max_age", duration(&S::events_max_age, 1min, std::chrono::days(3650)), "7d",
         "How long the events of the feeds are kept, up to 3650d. Those that a registered reader "
         "has not had yet are kept longer."},
        {"events.max_count", whole_number(&S::events_max_count, 1, 1'000'000'000), "1000000",
         "How many events are kept at most in each feed, but for those that a registered reader "
         "has not had yet."},

        {"log.level", log_level(&S::log_level), "info", "From which level on messages are logged.",
         Secret::no, Live::yes},
        {"log.format", log_format(&S::log_format), "text",
         "Lines for people, or one JSON object a line. The log goes to standard error."},

        {"shutdown.delay", duration(&S::shutdown_delay, 0ms), "0s",
         "How long to go on serving after a signal to stop, with /readyz failing, so that a load "
         "balancer notices."},
        {"shutdown.grace", duration(&S::shutdown_grace, 0ms), "20s",
         "How long requests that are under way may then take to finish."},

        {"demo.catalogue", boolean(&S::demo_catalogue), "false",
         "Fill an empty database with a demo catalogue."},

        {"contexts", context_set(&S::contexts), "all",
         "The parts of Marquee that this process hosts: metadata (what movies are), rating (what "
         "people think of them), identity (accounts and tokens), movie (what visitors see, and the "
         "way in to all the others), or all. Each has its tables in database.url of its process."},
        {"peer.metadata", target(&S::peer_metadata), "none",
         "Where the processes are that host metadata, when this one does not: host:port, several "
         "of these with commas between, dns:host:port for all addresses that a name has, or etcd: "
         "for those that have registered there. Also: --peer metadata=TARGET."},
        {"peer.rating", target(&S::peer_rating), "none", "The same for rating."},
        {"peer.identity", target(&S::peer_identity), "none", "The same for identity."},
        {"rpc.address", optional_address(&S::rpc_address, "none"), "none",
         "Where to listen for other processes of Marquee, over gRPC. Whoever reaches it may say "
         "for whom they call: it has to be an address of this machine alone, or rpc.tls_* be set."},
        {"rpc.advertise", optional_address(&S::rpc_advertise, "auto"), "auto",
         "The address by which others reach rpc.address, as they are told of it in etcd."},
        {"rpc.tls_certificate", file(&S::rpc_tls_certificate), "none",
         "The file with this process's certificate towards the others, in PEM. With it, both sides "
         "of every call between processes have to show one of rpc.tls_authority."},
        {"rpc.tls_key", file(&S::rpc_tls_key), "none", "The file with its key."},
        {"rpc.tls_authority", file(&S::rpc_tls_authority), "none",
         "The file with the certificates by which those of the others are checked."},
        {"rpc.tls_name", plain_text(&S::rpc_tls_name), "auto",
         "The name that the certificates of all others have, whatever addresses they are found at. "
         "With auto each has to have its own: the host in peer.* (in dns:host:port, too) or, of "
         "those found in etcd, the host in their rpc.advertise."},
        {"rpc.threads", whole_number(&S::rpc_threads, 1, 4096), "64",
         "How many calls of other processes are worked on at the same time."},
        {"rpc.call_timeout", duration(&S::rpc_call_timeout, 100ms), "30s",
         "How long a call to another process may take, repetitions included, when the request that "
         "it is for has no less time left.",
         Secret::no, Live::yes},
        {"rpc.balancing", boolean(&S::rpc_balancing), "true",
         "Of two instances of a context ask the one that does better. Off, ask any of them.",
         Secret::no, Live::yes},
        {"rpc.retries", boolean(&S::rpc_retries), "true",
         "Ask another instance of a context when one fails, where to ask twice does no harm.",
         Secret::no, Live::yes},
        {"rpc.retry_budget", number(&S::rpc_retry_budget, 0, 10), "0.1",
         "How many such repetitions there may be for each call in the long run, besides 10 a "
         "second.",
         Secret::no, Live::yes},
        {"rpc.throttling", boolean(&S::rpc_throttling), "true",
         "Ask a context that refuses most calls less often.", Secret::no, Live::yes},
        {"rpc.throttle_factor", number(&S::rpc_throttle_factor, 1, 1000), "2",
         "How many times as many calls as it accepts a context is still sent then.", Secret::no,
         Live::yes},
        {"rpc.ejection", boolean(&S::rpc_ejection), "true",
         "Leave out instances that fail, until they are well again.", Secret::no, Live::yes},
        {"rpc.ejection_failures", whole_number(&S::rpc_ejection_failures, 1, 1000), "5",
         "After how many failures in a row an instance is left out.", Secret::no, Live::yes},
        {"rpc.shedding", boolean(&S::rpc_shedding), "true",
         "Refuse calls of other processes that would wait for too long.", Secret::no, Live::yes},
        {"rpc.shed_target", duration(&S::rpc_shed_target, 1ms, 1min), "50ms",
         "How long calls of other processes may wait before that, up to 1m.", Secret::no,
         Live::yes},
        {"rpc.messages", boolean(&S::rpc_messages), "false",
         "For a test: let the contexts in this process ask each other by messages, as if they were "
         "in several."},
        {"discovery.etcd", etcd_servers(&S::discovery_etcd), "none",
         "The etcd servers, http://host:2379, with commas between. What this process hosts is "
         "registered there.",
         Secret::yes},

        {"compat.enabled", boolean(&S::compat_enabled), "false",
         "Answer clients of the movie application in the book Microservices with Go, as far as "
         "this process hosts what they ask: its gRPC services at rpc.address, and its HTTP "
         "endpoints at compat.http_address. Such clients never say who they are: whoever reaches "
         "the first may describe movies, and whoever reaches either may rate as anybody."},
        {"compat.http_address", optional_address(&S::compat_http_address, "none"), "none",
         "Where to listen for these clients' HTTP, which is not encrypted. It has to be an address "
         "of this machine alone, unless compat.trust_network is on."},
        {"compat.trust_network", boolean(&S::compat_trust_network), "false",
         "Let compat.http_address be one that other machines reach: then everybody there may rate "
         "as anybody."},
    };
}

/// The key with "." and "_" replaced, and its letters changed.
template <class Change>
std::string derived(std::string name, const std::string& key, char separator, Change change) {
    for (const char c : key) name += c == '.' || c == '_' ? separator : change(c);
    return name;
}

}  // namespace

std::optional<std::string> Setting::read(Settings& settings, TomlForm form,
                                         std::string_view text) const {
    const bool whole_as_number = type.form == TomlForm::number && form == TomlForm::integer;
    if (form == TomlForm::other) return "must be " + type.allowed;
    if (form == type.form || whole_as_number || type.form == TomlForm::text) {
        return type.read(settings, text);
    }
    return "must be " + type.allowed + ", without quotes, not " + shown_value(text);
}

std::string Setting::section() const {
    return key.substr(0, key.find('.'));
}

std::string Setting::flag() const {
    return derived("--", key, '-', [](char c) { return c; });
}

std::string Setting::variable() const {
    return derived("MARQUEE_", key, '_', [](char c) { return static_cast<char>(c - 'a' + 'A'); });
}

const std::vector<Setting>& setting_table() {
    static const std::vector<Setting> table = make_table();
    return table;
}

const Setting* find_setting(std::string_view key) {
    const auto& table = setting_table();
    const auto found = std::ranges::find(table, key, &Setting::key);
    return found == table.end() ? nullptr : &*found;
}

Settings default_settings() {
    Settings settings;
    for (const auto& setting : setting_table()) {
        if (const auto problem = setting.type.read(settings, setting.default_value)) {
            throw std::logic_error("the default of " + setting.key + " " + *problem);
        }
    }
    return settings;
}

}  // namespace marquee::app
