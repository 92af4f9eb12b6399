#pragma once

#include <optional>
#include <string>

#include "domain/identity/account.h"
#include "domain/identity/credentials.h"

namespace soci {
class session;
}
namespace marquee::database {
class Row;
}

namespace marquee::identity {

/// What several of the repositories read and write. Every function throws what SOCI throws.

/// The columns of `identity_account AS a` that account_of reads, beginning at `first`.
extern const char* const kAccountColumns;
constexpr std::size_t kAccountColumnCount = 6;
Account account_of(const database::Row& row, std::size_t first);

/// The account, or nothing. With `for_update` it is held until the transaction's end.
std::optional<Account> read_account(soci::session& session, const AccountId& id,
                                    const std::string& for_update = "");

Timestamp time_of(std::int64_t milliseconds);
std::int64_t milliseconds_of(Timestamp time);

}  // namespace marquee::identity
