#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "infrastructure/migration/migrator.h"
#include "infrastructure/migration/mysql_connection.h"

namespace marquee::migration {

/// The right to migrate one context, which one runner among all instances has at a time: a row
/// with its owner, an expiry on the database's clock, and an epoch that grows with every owner, so
/// that one who was slow to notice its loss can't write any more. (No GET_LOCK: Galera has none.)
/// It is renewed in the background over a connection of its own, and given back at its end.
class MysqlLease {
public:
    /// Waits for the lease of `context`, whose table it creates. `connection` outlives the lease.
    /// Throws MigrationError when it isn't free in time, and MysqlError.
    MysqlLease(MysqlConnection& connection, const database::DatabaseUrl& url,
               const std::string& context, const MigratorOptions& options);
    ~MysqlLease();
    MysqlLease(const MysqlLease&) = delete;
    MysqlLease& operator=(const MysqlLease&) = delete;

    /// Runs `write` on the connection in a transaction that commits only if the lease is still
    /// ours. `write` may run more than once. Throws MigrationError when it no longer is, and
    /// MysqlError.
    void fenced(const std::function<void()>& write);

private:
    void create_table();
    bool try_acquire();
    void wait_until_acquired();
    bool renew(MysqlConnection& connection) const;
    void keep_renewing(std::stop_token stop) const;

    MysqlConnection& connection_;
    const database::DatabaseUrl& url_;
    std::string context_;
    std::string table_;
    const MigratorOptions& options_;
    std::string owner_;
    std::int64_t epoch_ = 0;
    /// Last, so that it has stopped before the rest goes.
    std::jthread renewal_;
};

}  // namespace marquee::migration
