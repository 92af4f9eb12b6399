#pragma once

#include <string>

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/method.h"

namespace marquee::rpc {

/// For an answer of `method` that is not as it was promised: throws std::runtime_error.
[[noreturn]] void refuse_answer(const Method& method, const std::string& why);

/// What `read` makes of an answer of `method`. When domain types refuse what is in it, who answered
/// is to blame and not who asked: refuses the answer in place of their Error(invalid).
template <class Read>
auto reading(const Method& method, Read read) {
    try {
        return read();
    } catch (const Error& error) {
        refuse_answer(method, error.what());
    }
}

}  // namespace marquee::rpc
