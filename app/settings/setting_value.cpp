#include "app/settings/setting_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "app/one_line.h"
#include "app/settings/parsed_number.h"
#include "domain/identity/password.h"
#include "domain/shared/error.h"
#include "infrastructure/database/database_url.h"
#include "interfaces/text/nfc.h"

namespace marquee::app {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kRandom = kRandomPassword;
/// In place of a password, whatever its length.
constexpr std::string_view kMasked = "***";

struct Unit {
    std::string_view name;
    milliseconds length;
};
/// Largest first.
constexpr std::array<Unit, 5> kUnits{{{"d", std::chrono::days(1)},
                                      {"h", std::chrono::hours(1)},
                                      {"m", std::chrono::minutes(1)},
                                      {"s", std::chrono::seconds(1)},
                                      {"ms", milliseconds(1)}}};

/// Nothing for a time that is longer than `most`.
std::optional<milliseconds> parse_duration(std::string_view text, milliseconds most) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = parsed_number<long long>(text.substr(0, digits));
    const auto unit = std::ranges::find(kUnits, text.substr(digits), &Unit::name);
    if (!count || unit == kUnits.end() || *count > most / unit->length) {
        return std::nullopt;
    }
    return *count * unit->length;
}

std::optional<bool> parse_boolean(std::string_view text) {
    if (text == "true" || text == "1" || text == "yes") return true;
    if (text == "false" || text == "0" || text == "no") return false;
    return std::nullopt;
}

/// A type whose values are what `parse` makes of a text, if anything.
template <class Value, class Parse, class Show>
ValueType type_of(Value Settings::*field, TomlForm form, std::string placeholder,
                  const std::string& allowed, Parse parse, Show show) {
    return {form, std::move(placeholder), allowed,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                const std::optional<Value> value = parse(text);
                if (!value) return "must be " + allowed + ", not " + shown_value(text);
                settings.*field = *value;
                return std::nullopt;
            },
            [=](const Settings& settings) { return std::string(show(settings.*field)); }};
}

/// A type with a few named values.
template <class Value, std::size_t N>
ValueType choice(Value Settings::*field,
                 const std::array<std::pair<std::string_view, Value>, N>& choices) {
    std::string names;
    for (const auto& [name, value] : choices) {
        names += (names.empty() ? "" : "|") + std::string(name);
    }
    return type_of(
        field, TomlForm::text, names, names,
        [choices](std::string_view text) -> std::optional<Value> {
            for (const auto& [name, value] : choices) {
                if (name == text) return value;
            }
            return std::nullopt;
        },
        [choices](Value wanted) -> std::string_view {
            for (const auto& [name, value] : choices) {
                if (value == wanted) return name;
            }
            return "?";
        });
}

template <class Number>
ValueType whole_number_of(Number Settings::*field, Number least, Number most) {
    return type_of(
        field, TomlForm::integer, "NUMBER",
        "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
        [=](std::string_view text) {
            const auto value = parsed_number<Number>(text);
            return value && *value >= least && *value <= most ? value : std::nullopt;
        },
        [](Number value) { return std::to_string(value); });
}

}  // namespace

ValueType address(HostPort Settings::*field) {
    return type_of(field, TomlForm::text, "HOST:PORT",
                   "host:port, such as 127.0.0.1:8080 or [::1]:8080, with a port from 0 to 65535",
                   parse_address, [](const HostPort& value) { return text_of(value); });
}

ValueType whole_number(int Settings::*field, int least, int most) {
    return whole_number_of(field, least, most);
}

ValueType whole_number(std::int64_t Settings::*field, std::int64_t least, std::int64_t most) {
    return whole_number_of(field, least, most);
}

ValueType number(double Settings::*field, double least, double most) {
    return type_of(
        field, TomlForm::number, "NUMBER",
        "a number from " + std::to_string(static_cast<long long>(least)) + " to " +
            std::to_string(static_cast<long long>(most)),
        [=](std::string_view text) {
            const auto value = parsed_number<double>(text);
            return value && *value >= least && *value <= most ? value : std::nullopt;
        },
        [](double value) { return text_of(value); });
}

ValueType boolean(bool Settings::*field) {
    return type_of(field, TomlForm::boolean, "true|false", "true or false", parse_boolean,
                   [](bool value) { return value ? "true" : "false"; });
}

ValueType duration(milliseconds Settings::*field, milliseconds least, milliseconds most) {
    const std::string allowed = "a time from " + text_of(least) + " to " + text_of(most) +
                                " as a whole number with its unit, such as 250ms, 5s, 2m, 1h or 7d";
    auto type = type_of(
        field, TomlForm::text, "TIME", allowed,
        [=](std::string_view text) {
            const auto value = parse_duration(text, most);
            return value && *value >= least ? value : std::nullopt;
        },
        [](milliseconds value) { return text_of(value); });
    type.read = [read = type.read](Settings& settings, std::string_view text) {
        auto problem = read(settings, text);
        if (problem && parsed_number<double>(text)) {
            *problem += "; a bare number has no unit";
        }
        return problem;
    };
    return type;
}

ValueType database_url(std::string Settings::*field) {
    using database::DatabaseUrl;
    return {TomlForm::text, "URL",
            "sqlite://data/file.db, sqlite:///path/file.db, sqlite::memory: or "
            "mysql://user:password@host[:port][,host2[:port]...]/name",
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                try {
                    DatabaseUrl::parse(text);
                } catch (const Error& error) {
                    // It doesn't repeat the URL, and neither do we.
                    return error.what();
                }
                settings.*field = text;
                return std::nullopt;
            },
            [=](const Settings& settings) { return DatabaseUrl::parse(settings.*field).masked(); }};
}

ValueType password(std::string Settings::*field) {
    return {TomlForm::text, "PASSWORD", "a password of 8 to 1024 bytes, or random",
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                // The problem doesn't repeat the password, and neither do we.
                if (text != kRandom) {
                    if (auto problem = identity::Password::problem(text)) return problem;
                }
                settings.*field = to_nfc(std::string(text));
                return std::nullopt;
            },
            [=](const Settings& settings) {
                return std::string(settings.*field == kRandom ? kRandom : kMasked);
            }};
}

ValueType folder(std::string Settings::*field) {
    return {TomlForm::text, "FOLDER", "the path of a folder, or auto",
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                if (text.empty() || text.find('\0') != std::string_view::npos) {
                    return "must be the path of a folder, or auto";
                }
                settings.*field = text;
                return std::nullopt;
            },
            [=](const Settings& settings) { return settings.*field; }};
}

ValueType signing_algorithm(identity::SigningAlgorithm Settings::*field) {
    using identity::SigningAlgorithm;
    return choice(field,
                  std::to_array<std::pair<std::string_view, SigningAlgorithm>>(
                      {{"ES256", SigningAlgorithm::es256}, {"RS256", SigningAlgorithm::rs256}}));
}

ValueType log_level(LogLevel Settings::*field) {
    return choice(
        field, std::to_array<std::pair<std::string_view, LogLevel>>({{"trace", LogLevel::trace},
                                                                     {"debug", LogLevel::debug},
                                                                     {"info", LogLevel::info},
                                                                     {"warning", LogLevel::warning},
                                                                     {"error", LogLevel::error}}));
}

ValueType log_format(LogFormat Settings::*field) {
    return choice(field, std::to_array<std::pair<std::string_view, LogFormat>>(
                             {{"text", LogFormat::text}, {"json", LogFormat::json}}));
}

std::string shown_value(std::string_view value) {
    constexpr std::size_t kMost = 60;
    constexpr std::string_view kScheme = "://";
    const auto scheme = value.find(kScheme);
    auto shown = std::min(
        {value.size(), kMost, scheme == std::string_view::npos ? scheme : scheme + kScheme.size()});
    // Not in the middle of a character.
    while (shown < value.size() && (value[shown] & 0xC0) == 0x80) --shown;
    return "'" + one_line(value.substr(0, shown)) + (shown < value.size() ? "..." : "") + "'";
}

std::string text_of(double value) {
    std::array<char, 64> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

std::string text_of(milliseconds time) {
    for (const auto& [name, length] : kUnits) {
        if (time.count() == 0 || time % length != milliseconds(0)) continue;
        return std::to_string(time / length) + std::string(name);
    }
    return "0s";
}

}  // namespace marquee::app
