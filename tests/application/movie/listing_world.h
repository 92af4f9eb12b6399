#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "application/movie/listing_builder.h"
#include "tests/support/fake_listing_repository.h"

namespace marquee::movie {

/// A log of changes in memory. The one at position n occurred n seconds after 1970 began.
class FakeChanges : public MovieChanges {
public:
    std::variant<ChangeBatch, ChangesPruned> read(const Call&, std::int64_t after,
                                                  std::size_t limit, Call::Deadline) override {
        if (after < pruned_) return ChangesPruned{};
        ChangeBatch batch;
        batch.until = after;
        batch.first_at = Timestamp(std::chrono::seconds(after + 1));
        while (batch.until < last_position({}) && batch.changes.size() < limit) {
            batch.changes.push_back(log_[static_cast<std::size_t>(batch.until++)]);
        }
        return batch;
    }
    std::int64_t last_position(const Call&) override {
        return static_cast<std::int64_t>(log_.size());
    }
    void acknowledge(const Call&, std::int64_t position) override { acknowledged = position; }

    void append(const MovieChange& change) { log_.push_back(change); }
    void prune() { pruned_ = last_position({}); }

    std::int64_t acknowledged = -1;

private:
    std::vector<MovieChange> log_;
    std::int64_t pruned_ = 0;
};

/// The movies of a World, for reading through.
class ScannedCatalogue : public Catalogue {
public:
    std::vector<CatalogueEntry> scan(const Call&, const std::optional<MovieId>& after,
                                     std::size_t limit) override {
        std::vector<CatalogueEntry> found;
        for (const auto& [id, entry] : movies) {
            if ((!after || *after < id) && found.size() < limit) found.push_back(entry);
        }
        return found;
    }
    std::optional<CatalogueEntry> find(const Call&, const MovieRef&) override { refuse(); }
    std::vector<std::optional<CatalogueEntry>> find_many(const Call&,
                                                         const std::vector<MovieRef>&) override {
        refuse();
    }
    CatalogueWrite describe(const Call&, const MovieId&, const MovieDescription&,
                            const Precondition&) override {
        refuse();
    }
    bool remove(const Call&, const MovieId&, const Precondition&) override { refuse(); }

    std::map<MovieId, CatalogueEntry> movies;

private:
    [[noreturn]] static void refuse() { throw std::logic_error("only scans are expected"); }
};

/// The ratings of a World, for reading through.
class ScannedAudience : public Audience {
public:
    std::vector<RatedMovie> scan(const Call&, const std::optional<MovieId>& after,
                                 std::size_t limit) override {
        std::vector<RatedMovie> found;
        for (const auto& [id, tally] : tallies) {
            if ((!after || *after < id) && found.size() < limit) found.push_back({id, tally});
        }
        return found;
    }
    std::optional<MovieRating> rating(const Call&, const MovieId&) override { refuse(); }
    std::vector<std::optional<MovieRating>> ratings(const Call&,
                                                    const std::vector<MovieId>&) override {
        refuse();
    }
    std::optional<PersonalRating> rating_by(const Call&, const MovieId&,
                                            const std::string&) override {
        refuse();
    }
    OwnRating rate(const Call&, const MovieId&, const std::string&, std::int64_t) override {
        refuse();
    }
    bool withdraw(const Call&, const MovieId&, const std::string&) override { refuse(); }
    void forget(const Call&, const MovieId&, Timestamp) override { refuse(); }

    std::map<MovieId, RatingTally> tallies;

private:
    [[noreturn]] static void refuse() { throw std::logic_error("only scans are expected"); }
};

/// Movies and ratings as the other contexts have them, what these tell of it, and a listing.
struct World {
    void describe(const std::string& id, const std::string& title) {
        CatalogueEntry entry{MovieId(id), {}, 1, {}, {}};
        entry.description.title = title;
        catalogue.movies.insert_or_assign(entry.id, entry);
        catalogue_changes.append(Described{entry});
    }
    void remove(const std::string& id) {
        catalogue.movies.erase(MovieId(id));
        catalogue_changes.append(Undescribed{MovieId(id)});
    }
    void rate(const std::string& id, int times) {
        RatingTally tally;
        tally.histogram[7] = times;
        audience.tallies.insert_or_assign(MovieId(id), tally);
        audience_changes.append(Rated{MovieId(id), tally});
    }

    ListingBuilder::Parts parts() {
        return {listing, catalogue, audience, catalogue_changes, audience_changes};
    }
    std::vector<std::string> listed() {
        std::vector<std::string> ids;
        const auto live = listing.live({});
        if (!live) return ids;
        for (const auto& entry : listing.scan_entries({}, live->generation, std::nullopt, 1000)) {
            ids.push_back(entry.entry.id.text());
        }
        return ids;
    }
    std::int64_t votes(const std::string& id) {
        const auto live = listing.live({});
        for (const auto& rated :
             listing.scan_tallies({}, live.value().generation, std::nullopt, 1000)) {
            if (rated.id.text() == id) return rated.tally.count();
        }
        return 0;
    }

    ScannedCatalogue catalogue;
    ScannedAudience audience;
    FakeChanges catalogue_changes;
    FakeChanges audience_changes;
    /// Puts something in that nobody told of.
    void spoil(const MovieChange& change) {
        const auto live = listing.live({}).value();
        listing.pass(ListingBuilder::kLease);
        const auto lease = listing.acquire({}, live.generation, ListingBuilder::kLease);
        listing.fill({}, lease.value(), {change});
        listing.release({}, *lease);
    }

    FakeListingRepository listing;
};

}  // namespace marquee::movie
