#include "interfaces/rpc/wire/status.h"

#include <array>
#include <optional>
#include <stdexcept>

#include "domain/shared/error.h"
#include "google/rpc/status.pb.h"
#include "marquee/v1/shared.pb.h"

namespace marquee::rpc {
namespace {

constexpr std::array kCodes{
    ErrorCode::invalid,         ErrorCode::unauthenticated,    ErrorCode::forbidden,
    ErrorCode::not_found,       ErrorCode::conflict,           ErrorCode::precondition_failed,
    ErrorCode::unavailable,     ErrorCode::resource_exhausted, ErrorCode::deadline_exceeded,
    ErrorCode::unknown_outcome,
};

Status::Code code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return Status::invalid_argument;
        case ErrorCode::unauthenticated:
            return Status::unauthenticated;
        case ErrorCode::forbidden:
            return Status::permission_denied;
        case ErrorCode::not_found:
            return Status::not_found;
        case ErrorCode::conflict:
            return Status::already_exists;
        case ErrorCode::precondition_failed:
            return Status::failed_precondition;
        case ErrorCode::resource_exhausted:
            return Status::resource_exhausted;
        case ErrorCode::deadline_exceeded:
            return Status::deadline_exceeded;
        case ErrorCode::unavailable:
            return Status::unavailable;
        case ErrorCode::unknown_outcome:
            return Status::unknown;
    }
    throw std::logic_error("an error code without a status");
}

/// The code by its name; for one that a newer Marquee has, what that makes of it for everybody.
std::optional<ErrorCode> error_code_of(const std::string& name, Status::Code status) {
    if (name.empty()) return std::nullopt;
    for (const auto code : kCodes) {
        if (name_of(code) == name) return code;
    }
    for (const auto code : kCodes) {
        if (code_of(code) == status) return code;
    }
    return std::nullopt;
}

/// What the other side said in our words, if it did.
std::optional<v1::Error> words_in(const Status& status) {
    google::rpc::Status details;
    if (!details.ParseFromString(status.details) || details.details().empty()) return std::nullopt;
    v1::Error message;
    if (!details.details(0).UnpackTo(&message)) return std::nullopt;
    return message;
}

std::optional<Error> error_in(const Status& status) {
    const auto message = words_in(status);
    if (!message) return std::nullopt;
    const auto code = error_code_of(message->code(), status.code);
    if (!code) return std::nullopt;
    std::vector<FieldError> fields;
    for (const auto& field : message->fields()) fields.push_back({field.field(), field.message()});
    return Error(*code, message->message(), std::move(fields));
}

/// Clients that know nothing of our words look here for the code and the message, too, and some
/// distrust a status that isn't so.
std::string details_with(Status::Code code, const v1::Error& error) {
    google::rpc::Status status;
    status.set_code(code);
    status.set_message(error.message());
    status.add_details()->PackFrom(error);
    return status.SerializeAsString();
}

}  // namespace

Status status_of(const std::exception& failure) {
    const auto* error = dynamic_cast<const Error*>(&failure);
    v1::Error message;
    if (error == nullptr) {
        message.set_code("internal");
        message.set_message("something went wrong");
        return {Status::internal, message.message(), details_with(Status::internal, message)};
    }
    message.set_code(std::string(name_of(error->code())));
    message.set_message(error->what());
    for (const auto& field : error->fields()) {
        auto& blamed = *message.add_fields();
        blamed.set_field(field.field);
        blamed.set_message(field.message);
    }
    const Status::Code code = code_of(error->code());
    return {code, error->what(), details_with(code, message)};
}

bool in_our_words(const Status& status) {
    return words_in(status).has_value();
}

void throw_failure(const Status& status, const Method& method, bool maybe_asked) {
    if (const auto error = error_in(status)) throw Error(*error);
    const std::string what = method.path() + ": " + status.message;
    switch (status.code) {
        case Status::deadline_exceeded:
        case Status::cancelled:
            throw Error(ErrorCode::deadline_exceeded, "the answer did not come in time");
        case Status::unavailable:
            if (!maybe_asked || method.repeatable()) {
                throw Error(ErrorCode::unavailable, "a part of the server can't be reached");
            }
            throw Error(ErrorCode::unknown_outcome,
                        "a part of the server was lost before it answered: whether it did what it "
                        "was asked to is unknown");
        case Status::resource_exhausted:
            throw Error(ErrorCode::resource_exhausted, "a part of the server has too much to do");
        default:
            throw std::runtime_error(what + " (" + std::to_string(status.code) + ")");
    }
}

}  // namespace marquee::rpc
