#pragma once

#include <string>
#include <string_view>

namespace marquee {

/// The same for texts that differ by nothing but case: Unicode's simple case folding, letter by
/// letter. To be compared, not to be shown. Callable from any thread.
std::string fold_case(std::string_view text);

}  // namespace marquee
