#include "app/settings/context_set.h"

#include <algorithm>
#include <stdexcept>

namespace marquee::app {
namespace {

constexpr std::string_view kAll = "all";

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view name_of(ContextName context) {
    switch (context) {
        case ContextName::movie:
            return "movie";
        case ContextName::metadata:
            return "metadata";
        case ContextName::rating:
            return "rating";
        case ContextName::identity:
            return "identity";
    }
    throw std::logic_error("a context without a name");
}

ContextSet ContextSet::all() {
    ContextSet set;
    for (const auto context : kAllContexts) set.insert(context);
    return set;
}

std::optional<ContextSet> ContextSet::parse(std::string_view text) {
    if (text == kAll) return all();
    ContextSet set;
    while (true) {
        const auto comma = text.find(',');
        const auto name = without_blanks(text.substr(0, comma));
        const auto* context =
            std::ranges::find(kAllContexts, name, [](ContextName one) { return name_of(one); });
        if (context == kAllContexts.end()) return std::nullopt;
        set.insert(*context);
        if (comma == std::string_view::npos) return set;
        text.remove_prefix(comma + 1);
    }
}

std::string ContextSet::text() const {
    if (complete()) return std::string(kAll);
    std::string text;
    for (const auto context : kAllContexts) {
        if (!contains(context)) continue;
        text += (text.empty() ? "" : ",") + std::string(name_of(context));
    }
    return text;
}

}  // namespace marquee::app
