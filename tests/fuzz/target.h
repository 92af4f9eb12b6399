#pragma once

#include <cstddef>
#include <cstdint>

/// What is fuzzed: throws, or crashes, when something is wrong with what comes of `bytes`. The name
/// is the one that libFuzzer calls, so that a target can be linked with it instead of main.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
