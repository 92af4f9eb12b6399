#pragma once

#include <optional>
#include <string>

#include "nlohmann/json_fwd.hpp"

#include "application/identity/account_service.h"
#include "application/identity/api_key_service.h"
#include "domain/identity/account.h"
#include "domain/identity/credentials.h"

namespace marquee::identity {

/// The documents of the context identity.
nlohmann::ordered_json account_json(const Account& account);
/// Who `caller` is; `account` is theirs, if we have one.
nlohmann::ordered_json caller_json(const Caller& caller, const std::optional<Account>& account);
nlohmann::ordered_json key_json(const ApiKey& key);
/// `current`: it is the one that asks.
nlohmann::ordered_json session_json(const Session& session, bool current);
nlohmann::ordered_json service_json(const ServiceCredential& service);

/// What the caller may do, by role and token together.
ScopeSet scopes_of(const Caller& caller);

/// An account that is to be made.
struct NewAccount {
    AccountName name;
    Role role;
    Password password;
};

/// A new password, and the one that it replaces.
struct PasswordPair {
    std::string current;
    Password next;
};

/// These read a request's body. They throw Error(invalid) with all that is wrong with it; nothing
/// of a password is ever in that.
NewAccount read_new_account(const std::string& body);
/// The same for what everybody may make: it has no role to choose.
NewAccount read_sign_up(const std::string& body);
AccountChange read_account_change(const std::string& body);
Password read_password(const std::string& body);
PasswordPair read_password_pair(const std::string& body);
NewApiKey read_new_key(const std::string& body);
Label read_service_name(const std::string& body);

}  // namespace marquee::identity
