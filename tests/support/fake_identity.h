#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/identity/account_repository.h"
#include "domain/identity/api_key_repository.h"
#include "domain/identity/erasure_repository.h"
#include "domain/identity/service_repository.h"
#include "domain/identity/session_repository.h"
#include "domain/identity/signing_key_repository.h"
#include "domain/shared/error.h"

namespace marquee::identity {

/// What a name is found by, and what it looks like.
using FakeNameKeys = std::function<std::pair<std::string, std::string>(const AccountName&)>;

/// Good for names in ASCII: nothing looks alike but for its case.
inline std::pair<std::string, std::string> ascii_keys(const AccountName& name) {
    std::string folded = name.text();
    for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return {folded, folded};
}

/// All that the context identity keeps, in memory. Callable from any thread.
struct FakeIdentityState {
    struct Row {
        Account account;
        std::string password_hash;
        std::string folded;
        std::string skeleton;
    };

    std::unique_lock<std::mutex> enter(const Call& call) {
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        return std::unique_lock(mutex);
    }

    /// Null when there is none.
    const Account* account(const AccountId& id) const {
        const auto found = accounts.find(id);
        return found == accounts.end() ? nullptr : &found->second.account;
    }

    bool usable(const AccountId& id) const {
        const auto* found = account(id);
        return found && !found->disabled;
    }

    std::mutex mutex;
    FakeNameKeys keys_of = ascii_keys;
    /// Throws for names that can't be stored.
    std::function<void(const AccountName&)> require_storable = [](const AccountName&) {};
    std::map<AccountId, Row> accounts;
    std::map<SessionId, Session> sessions;
    std::map<ApiKeyId, ApiKey> api_keys;
    std::map<ServiceId, ServiceCredential> services;
    std::map<AccountId, Erasure> erasures;
    /// The newest last.
    std::vector<SigningKey> signing_keys;
};

/// The value, or nothing.
template <class Key, class Value>
std::optional<Value> fake_find(const std::map<Key, Value>& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

/// The values, the oldest first.
template <class Map>
auto fake_list(const Map& map) {
    std::vector<typename Map::mapped_type> result;
    for (const auto& [id, value] : map) result.push_back(value);
    std::ranges::stable_sort(result, {}, [](const auto& value) { return value.created_at; });
    return result;
}

class FakeAccountRepository : public AccountRepository {
public:
    explicit FakeAccountRepository(FakeIdentityState& state) : state_(state) {}

    void create(const Call& call, const Account& account,
                const std::string& password_hash) override {
        const auto lock = state_.enter(call);
        state_.require_storable(account.name);
        insert(account, password_hash);
    }

    bool create_first(const Call& call, const Account& account,
                      const std::string& password_hash) override {
        const auto lock = state_.enter(call);
        if (!state_.accounts.empty()) return false;
        insert(account, password_hash);
        return true;
    }

    bool empty(const Call& call) override {
        const auto lock = state_.enter(call);
        return state_.accounts.empty();
    }

    std::optional<Account> find(const Call& call, const AccountRef& ref) override {
        const auto found = find_with_password(call, ref);
        return found ? std::optional(found->account) : std::nullopt;
    }

    std::optional<AccountWithPassword> find_with_password(const Call& call,
                                                          const AccountRef& ref) override {
        const auto lock = state_.enter(call);
        const auto* id = std::get_if<AccountId>(&ref);
        const auto folded = id ? "" : state_.keys_of(std::get<AccountName>(ref)).first;
        for (const auto& [key, row] : state_.accounts) {
            if (id ? key == *id : row.folded == folded) {
                return AccountWithPassword{row.account, row.password_hash};
            }
        }
        return std::nullopt;
    }

    std::vector<Account> list(const Call& call, const std::optional<AccountName>& after,
                              std::size_t limit) override {
        const auto lock = state_.enter(call);
        std::map<std::string, Account> by_name;
        for (const auto& [id, row] : state_.accounts) by_name.emplace(row.folded, row.account);
        std::vector<Account> result;
        for (const auto& [folded, account] : by_name) {
            if (after && folded <= state_.keys_of(*after).first) continue;
            if (result.size() < limit) result.push_back(account);
        }
        return result;
    }

    std::optional<Account> update(const Call& call, const AccountId& id,
                                  const Change& change) override {
        const auto lock = state_.enter(call);
        const auto row = state_.accounts.find(id);
        if (row == state_.accounts.end()) return std::nullopt;
        Account& account = row->second.account;
        if (const auto after = change(account, other_admins(id))) {
            if (after->disabled) end_sessions(id, std::nullopt);
            account.role = after->role;
            account.disabled = after->disabled;
        }
        return account;
    }

    bool change_password(const Call& call, const AccountId& id,
                         const PasswordChange& change) override {
        const auto lock = state_.enter(call);
        const auto row = state_.accounts.find(id);
        if (row == state_.accounts.end()) return false;
        auto& version = row->second.account.password_version;
        if (version != change.version.value_or(version)) return false;
        ++version;
        row->second.password_hash = change.new_hash;
        end_sessions(id, change.kept_session);
        return true;
    }

    void replace_password_hash(const Call& call, const AccountId& id, std::int64_t version,
                               const std::string& new_hash) override {
        const auto lock = state_.enter(call);
        const auto row = state_.accounts.find(id);
        if (row == state_.accounts.end()) return;
        if (row->second.account.password_version == version) row->second.password_hash = new_hash;
    }

    bool erase(const Call& call, const AccountId& id, const Check& check, Timestamp now) override {
        const auto lock = state_.enter(call);
        const auto row = state_.accounts.find(id);
        if (row == state_.accounts.end()) return false;
        check(row->second.account, other_admins(id));
        end_sessions(id, std::nullopt);
        std::erase_if(state_.api_keys, [&](const auto& key) { return key.second.account == id; });
        state_.accounts.erase(row);
        state_.erasures.emplace(id, Erasure{id, now, {}, 0, {}});
        return true;
    }

private:
    void insert(const Account& account, const std::string& password_hash) {
        const auto [folded, skeleton] = state_.keys_of(account.name);
        for (const auto& [id, row] : state_.accounts) {
            if (row.skeleton != skeleton) continue;
            throw Error(ErrorCode::conflict, "it looks like " + row.account.name.text(),
                        {{"name", "is taken"}});
        }
        state_.accounts.emplace(account.id,
                                FakeIdentityState::Row{account, password_hash, folded, skeleton});
    }

    std::int64_t other_admins(const AccountId& but) const {
        return std::ranges::count_if(state_.accounts, [&](const auto& entry) {
            const Account& account = entry.second.account;
            return account.id != but && account.role == Role::admin && !account.disabled;
        });
    }

    void end_sessions(const AccountId& id, const std::optional<SessionId>& kept) {
        std::erase_if(state_.sessions, [&](const auto& entry) {
            return entry.second.account == id && entry.first != kept;
        });
    }

    FakeIdentityState& state_;
};

class FakeErasureRepository : public ErasureRepository {
public:
    explicit FakeErasureRepository(FakeIdentityState& state) : state_(state) {}

    std::optional<Erasure> find(const Call& call, const AccountId& account) override {
        const auto lock = state_.enter(call);
        return fake_find(state_.erasures, account);
    }

    std::vector<Erasure> unfinished(const Call& call, const std::optional<AccountId>& after,
                                    std::size_t limit) override {
        const auto lock = state_.enter(call);
        std::vector<Erasure> result;
        for (const auto& [account, erasure] : state_.erasures) {
            if (erasure.finished_at || (after && account <= *after)) continue;
            if (result.size() < limit) result.push_back(erasure);
        }
        return result;
    }

    void report(const Call& call, const AccountId& account,
                const ErasureProgress& progress) override {
        const auto lock = state_.enter(call);
        const auto found = state_.erasures.find(account);
        if (found == state_.erasures.end()) return;
        Erasure& erasure = found->second;
        if (erasure.finished_at) return;
        if (!progress.done && progress.ratings_removed < erasure.ratings_removed) return;
        if (!erasure.started_at) erasure.started_at = progress.at;
        erasure.ratings_removed = progress.ratings_removed;
        if (progress.done) erasure.finished_at = progress.at;
    }

private:
    FakeIdentityState& state_;
};

class FakeSessionRepository : public SessionRepository {
public:
    explicit FakeSessionRepository(FakeIdentityState& state) : state_(state) {}

    bool create(const Call& call, const Session& session, std::int64_t password_version) override {
        const auto lock = state_.enter(call);
        if (!state_.usable(session.account) ||
            state_.account(session.account)->password_version != password_version) {
            return false;
        }
        return state_.sessions.emplace(session.id, session).second;
    }

    std::optional<SessionOfAccount> find(const Call& call, const SessionId& id) override {
        const auto lock = state_.enter(call);
        const auto session = fake_find(state_.sessions, id);
        if (!session) return std::nullopt;
        return SessionOfAccount{*session, *state_.account(session->account)};
    }

    std::vector<Session> list(const Call& call, const AccountId& account, Timestamp now,
                              std::size_t limit) override {
        const auto lock = state_.enter(call);
        std::vector<Session> result;
        for (const auto& [id, session] : state_.sessions) {
            if (session.account == account && session.expires_at > now) result.push_back(session);
        }
        std::ranges::stable_sort(result, std::greater(), &Session::used_at);
        if (result.size() > limit)
            result.erase(result.begin() + static_cast<long>(limit), result.end());
        return result;
    }

    RenewalResult renew(const Call& call, const SessionId& id, const Renewal& renewal) override {
        using Outcome = RenewalResult::Outcome;
        const auto lock = state_.enter(call);
        const auto found = state_.sessions.find(id);
        if (found == state_.sessions.end() || found->second.expires_at <= renewal.now ||
            !state_.usable(found->second.account)) {
            return {};
        }
        Session& session = found->second;
        if (session.secret_hash != renewal.presented) {
            state_.sessions.erase(found);
            return {Outcome::reused, std::nullopt};
        }
        session.secret_hash = renewal.next;
        session.used_at = renewal.now;
        session.expires_at = renewal.expires_at;
        return {Outcome::renewed, SessionOfAccount{session, *state_.account(session.account)}};
    }

    bool revoke(const Call& call, const SessionId& id) override {
        const auto lock = state_.enter(call);
        return state_.sessions.erase(id) > 0;
    }

    std::size_t remove_expired(const Call& call, Timestamp now, std::size_t limit) override {
        const auto lock = state_.enter(call);
        std::size_t removed = 0;
        std::erase_if(state_.sessions, [&](const auto& entry) {
            const bool remove = removed < limit && entry.second.expires_at <= now;
            removed += remove ? 1 : 0;
            return remove;
        });
        return removed;
    }

private:
    FakeIdentityState& state_;
};

class FakeApiKeyRepository : public ApiKeyRepository {
public:
    explicit FakeApiKeyRepository(FakeIdentityState& state) : state_(state) {}

    bool create(const Call& call, const ApiKey& key) override {
        const auto lock = state_.enter(call);
        if (!state_.usable(key.account)) return false;
        require_room_for_key(std::ranges::count_if(state_.api_keys, [&](const auto& entry) {
            return entry.second.account == key.account;
        }));
        return state_.api_keys.emplace(key.id, key).second;
    }

    std::optional<ApiKeyOfAccount> find(const Call& call, const ApiKeyId& id) override {
        const auto lock = state_.enter(call);
        const auto key = fake_find(state_.api_keys, id);
        if (!key) return std::nullopt;
        return ApiKeyOfAccount{*key, *state_.account(key->account)};
    }

    std::vector<ApiKey> list(const Call& call, const AccountId& account) override {
        const auto lock = state_.enter(call);
        auto keys = fake_list(state_.api_keys);
        std::erase_if(keys, [&](const ApiKey& key) { return key.account != account; });
        return keys;
    }

    bool revoke(const Call& call, const AccountId& account, const ApiKeyId& id) override {
        const auto lock = state_.enter(call);
        const auto key = fake_find(state_.api_keys, id);
        return key && key->account == account && state_.api_keys.erase(id) > 0;
    }

    void note_use(const Call& call, const ApiKeyId& id, Timestamp used_at) override {
        const auto lock = state_.enter(call);
        const auto key = state_.api_keys.find(id);
        if (key == state_.api_keys.end()) return;
        auto& latest = key->second.used_at;
        latest = std::max(latest.value_or(used_at), used_at);
    }

    std::size_t remove_expired(const Call& call, Timestamp then, std::size_t limit) override {
        const auto lock = state_.enter(call);
        std::size_t removed = 0;
        std::erase_if(state_.api_keys, [&](const auto& entry) {
            const auto& end = entry.second.expires_at;
            const bool remove = removed < limit && end && *end <= then;
            removed += remove ? 1 : 0;
            return remove;
        });
        return removed;
    }

private:
    FakeIdentityState& state_;
};

class FakeServiceRepository : public ServiceRepository {
public:
    explicit FakeServiceRepository(FakeIdentityState& state) : state_(state) {}

    void create(const Call& call, const ServiceCredential& service) override {
        const auto lock = state_.enter(call);
        state_.services.emplace(service.id, service);
    }

    std::optional<ServiceCredential> find(const Call& call, const ServiceId& id) override {
        const auto lock = state_.enter(call);
        return fake_find(state_.services, id);
    }

    std::vector<ServiceCredential> list(const Call& call) override {
        const auto lock = state_.enter(call);
        return fake_list(state_.services);
    }

    bool revoke(const Call& call, const ServiceId& id) override {
        const auto lock = state_.enter(call);
        return state_.services.erase(id) > 0;
    }

private:
    FakeIdentityState& state_;
};

class FakeSigningKeyRepository : public SigningKeyRepository {
public:
    explicit FakeSigningKeyRepository(FakeIdentityState& state) : state_(state) {}

    std::vector<SigningKey> list(const Call& call) override {
        const auto lock = state_.enter(call);
        return {state_.signing_keys.rbegin(), state_.signing_keys.rend()};
    }

    bool create_first(const Call& call, const SigningKey& key) override {
        const auto lock = state_.enter(call);
        if (!state_.signing_keys.empty()) return false;
        state_.signing_keys.push_back(key);
        return true;
    }

    void rotate(const Call& call, const SigningKey& next, Timestamp others_until) override {
        const auto lock = state_.enter(call);
        for (auto& key : state_.signing_keys) {
            if (!key.verifies_until) key.verifies_until = others_until;
        }
        std::erase_if(state_.signing_keys, [&](const SigningKey& key) {
            return *key.verifies_until <= next.created_at;
        });
        state_.signing_keys.push_back(next);
    }

private:
    FakeIdentityState& state_;
};

}  // namespace marquee::identity
