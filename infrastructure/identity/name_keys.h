#pragma once

#include <string>

#include "domain/identity/account.h"

namespace marquee::identity {

/// By what an account's name is found, and told from others.
struct NameKeys {
    /// The same for names that differ by case, width or other compatible forms (Unicode's
    /// NFKC_Casefold).
    std::string folded;
    /// The same for names that people would mistake for each other, whatever their case: what is
    /// left of "Admin" with a Cyrillic "а" is what is left of "ADMIN" (UTS 39, 4).
    std::string skeleton;

    bool operator==(const NameKeys&) const = default;
};

/// Callable from any thread.
NameKeys keys_of(const AccountName& name);

/// Throws Error(invalid), blaming `name`, unless everything in it can be seen and its keys can be
/// stored: some single characters stand for many.
void require_storable(const AccountName& name, const NameKeys& keys);

}  // namespace marquee::identity
