#pragma once

#include <string_view>

namespace marquee::json {

/// Refuses, as Error(invalid), what the CBOR parser is too trusting with: texts in pieces that are
/// in pieces themselves (it calls itself for each), lengths beyond the body (the largest it takes
/// for "unknown"), and integers below -2^63 (it wraps them). Whatever else is wrong is left to it.
void check_cbor(std::string_view body);

}  // namespace marquee::json
