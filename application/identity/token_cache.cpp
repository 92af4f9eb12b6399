#include "application/identity/token_cache.h"

#include <algorithm>
#include <utility>

namespace marquee::identity {
namespace {

/// Also false for what is from the future, after the clock was set back.
bool is_within(Timestamp from, Timestamp now, std::chrono::milliseconds max_age) {
    return from <= now && now - from < max_age;
}

}  // namespace

/// A question to the store that is under way, as long as it lives; those who wait for its answer go
/// on afterwards, whatever becomes of it.
class TokenCache::Asking {
public:
    /// `lock` is the stripe's, and given up.
    Asking(Stripe& stripe, const std::string& hash, std::unique_lock<std::mutex> lock)
        : stripe_(stripe), hash_(hash), question_(std::make_shared<Question>()) {
        stripe_.questions.emplace(hash_, question_);
        lock.unlock();
    }
    ~Asking() {
        const std::lock_guard lock(stripe_.mutex);
        question_->answered = true;
        stripe_.questions.erase(hash_);
        stripe_.answered.notify_all();
    }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

    Stripe& stripe() const { return stripe_; }
    const std::string& hash() const { return hash_; }

    /// These tell the others, too.
    void refuse(TokenRefusal refusal) {
        const std::lock_guard lock(stripe_.mutex);
        forget(stripe_, hash_);
        question_->refusal = refusal;
    }
    void fail(const Error& error) {
        const std::lock_guard lock(stripe_.mutex);
        question_->error = error;
    }

private:
    Stripe& stripe_;
    const std::string& hash_;
    std::shared_ptr<Question> question_;
};

TokenCache::TokenCache(Parts parts, const Limits& limits)
    : parts_(std::move(parts)), limits_(limits) {}

KnownToken TokenCache::find(const Call& call, std::string_view token) {
    const SecretHash hash = parts_.mint.hash_of(token);
    Stripe& stripe = stripe_of(hash);
    std::unique_lock lock(stripe.mutex);
    while (true) {
        if (auto facts = known(stripe, hash.text(), limits_.fresh)) return facts;
        auto old = known(stripe, hash.text(), limits_.usable);
        const auto asked = stripe.questions.find(hash.text());
        if (asked == stripe.questions.end()) {
            Asking asking(stripe, hash.text(), std::move(lock));
            return ask(call, token, old, asking);
        }
        if (old) return old;
        const auto question = asked->second;
        if (!stripe.answered.wait_until(lock, call.cancelled, call.deadline,
                                        [&] { return question->answered; })) {
            throw Error(ErrorCode::deadline_exceeded, "the token could not be checked in time");
        }
        // To ask once more would take each who waits as long, one after the other. But what the
        // other had no time for, this one may have.
        if (question->refusal) return *question->refusal;
        if (question->error && question->error->code() != ErrorCode::deadline_exceeded) {
            throw Error(*question->error);
        }
    }
}

std::shared_ptr<const TokenFacts> TokenCache::find_fresh(std::string_view token) {
    const SecretHash hash = parts_.mint.hash_of(token);
    Stripe& stripe = stripe_of(hash);
    const std::lock_guard lock(stripe.mutex);
    return known(stripe, hash.text(), limits_.fresh);
}

KnownToken TokenCache::ask(const Call& call, std::string_view token, const Facts& old,
                           Asking& asking) {
    const Timestamp now = parts_.clock();
    try {
        auto verdict = parts_.check.check(call, token);
        if (const auto* refusal = std::get_if<TokenRefusal>(&verdict)) {
            asking.refuse(*refusal);
            return *refusal;
        }
        auto facts = std::make_shared<const TokenFacts>(std::get<TokenFacts>(std::move(verdict)));
        const std::lock_guard lock(asking.stripe().mutex);
        remember(asking.stripe(), {asking.hash(), facts, now});
        return facts;
    } catch (const Error& error) {
        asking.fail(error);
        if (old) return old;
        throw;
    }
}

std::size_t TokenCache::size() {
    std::size_t count = 0;
    for (Stripe& stripe : stripes_) {
        const std::lock_guard lock(stripe.mutex);
        count += stripe.entries.size();
    }
    return count;
}

TokenCache::Stripe& TokenCache::stripe_of(const SecretHash& hash) {
    const char digit = hash.text().back();
    return stripes_[static_cast<std::size_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10)];
}

TokenCache::Facts TokenCache::known(const Stripe& stripe, const std::string& hash,
                                    std::chrono::milliseconds max_age) const {
    const auto at = stripe.by_hash.find(hash);
    if (at == stripe.by_hash.end()) return nullptr;
    return is_within(at->second->asked_at, parts_.clock(), max_age) ? at->second->facts : nullptr;
}

void TokenCache::remember(Stripe& stripe, Entry entry) {
    forget(stripe, entry.hash);
    const auto is_room_for = [&](const Entry& last) {
        return stripe.entries.size() < limits_.tokens / kStripes &&
               is_within(last.asked_at, entry.asked_at, limits_.usable);
    };
    // Those of no use go too, so that there are no more than are in use.
    while (!stripe.entries.empty() && !is_room_for(stripe.entries.back())) {
        forget(stripe, std::string(stripe.entries.back().hash));
    }
    stripe.entries.push_front(std::move(entry));
    stripe.by_hash.emplace(stripe.entries.front().hash, stripe.entries.begin());
}

void TokenCache::forget(Stripe& stripe, const std::string& hash) {
    const auto at = stripe.by_hash.find(hash);
    if (at == stripe.by_hash.end()) return;
    stripe.entries.erase(at->second);
    stripe.by_hash.erase(at);
}

}  // namespace marquee::identity
