#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings/settings.h"

namespace marquee::app {

/// How a TOML file writes a value.
enum class TomlForm { text, integer, number, boolean, other };

/// What values a setting takes, and which field of Settings keeps them.
struct ValueType {
    TomlForm form = TomlForm::text;
    /// Stands for the value in help texts, such as HOST:PORT.
    std::string placeholder;
    /// As the rest of "must be": "a whole number from 1 to 4096".
    std::string allowed;
    /// Reads the text into the settings. When it can't, leaves them alone and returns what is
    /// wrong, as a clause that a name and a colon precede.
    std::function<std::optional<std::string>(Settings&, std::string_view)> read;
    /// The value as `read` takes it; a password in it is masked.
    std::function<std::string(const Settings&)> show;
};

ValueType address(HostPort Settings::*field);
ValueType whole_number(int Settings::*field, int least, int most);
ValueType whole_number(std::int64_t Settings::*field, std::int64_t least, std::int64_t most);
ValueType number(double Settings::*field, double least, double most);
ValueType boolean(bool Settings::*field);
ValueType duration(std::chrono::milliseconds Settings::*field, std::chrono::milliseconds least,
                   std::chrono::milliseconds most = std::chrono::hours(24));
ValueType database_url(std::string Settings::*field);
/// One that somebody may choose, or "random".
ValueType password(std::string Settings::*field);
/// Or "auto".
ValueType folder(std::string Settings::*field);
/// Separated by commas, or "*" for all, or "none".
ValueType origins(std::vector<std::string> Settings::*field);
ValueType plain_text(std::string Settings::*field);
/// Where keys are published: a file or a URL, or "none".
ValueType key_source(std::string Settings::*field);
/// See tokens::ClaimsRule.
ValueType role_rule(std::string Settings::*field);
ValueType signing_algorithm(identity::SigningAlgorithm Settings::*field);
ValueType log_level(LogLevel Settings::*field);
ValueType log_format(LogFormat Settings::*field);

/// A value as an error message may repeat it: on one line, in quotes, not too long, and without
/// what follows "://", because a URL that strayed into another setting may have a password in it.
std::string shown_value(std::string_view value);

/// "127.0.0.1:8080", "[::1]:8080". Nothing for any other text.
std::optional<HostPort> parse_address(std::string_view text);

/// The inverse.
std::string text_of(const HostPort& address);

/// Whether only clients on the same machine reach the address.
bool is_loopback(const HostPort& address);

/// The shortest text that reads as exactly this number.
std::string text_of(double value);

/// The time in the largest unit that holds it as a whole number: "250ms", "5s", "2m", "1h", "7d".
std::string text_of(std::chrono::milliseconds time);

}  // namespace marquee::app
