#include "infrastructure/database/sqlite_backend.h"

#include <list>
#include <soci/sqlite3/soci-sqlite3.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace marquee::database {
namespace {

/// Statements that a connection keeps, and how long their text may be, in bytes.
constexpr std::size_t kMostStatements = 64;
constexpr std::size_t kLongestText = 16 * 1024;

using Prepared = sqlite_api::sqlite3_stmt*;

/// Statements that nobody uses at the moment, and that hold no value and no lock.
class IdleStatements {
public:
    IdleStatements() = default;
    ~IdleStatements() {
        for (const auto& [text, statement] : by_use_) sqlite_api::sqlite3_finalize(statement);
    }
    IdleStatements(const IdleStatements&) = delete;
    IdleStatements& operator=(const IdleStatements&) = delete;

    /// One of that text, or null.
    Prepared take(const std::string& text) {
        const auto found = by_text_.find(text);
        if (found == by_text_.end()) return nullptr;
        const auto entry = found->second;
        by_text_.erase(found);
        const Prepared statement = entry->second;
        by_use_.erase(entry);
        return statement;
    }

    void give_back(const std::string& text, Prepared statement) {
        sqlite_api::sqlite3_reset(statement);
        sqlite_api::sqlite3_clear_bindings(statement);
        if (text.size() > kLongestText || by_text_.contains(text)) {
            sqlite_api::sqlite3_finalize(statement);
            return;
        }
        by_use_.emplace_front(text, statement);
        by_text_.emplace(by_use_.front().first, by_use_.begin());
        if (by_use_.size() <= kMostStatements) return;
        by_text_.erase(by_use_.back().first);
        sqlite_api::sqlite3_finalize(by_use_.back().second);
        by_use_.pop_back();
    }

private:
    /// The one used last goes first.
    std::list<std::pair<std::string, Prepared>> by_use_;
    /// The texts are those of the list.
    std::unordered_map<std::string_view, decltype(by_use_)::iterator> by_text_;
};

class Statement : public soci::sqlite3_statement_backend {
public:
    Statement(soci::sqlite3_session_backend& session, IdleStatements& idle)
        : sqlite3_statement_backend(session), idle_(idle) {}

    void prepare(const std::string& text, soci::details::statement_type type) override {
        clean_up();
        if (const Prepared statement = idle_.take(text)) {
            stmt_ = statement;
            databaseReady_ = true;
        } else {
            sqlite3_statement_backend::prepare(text, type);
        }
        text_ = text;
    }

    void clean_up() override {
        if (stmt_ != nullptr) idle_.give_back(text_, std::exchange(stmt_, nullptr));
        sqlite3_statement_backend::clean_up();
    }

private:
    IdleStatements& idle_;
    std::string text_;
};

/// Closed by its base, after the statements, which are members, are gone.
class Session : public soci::sqlite3_session_backend {
public:
    using sqlite3_session_backend::sqlite3_session_backend;

    Statement* make_statement_backend() override { return new Statement(*this, idle_); }
    IdleStatements& idle() { return idle_; }

private:
    IdleStatements idle_;
};

struct Factory : soci::backend_factory {
    Session* make_session(const soci::connection_parameters& parameters) const override {
        return new Session(parameters);
    }
};

Session& backend_of(soci::session& session) {
    return static_cast<Session&>(*session.get_backend());
}

Prepared prepared(Session& session, const std::string& text) {
    if (const Prepared statement = session.idle().take(text)) return statement;
    Prepared statement = nullptr;
    const int result = sqlite_api::sqlite3_prepare_v2(
        session.conn_, text.data(), static_cast<int>(text.size()), &statement, nullptr);
    if (result == SQLITE_OK) return statement;
    throw soci::sqlite3_soci_error(
        std::string(sqlite_api::sqlite3_errmsg(session.conn_)) + " while preparing \"" + text + '"',
        result);
}

}  // namespace

sqlite_api::sqlite3* sqlite_of(soci::session& session) {
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

bool SqliteStatement::fits(soci::session& session) {
    return dynamic_cast<Session*>(session.get_backend()) != nullptr;
}

SqliteStatement::SqliteStatement(soci::session& session, const std::string& text)
    : session_(session), text_(text), statement_(prepared(backend_of(session), text)) {}

SqliteStatement::~SqliteStatement() {
    backend_of(session_).idle().give_back(text_, statement_);
}

void SqliteStatement::restart() {
    // What it says is how the last run ended, which was told then.
    sqlite_api::sqlite3_reset(statement_);
}

void SqliteStatement::bind(std::size_t index, const std::string& text) {
    require(sqlite_api::sqlite3_bind_text(statement_, static_cast<int>(index) + 1, text.data(),
                                          static_cast<int>(text.size()), SQLITE_STATIC));
}

void SqliteStatement::bind(std::size_t index, std::int64_t number) {
    require(sqlite_api::sqlite3_bind_int64(statement_, static_cast<int>(index) + 1, number));
}

void SqliteStatement::bind_null(std::size_t index) {
    require(sqlite_api::sqlite3_bind_null(statement_, static_cast<int>(index) + 1));
}

bool SqliteStatement::step() {
    const int result = sqlite_api::sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    require(result);
    return false;
}

void SqliteStatement::read(std::vector<std::optional<std::string>>& columns) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int column = static_cast<int>(i);
        const auto* text = sqlite_api::sqlite3_column_text(statement_, column);
        if (text == nullptr) {
            columns[i].reset();
            continue;
        }
        const auto size =
            static_cast<std::size_t>(sqlite_api::sqlite3_column_bytes(statement_, column));
        if (!columns[i]) columns[i].emplace();
        columns[i]->assign(reinterpret_cast<const char*>(text), size);
    }
}

std::int64_t SqliteStatement::changes() const {
    return sqlite_api::sqlite3_changes(sqlite_of(session_));
}

void SqliteStatement::require(int result) const {
    if (result == SQLITE_OK) return;
    const char* message = sqlite_api::sqlite3_errmsg(sqlite_of(session_));
    throw soci::sqlite3_soci_error(std::string(message) + " while executing \"" + text_ + '"',
                                   result);
}

const soci::backend_factory& sqlite_backend() {
    // Its bookkeeping of memory has one lock for all connections, at which they would queue.
    static const int configured = sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(configured);
    static const Factory factory;
    return factory;
}

}  // namespace marquee::database
