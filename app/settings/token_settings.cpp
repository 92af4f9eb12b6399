#include <functional>
#include <optional>
#include <string>

#include "app/settings/setting_value.h"
#include "domain/shared/error.h"
#include "domain/shared/text.h"
#include "infrastructure/identity/jwt_access_tokens.h"
#include "infrastructure/tokens/claims_rule.h"
#include "infrastructure/tokens/http_document.h"

namespace marquee::app {
namespace {

constexpr std::size_t kMostCharacters = 1000;

using Check = std::function<std::optional<std::string>(std::string_view)>;

/// A type whose values are texts of a line with which `check` finds nothing wrong.
ValueType text_type(std::string Settings::*field, const std::string& placeholder,
                    const std::string& allowed, const Check& check) {
    return {TomlForm::text, placeholder, allowed,
            [=](Settings& settings, std::string_view text) -> std::optional<std::string> {
                if (auto problem = text_problem(text, kMostCharacters)) return problem;
                if (auto problem = check(text)) return problem;
                settings.*field = text;
                return std::nullopt;
            },
            [=](const Settings& settings) { return settings.*field; }};
}

}  // namespace

ValueType plain_text(std::string Settings::*field) {
    return text_type(field, "TEXT", "a text of up to 1000 characters",
                     [](std::string_view) { return std::nullopt; });
}

ValueType key_source(std::string Settings::*field) {
    ValueType type =
        text_type(field, "PLACE", "none, the path of a file, or a URL with https or http",
                  [](std::string_view text) -> std::optional<std::string> {
                      if (text.find("://") == std::string_view::npos) return std::nullopt;
                      try {
                          tokens::HttpDocument{std::string(text)};
                      } catch (const Error& error) {
                          // It may have a password in it, which is not repeated.
                          return error.what();
                      }
                      return std::nullopt;
                  });
    // The query may have a key in it.
    type.show = [=](const Settings& settings) {
        const std::string& text = settings.*field;
        const auto query = text.find("://") == text.npos ? text.npos : text.find('?');
        return query == text.npos ? text : text.substr(0, query) + "?***";
    };
    return type;
}

ValueType role_rule(std::string Settings::*field) {
    return text_type(field, "RULE", "entries such as groups=film-admins:admin or *:viewer",
                     [](std::string_view text) -> std::optional<std::string> {
                         try {
                             tokens::ClaimsRule(text, identity::external_roles());
                         } catch (const Error& error) {
                             return error.what();
                         }
                         return std::nullopt;
                     });
}

}  // namespace marquee::app
