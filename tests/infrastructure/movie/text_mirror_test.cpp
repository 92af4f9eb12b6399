#include "infrastructure/movie/text_mirror.h"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "domain/shared/error.h"
#include "tests/support/fake_listing_repository.h"

namespace marquee::movie {
namespace {

constexpr std::chrono::milliseconds kLong = std::chrono::minutes(10);
/// So many that an index is made of them at one go.
constexpr int kMany = 10'500;

std::string id_of(int movie) {
    return "m" + std::to_string(100'000 + movie);
}

Described described(int movie, const std::string& title, Revision revision = 1) {
    MovieDescription description;
    description.title = title;
    return {{MovieId(id_of(movie)), description, revision, {}, {}}};
}

class TextMirrorTest : public testing::Test {
protected:
    TextMirrorTest() { std::filesystem::remove_all(folder_); }
    ~TextMirrorTest() override { std::filesystem::remove_all(folder_); }

    TextMirror mirror() { return {listing_, folder_, "the-database"}; }

    /// A generation of films that are called "Film" and their number, and `word`.
    ListingLease fill(int films, const std::string& word) {
        const auto lease = *listing_.begin(Call(), 0, 0, kLong, false);
        std::vector<MovieChange> states;
        for (int i = 1; i <= films; ++i) {
            states.emplace_back(described(i, "Film " + std::to_string(i) + " " + word));
        }
        listing_.fill(Call(), lease, states);
        return lease;
    }
    /// Two times as many, which follow these.
    void fill_more(const ListingLease& lease) {
        std::vector<MovieChange> states;
        for (int i = kMany + 1; i <= 3 * kMany; ++i) {
            states.emplace_back(described(i, "Film " + std::to_string(i)));
        }
        listing_.fill(Call(), lease, states);
    }
    ListingLease make_live(int films, const std::string& word) {
        const auto lease = fill(films, word);
        listing_.complete(Call(), lease);
        listing_.go_live(Call(), lease);
        return lease;
    }
    void apply(const ListingLease& lease, const std::vector<MovieChange>& changes) {
        listing_.apply(Call(), lease, Source::catalogue, position_, position_ + 1, changes);
        ++position_;
    }

    /// Refreshes, and does `meanwhile` once, after some of the movies have been read.
    bool refresh(
        TextMirror& mirror, const std::function<void()>& meanwhile = [] {}) {
        constexpr int kSome = 8;
        std::atomic<int> calls = 0;
        const std::function<Call()> new_call = [&] {
            if (++calls == kSome) meanwhile();
            return Call();
        };
        const bool any = mirror.refresh(new_call, [this] { return stopped_.load(); });
        // Or nothing was tested.
        EXPECT_TRUE(!meanwhile_expected_ || calls >= kSome);
        return any;
    }

    static TextMirror::Current current(const TextMirror& mirror) {
        return mirror.current(Call::Deadline::min());
    }
    static std::size_t count(const TextMirror& mirror, const std::string& text) {
        std::size_t found = 0;
        const auto now = current(mirror);
        if (now.index) now.index->match(text, "", [&](std::uint32_t) { ++found; });
        return found;
    }
    /// What is kept of indexes.
    std::size_t kept() const {
        std::size_t folders = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder_ / "0")) {
            folders += entry.is_directory() ? 1 : 0;
        }
        return folders;
    }

    const std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                          ("marquee-mirror-test-" + std::to_string(::getpid()));
    FakeListingRepository listing_;
    std::int64_t position_ = 0;
    std::atomic<bool> stopped_ = false;
    bool meanwhile_expected_ = false;
};

/// The same of an index that is made at one go and of one that isn't.
class TextMirrorOf : public TextMirrorTest, public testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(FewAndMany, TextMirrorOf, testing::Values(40, kMany));

TEST_P(TextMirrorOf, HasEveryMovieAndFollowsChanges) {
    const int films = GetParam();
    const auto lease = make_live(films, "first");
    auto mirror = this->mirror();
    EXPECT_TRUE(refresh(mirror));
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), films);
    for (const int film : {1, films / 3, films / 3 + 1, films * 2 / 3, films * 2 / 3 + 1, films}) {
        EXPECT_GE(count(mirror, "film " + std::to_string(film) + " first"), 1) << film;
    }
    EXPECT_FALSE(refresh(mirror));
    apply(lease, {described(1, "Alien", 2), described(films + 1, "Aliens")});
    EXPECT_TRUE(refresh(mirror));
    EXPECT_EQ(count(mirror, "film"), films - 1);
    EXPECT_EQ(count(mirror, "alien"), 2);
    EXPECT_EQ(kept(), 1);
}

TEST_P(TextMirrorOf, GoesOnWithTheIndexOfAnEarlierRun) {
    const auto lease = make_live(GetParam(), "first");
    {
        auto mirror = this->mirror();
        refresh(mirror);
    }
    apply(lease, {described(1, "Alien", 2)});
    const auto before = std::filesystem::directory_iterator(folder_ / "0")->path();
    auto mirror = this->mirror();
    EXPECT_TRUE(refresh(mirror));
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "alien"), 1);
    EXPECT_EQ(count(mirror, "film"), GetParam() - 1);
    EXPECT_EQ(std::filesystem::directory_iterator(folder_ / "0")->path(), before);
}

TEST_P(TextMirrorOf, LeavesItsIndexAloneWhenABuildIsGivenUp) {
    make_live(GetParam(), "first");
    auto mirror = this->mirror();
    refresh(mirror);
    const auto index = current(mirror).index;
    const auto lease = fill(GetParam() / 2, "second");
    EXPECT_FALSE(refresh(mirror));
    listing_.release(Call(), lease);
    listing_.pass(kLong);
    while (listing_.drop_some(Call())) {
    }
    EXPECT_FALSE(refresh(mirror));
    EXPECT_EQ(current(mirror).index, index);
    EXPECT_EQ(count(mirror, "first"), GetParam());
}

TEST_P(TextMirrorOf, IsMadeAnewWhenItIsGivenUp) {
    make_live(GetParam(), "first");
    auto mirror = this->mirror();
    refresh(mirror);
    const auto index = current(mirror).index;
    mirror.give_up(index);
    EXPECT_FALSE(current(mirror).index);
    EXPECT_TRUE(refresh(mirror));
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), GetParam());
    // Somebody was late to find out.
    mirror.give_up(index);
    EXPECT_FALSE(refresh(mirror));
    EXPECT_EQ(count(mirror, "film"), GetParam());
}

/// While an index is made at one go.
class TextMirrorMeanwhile : public TextMirrorTest {
protected:
    TextMirrorMeanwhile() { meanwhile_expected_ = true; }
};

TEST_F(TextMirrorMeanwhile, TakesInWhatChanges) {
    const auto lease = make_live(kMany, "first");
    auto mirror = this->mirror();
    refresh(mirror, [&] {
        apply(lease, {described(1, "Alien", 2), described(kMany, "Alien", 2),
                      Undescribed{MovieId(id_of(2))}, Undescribed{MovieId(id_of(kMany - 1))},
                      described(kMany + 1, "Alien")});
    });
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), kMany - 4);
    EXPECT_EQ(count(mirror, "alien"), 3);
}

TEST_F(TextMirrorMeanwhile, TakesInManyChangesWithoutBeginningAnew) {
    const auto lease = make_live(kMany, "first");
    auto mirror = this->mirror();
    const auto change_all = [&] {
        std::vector<MovieChange> changes;
        // From the last one to the first: the numbers of changes say nothing.
        for (int i = kMany; i > 0; --i) changes.emplace_back(described(i, "Alien", 2));
        for (std::size_t i = 0; i < changes.size(); i += 500) {
            const auto end = std::min(i + 500, changes.size());
            apply(lease, {changes.begin() + static_cast<std::ptrdiff_t>(i),
                          changes.begin() + static_cast<std::ptrdiff_t>(end)});
        }
    };
    EXPECT_TRUE(refresh(mirror, change_all));
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), 0);
    EXPECT_EQ(count(mirror, "alien"), kMany);
}

TEST_F(TextMirrorMeanwhile, ShowsTheIndexOfTheGenerationBefore) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    refresh(mirror);
    make_live(kMany, "second");
    refresh(mirror, [&] {
        EXPECT_TRUE(current(mirror).complete);
        EXPECT_EQ(count(mirror, "first"), kMany);
    });
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "first"), 0);
    EXPECT_EQ(count(mirror, "second"), kMany);
    EXPECT_EQ(kept(), 1);
}

TEST_F(TextMirrorMeanwhile, LeavesNothingBehindWhenItIsStopped) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    refresh(mirror);
    make_live(kMany, "second");
    EXPECT_FALSE(refresh(mirror, [&] { stopped_ = true; }));
    EXPECT_EQ(count(mirror, "first"), kMany);
    EXPECT_EQ(kept(), 1);
    stopped_ = false;
    EXPECT_TRUE(refresh(mirror));
    EXPECT_EQ(count(mirror, "second"), kMany);
}

TEST_F(TextMirrorMeanwhile, TriesAgainWhenTheListingCannotBeRead) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    refresh(mirror);
    make_live(kMany, "second");
    EXPECT_THROW(refresh(mirror, [] { throw Error(ErrorCode::unavailable, "away"); }), Error);
    EXPECT_EQ(count(mirror, "first"), kMany);
    EXPECT_EQ(kept(), 1);
    EXPECT_TRUE(refresh(mirror));
    EXPECT_EQ(count(mirror, "second"), kMany);
}

TEST_F(TextMirrorMeanwhile, IsMadeAnewWhenItsFolderIsTakenAway) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    const auto take_away = [&] {
        std::error_code failure;
        do {
            std::filesystem::remove_all(folder_ / "0", failure);
        } while (failure);
    };
    EXPECT_THROW(refresh(mirror, take_away), search::IndexDamaged);
    EXPECT_TRUE(refresh(mirror));
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), kMany);
}

TEST_F(TextMirrorMeanwhile, ReplacesAnIndexThatIsGivenUp) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    refresh(mirror);
    make_live(kMany, "second");
    refresh(mirror, [&] {
        mirror.give_up(current(mirror).index);
        EXPECT_FALSE(current(mirror).index);
    });
    const auto index = current(mirror).index;
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "second"), kMany);
    // It is not made once more.
    meanwhile_expected_ = false;
    EXPECT_FALSE(refresh(mirror));
    EXPECT_EQ(current(mirror).index, index);
}

TEST_F(TextMirrorMeanwhile, EndsWithTheGenerationThatGoesLive) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    refresh(mirror, [&] {
        make_live(kMany, "second");
        listing_.pass(kLong);
        while (listing_.drop_some(Call())) {
        }
    });
    EXPECT_FALSE(current(mirror).complete);
    while (refresh(mirror)) {
        meanwhile_expected_ = false;
    }
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "first"), 0);
    EXPECT_EQ(count(mirror, "second"), kMany);
}

TEST_F(TextMirrorMeanwhile, IsMadeAnewAfterACrash) {
    make_live(kMany, "first");
    const auto snapshot = folder_.string() + "-crashed";
    {
        auto mirror = this->mirror();
        refresh(mirror, [&] {
            std::error_code failure;
            std::filesystem::copy(folder_ / "0", snapshot, std::filesystem::copy_options::recursive,
                                  failure);
        });
    }
    std::filesystem::remove_all(folder_ / "0");
    std::filesystem::rename(snapshot, folder_ / "0");
    EXPECT_GE(kept(), 1);
    auto mirror = this->mirror();
    EXPECT_TRUE(refresh(mirror));
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), kMany);
    EXPECT_EQ(kept(), 1);
}

TEST_F(TextMirrorMeanwhile, BeginsAnewWhenTheFirstGenerationIsFilledFaster) {
    const auto lease = fill(kMany, "first");
    auto mirror = this->mirror();
    // Visitors get something while it grows.
    refresh(mirror, [&] {
        fill_more(lease);
        listing_.complete(Call(), lease);
    });
    while (refresh(mirror)) {
        meanwhile_expected_ = false;
    }
    EXPECT_TRUE(current(mirror).complete);
    EXPECT_EQ(count(mirror, "film"), 3 * kMany);
}

TEST_F(TextMirrorTest, SharesItsFolderWithOtherInstances) {
    make_live(kMany, "first");
    auto mirror = this->mirror();
    auto other = this->mirror();
    refresh(mirror);
    refresh(other);
    EXPECT_EQ(count(mirror, "film"), kMany);
    EXPECT_EQ(count(other, "film"), kMany);
    EXPECT_NE(current(mirror).index, current(other).index);
}

}  // namespace
}  // namespace marquee::movie
