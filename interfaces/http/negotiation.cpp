#include "interfaces/http/negotiation.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "interfaces/http/field_value.h"
#include "interfaces/http/request.h"

namespace marquee::http {
namespace {

/// A media type of ours, in the order in which they are liked when the client does not care.
struct Offer {
    std::string_view type;
    Form form;
};
constexpr std::array<Offer, 5> kOffers{{{kJsonType, Form::json},
                                        {"application/msgpack", Form::msgpack},
                                        {"application/x-msgpack", Form::msgpack},
                                        {"application/vnd.msgpack", Form::msgpack},
                                        {"application/cbor", Form::cbor}}};

/// One item of an Accept or Accept-Encoding, with its q in thousandths.
struct Preference {
    std::string_view name;
    int weight = 1000;
};

/// Where the first `wanted` outside of quotes is, or the end.
std::size_t find_unquoted(std::string_view text, char wanted) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && text[i] == wanted) {
            return i;
        }
    }
    return text.size();
}

/// What comes before the next `separator`, trimmed; takes it off `rest`, separator and all.
std::string_view next_part(std::string_view& rest, char separator) {
    const std::size_t end = find_unquoted(rest, separator);
    const std::string_view part = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

/// A qvalue of RFC 9110 (12.4.2) in thousandths: 0 to 1, with at most three decimals.
std::optional<int> parse_weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (digit < '0' || digit > '9') return std::nullopt;
        weight += (digit - '0') * unit;
        unit /= 10;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

/// Parameters but for q are passed over: no form of ours has any.
std::optional<Preference> parse_preference(std::string_view item) {
    Preference preference;
    preference.name = next_part(item, ';');
    if (preference.name.empty()) return std::nullopt;
    while (!item.empty()) {
        const std::string_view parameter = next_part(item, ';');
        const std::size_t equals = parameter.find('=');
        if (!same_ignoring_case(trimmed(parameter.substr(0, equals)), "q")) continue;
        if (equals == std::string_view::npos) return std::nullopt;
        const auto weight = parse_weight(trimmed(parameter.substr(equals + 1)));
        if (!weight) return std::nullopt;
        preference.weight = *weight;
    }
    return preference;
}

std::vector<Preference> parse_preferences(std::string_view list) {
    std::vector<Preference> preferences;
    while (!list.empty()) {
        if (const auto one = parse_preference(next_part(list, ','))) preferences.push_back(*one);
    }
    return preferences;
}

bool is_media_range(const Preference& preference) {
    const std::size_t slash = preference.name.find('/');
    // Some clients of old send "*" and mean all.
    if (slash == std::string_view::npos) return preference.name == "*";
    return is_token(preference.name.substr(0, slash)) &&
           is_token(preference.name.substr(slash + 1));
}

/// How exactly a range names a type: 3 by its name, 2 as "application/*", 1 as "*/*", 0 not.
int exactness(std::string_view range, std::string_view type) {
    if (same_ignoring_case(range, type)) return 3;
    if (range == "*/*" || range == "*") return 1;
    const std::size_t slash = type.find('/');
    return range.ends_with("/*") &&
                   same_ignoring_case(range.substr(0, range.size() - 2), type.substr(0, slash))
               ? 2
               : 0;
}

/// How a client likes a type: the range that names it most exactly decides.
struct Liking {
    int exactness = 0;
    int weight = 0;
};

Liking liking(const std::vector<Preference>& ranges, std::string_view type) {
    Liking found;
    for (const Preference& range : ranges) {
        const int exact = exactness(range.name, type);
        if (exact > found.exactness) found = {exact, range.weight};
    }
    return found;
}

void read_accept(std::string_view list, Wanted& result) {
    auto ranges = parse_preferences(list);
    std::erase_if(ranges, [](const Preference& range) { return !is_media_range(range); });
    if (ranges.empty()) return;
    result.form.reset();
    result.takes = {};
    Liking best;
    for (const Offer& offer : kOffers) {
        const Liking liked = liking(ranges, offer.type);
        if (liked.weight == 0) continue;
        result.takes[static_cast<std::size_t>(offer.form)] = true;
        // Of those liked equally, that which the client has named goes before one that it only
        // doesn't mind.
        if (std::tie(liked.weight, liked.exactness) > std::tie(best.weight, best.exactness)) {
            best = liked;
            result.form = offer.form;
            result.media_type = offer.type;
        }
    }
}

void read_accept_encoding(std::string_view list, Wanted& result) {
    std::optional<int> gzip;
    std::optional<int> brotli;
    std::optional<int> identity;
    std::optional<int> others;
    for (const auto& [name, weight] : parse_preferences(list)) {
        if (same_ignoring_case(name, "gzip") || same_ignoring_case(name, "x-gzip")) gzip = weight;
        if (same_ignoring_case(name, "br")) brotli = weight;
        if (same_ignoring_case(name, "identity")) identity = weight;
        if (name == "*") others = weight;
    }
    const int gzip_weight = gzip.value_or(others.value_or(0));
    result.takes_gzip = gzip_weight > 0;
    // Who lists codings but not identity would rather have one of them (12.5.3), if only for "*".
    result.prefers_gzip = result.takes_gzip && gzip_weight >= identity.value_or(0);
    const int brotli_weight = brotli.value_or(others.value_or(0));
    result.prefers_brotli =
        brotli_weight > 0 && brotli_weight >= std::max(gzip_weight, identity.value_or(0));
    result.takes_identity = identity.value_or(others.value_or(1)) > 0;
}

}  // namespace

std::optional<Form> form_named(std::string_view media_type) {
    for (const Offer& offer : kOffers) {
        if (same_ignoring_case(offer.type, media_type)) return offer.form;
    }
    return std::nullopt;
}

Wanted wanted(const Headers& headers) {
    Wanted result;
    const auto accept = headers.joined("Accept");
    if (accept && *accept != "*/*") read_accept(*accept, result);
    if (const auto encoding = headers.joined("Accept-Encoding")) {
        read_accept_encoding(*encoding, result);
    }
    return result;
}

}  // namespace marquee::http
