#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "application/identity/secret_mint.h"
#include "application/identity/token_check.h"
#include "domain/shared/error.h"

namespace marquee::identity {

/// What a token stands for, or why it is not good.
using KnownToken = std::variant<std::shared_ptr<const TokenFacts>, TokenRefusal>;

/// Remembers for a moment what tokens stand for, by their hashes, so that not every request asks
/// the store. What was revoked, disabled or changed counts everywhere before `usable` is over:
/// nobody need be told of it. Tokens that are not good are not remembered.
///
/// Callable from any thread: it is in parts, each behind a lock of its own that is held for a look
/// into a table. Of several who need the same token asked for, one asks.
class TokenCache {
public:
    struct Limits {
        /// What is older is asked for again.
        std::chrono::milliseconds fresh = std::chrono::seconds(2);
        /// What is older is of no use. Until then it stands in while somebody asks, and when the
        /// store is away.
        std::chrono::milliseconds usable = std::chrono::seconds(4);
        /// So many tokens are remembered at most, at least 16.
        std::size_t tokens = 65'536;
    };

    /// What it is made of outlives it.
    struct Parts {
        TokenCheck& check;
        SecretMint& mint;
        Clock clock;
    };

    explicit TokenCache(Parts parts) : TokenCache(std::move(parts), Limits()) {}
    TokenCache(Parts parts, const Limits& limits);

    /// Throws what TokenCheck does.
    KnownToken find(const Call& call, std::string_view token);

    /// What find() would answer without asking anybody; null when it would have to. Never waits.
    std::shared_ptr<const TokenFacts> find_fresh(std::string_view token);

    /// How many tokens are remembered, those included that are too old to be of use.
    std::size_t size();

private:
    static constexpr std::size_t kStripes = 16;

    using Facts = std::shared_ptr<const TokenFacts>;

    struct Entry {
        std::string hash;
        Facts facts;
        /// Before the store was: from then on the facts may be wrong.
        Timestamp asked_at;
    };

    /// Somebody asks the store.
    struct Question {
        bool answered = false;
        std::optional<TokenRefusal> refusal;
        /// Why there was no answer.
        std::optional<Error> error;
    };

    /// On a cache line of its own, so that threads in different stripes don't slow each other down.
    struct alignas(64) Stripe {
        using Entries = std::list<Entry>;

        std::mutex mutex;
        std::condition_variable_any answered;
        /// Those that were asked for last in front.
        Entries entries;
        std::unordered_map<std::string, Entries::iterator> by_hash;
        std::unordered_map<std::string, std::shared_ptr<Question>> questions;
    };

    class Asking;

    Stripe& stripe_of(const SecretHash& hash);
    Facts known(const Stripe& stripe, const std::string& hash,
                std::chrono::milliseconds max_age) const;
    KnownToken ask(const Call& call, std::string_view token, const Facts& old, Asking& asking);
    void remember(Stripe& stripe, Entry entry);
    static void forget(Stripe& stripe, const std::string& hash);

    Parts parts_;
    Limits limits_;
    std::array<Stripe, kStripes> stripes_;
};

}  // namespace marquee::identity
