#include "domain/shared/movie_description.h"

#include <set>

#include "domain/shared/movie_id.h"
#include "domain/shared/text.h"

namespace marquee {
namespace {

using Limits = MovieDescriptionLimits;

/// Gathers what is wrong, field by field.
class Findings {
public:
    void add(const std::string& field, const std::string& message) {
        found_.push_back({field, message});
    }

    void text(const std::string& field, const std::string& value, std::size_t max,
              TextLines lines = TextLines::one) {
        if (const auto problem = text_problem(value, max, lines)) add(field, *problem);
    }

    void number(const std::string& field, const std::optional<int>& value, int least, int most) {
        if (!value || (*value >= least && *value <= most)) return;
        add(field, "must be between " + std::to_string(least) + " and " + std::to_string(most) +
                       ", not " + std::to_string(*value));
    }

    /// False when there are too many for their values to be looked at.
    bool size(const std::string& field, std::size_t size, std::size_t max) {
        if (size <= max) return true;
        add(field,
            "must have at most " + std::to_string(max) + " entries, not " + std::to_string(size));
        return false;
    }

    void texts(const std::string& field, const std::vector<std::string>& values,
               std::size_t max_entries, std::size_t max_length) {
        if (!size(field, values.size(), max_entries)) return;
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (const auto problem = text_problem(values[i], max_length)) {
                add(entry_of(field, i), *problem);
            }
            if (!seen.insert(values[i]).second) {
                add(entry_of(field, i), "repeats an earlier entry");
            }
        }
    }

    static std::string entry_of(const std::string& field, std::size_t index) {
        return field + "[" + std::to_string(index) + "]";
    }

    std::vector<FieldError> take() { return std::move(found_); }

private:
    std::vector<FieldError> found_;
};

void check_cast(Findings& findings, const std::vector<CastMember>& cast) {
    if (!findings.size("cast", cast.size(), Limits::kCast)) return;
    for (std::size_t i = 0; i < cast.size(); ++i) {
        const auto check = [&](const char* part, const std::string& text) {
            if (const auto problem = text_problem(text, Limits::kName)) {
                findings.add(Findings::entry_of("cast", i) + part, *problem);
            }
        };
        check(".name", cast[i].name);
        if (cast[i].role) check(".role", *cast[i].role);
    }
}

void check_poster_url(Findings& findings, const std::string& url) {
    if (const auto problem = text_problem(url, Limits::kPosterUrl)) {
        findings.add("poster_url", *problem);
        return;
    }
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    const std::size_t host = url.find("//") + 2;
    if (!web || host == url.find_first_of("/?#", host) || host == url.size() ||
        url.find_first_of(" \"<>\\^`{|}") != std::string::npos) {
        findings.add("poster_url", "must be an http or https URL");
    }
}

void check_external_ids(Findings& findings, const std::map<std::string, std::string>& ids) {
    if (!findings.size("external_ids", ids.size(), Limits::kExternalIds)) return;
    for (const auto& [provider, value] : ids) {
        if (const auto problem = ExternalId::problem(provider, value)) {
            findings.add(problem->field, problem->message);
        }
    }
}

}  // namespace

std::vector<FieldError> problems(const MovieDescription& description, int current_year) {
    Findings findings;
    findings.text("title", description.title, Limits::kTitle);
    if (description.original_title) {
        findings.text("original_title", *description.original_title, Limits::kTitle);
    }
    findings.texts("alternative_titles", description.alternative_titles, Limits::kAlternativeTitles,
                   Limits::kTitle);
    if (description.description) {
        findings.text("description", *description.description, Limits::kDescription,
                      TextLines::many);
    }
    findings.number("release_year", description.release_year, Limits::kFirstYear,
                    current_year + Limits::kYearsAhead);
    findings.number("runtime_minutes", description.runtime_minutes, 1, Limits::kLongestRuntime);
    findings.texts("genres", description.genres, Limits::kGenres, Limits::kName);
    findings.texts("directors", description.directors, Limits::kDirectors, Limits::kName);
    check_cast(findings, description.cast);
    findings.texts("keywords", description.keywords, Limits::kKeywords, Limits::kName);
    if (description.poster_url) check_poster_url(findings, *description.poster_url);
    check_external_ids(findings, description.external_ids);
    return findings.take();
}

void require_valid(const MovieDescription& description, int current_year) {
    auto found = problems(description, current_year);
    if (found.empty()) return;
    throw invalid_fields(std::move(found));
}

}  // namespace marquee
