#include "application/identity/api_key_uses.h"

namespace marquee::identity {

TokenVerdict ApiKeyUses::check(const Call& call, std::string_view token) {
    const Timestamp now = parts_.clock();
    auto verdict = parts_.check.check(call, token);
    if (const auto* facts = std::get_if<TokenFacts>(&verdict)) note(*facts, now);
    return verdict;
}

void ApiKeyUses::note(const TokenFacts& facts, Timestamp now) {
    if (!facts.api_key) return;
    if (facts.key_used_at && now - *facts.key_used_at < kPause) return;
    const std::lock_guard lock(mutex_);
    noted_.insert_or_assign(*facts.api_key, now);
}

void ApiKeyUses::write(const Call& call) {
    for (const auto& [id, used_at] : noted()) {
        parts_.keys.note_use(call, id, used_at);
        const std::lock_guard lock(mutex_);
        const auto at = noted_.find(id);
        if (at != noted_.end() && at->second == used_at) noted_.erase(at);
    }
}

ApiKeyUses::Uses ApiKeyUses::noted() const {
    const std::lock_guard lock(mutex_);
    return noted_;
}

}  // namespace marquee::identity
