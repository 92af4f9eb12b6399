#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/shared/call.h"

namespace marquee::rpc {

/// What travels beside a request, as gRPC's metadata: names in lower case, and values, which are
/// bytes where the name ends in "-bin".
using Metadata = std::vector<std::pair<std::string, std::string>>;

/// The request's id, the trace and the caller. The deadline travels by gRPC's own means.
Metadata metadata_of(const Call& call);

/// The inverse, where `find` gives a field's value. Who says nothing of a caller is anonymous.
/// Throws Error(invalid) for fields that can't be read.
Call call_of(const std::function<std::optional<std::string_view>(std::string_view name)>& find,
             Call::Deadline deadline);

}  // namespace marquee::rpc
