#include "domain/identity/credentials.h"

#include <algorithm>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/text.h"

namespace marquee::identity {
namespace {

constexpr std::size_t kHashLength = 64;
constexpr std::size_t kMaxLabelLength = 100;

}  // namespace

SecretHash::SecretHash(std::string text) : text_(std::move(text)) {
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (text_.size() != kHashLength || !std::all_of(text_.begin(), text_.end(), is_digit)) {
        throw invalid_field("secret_hash", "must be 64 hexadecimal digits");
    }
}

Label::Label(std::string text) : text_(std::move(text)) {
    if (const auto found = text_problem(text_, kMaxLabelLength)) {
        throw invalid_field("name", *found);
    }
}

void require_room_for_key(std::int64_t keys) {
    if (keys < kMostApiKeys) return;
    throw Error(ErrorCode::conflict, "the account has " + std::to_string(kMostApiKeys) +
                                         " API keys, which is the most it may have; revoke one");
}

}  // namespace marquee::identity
