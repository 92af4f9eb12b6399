#pragma once

#include <string>

#include "nlohmann/json.hpp"

namespace marquee::test {

/// The document in CBOR, as a request's body.
inline std::string cbor(const nlohmann::json& document) {
    std::string bytes;
    nlohmann::json::to_cbor(document, bytes);
    return bytes;
}

/// The document in MessagePack, as a request's body.
inline std::string msgpack(const nlohmann::json& document) {
    std::string bytes;
    nlohmann::json::to_msgpack(document, bytes);
    return bytes;
}

}  // namespace marquee::test
