#include "application/movie/movie_service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/permission.h"

namespace marquee::movie {
namespace {

/// Tries at a change that has to be made anew when somebody else was faster.
constexpr int kMaxTries = 10;
/// How long a movie waits for its rating: whoever looks at it has waited enough by then.
constexpr std::chrono::seconds kRatingPatience{2};

Error no_such_movie(const MovieRef& ref) {
    return Error(ErrorCode::not_found, "there is no movie " + to_string(ref));
}

Error not_rated(const MovieRef& ref) {
    return Error(ErrorCode::not_found, "you have not rated movie " + to_string(ref));
}

/// Whether a failure means that a part can't be asked at this moment.
bool is_absence(ErrorCode code) {
    return code == ErrorCode::unavailable || code == ErrorCode::deadline_exceeded ||
           code == ErrorCode::resource_exhausted;
}

/// Runs `ask`, which asks the audience; false when that can't be asked, for a movie without its
/// rating is worth more than no movie.
template <class Ask>
bool ask_patiently(const Call& call, Ask ask) {
    Call patient = call;
    patient.deadline = std::min(call.deadline, std::chrono::steady_clock::now() + kRatingPatience);
    try {
        ask(patient);
        return true;
    } catch (const Error& error) {
        if (!is_absence(error.code())) throw;
        return false;
    }
}

}  // namespace

MovieService::MovieService(Catalogue& catalogue, Audience& audience, MovieRemoval& removal,
                           NewId new_id)
    : catalogue_(catalogue), audience_(audience), removal_(removal), new_id_(std::move(new_id)) {}

Movie MovieService::get(const Call& call, const MovieRef& ref) {
    return with_rating(call, entry(call, ref));
}

std::optional<Movie> MovieService::find(const Call& call, const MovieRef& ref) {
    auto found = catalogue_.find(call, ref);
    if (!found) return std::nullopt;
    return with_rating(call, *std::move(found));
}

std::vector<std::optional<Movie>> MovieService::get_many(const Call& call,
                                                         const std::vector<MovieRef>& refs) {
    if (refs.size() > kMaxBatch) {
        throw invalid_field("ids", "must have at most " + std::to_string(kMaxBatch) +
                                       " entries, not " + std::to_string(refs.size()));
    }
    auto found = catalogue_.find_many(call, refs);
    std::vector<CatalogueEntry> entries;
    for (auto& entry : found) {
        if (entry) entries.push_back(*entry);
    }
    auto movies = with_ratings(call, std::move(entries));
    std::vector<std::optional<Movie>> result;
    auto next = movies.begin();
    for (const auto& entry : found) {
        if (entry) {
            result.emplace_back(std::move(*next++));
        } else {
            result.emplace_back(std::nullopt);
        }
    }
    return result;
}

Movie MovieService::add(const Call& call, const std::optional<MovieId>& id,
                        const MovieDescription& description) {
    require(call, Scope::catalogue_write);
    const MovieId movie = id ? *id : MovieId(new_id_());
    return with_rating(call, describe_new(call, movie, description).entry);
}

Movie MovieService::add_again(const Call& call, const std::optional<MovieId>& id,
                              const MovieId& reserved, const MovieDescription& description) {
    require(call, Scope::catalogue_write);
    auto found = catalogue_.find(call, id.value_or(reserved));
    if (found && (!id || found->description == description)) {
        return with_rating(call, *std::move(found));
    }
    return add(call, id.value_or(reserved), description);
}

MovieWrite MovieService::put(const Call& call, const MovieRef& ref,
                             const MovieDescription& description,
                             const Precondition& precondition) {
    require(call, Scope::catalogue_write);
    const auto* own = std::get_if<MovieId>(&ref);
    const MovieId id = own ? *own : entry(call, ref).id;
    Precondition required = precondition;
    // By another catalogue's name nothing is created, nor what was removed just now brought back.
    if (!own && required.existence == Precondition::Existence::either) {
        required.existence = Precondition::Existence::must_exist;
    }
    auto [written, created] = describe(call, id, description, required);
    return {with_rating(call, std::move(written)), created};
}

Movie MovieService::edit(const Call& call, const MovieRef& ref, const Edit& edit,
                         const Precondition& precondition) {
    require(call, Scope::catalogue_write);
    for (int tries = 1;; ++tries) {
        const CatalogueEntry current = entry(call, ref);
        precondition.require(current.revision);
        Precondition unchanged;
        unchanged.revisions = {current.revision};
        try {
            return with_rating(
                call, describe(call, current.id, edit(current.description), unchanged).entry);
        } catch (const Error& error) {
            // Somebody else was faster: their state is edited then, or refused by `precondition`.
            if (error.code() != ErrorCode::precondition_failed || tries == kMaxTries) throw;
        }
    }
}

void MovieService::remove(const Call& call, const MovieRef& ref, const Precondition& precondition) {
    require(call, Scope::catalogue_write);
    for (int tries = 1;; ++tries) {
        const auto current = catalogue_.find(call, ref);
        if (!current && !precondition.any()) throw no_such_movie(ref);
        precondition.require(current ? std::optional(current->revision) : std::nullopt);
        if (!current) throw no_such_movie(ref);
        try {
            if (!removal_.remove(call, current->id, current->revision)) throw no_such_movie(ref);
            return;
        } catch (const Error& error) {
            // Changed in between: it is removed as it is then, or kept for `precondition`'s sake.
            if (error.code() != ErrorCode::precondition_failed || tries == kMaxTries) throw;
        }
    }
}

OwnRating MovieService::own_rating(const Call& call, const MovieRef& ref) {
    const std::string user = require_person(call);
    const MovieId id = entry(call, ref).id;
    const auto own = audience_.rating_by(call, id, user);
    if (!own) throw not_rated(ref);
    return beside_everybodys(call, id, *own);
}

OwnRating MovieService::rate(const Call& call, const MovieRef& ref, std::int64_t score) {
    const std::string user = require_person(call);
    const MovieId id = entry(call, ref).id;
    const auto given = audience_.rate(call, id, user, score);
    return given.everybody ? given : beside_everybodys(call, id, given.own);
}

void MovieService::withdraw(const Call& call, const MovieRef& ref) {
    const std::string user = require_person(call);
    if (!audience_.withdraw(call, entry(call, ref).id, user)) throw not_rated(ref);
}

OwnRating MovieService::beside_everybodys(const Call& call, const MovieId& id,
                                          const PersonalRating& own) {
    try {
        return {own, audience_.rating(call, id)};
    } catch (const Error& error) {
        // What was asked for is known, and a rating that was given is not to look refused.
        if (!is_absence(error.code())) throw;
        return {own, std::nullopt};
    }
}

CatalogueEntry MovieService::entry(const Call& call, const MovieRef& ref) {
    auto found = catalogue_.find(call, ref);
    if (!found) throw no_such_movie(ref);
    return *std::move(found);
}

CatalogueWrite MovieService::describe(const Call& call, const MovieId& id,
                                      const MovieDescription& description,
                                      const Precondition& precondition) {
    // A removal that has yet to come to its end would take the new movie's ratings with it.
    if (removal_.under_way(call, id)) {
        throw Error(ErrorCode::conflict,
                    "movie " + id.text() + " is being removed; try again soon");
    }
    return catalogue_.describe(call, id, description, precondition);
}

CatalogueWrite MovieService::describe_new(const Call& call, const MovieId& id,
                                          const MovieDescription& description) {
    Precondition absent;
    absent.existence = Precondition::Existence::must_not_exist;
    try {
        return describe(call, id, description, absent);
    } catch (const Error& error) {
        // The caller asked for no precondition, but for an id that is taken.
        if (error.code() != ErrorCode::precondition_failed) throw;
        throw Error(ErrorCode::conflict, "there is a movie " + id.text() + " already");
    }
}

std::vector<Movie> MovieService::with_ratings(const Call& call,
                                              std::vector<CatalogueEntry> entries) {
    std::vector<MovieId> ids;
    for (const auto& entry : entries) ids.push_back(entry.id);
    std::vector<std::optional<MovieRating>> ratings(entries.size());
    const bool known = ask_patiently(call, [&](const Call& patient) {
        if (!ids.empty()) ratings = audience_.ratings(patient, ids);
    });
    std::vector<Movie> movies;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        movies.push_back({std::move(entries[i]), ratings[i], !known});
    }
    return movies;
}

Movie MovieService::with_rating(const Call& call, CatalogueEntry entry) {
    std::optional<MovieRating> rating;
    const bool known = ask_patiently(
        call, [&](const Call& patient) { rating = audience_.rating(patient, entry.id); });
    return {std::move(entry), rating, !known};
}

}  // namespace marquee::movie
