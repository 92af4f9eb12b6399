#pragma once

#include <exception>
#include <stdexcept>
#include <variant>

#include "domain/shared/error.h"

namespace marquee {

/// What one thread failed by, for other threads to fail by as well: an Error, or the words of an
/// internal failure. A value, since an exception that several threads hold is better not thrown.
class KeptFailure {
public:
    explicit KeptFailure(const std::exception& failure);

    /// Throws an Error for an Error, of whatever kind it was, and std::runtime_error for the rest.
    [[noreturn]] void raise() const;

private:
    std::variant<Error, std::runtime_error> failure_;
};

}  // namespace marquee
