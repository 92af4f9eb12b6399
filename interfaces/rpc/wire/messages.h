#pragma once

#include "domain/shared/caller.h"
#include "domain/shared/clock.h"
#include "domain/shared/movie_description.h"
#include "domain/shared/movie_id.h"
#include "domain/shared/precondition.h"

namespace google::protobuf {
class Timestamp;
}
namespace marquee::v1 {
class Caller;
class MovieDescription;
class Precondition;
}  // namespace marquee::v1

namespace marquee::rpc {

/// What the contexts have in common, as messages and back. What comes back has passed no check but
/// that of its types' constructors; they throw Error(invalid).

void write(const Caller& caller, v1::Caller& message);
Caller read(const v1::Caller& message);

void write(const MovieDescription& description, v1::MovieDescription& message);
MovieDescription read(const v1::MovieDescription& message);

void write(const Precondition& precondition, v1::Precondition& message);
Precondition read(const v1::Precondition& message);

void write(Timestamp time, google::protobuf::Timestamp& message);
/// Throws Error(invalid) beyond the years 1 to 9999.
Timestamp read(const google::protobuf::Timestamp& message);

}  // namespace marquee::rpc
