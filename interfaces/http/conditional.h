#pragma once

#include <string>
#include <string_view>

#include "domain/shared/precondition.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

/// The entity tag of a representation that the stored thing's revision alone decides: "<hex>".
std::string etag_of(Revision revision);
/// The tag of one that other things decide as well, seen in its bytes: "<hex>.<digest of body>".
/// Preconditions look at its revision only.
std::string etag_of(Revision revision, std::string_view body);
/// The tag of one without a revision. It never satisfies If-Match.
std::string etag_of(std::string_view body);

/// What If-Match and If-None-Match ask of a write. A tag that was not made here, or is weak, is one
/// that never matches. Throws Error(invalid) for fields that are malformed or contradict each
/// other, and for If-None-Match with anything but "*": to ignore it would write what the client
/// wanted left alone.
Precondition precondition_of(const Request& request);

/// `response`, or 304 without a body when the request is a GET or HEAD whose If-None-Match names
/// the same version, in a form and content coding that the request takes. Its ETag is then the one
/// that the client named. A malformed If-None-Match is as good as none.
Response not_modified_or(const Request& request, Response response);

}  // namespace marquee::http
