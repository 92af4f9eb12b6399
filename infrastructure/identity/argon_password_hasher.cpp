#include "infrastructure/identity/argon_password_hasher.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sodium.h>
#include <stdexcept>

#include "domain/identity/password.h"
#include "domain/shared/error.h"

namespace marquee::identity {
namespace {

std::size_t bytes_of(const ArgonEffort& effort) {
    return effort.memory * 1024 * 1024;
}

Error no_memory() {
    return Error(ErrorCode::unavailable,
                 "there is no memory to check a password at this moment; try again soon");
}

std::string new_hash(const SecretText& password, const ArgonEffort& effort) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.view().data(), password.view().size(),
                              effort.operations, bytes_of(effort),
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw no_memory();
    }
    return text.data();
}

bool is_right(const SecretText& password, const std::string& hash) {
    errno = 0;
    if (crypto_pwhash_str_verify(hash.c_str(), password.view().data(), password.view().size()) ==
        0) {
        return true;
    }
    // A wrong password, and no other failure, is EINVAL.
    if (errno == EINVAL) return false;
    if (errno == ENOMEM) throw no_memory();
    throw std::runtime_error("a stored password hash is damaged");
}

}  // namespace

ArgonPasswordHasher::ArgonPasswordHasher(const ArgonEffort& effort, BoundedWorkers& workers)
    : effort_(effort), workers_(workers) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium can't be used");
}

std::string ArgonPasswordHasher::hash(const Call& call, std::string_view password) {
    return workers_.run(call, [effort = effort_, secret = SecretText(password)] {
        return new_hash(secret, effort);
    });
}

Verification ArgonPasswordHasher::verify(const Call& call, std::string_view password,
                                         const std::string& hash) {
    return workers_.run(call, [effort = effort_, secret = SecretText(password), hash] {
        Verification result;
        result.right = is_right(secret, hash);
        // At once, while there is a thread for it.
        if (result.right && crypto_pwhash_str_needs_rehash(hash.c_str(), effort.operations,
                                                           bytes_of(effort)) != 0) {
            result.better_hash = new_hash(secret, effort);
        }
        return result;
    });
}

void ArgonPasswordHasher::pretend(const Call& call, std::string_view password) {
    // To verify a password is to hash it once more, and to compare.
    hash(call, password);
}

}  // namespace marquee::identity
