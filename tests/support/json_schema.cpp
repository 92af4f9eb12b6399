#include "tests/support/json_schema.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>
#include <string_view>

#include "domain/shared/rfc3339.h"
#include "domain/shared/text.h"

namespace marquee::test {
namespace {

using nlohmann::json;
using Findings = std::vector<std::string>;

/// Which fields of one object its schemas have spoken of.
struct Named {
    std::set<std::string> fields;
    bool any = false;
    bool open = false;
};

bool matches(const std::string& text, const std::string& pattern) {
    // To compile one takes longer than all else here.
    thread_local std::map<std::string, std::regex> compiled;
    auto found = compiled.find(pattern);
    if (found == compiled.end()) found = compiled.emplace(pattern, std::regex(pattern)).first;
    return std::regex_search(text, found->second);
}

bool is_whole(const json& value) {
    return value.is_number_integer() ||
           (value.is_number() && std::trunc(value.get<double>()) == value.get<double>());
}

bool has_type(const json& value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.is_boolean();
    if (type == "string") return value.is_string();
    if (type == "number") return value.is_number();
    if (type == "integer") return is_whole(value);
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    throw std::logic_error("no such type: " + std::string(type));
}

bool has_format(const std::string& text, const std::string& format) {
    if (format == "date-time") return parse_time(text).has_value();
    if (format == "uri") return matches(text, "^[A-Za-z][A-Za-z0-9+.-]*:[^ \"<>\\\\^`{|}]+$");
    if (format == "uuid") {
        return matches(text, "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
    }
    throw std::logic_error("no check of format " + format);
}

/// One comparison of a value with a document's schemas.
class Comparison {
public:
    explicit Comparison(const json& root) : root_(root) {}

    /// All that is wrong with the value at `place`.
    void whole(const json& schema, const json& value, const std::string& place, Findings& findings);

private:
    struct Subject {
        const json& schema;
        const json& value;
        const std::string& place;
        Named& named;
        Findings& findings;

        void blame(const std::string& what) const { findings.push_back(place + " " + what); }
    };
    using Keyword = std::function<void(Comparison&, const Subject&, const json&)>;

    static const std::map<std::string, Keyword>& keywords();
    static void add_general(std::map<std::string, Keyword>& keywords);
    static void add_number_and_text(std::map<std::string, Keyword>& keywords);
    static void add_array_and_object(std::map<std::string, Keyword>& keywords);

    void apply(const Subject& subject);
    void one_of(const Subject& subject, const json& alternatives);
    void properties(const Subject& subject, const json& properties);
    void additional_properties(const Subject& subject, const json& allowed);

    const json& root_;
};

void Comparison::whole(const json& schema, const json& value, const std::string& place,
                       Findings& findings) {
    Named named;
    apply({schema, value, place, named, findings});
    if (!value.is_object() || !named.any || named.open) return;
    for (const auto& [name, ignored] : value.items()) {
        if (!named.fields.contains(name)) {
            findings.push_back(place + "/" + name + " is not described");
        }
    }
}

void Comparison::apply(const Subject& subject) {
    for (const auto& [name, argument] : subject.schema.items()) {
        const auto keyword = keywords().find(name);
        if (keyword == keywords().end()) throw std::logic_error("no check of keyword " + name);
        keyword->second(*this, subject, argument);
    }
}

void Comparison::one_of(const Subject& subject, const json& alternatives) {
    int taken = 0;
    Findings closest;
    for (const auto& alternative : alternatives) {
        Findings findings;
        Named named;
        apply({alternative, subject.value, subject.place, named, findings});
        if (findings.empty()) {
            ++taken;
            subject.named.fields.merge(named.fields);
            subject.named.any |= named.any;
            subject.named.open |= named.open;
        } else if (closest.empty() || findings.size() < closest.size()) {
            closest = std::move(findings);
        }
    }
    if (taken > 1) subject.blame("fits more than one alternative");
    if (taken == 0) std::ranges::copy(closest, std::back_inserter(subject.findings));
}

void Comparison::properties(const Subject& subject, const json& properties) {
    if (!subject.value.is_object()) return;
    subject.named.any = true;
    for (const auto& [name, schema] : properties.items()) {
        subject.named.fields.insert(name);
        const auto field = subject.value.find(name);
        if (field == subject.value.end()) continue;
        whole(schema, *field, subject.place + "/" + name, subject.findings);
    }
}

void Comparison::additional_properties(const Subject& subject, const json& allowed) {
    if (!subject.value.is_object()) return;
    subject.named.open = true;
    const auto described = subject.schema.find("properties");
    for (const auto& [name, value] : subject.value.items()) {
        if (allowed == true) continue;
        if (described != subject.schema.end() && described->contains(name)) continue;
        const std::string place = subject.place + "/" + name;
        if (allowed == false) {
            subject.findings.push_back(place + " is not allowed");
        } else {
            whole(allowed, value, place, subject.findings);
        }
    }
}

void Comparison::add_general(std::map<std::string, Keyword>& keywords) {
    for (const char* remark : {"description", "title", "example", "examples", "default",
                               "deprecated", "discriminator", "readOnly", "writeOnly"}) {
        keywords[remark] = [](Comparison&, const Subject&, const json&) {};
    }
    keywords["$ref"] = [](Comparison& check, const Subject& s, const json& reference) {
        const json::json_pointer target(reference.get<std::string>().substr(1));
        check.apply({check.root_.at(target), s.value, s.place, s.named, s.findings});
    };
    keywords["allOf"] = [](Comparison& check, const Subject& s, const json& schemas) {
        for (const auto& schema : schemas) {
            check.apply({schema, s.value, s.place, s.named, s.findings});
        }
    };
    keywords["oneOf"] = &Comparison::one_of;
    keywords["type"] = [](Comparison&, const Subject& s, const json& types) {
        const auto fits = [&](const json& type) {
            return has_type(s.value, type.get_ref<const std::string&>());
        };
        if (types.is_array() ? std::ranges::none_of(types, fits) : !fits(types)) {
            s.blame("is not of type " + types.dump() + ": " + s.value.dump());
        }
    };
    keywords["enum"] = [](Comparison&, const Subject& s, const json& values) {
        if (std::ranges::find(values, s.value) == values.end()) {
            s.blame("is not one of " + values.dump() + ": " + s.value.dump());
        }
    };
    keywords["const"] = [](Comparison&, const Subject& s, const json& value) {
        if (s.value != value) s.blame("is not " + value.dump() + ": " + s.value.dump());
    };
}

void Comparison::add_number_and_text(std::map<std::string, Keyword>& keywords) {
    keywords["minimum"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_number() && s.value < limit) s.blame("is too small: " + s.value.dump());
    };
    keywords["maximum"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_number() && s.value > limit) s.blame("is too large: " + s.value.dump());
    };
    keywords["multipleOf"] = [](Comparison&, const Subject& s, const json& factor) {
        if (s.value.is_number() && std::fmod(s.value.get<double>(), factor.get<double>()) != 0) {
            s.blame("is no multiple of " + factor.dump() + ": " + s.value.dump());
        }
    };
    keywords["minLength"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_string() && code_points(s.value.get<std::string>()) < limit) {
            s.blame("is too short: " + s.value.dump());
        }
    };
    keywords["maxLength"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_string() && code_points(s.value.get<std::string>()) > limit) {
            s.blame("is too long: " + s.value.dump());
        }
    };
    keywords["pattern"] = [](Comparison&, const Subject& s, const json& pattern) {
        if (s.value.is_string() && !matches(s.value, pattern)) {
            s.blame("does not match " + pattern.dump() + ": " + s.value.dump());
        }
    };
    keywords["format"] = [](Comparison&, const Subject& s, const json& format) {
        // Every whole number that nlohmann reads as one fits.
        if (format == "int64") return;
        if (s.value.is_string() && !has_format(s.value, format)) {
            s.blame("is no " + format.get<std::string>() + ": " + s.value.dump());
        }
    };
}

void Comparison::add_array_and_object(std::map<std::string, Keyword>& keywords) {
    keywords["items"] = [](Comparison& check, const Subject& s, const json& schema) {
        if (!s.value.is_array()) return;
        for (std::size_t i = 0; i < s.value.size(); ++i) {
            check.whole(schema, s.value[i], s.place + "/" + std::to_string(i), s.findings);
        }
    };
    keywords["minItems"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_array() && s.value.size() < limit) s.blame("has too few entries");
    };
    keywords["maxItems"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_array() && s.value.size() > limit) s.blame("has too many entries");
    };
    keywords["uniqueItems"] = [](Comparison&, const Subject& s, const json& wanted) {
        if (wanted == false || !s.value.is_array()) return;
        const std::set<json> different(s.value.begin(), s.value.end());
        if (different.size() < s.value.size()) s.blame("repeats an entry");
    };
    keywords["required"] = [](Comparison&, const Subject& s, const json& names) {
        for (const std::string name : names) {
            if (s.value.is_object() && !s.value.contains(name)) s.blame("lacks " + name);
        }
    };
    keywords["minProperties"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_object() && s.value.size() < limit) s.blame("has too few fields");
    };
    keywords["maxProperties"] = [](Comparison&, const Subject& s, const json& limit) {
        if (s.value.is_object() && s.value.size() > limit) s.blame("has too many fields");
    };
    keywords["propertyNames"] = [](Comparison& check, const Subject& s, const json& schema) {
        if (!s.value.is_object()) return;
        for (const auto& [name, ignored] : s.value.items()) {
            check.whole(schema, name, s.place + "/" + name, s.findings);
        }
    };
    keywords["properties"] = &Comparison::properties;
    keywords["additionalProperties"] = &Comparison::additional_properties;
}

const std::map<std::string, Comparison::Keyword>& Comparison::keywords() {
    static const std::map<std::string, Keyword> all = [] {
        std::map<std::string, Keyword> keywords;
        add_general(keywords);
        add_number_and_text(keywords);
        add_array_and_object(keywords);
        return keywords;
    }();
    return all;
}

}  // namespace

std::vector<std::string> schema_findings(const json& root, const json& schema, const json& value) {
    Findings findings;
    Comparison(root).whole(schema, value, "", findings);
    return findings;
}

}  // namespace marquee::test
