#include "domain/shared/error.h"

namespace marquee {

std::string_view name_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return "invalid";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::forbidden:
            return "forbidden";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::conflict:
            return "conflict";
        case ErrorCode::precondition_failed:
            return "precondition_failed";
        case ErrorCode::resource_exhausted:
            return "resource_exhausted";
        case ErrorCode::deadline_exceeded:
            return "deadline_exceeded";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::unknown_outcome:
            return "unknown_outcome";
    }
    throw std::logic_error("an error code without a name");
}

Error invalid_field(const std::string& field, const std::string& message) {
    return Error(ErrorCode::invalid, field + " " + message, {{field, message}});
}

Error invalid_fields(std::vector<FieldError> fields) {
    std::string message = fields.front().field + " " + fields.front().message;
    if (fields.size() > 1) {
        message += ", and " + std::to_string(fields.size() - 1) + " more to mend";
    }
    return Error(ErrorCode::invalid, message, std::move(fields));
}

}  // namespace marquee
