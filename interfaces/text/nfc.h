#pragma once

#include <string>

namespace marquee {

/// `text` in Unicode's normalisation form C, so that equal texts are equal bytes. What is not valid
/// UTF-8 comes back as it is, for the domain to refuse. Callable from any thread.
std::string to_nfc(std::string text);

}  // namespace marquee
