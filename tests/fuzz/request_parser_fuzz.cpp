#include <stdexcept>
#include <string_view>

#include "tests/fuzz/parsed_requests.h"
#include "tests/fuzz/target.h"

/// Requests come out the same wherever their bytes are cut, and none has what no request may have.
int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace marquee::fuzz;
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const std::string whole = parsed_whole(input);
    std::vector<std::size_t> everywhere;
    for (std::size_t at = 1; at < size; ++at) everywhere.push_back(at);
    if (parsed_in_parts(input, everywhere) != whole) {
        throw std::logic_error("byte by byte it is something else than " + whole);
    }
    // Places that the input itself decides.
    std::vector<std::size_t> some;
    for (std::size_t at = 0; at < size; at += 1 + bytes[at] % 61) some.push_back(at);
    if (parsed_in_parts(input, some) != whole) {
        throw std::logic_error("in parts it is something else than " + whole);
    }
    return 0;
}
