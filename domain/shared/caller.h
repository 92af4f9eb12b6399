#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee {

/// What somebody is to Marquee. Of viewer, editor and admin each may do what the one before may;
/// a service is a program that speaks for its users.
enum class Role { viewer, editor, admin, service };

/// One kind of thing that is not open to everybody.
enum class Scope {
    /// Describe and remove movies.
    catalogue_write,
    /// Rate, as oneself.
    ratings_write,
    /// Rate, as any user.
    ratings_write_any,
    /// Decide about accounts and what they may do.
    admin,
};

/// The names as tokens, settings and clients have them: "editor", "ratings:write:any".
std::string_view name_of(Role role);
std::string_view name_of(Scope scope);
/// Nothing for any other text.
std::optional<Role> role_named(std::string_view name);
std::optional<Scope> scope_named(std::string_view name);

/// Some of the scopes.
class ScopeSet {
public:
    ScopeSet() = default;
    ScopeSet(std::initializer_list<Scope> scopes);

    /// All that the role may do.
    static ScopeSet of(Role role);

    void insert(Scope scope) { bits_ |= bit(scope); }
    bool contains(Scope scope) const { return (bits_ & bit(scope)) != 0; }
    /// Whether all of `other` are in here.
    bool contains_all(const ScopeSet& other) const { return (bits_ & other.bits_) == other.bits_; }
    bool empty() const { return bits_ == 0; }
    /// In the order of the enumeration.
    std::vector<Scope> list() const;

    bool operator==(const ScopeSet&) const = default;

private:
    static std::uint8_t bit(Scope scope) {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(scope));
    }

    std::uint8_t bits_ = 0;
};

/// The scopes' names, separated by single spaces (RFC 6749, 3.3).
std::string text_of(const ScopeSet& scopes);

/// The inverse of text_of, which takes the names in any order; nothing when one is unknown.
std::optional<ScopeSet> parse_scopes(std::string_view text);

/// Who makes a call, and what they may do.
struct Caller {
    enum class Kind {
        /// Nobody we know.
        anonymous,
        /// Somebody with an account, or a service with its credential.
        account,
        /// Marquee itself: its background work and its commands. It may do everything.
        system,
    };

    Kind kind = Kind::anonymous;
    /// The account's id, or the service's; empty for the other kinds.
    std::string account_id;
    Role role = Role::viewer;
    /// What the caller's token is limited to. It never adds to what the role may do.
    ScopeSet limit = {};
    /// That of the sign-in by whose token the caller is known; empty for any other.
    std::string session_id = "";

    /// Limited to nothing less than the role.
    static Caller of_account(std::string id, Role role);
    static Caller of_account(std::string id, Role role, const ScopeSet& limit);
    static Caller of_system();

    bool may(Scope scope) const;
    bool may_administer() const { return may(Scope::admin); }
    /// Whether the caller may give and withdraw that user's ratings.
    bool may_rate_for(std::string_view user_id) const;

    bool operator==(const Caller&) const = default;
};

}  // namespace marquee
