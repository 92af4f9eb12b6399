#pragma once

#include <optional>

#include "domain/shared/error.h"

namespace marquee {

/// The Error that `act` throws, or nothing when it throws none.
template <class Act>
std::optional<Error> error_of(Act act) {
    try {
        act();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

/// The code of the Error that `act` throws, or nothing when it throws none.
template <class Act>
std::optional<ErrorCode> code_of(Act act) {
    const auto error = error_of(act);
    return error ? std::optional(error->code()) : std::nullopt;
}

/// The first field that the Error of `act` blames, or "" when it blames none.
template <class Act>
std::string blame_of(Act act) {
    const auto error = error_of(act);
    return error && !error->fields().empty() ? error->fields().front().field : "";
}

}  // namespace marquee
