#include <iostream>
#include <optional>

#include "app/commands/audited.h"
#include "app/commands/commands.h"
#include "app/commands/prepared.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/identity.h"
#include "app/own_call.h"
#include "app/uuid.h"
#include "domain/shared/rfc3339.h"

namespace marquee::app {
namespace {

using identity::SigningKey;

/// How long one step may take.
constexpr std::chrono::minutes kStepLimit{2};

Call step_call() {
    return own_call("keys-command", kStepLimit);
}

/// The signing keys in a database that is ready for use.
class OpenKeys {
public:
    explicit OpenKeys(const Settings& settings)
        : contexts_(settings), plan_(signing_plan(settings)) {
        prepare(contexts_, settings, {ContextName::identity});
    }

    std::vector<SigningKey> list() { return repository_.list(step_call()); }

    /// The new key: one that signs at once, if it is the first.
    SigningKey rotate() {
        if (!list().empty()) return keys_.rotate(step_call());
        keys_.prepare(step_call());
        return list().front();
    }

private:
    Contexts contexts_;
    identity::SigningKeys::Plan plan_;
    identity::SqlSigningKeyRepository repository_{contexts_.database};
    tokens::KeyRing ring_{system_now};
    identity::SigningKeys keys_{repository_, ring_, plan_, system_now};
};

/// Of the keys whose turn has come, the newest first, the one that signs; the end when none does.
std::vector<SigningKey>::const_iterator signer_of(const std::vector<SigningKey>& keys,
                                                  Timestamp now) {
    auto signer = keys.end();
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        const bool its_turn =
            key->signs_from <= now && now < key->verifies_until.value_or(Timestamp::max());
        if (its_turn && (signer == keys.end() || signer->signs_from < key->signs_from)) {
            signer = key;
        }
    }
    return signer;
}

std::string state_of(const SigningKey& key, bool signs, Timestamp now) {
    if (signs) return "signs";
    if (now < key.signs_from) return "signs from " + format_time(key.signs_from);
    if (now < *key.verifies_until) return "checks until " + format_time(*key.verifies_until);
    return "over";
}

}  // namespace

int list_keys(const Settings& settings) {
    const auto keys = OpenKeys(settings).list();
    const Timestamp now = system_now();
    const auto signer = signer_of(keys, now);
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        std::cout << key->id.text() << "  " << name_of(key->algorithm) << "  "
                  << format_time(key->created_at) << "  " << state_of(*key, key == signer, now)
                  << "\n";
    }
    return kSuccess;
}

int rotate_keys(const Settings& settings) {
    std::optional<SigningKey> key;
    audited(settings, step_call(), {"signing_key.create", "", ""}, [&](http::AuditAct& act) {
        key = OpenKeys(settings).rotate();
        act.target = key->id.text();
    });
    std::cout << "the new key " << key->id.text() << " (" << name_of(key->algorithm)
              << ") signs from " << format_time(key->signs_from)
              << " on; tokens that were signed before stay good\n";
    return kSuccess;
}

}  // namespace marquee::app
