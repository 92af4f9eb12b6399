#include "app/settings/http_values.h"

#include <charconv>

namespace marquee::app {
namespace {

constexpr int kMostRequests = 1'000'000;

std::optional<int> parse_count(std::string_view digits) {
    int count = 0;
    const char* end = digits.data() + digits.size();
    const auto [rest, failure] = std::from_chars(digits.data(), end, count);
    if (failure != std::errc() || rest != end || count < 1 || count > kMostRequests) {
        return std::nullopt;
    }
    return count;
}

std::optional<http::RateLimit> parse_limit(std::string_view text) {
    if (text == "off" || text == "0") return http::RateLimit();
    constexpr std::string_view kBurst = " burst ";
    const auto burst_at = text.find(kBurst);
    const std::string_view rate = text.substr(0, burst_at);
    const auto slash = rate.find('/');
    const auto count = parse_count(rate.substr(0, slash));
    if (!count || slash == std::string_view::npos) return std::nullopt;
    const std::string_view unit = rate.substr(slash + 1);
    if (unit != "s" && unit != "min") return std::nullopt;
    const auto burst = burst_at == std::string_view::npos
                           ? count
                           : parse_count(text.substr(burst_at + kBurst.size()));
    if (!burst) return std::nullopt;
    return http::RateLimit{*count, std::chrono::seconds(unit == "s" ? 1 : 60), *burst};
}

std::string text_of(const http::RateLimit& limit) {
    if (!limit.on()) return "off";
    return std::to_string(limit.count) + (limit.period == std::chrono::seconds(1) ? "/s" : "/min") +
           " burst " + std::to_string(limit.burst);
}

}  // namespace

ValueType rate_limit(http::RateLimit Settings::*field) {
    const std::string allowed =
        "a rate such as 100/s, 30/min, or 100/s burst 200 (so many at once after a rest), with "
        "numbers from 1 to " +
        std::to_string(kMostRequests) + ", or off (also 0)";
    return {TomlForm::text, "RATE", allowed,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                const auto limit = parse_limit(text);
                if (!limit) return "must be " + allowed + ", not " + shown_value(text);
                settings.*field = *limit;
                return std::nullopt;
            },
            [=](const Settings& settings) { return text_of(settings.*field); }};
}

ValueType address_ranges(http::AddressRanges Settings::*field) {
    const std::string allowed =
        "addresses and ranges such as 192.0.2.1, 10.0.0.0/8 or fd00::/8 with commas between, no "
        "bit of them set beyond the prefix, or none";
    return {TomlForm::text, "ADDRESSES", allowed,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                auto ranges = http::AddressRanges::parse(text);
                if (!ranges) return "must be " + allowed + ", not " + shown_value(text);
                settings.*field = *std::move(ranges);
                return std::nullopt;
            },
            [=](const Settings& settings) { return (settings.*field).text(); }};
}

ValueType proxy_field(http::ProxyField Settings::*field) {
    using http::ProxyField;
    const std::string allowed = "x-forwarded-for|forwarded";
    return {TomlForm::text, allowed, allowed,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                if (text != "x-forwarded-for" && text != "forwarded") {
                    return "must be " + allowed + ", not " + shown_value(text);
                }
                settings.*field =
                    text == "forwarded" ? ProxyField::forwarded : ProxyField::x_forwarded_for;
                return std::nullopt;
            },
            [=](const Settings& settings) {
                return settings.*field == ProxyField::forwarded ? "forwarded" : "x-forwarded-for";
            }};
}

ValueType file(std::string Settings::*field) {
    return {TomlForm::text, "FILE", "the path of a file, or none",
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                // A key that was given instead of its file is not repeated.
                if (text.empty() || text.starts_with("-----") ||
                    text.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos) {
                    return "must be the path of a file, or none, and not what the file holds";
                }
                settings.*field = text;
                return std::nullopt;
            },
            [=](const Settings& settings) { return settings.*field; }};
}

}  // namespace marquee::app
