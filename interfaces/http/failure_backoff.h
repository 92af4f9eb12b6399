#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "interfaces/http/ip_address.h"
#include "interfaces/http/keyed_hash.h"

namespace marquee::http {

/// How failures slow down the next attempt.
struct FailureBackoffRule {
    /// So many failures cost nothing. The next one costs `first`, and each further one twice that,
    /// up to `most`.
    int free = 4;
    std::chrono::seconds first{1};
    std::chrono::seconds most{60};
    /// After so long one failure is forgotten.
    std::chrono::seconds forgets_one{300};
};

/// Slows down those who guess passwords: per account, wherever the guesses come from, and per
/// address, whatever accounts they are for. The account's wait is short, since anybody can cause
/// it; the address's becomes long.
///
/// Remembers up to a number of names that have failed; past that it forgets those that were asked
/// for the longest ago. Callable from any thread.
class FailureBackoff {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr FailureBackoffRule kAccountRule{};
    /// An office behind one address mistypes more often than one person.
    static constexpr FailureBackoffRule kAddressRule{
        19, std::chrono::seconds(1), std::chrono::minutes(15), std::chrono::minutes(1)};

    /// Remembers `names` accounts and addresses together; at least 2. `now` is called from any
    /// thread.
    explicit FailureBackoff(const KeyedHash::Key& key,
                            std::function<Time()> now = std::chrono::steady_clock::now,
                            std::size_t names = 100'000,
                            FailureBackoffRule account_rule = kAccountRule,
                            FailureBackoffRule address_rule = kAddressRule);

    /// Nothing: the attempt may be made, and where others have failed before, the next one has to
    /// wait from now on as if this one had been the last to fail. Otherwise it may not be made for
    /// so long, at least a second, and counts for nothing. `account` is the name in its one form,
    /// known or unknown alike.
    std::optional<std::chrono::seconds> wait(std::string_view account, const IpAddress& address);

    /// An attempt that might be made has failed, and by the client's fault.
    void failed(std::string_view account, const IpAddress& address);

    /// It has succeeded: the failures of the account are forgotten. Those of the address stay, or
    /// an account of one's own would pay for guesses at others'.
    void succeeded(std::string_view account);

    /// How many names are remembered.
    std::size_t size() const;

private:
    /// What is known of one account or address.
    struct Record {
        KeyedHash::Value name;
        int failures = 0;
        /// Since when the next failure to be forgotten has been remembered.
        Time remembered_since;
        Time last_attempt;
    };
    using Records = std::list<Record>;
    struct FirstWord {
        std::size_t operator()(const KeyedHash::Value& name) const { return name[0]; }
    };

    KeyedHash::Value account_name(std::string_view account) const;
    KeyedHash::Value address_name(const IpAddress& address) const;
    Record* known(const KeyedHash::Value& name);
    void fail(const KeyedHash::Value& name, Time now);
    static std::chrono::nanoseconds left(Record* record, const FailureBackoffRule& rule, Time now);

    const KeyedHash hash_;
    const std::function<Time()> now_;
    const std::size_t names_;
    const FailureBackoffRule account_rule_;
    const FailureBackoffRule address_rule_;
    mutable std::mutex mutex_;
    /// The latest asked for first.
    Records records_;
    std::unordered_map<KeyedHash::Value, Records::iterator, FirstWord> places_;
};

}  // namespace marquee::http
