#include "interfaces/http/failure_backoff.h"

#include <algorithm>

namespace marquee::http {
namespace {

using std::chrono::nanoseconds;

/// The wait after so many failures.
nanoseconds delay_of(int failures, const FailureBackoffRule& rule) {
    if (failures <= rule.free) return nanoseconds(0);
    // Doubling ends with the cap, long before the shift could overflow.
    const int doublings = std::min(failures - rule.free - 1, 30);
    return std::min<nanoseconds>(nanoseconds(rule.first) * (1LL << doublings), rule.most);
}

}  // namespace

FailureBackoff::FailureBackoff(const KeyedHash::Key& key, std::function<Time()> now,
                               std::size_t names, FailureBackoffRule account_rule,
                               FailureBackoffRule address_rule)
    : hash_(key),
      now_(std::move(now)),
      names_(std::max<std::size_t>(names, 2)),
      account_rule_(account_rule),
      address_rule_(address_rule) {}

std::optional<std::chrono::seconds> FailureBackoff::wait(std::string_view account,
                                                         const IpAddress& address) {
    const Time now = now_();
    const auto account_key = account_name(account);
    const auto address_key = address_name(address);
    const std::lock_guard lock(mutex_);
    Record* of_account = known(account_key);
    Record* of_address = known(address_key);
    const nanoseconds longest =
        std::max(left(of_account, account_rule_, now), left(of_address, address_rule_, now));
    if (longest > nanoseconds(0)) return std::chrono::ceil<std::chrono::seconds>(longest);
    // Or many at once would all come through before the first of them has failed.
    if (of_account) of_account->last_attempt = now;
    if (of_address) of_address->last_attempt = now;
    return std::nullopt;
}

void FailureBackoff::failed(std::string_view account, const IpAddress& address) {
    const Time now = now_();
    const auto account_key = account_name(account);
    const auto address_key = address_name(address);
    const std::lock_guard lock(mutex_);
    fail(account_key, now);
    fail(address_key, now);
}

void FailureBackoff::succeeded(std::string_view account) {
    const auto account_key = account_name(account);
    const std::lock_guard lock(mutex_);
    if (Record* record = known(account_key)) record->failures = 0;
}

std::size_t FailureBackoff::size() const {
    const std::lock_guard lock(mutex_);
    return records_.size();
}

KeyedHash::Value FailureBackoff::account_name(std::string_view account) const {
    auto name = hash_.of(account);
    // Or an account could be called like an address.
    name[0] ^= 1;
    return name;
}

KeyedHash::Value FailureBackoff::address_name(const IpAddress& address) const {
    return hash_.of(address.client());
}

/// The record of that name, which becomes the latest; null when there is none.
FailureBackoff::Record* FailureBackoff::known(const KeyedHash::Value& name) {
    const auto place = places_.find(name);
    if (place == places_.end()) return nullptr;
    records_.splice(records_.begin(), records_, place->second);
    return &*place->second;
}

void FailureBackoff::fail(const KeyedHash::Value& name, Time now) {
    Record* record = known(name);
    if (!record) {
        if (records_.size() == names_) {
            places_.erase(records_.back().name);
            records_.pop_back();
        }
        record = &records_.emplace_front(Record{name, 0, now, now});
        places_.emplace(name, records_.begin());
    }
    if (record->failures == 0) record->remembered_since = now;
    ++record->failures;
    record->last_attempt = now;
}

/// How long the next attempt has to wait, once what is long ago is forgotten.
nanoseconds FailureBackoff::left(Record* record, const FailureBackoffRule& rule, Time now) {
    if (!record) return nanoseconds(0);
    const auto forgotten =
        std::max<Time::rep>((now - record->remembered_since) / rule.forgets_one, 0);
    record->remembered_since += forgotten * nanoseconds(rule.forgets_one);
    record->failures = static_cast<int>(std::max<Time::rep>(record->failures - forgotten, 0));
    const nanoseconds since = std::max<nanoseconds>(now - record->last_attempt, nanoseconds(0));
    return std::max(delay_of(record->failures, rule) - since, nanoseconds(0));
}

}  // namespace marquee::http
