#include "infrastructure/search/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <unicode/utf8.h>

namespace marquee::search {
namespace {

constexpr std::size_t kLongest = 40;
/// Words that wait to be sorted in: few, for they are compared one by one.
constexpr std::size_t kMostRecent = 2000;

std::u32string points_of(std::string_view text) {
    std::u32string points;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, length, c);
        if (c >= 0) points += static_cast<char32_t>(c);
    }
    return points;
}

std::string text_of(std::u32string_view points) {
    std::string text;
    for (const char32_t point : points) {
        std::array<std::uint8_t, 4> bytes{};
        std::size_t length = 0;
        U8_APPEND_UNSAFE(bytes, length, point);
        text.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    }
    return text;
}

/// The table of distances between the beginnings of one word and those of others, a row for each
/// letter of the other. Words with a common beginning share its rows.
class Distances {
public:
    Distances(std::u32string_view word, int max_errors)
        : word_(word), max_(max_errors), rows_((kLongest + 1) * (word.size() + 1)) {
        for (std::size_t j = 0; j <= word_.size(); ++j) rows_[j] = static_cast<int>(j);
        least_[0] = 0;
    }

    /// Computes the row of the other word's first `length` letters, from those before it. False
    /// when no word that goes on like this can be close enough.
    bool extend(std::u32string_view other, std::size_t length) {
        const char32_t letter = other[length - 1];
        int* now = row(length);
        const int* before = row(length - 1);
        now[0] = static_cast<int>(length);
        int least = now[0];
        for (std::size_t j = 1; j <= word_.size(); ++j) {
            const int wrong = word_[j - 1] == letter ? 0 : 1;
            now[j] = std::min({before[j] + 1, now[j - 1] + 1, before[j - 1] + wrong});
            if (length > 1 && j > 1 && word_[j - 2] == letter &&
                word_[j - 1] == other[length - 2]) {
                now[j] = std::min(now[j], row(length - 2)[j - 2] + 1);
            }
            least = std::min(least, now[j]);
        }
        least_[length] = least;
        // Of a swap of neighbours, only the second letter shows.
        return least <= max_ || least_[length - 1] < max_;
    }

    /// The distance of the whole word to the other's first `length` letters.
    int at(std::size_t length) const { return rows_[length * (word_.size() + 1) + word_.size()]; }

private:
    int* row(std::size_t length) { return &rows_[length * (word_.size() + 1)]; }

    std::u32string_view word_;
    int max_;
    std::vector<int> rows_;
    std::array<int, kLongest + 1> least_{};
};

struct Wanted {
    std::u32string_view word;
    int max_errors;
    bool as_beginning;
};

/// The fewest errors with which `other`, whose rows are all there, is what is wanted.
int errors_of(const Distances& distances, std::size_t length, const Wanted& wanted) {
    int errors = distances.at(length);
    if (!wanted.as_beginning) return errors;
    for (std::size_t i = wanted.word.size() > 2 ? wanted.word.size() - 2 : 1; i < length; ++i) {
        errors = std::min(errors, distances.at(i));
    }
    return errors;
}

}  // namespace

/// Words in order. Does not change.
class Vocabulary::Sorted {
public:
    Sorted() { starts_.push_back(0); }

    /// Those of `other`, and `more` that are not among them.
    Sorted(const Sorted& other, const std::set<std::u32string>& more) : Sorted() {
        std::size_t letters = other.letters_.size();
        for (const auto& word : more) letters += word.size();
        letters_.reserve(letters);
        starts_.reserve(other.size() + more.size() + 1);
        common_.reserve(other.size() + more.size());
        std::size_t i = 0;
        for (const auto& word : more) {
            while (i < other.size() && other.word(i) < word) append(other.word(i++));
            append(word);
        }
        while (i < other.size()) append(other.word(i++));
    }

    std::size_t size() const { return common_.size(); }
    std::u32string_view word(std::size_t i) const {
        return std::u32string_view(letters_).substr(starts_[i], starts_[i + 1] - starts_[i]);
    }
    bool contains(const std::u32string& wanted) const {
        std::size_t begin = 0;
        for (std::size_t end = size(); begin < end;) {
            const std::size_t middle = (begin + end) / 2;
            if (word(middle) < wanted) {
                begin = middle + 1;
            } else {
                end = middle;
            }
        }
        return begin < size() && word(begin) == wanted;
    }

    /// Calls `found(word, errors)` with each that is wanted.
    template <class F>
    void find(const Wanted& wanted, F&& found) const {
        Distances distances(wanted.word, wanted.max_errors);
        std::size_t computed = 0;
        for (std::size_t i = 0; i < size();) {
            const auto other = word(i);
            std::size_t length = std::min<std::size_t>(common_[i], computed);
            bool hopeful = true;
            while (hopeful && length < other.size()) hopeful = distances.extend(other, ++length);
            computed = length;
            const int errors = errors_of(distances, length, wanted);
            if (hopeful) {
                if (errors <= wanted.max_errors) found(other, errors);
                ++i;
                continue;
            }
            // Past all words that begin in the same hopeless way, unless their beginning was close
            // enough already.
            const bool close = wanted.as_beginning && errors <= wanted.max_errors;
            const std::size_t end = past(i + 1, length);
            if (close) {
                for (std::size_t each = i; each < end; ++each) found(word(each), errors);
            }
            i = end;
        }
    }

private:
    /// The first word from `i` on that has fewer than `length` letters in common with the one
    /// before it. Passes over most words, so it looks at eight at a time.
    std::size_t past(std::size_t i, std::size_t length) const {
        constexpr std::uint64_t kEach = 0x0101010101010101;
        constexpr std::uint64_t kTops = 0x80 * kEach;
        static_assert(kLongest < 0x80);
        for (; i + 8 <= size(); i += 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, &common_[i], 8);
            if ((((eight | kTops) - length * kEach) & kTops) != kTops) break;
        }
        while (i < size() && common_[i] >= length) ++i;
        return i;
    }

    void append(std::u32string_view added) {
        const auto last = size() == 0 ? std::u32string_view() : word(size() - 1);
        const auto differs = std::ranges::mismatch(last, added);
        common_.push_back(static_cast<std::uint8_t>(differs.in1 - last.begin()));
        letters_ += added;
        starts_.push_back(static_cast<std::uint32_t>(letters_.size()));
    }

    std::u32string letters_;
    std::vector<std::uint32_t> starts_;
    /// How many letters each has in common with the one before it.
    std::vector<std::uint8_t> common_;
};

Vocabulary::Vocabulary() : sorted_(std::make_shared<Sorted>()) {}

Vocabulary::~Vocabulary() = default;

void Vocabulary::assign(const std::vector<std::string>& words) {
    std::set<std::u32string> all;
    for (const auto& word : words) {
        auto points = points_of(word);
        if (points.size() <= kLongest) all.insert(std::move(points));
    }
    auto sorted = std::make_shared<const Sorted>(Sorted(), all);
    const std::unique_lock lock(mutex_);
    sorted_ = std::move(sorted);
    recent_.clear();
}

void Vocabulary::add(const std::unordered_set<std::string>& words) {
    std::set<std::u32string> recent;
    std::shared_ptr<const Sorted> sorted;
    {
        const std::shared_lock lock(mutex_);
        recent = recent_;
        sorted = sorted_;
    }
    for (const auto& word : words) {
        auto points = points_of(word);
        if (points.size() <= kLongest && !sorted->contains(points)) {
            recent.insert(std::move(points));
        }
    }
    if (recent.size() > kMostRecent) {
        sorted = std::make_shared<const Sorted>(*sorted, recent);
        recent.clear();
    }
    const std::unique_lock lock(mutex_);
    sorted_ = std::move(sorted);
    recent_ = std::move(recent);
}

std::vector<SimilarWord> Vocabulary::similar(std::string_view word, int max_errors,
                                             bool as_beginning, std::size_t limit) const {
    const auto points = points_of(word);
    if (points.empty() || points.size() > kLongest) return {};
    const Wanted wanted{points, max_errors, as_beginning};
    std::vector<std::pair<int, std::u32string_view>> all;
    const auto found = [&](std::u32string_view other, int errors) {
        if (errors > 0) all.emplace_back(errors, other);
    };
    const std::shared_lock lock(mutex_);
    sorted_->find(wanted, found);
    for (const auto& other : recent_) {
        Distances distances(points, max_errors);
        for (std::size_t i = 1; i <= other.size(); ++i) distances.extend(other, i);
        const int errors = errors_of(distances, other.size(), wanted);
        if (errors <= max_errors) found(other, errors);
    }
    std::ranges::stable_sort(all, {}, [](const auto& each) { return each.first; });
    if (all.size() > limit) all.resize(limit);
    std::vector<SimilarWord> result;
    for (const auto& [errors, other] : all) result.push_back({text_of(other), errors});
    return result;
}

}  // namespace marquee::search
