#include "domain/shared/caller.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace marquee {
namespace {

constexpr std::array kRoles{Role::viewer, Role::editor, Role::admin, Role::service};
constexpr std::array kScopes{Scope::catalogue_write, Scope::ratings_write, Scope::ratings_write_any,
                             Scope::admin};

template <class Named>
std::optional<typename Named::value_type> named(const Named& all, std::string_view name) {
    for (const auto one : all) {
        if (name_of(one) == name) return one;
    }
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Role role) {
    switch (role) {
        case Role::viewer:
            return "viewer";
        case Role::editor:
            return "editor";
        case Role::admin:
            return "admin";
        case Role::service:
            return "service";
    }
    throw std::logic_error("a role without a name");
}

std::string_view name_of(Scope scope) {
    switch (scope) {
        case Scope::catalogue_write:
            return "catalogue:write";
        case Scope::ratings_write:
            return "ratings:write";
        case Scope::ratings_write_any:
            return "ratings:write:any";
        case Scope::admin:
            return "admin";
    }
    throw std::logic_error("a scope without a name");
}

std::optional<Role> role_named(std::string_view name) {
    return named(kRoles, name);
}

std::optional<Scope> scope_named(std::string_view name) {
    return named(kScopes, name);
}

ScopeSet::ScopeSet(std::initializer_list<Scope> scopes) {
    for (const auto scope : scopes) insert(scope);
}

ScopeSet ScopeSet::of(Role role) {
    switch (role) {
        case Role::viewer:
            return {Scope::ratings_write};
        case Role::editor:
            return {Scope::ratings_write, Scope::catalogue_write};
        case Role::admin:
            return {Scope::ratings_write, Scope::catalogue_write, Scope::ratings_write_any,
                    Scope::admin};
        case Role::service:
            return {Scope::ratings_write, Scope::ratings_write_any};
    }
    throw std::logic_error("a role without scopes");
}

std::vector<Scope> ScopeSet::list() const {
    std::vector<Scope> result;
    for (const auto scope : kScopes) {
        if (contains(scope)) result.push_back(scope);
    }
    return result;
}

std::string text_of(const ScopeSet& scopes) {
    std::string text;
    for (const auto scope : scopes.list()) {
        if (!text.empty()) text += ' ';
        text += name_of(scope);
    }
    return text;
}

std::optional<ScopeSet> parse_scopes(std::string_view text) {
    ScopeSet scopes;
    while (!text.empty()) {
        const auto end = text.find(' ');
        const auto scope = scope_named(text.substr(0, end));
        if (!scope) return std::nullopt;
        scopes.insert(*scope);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
        // What follows a space is another name.
        if (text.empty()) return std::nullopt;
    }
    return scopes;
}

Caller Caller::of_account(std::string id, Role role) {
    return of_account(std::move(id), role, ScopeSet::of(role));
}

Caller Caller::of_account(std::string id, Role role, const ScopeSet& limit) {
    return {Kind::account, std::move(id), role, limit};
}

Caller Caller::of_system() {
    Caller caller;
    caller.kind = Kind::system;
    return caller;
}

bool Caller::may(Scope scope) const {
    switch (kind) {
        case Kind::anonymous:
            return false;
        case Kind::account:
            return limit.contains(scope) && ScopeSet::of(role).contains(scope);
        case Kind::system:
            return true;
    }
    throw std::logic_error("a caller of no kind");
}

bool Caller::may_rate_for(std::string_view user_id) const {
    return may(Scope::ratings_write_any) || (may(Scope::ratings_write) && user_id == account_id);
}

}  // namespace marquee
