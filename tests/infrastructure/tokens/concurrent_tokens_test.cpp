#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "infrastructure/tokens/external_keys.h"
#include "infrastructure/tokens/jwk.h"
#include "infrastructure/tokens/key_ring.h"
#include "infrastructure/tokens/token_verifier.h"
#include "infrastructure/tokens/verified_tokens.h"
#include "tests/infrastructure/tokens/document_server.h"
#include "tests/infrastructure/tokens/forge.h"

namespace marquee::tokens {
namespace {

constexpr int kThreads = 4;
const Timestamp kNow{std::chrono::seconds(1'800'000'000)};

Claims claims() {
    Claims claims;
    claims.issuer = "issuer";
    claims.subject = "account-1";
    claims.audience = {"marquee"};
    claims.expires_at = kNow + std::chrono::minutes(15);
    return claims;
}

/// Runs `act` with the number of each of some threads, and waits for them.
template <class Act>
void in_threads(Act act) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([&act, i] { act(i); });
}

TEST(ConcurrentTokens, AreSignedAndVerifiedWhileTheRingTurns) {
    KeyRing ring([] { return kNow; });
    const std::vector<RingKey> first = {{ec_key(), kNow - std::chrono::seconds(1)},
                                        {rsa_key(), kNow - std::chrono::seconds(2)}};
    const std::vector<RingKey> second = {{ec_key(), kNow - std::chrono::seconds(2)},
                                         {rsa_key(), kNow - std::chrono::seconds(1)}};
    ring.replace(first);
    const TokenVerifier verifier({"issuer", "marquee", kAccessTokenType}, [] { return kNow; });
    std::atomic<int> refused = 0;
    in_threads([&](int thread) {
        for (int i = 0; i < 30; ++i) {
            if (thread == 0) ring.replace(i % 2 == 0 ? second : first);
            const std::string token = ring.signer()->sign(claims());
            const Verdict verdict = verifier.verify(token, *ring.keys());
            if (std::holds_alternative<Refusal>(verdict)) ++refused;
            if (ring.jwks().empty()) ++refused;
        }
    });
    EXPECT_EQ(refused, 0);
}

TEST(ConcurrentTokens, AreRememberedForEachAlone) {
    VerifiedTokens<int> tokens(160, [] { return kNow; });
    std::atomic<int> wrong = 0;
    std::atomic<int> found = 0;
    in_threads([&](int thread) {
        for (int i = 0; i < 5'000; ++i) {
            const int number = (i * 7 + thread) % 300;
            const TokenHash hash = hash_of(std::to_string(number));
            if (const auto value = tokens.find(hash)) {
                ++found;
                if (*value != number) ++wrong;
            } else {
                tokens.put(hash, std::make_shared<const int>(number),
                           kNow + std::chrono::seconds(1));
            }
            if (i % 100 == 0) tokens.erase(hash);
            if (i % 1'000 == 0) tokens.clear();
        }
    });
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(found, 0);
    EXPECT_LE(tokens.size(), 160u);
}

TEST(ConcurrentTokens, AreLookedUpWhileExternalKeysChange) {
    const std::vector<std::string> sets = {
        jwks_of({ec_key().public_key()}), jwks_of({ec_key().public_key(), rsa_key().public_key()})};
    std::atomic<std::size_t> asked = 0;
    const DocumentServer server(
        [&](Poco::Net::StreamSocket& socket) { answering(sets[asked++ % sets.size()])(socket); });
    ExternalKeys keys({server.url(), std::chrono::seconds(20), std::chrono::hours(1),
                       std::chrono::milliseconds(0)});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::atomic<int> lost = 0;
    in_threads([&](int) {
        bool is_known = false;
        while (asked < 10 && std::chrono::steady_clock::now() < end) {
            const bool is_there = keys.keys()->find(ec_key().public_key().id(), kNow) != nullptr;
            if (is_known && !is_there) ++lost;
            is_known = is_known || is_there;
            keys.miss();
        }
    });
    EXPECT_GE(asked, 10u);
    EXPECT_EQ(lost, 0);
}

}  // namespace
}  // namespace marquee::tokens
