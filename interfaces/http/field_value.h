#pragma once

#include <string_view>
#include <vector>

namespace marquee::http {

/// Whether two ASCII texts are the same but for the case of their letters.
bool same_ignoring_case(std::string_view a, std::string_view b);

/// Without spaces and tabs at either end.
std::string_view trimmed(std::string_view text);

/// Whether it has no place in a field's value: all of ASCII's control characters but the tab.
bool is_control(char c);

/// Whether it is a token of RFC 9110 (5.6.2): what methods and field names are made of.
bool is_token(std::string_view text);

/// The trimmed items of a list that has `separator` between them; empty items are left out. Not for
/// lists whose items may be quoted.
std::vector<std::string_view> list_items(std::string_view list, char separator = ',');

}  // namespace marquee::http
