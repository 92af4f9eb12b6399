#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace marquee::database {

enum class Engine { sqlite, mysql };

/// The engine's name as folders and messages have it: "sqlite", "mysql".
std::string_view name_of(Engine engine);

/// Where a database is: `sqlite:///path/file.db`, `sqlite::memory:`, or
/// `mysql://user:password@host[:port][,host2[:port]…]/name`.
struct DatabaseUrl {
    struct Host {
        std::string name;
        int port = 3306;

        bool operator==(const Host&) const = default;
    };

    Engine engine = Engine::sqlite;
    /// SQLite: the file, relative to the working folder unless it begins with "/"; or ":memory:".
    std::string path;
    /// MySQL: tried in this order; never empty.
    std::vector<Host> hosts;
    std::string user;
    std::string password;
    std::string database;

    bool in_memory() const { return engine == Engine::sqlite && path == ":memory:"; }

    /// The URL without its password, fit for logs.
    std::string masked() const;

    /// Reads a URL. User, password and database may be percent-encoded. `sqlite://data/file.db` is
    /// relative, `sqlite:///var/file.db` absolute. Throws Error(invalid) that says what is wrong,
    /// without repeating the password.
    static DatabaseUrl parse(std::string_view url);
};

}  // namespace marquee::database
