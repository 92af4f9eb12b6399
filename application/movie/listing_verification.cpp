#include "application/movie/listing_verification.h"

#include <thread>
#include <utility>

#include "domain/shared/error.h"

namespace marquee::movie {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kPortion = 1000;
constexpr std::chrono::milliseconds kLookAgain{50};
/// Looks at what differs. A movie that changes all the time may differ each time.
constexpr int kLooks = 3;

/// Reads what `scan(after)` gives, one by one, in the order of ids.
template <class Scan>
class Stream {
public:
    using Item = typename std::invoke_result_t<Scan, std::optional<MovieId>>::value_type;

    explicit Stream(Scan scan) : scan_(std::move(scan)) { fetch(std::nullopt); }

    const Item* current() const { return next_ < portion_.size() ? &portion_[next_] : nullptr; }

    void advance(const MovieId& id) {
        if (++next_ == portion_.size()) fetch(id);
    }

private:
    void fetch(const std::optional<MovieId>& after) {
        portion_ = scan_(after);
        next_ = 0;
    }

    Scan scan_;
    std::vector<Item> portion_;
    std::size_t next_ = 0;
};

/// Goes through two streams in step: calls `compare(a, b)` for each id that either has, with null
/// for the one that lacks it.
template <class A, class B, class IdA, class IdB, class Compare>
void merge(Stream<A> a, Stream<B> b, IdA id_a, IdB id_b, Compare compare) {
    while (a.current() != nullptr || b.current() != nullptr) {
        const auto* left = a.current();
        const auto* right = b.current();
        if (left != nullptr && right != nullptr && id_a(*left) != id_b(*right)) {
            if (id_a(*left) < id_b(*right)) {
                right = nullptr;
            } else {
                left = nullptr;
            }
        }
        const MovieId id = left != nullptr ? id_a(*left) : id_b(*right);
        compare(id, left, right);
        if (left != nullptr) a.advance(id);
        if (right != nullptr) b.advance(id);
    }
}

}  // namespace

ListingVerification::ListingVerification(const ListingBuilder::Parts& parts,
                                         ListingBuilder::Control control)
    : parts_(parts), control_(std::move(control)) {}

ListingVerdict ListingVerification::run(
    const std::function<void(const MovieId&, const std::string&)>& on_mismatch) {
    ListingVerdict verdict;
    Mismatches lasting;
    for (int look = 1; look <= kLooks; ++look) {
        wait_until_caught_up();
        auto found = compare(live_generation(), verdict);
        if (look > 1)
            std::erase_if(found, [&](auto& item) { return !lasting.contains(item.first); });
        lasting = std::move(found);
        if (lasting.empty()) break;
    }
    for (const auto& [id, what] : lasting) on_mismatch(id, what);
    verdict.mismatches = static_cast<std::int64_t>(lasting.size());
    return verdict;
}

void ListingVerification::wait_until_caught_up() {
    const auto catalogue = parts_.catalogue_changes.last_position(control_.call());
    const auto audience = parts_.audience_changes.last_position(control_.call());
    for (const auto give_up = steady_clock::now() + kPatience;;) {
        const auto live = parts_.listing.live(control_.call());
        if (live && live->complete && live->catalogue_position >= catalogue &&
            live->audience_position >= audience) {
            return;
        }
        if (steady_clock::now() >= give_up) {
            throw Error(ErrorCode::unavailable,
                        "the movie list does not catch up with what changes: is a server running? "
                        "`marquee movies rebuild` brings it up to date without one");
        }
        std::this_thread::sleep_for(kLookAgain);
    }
}

std::int64_t ListingVerification::live_generation() {
    const auto live = parts_.listing.live(control_.call());
    if (!live) throw Error(ErrorCode::unavailable, "there is no movie list any more");
    return live->generation;
}

ListingVerification::Mismatches ListingVerification::compare(std::int64_t generation,
                                                             ListingVerdict& verdict) {
    verdict = {};
    Mismatches found;
    compare_movies(generation, verdict, found);
    compare_ratings(generation, verdict, found);
    return found;
}

void ListingVerification::compare_movies(std::int64_t generation, ListingVerdict& verdict,
                                         Mismatches& found) {
    const auto actual = [this](const std::optional<MovieId>& after) {
        return parts_.catalogue.scan(control_.call(), after, kPortion);
    };
    const auto listed = [this, generation](const std::optional<MovieId>& after) {
        return parts_.listing.scan_entries(control_.call(), generation, after, kPortion);
    };
    merge(
        Stream(actual), Stream(listed), [](const CatalogueEntry& entry) { return entry.id; },
        [](const ListingEntry& entry) { return entry.entry.id; },
        [&](const MovieId& id, const CatalogueEntry* entry, const ListingEntry* listing) {
            control_.progress(++verdict.movies);
            if (entry == nullptr) {
                found[id] = "is listed, but not in the catalogue";
            } else if (listing == nullptr) {
                found[id] = "is in the catalogue, but not listed";
            } else if (!(*entry == listing->entry)) {
                found[id] = "is described differently";
            }
        });
}

void ListingVerification::compare_ratings(std::int64_t generation, ListingVerdict& verdict,
                                          Mismatches& found) {
    const auto actual = [this](const std::optional<MovieId>& after) {
        return parts_.audience.scan(control_.call(), after, kPortion);
    };
    const auto listed = [this, generation](const std::optional<MovieId>& after) {
        return parts_.listing.scan_tallies(control_.call(), generation, after, kPortion);
    };
    merge(
        Stream(actual), Stream(listed), [](const RatedMovie& rated) { return rated.id; },
        [](const Rated& rated) { return rated.id; },
        [&](const MovieId& id, const RatedMovie* rated, const Rated* listing) {
            ++verdict.rated;
            const RatingTally expected = rated != nullptr ? rated->tally : RatingTally();
            const RatingTally have = listing != nullptr ? listing->tally : RatingTally();
            if (expected == have) return;
            found[id] += (found[id].empty() ? "" : ", ") + std::string("has ") +
                         std::to_string(expected.count()) + " ratings that sum to " +
                         std::to_string(expected.sum()) + ", but is listed with " +
                         std::to_string(have.count()) + " that sum to " +
                         std::to_string(have.sum());
        });
}

}  // namespace marquee::movie
