#include "domain/shared/kept_failure.h"

namespace marquee {
namespace {

std::variant<Error, std::runtime_error> value_of(const std::exception& failure) {
    if (const auto* error = dynamic_cast<const Error*>(&failure)) return *error;
    return std::runtime_error(failure.what());
}

}  // namespace

KeptFailure::KeptFailure(const std::exception& failure) : failure_(value_of(failure)) {}

void KeptFailure::raise() const {
    if (const auto* error = std::get_if<Error>(&failure_)) throw *error;
    throw std::runtime_error(std::get<std::runtime_error>(failure_));
}

}  // namespace marquee
