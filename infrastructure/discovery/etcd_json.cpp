#include "infrastructure/discovery/etcd_json.h"

#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "domain/shared/error.h"

namespace marquee::discovery {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestLine = 200;

Error not_etcd(const std::string& what) {
    return Error(ErrorCode::unavailable, "the answer is not etcd's: " + what);
}

}  // namespace

json parse_object(const std::string& text) {
    json object = json::parse(text, nullptr, false);
    if (!object.is_object()) throw not_etcd("no JSON object");
    return object;
}

const json& member(const json& object, const char* name) {
    static const json kNull;
    if (!object.is_object()) throw not_etcd(std::string("no object around ") + name);
    const auto found = object.find(name);
    return found == object.end() ? kNull : *found;
}

std::int64_t integer(const json& object, const char* name) {
    const json& value = member(object, name);
    if (value.is_null()) return 0;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (const auto* digits = value.get_ptr<const std::string*>()) {
        std::int64_t number = 0;
        const char* end = digits->data() + digits->size();
        const auto [rest, problem] = std::from_chars(digits->data(), end, number);
        if (problem == std::errc() && rest == end) return number;
    }
    throw not_etcd(std::string(name) + " is no integer");
}

bool boolean(const json& object, const char* name) {
    const json& value = member(object, name);
    if (value.is_null()) return false;
    if (!value.is_boolean()) throw not_etcd(std::string(name) + " is neither true nor false");
    return value.get<bool>();
}

std::string text(const json& object, const char* name) {
    const json& value = member(object, name);
    if (value.is_null()) return "";
    if (!value.is_string()) throw not_etcd(std::string(name) + " is no text");
    return value.get<std::string>();
}

std::string bytes(const json& object, const char* name) {
    std::istringstream encoded(text(object, name));
    try {
        Poco::Base64Decoder decoder(encoded);
        return {std::istreambuf_iterator<char>(decoder), {}};
    } catch (const Poco::Exception&) {
        throw not_etcd(std::string(name) + " is not base64");
    }
}

std::string base64(std::string_view bytes) {
    std::ostringstream encoded;
    Poco::Base64Encoder encoder(encoded);
    encoder.rdbuf()->setLineLength(0);
    encoder.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    encoder.close();
    return encoded.str();
}

std::string one_line(const std::string& text) {
    std::string line = text.substr(0, kLongestLine);
    for (char& c : line) {
        if (c < ' ' || c > '~') c = '?';
    }
    return line;
}

}  // namespace marquee::discovery
