#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
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
/// An attempt counts as failed from its start until it has succeeded, so that many at once do not
/// all slip through before the first has failed. Remembers up to a number of names; past that it
/// forgets those whose last attempt is the longest ago. Callable from any thread.
class FailureBackoff {
public:
    using Time = std::chrono::steady_clock::time_point;

    static constexpr FailureBackoffRule kAccountRule{};
    /// An office behind one address mistypes more often than one person.
    static constexpr FailureBackoffRule kAddressRule{
        19, std::chrono::seconds(1), std::chrono::minutes(15), std::chrono::minutes(1)};

    /// Remembers `names` accounts and addresses together; at least 2.
    explicit FailureBackoff(const KeyedHash::Key& key, std::size_t names = 100'000,
                            FailureBackoffRule account_rule = kAccountRule,
                            FailureBackoffRule address_rule = kAddressRule);

    /// Zero: the attempt may be made, and counts as failed from now on. Otherwise it may not be for
    /// so long, and counts for nothing. `account` is the name in its one form, known or unknown
    /// alike.
    std::chrono::nanoseconds begin(std::string_view account, const IpAddress& address, Time now);

    /// The attempt that was begun has succeeded: the failures of the account are forgotten. Those
    /// of the address stay, or an account of one's own would pay for guesses at others'.
    void succeeded(std::string_view account, const IpAddress& address);

    /// The attempt that was begun came to nothing, through no fault of the client's.
    void abandoned(std::string_view account, const IpAddress& address);

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
    void take_back(const KeyedHash::Value& name);
    static std::chrono::nanoseconds wait(Record* record, const FailureBackoffRule& rule, Time now);

    KeyedHash hash_;
    std::size_t names_;
    FailureBackoffRule account_rule_;
    FailureBackoffRule address_rule_;
    mutable std::mutex mutex_;
    /// The latest attempt first.
    Records records_;
    std::unordered_map<KeyedHash::Value, Records::iterator, FirstWord> places_;
};

}  // namespace marquee::http
