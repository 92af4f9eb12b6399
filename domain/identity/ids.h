#pragma once

#include <compare>
#include <string>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/text.h"

namespace marquee::identity {

/// The id of one kind of thing: 1 to 64 of `A-Z a-z 0-9 . _ -`.
template <class Kind>
class Id {
public:
    /// Throws Error(invalid), blaming the kind's field.
    explicit Id(std::string text) : text_(std::move(text)) {
        if (!is_opaque_name(text_)) {
            throw invalid_field(Kind::kField, "must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
    }

    const std::string& text() const { return text_; }
    auto operator<=>(const Id&) const = default;

private:
    std::string text_;
};

struct AccountKind {
    static constexpr const char* kField = "account_id";
};
struct SessionKind {
    static constexpr const char* kField = "session_id";
};
struct ApiKeyKind {
    static constexpr const char* kField = "key_id";
};
struct ServiceKind {
    static constexpr const char* kField = "client_id";
};
struct SigningKeyKind {
    static constexpr const char* kField = "kid";
};

/// An account's, by which other contexts know the user.
using AccountId = Id<AccountKind>;
using SessionId = Id<SessionKind>;
using ApiKeyId = Id<ApiKeyKind>;
/// A service's, its OAuth client id.
using ServiceId = Id<ServiceKind>;
/// A signing key's, as the headers of tokens name it.
using SigningKeyId = Id<SigningKeyKind>;

}  // namespace marquee::identity
