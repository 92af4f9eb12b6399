#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace marquee {

/// What went wrong, as far as a caller can act on it. A closed set: whatever is none of these is
/// internal, and thrown as another exception.
enum class ErrorCode {
    invalid,
    unauthenticated,
    forbidden,
    not_found,
    conflict,
    precondition_failed,
    resource_exhausted,
    deadline_exceeded,
    unavailable,
    unknown_outcome,
};

/// The code's name as clients see it, such as "not_found".
std::string_view name_of(ErrorCode code);

/// A field that is to blame, named as the client named it ("cast[3].name"), and what to do about
/// it.
struct FieldError {
    std::string field;
    std::string message;

    bool operator==(const FieldError&) const = default;
};

/// The one error that crosses layers and contexts. Its message and fields are safe to show to any
/// client; operators' details belong into the log where the error is translated.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& message, std::vector<FieldError> fields = {})
        : std::runtime_error(message), code_(code), fields_(std::move(fields)) {}

    ErrorCode code() const noexcept { return code_; }
    const std::vector<FieldError>& fields() const noexcept { return fields_; }

private:
    ErrorCode code_;
    std::vector<FieldError> fields_;
};

/// An `invalid` error that blames one field.
Error invalid_field(const std::string& field, const std::string& message);

/// An `invalid` error that blames all of `fields`, of which there is at least one.
Error invalid_fields(std::vector<FieldError> fields);

}  // namespace marquee
