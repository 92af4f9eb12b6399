#pragma once

#include <string>
#include <vector>

#include "tests/support/http_client.h"

namespace marquee::test {

/// Where an answer, or a request that was taken, differs from the OpenAPI document; empty when it
/// does not. Problem documents are looked at wherever they come from, all else only at paths that
/// the document has. Callable from any thread.
std::vector<std::string> contradictions(const HttpExchange& exchange);

}  // namespace marquee::test
