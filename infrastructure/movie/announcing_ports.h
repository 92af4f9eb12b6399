#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/movie/audience.h"
#include "application/movie/catalogue.h"
#include "application/movie/movie_notices.h"

namespace marquee::movie {

/// A catalogue whose changes are told of when they return, well or not: of one whose outcome is
/// unknown, too.
class AnnouncingCatalogue : public Catalogue {
public:
    /// Both outlive it.
    AnnouncingCatalogue(Catalogue& catalogue, const MovieNotices& notices)
        : catalogue_(catalogue), notices_(notices) {}

    std::optional<CatalogueEntry> find(const Call& call, const MovieRef& ref) override;
    std::vector<std::optional<CatalogueEntry>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) override;
    std::vector<CatalogueEntry> scan(const Call& call, const std::optional<MovieId>& after,
                                     std::size_t limit) override;
    CatalogueWrite describe(const Call& call, const MovieId& id,
                            const MovieDescription& description,
                            const Precondition& precondition) override;
    bool remove(const Call& call, const MovieId& id, const Precondition& precondition) override;

private:
    Catalogue& catalogue_;
    const MovieNotices& notices_;
};

/// The same for an audience.
class AnnouncingAudience : public Audience {
public:
    /// Both outlive it.
    AnnouncingAudience(Audience& audience, const MovieNotices& notices)
        : audience_(audience), notices_(notices) {}

    std::optional<MovieRating> rating(const Call& call, const MovieId& id) override;
    std::vector<std::optional<MovieRating>> ratings(const Call& call,
                                                    const std::vector<MovieId>& ids) override;
    std::vector<RatedMovie> scan(const Call& call, const std::optional<MovieId>& after,
                                 std::size_t limit) override;
    std::optional<PersonalRating> rating_by(const Call& call, const MovieId& id,
                                            const std::string& user) override;
    OwnRating rate(const Call& call, const MovieId& id, const std::string& user,
                   std::int64_t score) override;
    bool withdraw(const Call& call, const MovieId& id, const std::string& user) override;
    void forget(const Call& call, const MovieId& id, Timestamp until) override;

private:
    Audience& audience_;
    const MovieNotices& notices_;
};

}  // namespace marquee::movie
