#include "infrastructure/discovery/instance.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "domain/shared/rfc3339.h"
#include "infrastructure/discovery/target.h"

namespace marquee::discovery {
namespace {

using nlohmann::json;

constexpr std::string_view kRoot = "/marquee/instances/";
constexpr std::size_t kLongestWord = 64;

/// Printable, without spaces, so that it can stand in logs and tables.
bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= kLongestWord &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<std::string> text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

}  // namespace

std::string instance_prefix(const std::string& context) {
    return std::string(kRoot) + (context.empty() ? "" : context + "/");
}

std::string instance_key(const Instance& instance) {
    return instance_prefix(instance.context) + instance.id;
}

std::string instance_value(const Instance& instance) {
    return json{{"address", instance.address},
                {"version", instance.version},
                {"started_at", format_time(instance.started_at)}}
        .dump();
}

std::optional<Instance> read_instance(const std::string& key, const std::string& value) {
    if (!key.starts_with(kRoot)) return std::nullopt;
    const std::string rest = key.substr(kRoot.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    Instance instance{
        rest.substr(0, slash), rest.substr(std::min(slash + 1, rest.size())), {}, {}, {}};
    const json object = json::parse(value, nullptr, false);
    if (!is_context_name(instance.context) || !is_word(instance.id) || !object.is_object()) {
        return std::nullopt;
    }
    const auto address = text_in(object, "address");
    const auto version = text_in(object, "version");
    const auto started_at = parse_time(text_in(object, "started_at").value_or(""));
    if (!address || !is_address(*address) || !version || !is_word(*version) || !started_at) {
        return std::nullopt;
    }
    instance.address = *address;
    instance.version = *version;
    instance.started_at = *started_at;
    return instance;
}

}  // namespace marquee::discovery
