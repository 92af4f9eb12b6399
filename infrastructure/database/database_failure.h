#pragma once

#include <exception>
#include <string>

#include "domain/shared/error.h"

namespace marquee::database {

/// What a failed statement means for the one who made it. This is the only place that knows the
/// engines' error numbers.
enum class Failure {
    /// The connection is of no more use; nothing that was not committed has happened.
    connection_lost,
    /// The transaction was given up for another's sake; the same again may succeed.
    deadlock,
    duplicate_key,
    /// Another process holds the database for too long.
    busy,
    /// No room, no permission, a read-only server: it can't be done now.
    refused,
    /// User or password is wrong, or the database is none.
    misconfigured,
    statement_timeout,
    /// Anything else, which is a mistake in this program.
    other,
};

/// Classifies what SOCI threw; Failure::other for exceptions that are not a database's.
Failure classify(const std::exception& exception);

/// Classifies an error by the number that MySQL or its client library gave it.
Failure classify_mysql(unsigned int number);

/// The error for callers, safe to show; of no meaning for Failure::other.
Error error_for(Failure failure);

}  // namespace marquee::database
