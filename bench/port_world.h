#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "application/metadata/metadata_service.h"
#include "application/movie/audience.h"
#include "application/movie/catalogue.h"
#include "application/rating/rating_service.h"
#include "infrastructure/movie/local_audience.h"
#include "infrastructure/movie/local_catalogue.h"
#include "interfaces/rpc/wire/handler.h"
#include "tests/support/fake_metadata_repository.h"
#include "tests/support/fake_rating_repository.h"

namespace marquee::bench {

/// The movie that is always asked for.
movie::CatalogueEntry known_entry();
movie::MovieRating known_rating();

/// A catalogue and an audience that give known_entry() and known_rating() to whoever asks, without
/// looking what for: what is left of a port when all that is behind it costs nothing.
class BareCatalogue final : public movie::Catalogue {
public:
    std::optional<movie::CatalogueEntry> find(const Call&, const MovieRef&) override {
        return entry_;
    }
    std::vector<std::optional<movie::CatalogueEntry>> find_many(
        const Call&, const std::vector<MovieRef>& refs) override {
        return std::vector<std::optional<movie::CatalogueEntry>>(refs.size(), entry_);
    }
    std::vector<movie::CatalogueEntry> scan(const Call&, const std::optional<MovieId>&,
                                            std::size_t limit) override {
        return std::vector<movie::CatalogueEntry>(limit, entry_);
    }
    movie::CatalogueWrite describe(const Call&, const MovieId&, const MovieDescription&,
                                   const Precondition&) override {
        return {entry_, false};
    }
    bool remove(const Call&, const MovieId&, const Precondition&) override { return true; }

private:
    const movie::CatalogueEntry entry_ = known_entry();
};

class BareAudience final : public movie::Audience {
public:
    std::optional<movie::MovieRating> rating(const Call&, const MovieId&) override {
        return rating_;
    }
    std::vector<std::optional<movie::MovieRating>> ratings(
        const Call&, const std::vector<MovieId>& ids) override {
        return std::vector<std::optional<movie::MovieRating>>(ids.size(), rating_);
    }
    std::vector<movie::RatedMovie> scan(const Call&, const std::optional<MovieId>&,
                                        std::size_t) override {
        return {};
    }
    std::optional<movie::PersonalRating> rating_by(const Call&, const MovieId&,
                                                   const std::string&) override {
        return own_;
    }
    movie::OwnRating rate(const Call&, const MovieId&, const std::string&, std::int64_t) override {
        return {own_, rating_};
    }
    bool withdraw(const Call&, const MovieId&, const std::string&) override { return true; }
    void forget(const Call&, const MovieId&, Timestamp) override {}

private:
    const movie::MovieRating rating_ = known_rating();
    const movie::PersonalRating own_{9, Timestamp()};
};

/// Stores that answer as BareCatalogue and BareAudience do.
class KnownMetadata final : public metadata::FakeMetadataRepository {
public:
    std::optional<metadata::MovieMetadata> find(const Call&, const MovieRef&) override {
        return movie_;
    }
    std::vector<std::optional<metadata::MovieMetadata>> find_many(
        const Call&, const std::vector<MovieRef>& refs) override {
        return std::vector<std::optional<metadata::MovieMetadata>>(refs.size(), movie_);
    }

private:
    const metadata::MovieMetadata movie_{known_entry().id, known_entry().description, 1,
                                         known_entry().created_at, known_entry().updated_at};
};

class KnownRatings final : public rating::FakeRatingRepository {
public:
    rating::SummaryWithTotals summary(const Call&, const rating::RecordView&) override {
        return {summary_, totals_};
    }
    std::vector<rating::RatingSummary> summaries(
        const Call&, const std::vector<rating::Record>& records) override {
        return std::vector<rating::RatingSummary>(records.size(), summary_);
    }
    std::optional<rating::Rating> find(const Call&, const rating::Record&,
                                       const rating::UserId&) override {
        return rating_;
    }
    rating::RatingTotals totals(const Call&, const rating::RecordType&) override { return totals_; }

private:
    const rating::RatingTotals totals_{100'000, 700'000};
    const rating::RatingSummary summary_{known_rating().histogram};
    const rating::Rating rating_{{rating::RecordType("movie"), rating::RecordId("m")},
                                 rating::UserId("u"),
                                 rating::Score(9),
                                 Timestamp()};
};

/// The ports as they are in one process, before stores that cost nothing.
class PortWorld {
public:
    movie::Catalogue& catalogue() { return local_catalogue_; }
    movie::Audience& audience() { return local_audience_; }
    /// What answers other processes.
    rpc::Handlers methods();

private:
    KnownMetadata metadata_store_;
    KnownRatings rating_store_;
    metadata::MetadataService metadata_{metadata_store_, [] { return Timestamp(); }};
    rating::RatingService ratings_{rating_store_, [] { return Timestamp(); }, 25};
    movie::LocalCatalogue local_catalogue_{metadata_};
    movie::LocalAudience local_audience_{ratings_};
};

/// One call of a port.
struct PortCall {
    std::string name;
    std::function<void(const Call&, movie::Catalogue&, movie::Audience&)> make;
};

/// What is measured. By messages, each is one call of a method.
std::vector<PortCall> port_calls();

/// The bytes of such a call by messages.
struct Exchange {
    std::string request;
    std::string answer;
};

/// Those of port_calls(), in their order.
std::vector<Exchange> port_exchanges();

/// A call as a request of a signed-in user makes it.
Call typical_call();

}  // namespace marquee::bench
