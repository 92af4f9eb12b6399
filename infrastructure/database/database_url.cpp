#include "infrastructure/database/database_url.h"

#include <charconv>

#include "domain/shared/error.h"

namespace marquee::database {
namespace {

constexpr std::string_view kMysqlScheme = "mysql://";
constexpr std::string_view kSqliteScheme = "sqlite://";
constexpr std::string_view kSqliteMemory = "sqlite::memory:";

Error bad_url(const std::string& reason) {
    return Error(ErrorCode::invalid,
                 "the database URL " + reason +
                     "; write sqlite://data/file.db, sqlite:///path/file.db, sqlite::memory: or "
                     "mysql://user:password@host[:port][,host2[:port]...]/name");
}

/// Undoes percent-encoding, which a password with "@" or "/" in it needs.
std::string decoded(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        if (text.front() != '%') {
            result += text.front();
            text.remove_prefix(1);
            continue;
        }
        unsigned value = 0;
        const char* digits = text.data() + 1;
        if (text.size() < 3 || std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2 ||
            value == 0) {
            throw bad_url("has a broken percent-escape");
        }
        result += static_cast<char>(value);
        text.remove_prefix(3);
    }
    return result;
}

DatabaseUrl::Host parse_host(std::string_view text) {
    DatabaseUrl::Host host;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) throw bad_url("has an IPv6 host without its closing ]");
        host.name = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        host.name = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (host.name.empty()) throw bad_url("names no host");
    if (port.empty()) return host;
    const char* end = port.data() + port.size();
    const auto [rest, failure] = std::from_chars(port.data() + 1, end, host.port);
    if (port.front() != ':' || failure != std::errc() || rest != end || host.port < 1 ||
        host.port > 65535) {
        throw bad_url("has a port that is not a number from 1 to 65535");
    }
    return host;
}

DatabaseUrl parse_mysql(std::string_view rest) {
    DatabaseUrl url;
    url.engine = Engine::mysql;
    const auto slash = rest.rfind('/');
    if (slash == std::string_view::npos || slash + 1 == rest.size()) {
        throw bad_url("names no database");
    }
    url.database = decoded(rest.substr(slash + 1));
    std::string_view authority = rest.substr(0, slash);
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos) throw bad_url("names no user");
    const std::string_view credentials = authority.substr(0, at);
    const auto colon = std::min(credentials.find(':'), credentials.size());
    url.user = decoded(credentials.substr(0, colon));
    if (url.user.empty()) throw bad_url("names no user");
    if (colon < credentials.size()) url.password = decoded(credentials.substr(colon + 1));

    std::string_view hosts = authority.substr(at + 1);
    while (true) {
        const auto comma = std::min(hosts.find(','), hosts.size());
        url.hosts.push_back(parse_host(hosts.substr(0, comma)));
        if (comma == hosts.size()) return url;
        hosts.remove_prefix(comma + 1);
    }
}

}  // namespace

std::string_view name_of(Engine engine) {
    return engine == Engine::sqlite ? "sqlite" : "mysql";
}

std::string DatabaseUrl::masked() const {
    if (in_memory()) return std::string(kSqliteMemory);
    if (engine == Engine::sqlite) return std::string(kSqliteScheme) + path;
    std::string text = std::string(kMysqlScheme) + user + (password.empty() ? "" : ":***") + "@";
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        text += (i == 0 ? "" : ",") + hosts[i].name + ":" + std::to_string(hosts[i].port);
    }
    return text + "/" + database;
}

DatabaseUrl DatabaseUrl::parse(std::string_view url) {
    if (url.find('\0') != std::string_view::npos) throw bad_url("has a NUL byte");
    if (url.starts_with(kMysqlScheme)) return parse_mysql(url.substr(kMysqlScheme.size()));
    DatabaseUrl result;
    if (url == kSqliteMemory) {
        result.path = ":memory:";
        return result;
    }
    if (!url.starts_with(kSqliteScheme)) throw bad_url("has an unknown scheme");
    result.path = url.substr(kSqliteScheme.size());
    if (result.path.empty() || result.path.ends_with('/')) throw bad_url("names no file");
    // SOCI has no way to say it.
    if (result.path.find('"') != std::string::npos) throw bad_url("has a quote in its path");
    return result;
}

}  // namespace marquee::database
