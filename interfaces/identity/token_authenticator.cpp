#include "interfaces/identity/token_authenticator.h"

#include <stdexcept>

namespace marquee::identity {
namespace {

const char* text_of(TokenRefusal refusal) {
    switch (refusal) {
        case TokenRefusal::invalid:
            return "the token is not valid here";
        case TokenRefusal::expired:
            return "the token has expired";
        case TokenRefusal::ended:
            return "the token was revoked, or its account is disabled or gone";
    }
    throw std::logic_error("a refusal without a text");
}

}  // namespace

Caller TokenAuthenticator::caller_of(const Call& call, std::string_view token) {
    const auto known = cache_.find(call, token);
    if (const auto* refusal = std::get_if<TokenRefusal>(&known)) {
        throw Error(ErrorCode::unauthenticated, text_of(*refusal));
    }
    return std::get<std::shared_ptr<const TokenFacts>>(known)->caller;
}

std::optional<Caller> TokenAuthenticator::known_caller(std::string_view token) {
    const auto facts = cache_.find_fresh(token);
    return facts ? std::optional(facts->caller) : std::nullopt;
}

}  // namespace marquee::identity
