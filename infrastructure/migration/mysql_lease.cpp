#include "infrastructure/migration/mysql_lease.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <unistd.h>

#include "domain/shared/error.h"
#include "infrastructure/database/dialect.h"

namespace marquee::migration {
namespace {

constexpr int kMaxDeadlocks = 10;
constexpr std::chrono::milliseconds kPollInterval{100};

const std::string& now_ms() {
    return database::Dialect::of(database::Engine::mysql).now_ms;
}

/// Unlike any other runner's name, and telling an operator where it runs.
std::string new_owner() {
    std::array<char, 33> host{};
    ::gethostname(host.data(), host.size() - 1);
    std::random_device random;
    return std::string(host.data()) + "/" + std::to_string(::getpid()) + "/" +
           std::to_string(random());
}

/// Runs `work` again when it lost to a concurrent transaction.
template <class F>
auto despite_deadlocks(F&& work) {
    for (int tries = 1;; ++tries) {
        try {
            return work();
        } catch (const MysqlError& error) {
            if (!error.deadlock() || tries == kMaxDeadlocks) {
                throw;
            }
        }
    }
}

}  // namespace

MysqlLease::MysqlLease(MysqlConnection& connection, const database::DatabaseUrl& url,
                       const std::string& context, const MigratorOptions& options)
    : connection_(connection),
      url_(url),
      context_(context),
      table_(context + "_migration_lease"),
      options_(options),
      owner_(new_owner()) {
    create_table();
    wait_until_acquired();
    renewal_ = std::jthread([this](std::stop_token stop) { keep_renewing(stop); });
}

MysqlLease::~MysqlLease() {
    renewal_ = {};
    try {
        // A failed script may have left a transaction open.
        connection_.execute("ROLLBACK");
        connection_.execute(
            "UPDATE " + table_ + " SET expires_at = 0 WHERE id = 1 AND owner = ? AND epoch = ?",
            {owner_, epoch_});
    } catch (const MysqlError&) {
        // It expires by itself.
    }
}

void MysqlLease::create_table() {
    // `renewals` makes every UPDATE change the row. One that changes nothing counts no rows, and on
    // Galera takes no part in the certification that finds conflicts between nodes.
    connection_.execute("CREATE TABLE IF NOT EXISTS " + table_ +
                        " (id INT NOT NULL, owner VARCHAR(64) NOT NULL, epoch BIGINT NOT NULL,"
                        " renewals BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (id))"
                        " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
    despite_deadlocks([&] {
        return connection_.execute("INSERT IGNORE INTO " + table_ +
                                   " (id, owner, epoch, renewals, expires_at)"
                                   " VALUES (1, '', 0, 0, 0)");
    });
}

bool MysqlLease::try_acquire() {
    const std::int64_t changed = despite_deadlocks([&] {
        return connection_.execute("UPDATE " + table_ +
                                       " SET owner = ?, epoch = epoch + 1, renewals = renewals + 1,"
                                       " expires_at = " +
                                       now_ms() + " + ? WHERE id = 1 AND expires_at < " + now_ms(),
                                   {owner_, options_.lease_ttl.count()});
    });
    if (changed == 0) {
        return false;
    }
    const auto rows =
        connection_.query("SELECT epoch FROM " + table_ + " WHERE id = 1 AND owner = ?", {owner_});
    if (rows.empty()) {
        return false;
    }
    epoch_ = std::stoll(rows.front().front());
    return true;
}

void MysqlLease::wait_until_acquired() {
    const auto give_up = std::chrono::steady_clock::now() + options_.lease_wait;
    std::string told;
    while (!try_acquire()) {
        const auto rows = connection_.query("SELECT owner FROM " + table_ + " WHERE id = 1");
        const std::string holder = rows.empty() ? "nobody" : rows.front().front();
        if (std::chrono::steady_clock::now() >= give_up) {
            throw MigrationError("another instance (" + holder + ") has been migrating " +
                                 context_ + " for longer than " +
                                 std::to_string(options_.lease_wait.count()) +
                                 " ms. Wait until it has finished, then start again.");
        }
        if (holder != told) {
            options_.progress("waiting for another instance (" + holder + ") that migrates " +
                              context_);
            told = holder;
        }
        std::this_thread::sleep_for(kPollInterval);
    }
}

bool MysqlLease::renew(MysqlConnection& connection) const {
    return connection.execute("UPDATE " + table_ + " SET renewals = renewals + 1, expires_at = " +
                                  now_ms() + " + ? WHERE id = 1 AND owner = ? AND epoch = ?",
                              {options_.lease_ttl.count(), owner_, epoch_}) == 1;
}

void MysqlLease::fenced(const std::function<void()>& write) {
    despite_deadlocks([&] {
        connection_.execute("START TRANSACTION");
        try {
            if (!renew(connection_)) {
                throw MigrationError(
                    "another instance took over the migration of " + context_ +
                    " while this one was too slow. Start again: what it leaves undone is done "
                    "then.");
            }
            write();
            connection_.execute("COMMIT");
        } catch (const std::exception&) {
            connection_.execute("ROLLBACK");
            throw;
        }
    });
}

void MysqlLease::keep_renewing(std::stop_token stop) const {
    const auto interval = std::max(options_.lease_ttl / 3, std::chrono::milliseconds(1));
    const MysqlTimeouts timeouts{.connect = std::min(interval, options_.connect_timeout),
                                 .answer = interval};
    std::unique_ptr<MysqlConnection> connection;
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, stop, interval, [] { return false; }) && !stop.stop_requested()) {
        try {
            if (!connection) {
                connection = MysqlConnection::open(url_, timeouts);
            }
            if (connection && !renew(*connection)) {
                return;
            }
        } catch (const MysqlError&) {
            // The next turn tries anew. Should the lease be lost for that, the fence will tell.
            connection.reset();
        } catch (const Error&) {
            connection.reset();
        }
    }
}

}  // namespace marquee::migration
