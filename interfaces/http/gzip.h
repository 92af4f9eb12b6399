#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace marquee::http {

/// `bytes` as one gzip member (RFC 1952), the same for the same bytes.
std::string gzipped(std::string_view bytes);

/// Why bytes could not be unpacked.
enum class GunzipFailure { malformed, too_large };

/// What one gzip member holds, if it is at most `limit` bytes. Never makes more than a little
/// beyond that, whatever the member claims or would become.
std::variant<std::string, GunzipFailure> gunzipped(std::string_view bytes, std::size_t limit);

}  // namespace marquee::http
