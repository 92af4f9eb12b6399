#include "bench/generated_catalogue.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace marquee::bench {
namespace {

constexpr std::array kFrequent = {
    "the",    "of",     "a",      "and",    "in",     "love",   "man",    "night",  "day",
    "to",     "my",     "life",   "last",   "time",   "girl",   "house",  "world",  "dead",
    "black",  "big",    "story",  "king",   "red",    "blue",   "war",    "city",   "woman",
    "boy",    "family", "road",   "summer", "dark",   "white",  "heart",  "home",   "star",
    "moon",   "death",  "secret", "lost",   "father", "mother", "child",  "blood",  "dream",
    "island", "river",  "fire",   "golden", "return", "garden", "street", "winter", "storm",
    "silent", "stone",  "bridge", "north",  "paris",  "machine"};

constexpr std::array kSyllables = {
    "ka", "ro",  "mi",  "ten", "la",  "vor", "sha", "bel", "ni", "dor", "gra", "pel", "tu",  "sen",
    "ar", "lo",  "ver", "qui", "zan", "fi",  "ber", "mon", "de", "cha", "ris", "ol",  "tan", "wes",
    "hu", "kin", "pa",  "jor", "ste", "em",  "ul",  "gan", "ré", "ñor", "sö",  "ça"};

constexpr std::array kCyrillic = {"мо", "ск", "ва", "лю",  "бо", "вь", "но", "чь", "ве", "ро",
                                  "на", "ти", "ка", "сте", "ли", "до", "ма", "ри", "зи", "ми"};
constexpr std::array kHan = {"天", "地", "人", "山", "水", "火", "風", "雲", "龍", "虎",
                             "花", "月", "星", "夜", "王", "城", "海", "河", "愛", "夢",
                             "紅", "白", "黒", "金", "木", "少", "年", "大", "小", "中"};
constexpr std::array kKana = {"あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ",
                              "い", "き", "し", "ち", "に", "ひ", "み", "り", "の", "を"};
constexpr std::array kHangul = {"가", "나", "다", "라", "마", "바", "사", "아", "자", "차",
                                "카", "타", "파", "하", "기", "생", "충", "사", "랑", "해"};

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    std::uint64_t state = a * 0x9E3779B97F4A7C15U + b;
    return next_random(state);
}

/// A rank below `count`, such that the one of rank r comes up about 1/(r+1) as often as the first.
std::size_t zipf(double u, std::size_t count) {
    const double rank = std::pow(static_cast<double>(count) + 1, u) - 1;
    return std::min(static_cast<std::size_t>(rank), count - 1);
}

template <class Parts>
std::string joined(const Parts& parts, std::uint64_t& state, std::uint64_t least,
                   std::uint64_t most) {
    std::string text;
    for (std::uint64_t left = least + next_random(state) % (most - least + 1); left > 0; --left) {
        text += parts[next_random(state) % parts.size()];
    }
    return text;
}

std::string capitalized(std::string word) {
    if (word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
    return word;
}

}  // namespace

std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

double next_fraction(std::uint64_t& state) {
    return static_cast<double>(next_random(state) >> 11) * 0x1.0p-53;
}

GeneratedCatalogue::GeneratedCatalogue(std::int64_t movies, std::uint64_t seed)
    : movies_(movies),
      seed_(seed),
      // Vocabularies grow with the root of a text, by Heaps' law.
      words_(2000 + static_cast<std::size_t>(60 * std::sqrt(static_cast<double>(movies)))),
      people_(std::max<std::size_t>(100, static_cast<std::size_t>(movies) / 3)) {}

std::string GeneratedCatalogue::id(std::int64_t movie) const {
    std::string digits = std::to_string(movie + 1);
    return "g" + std::string(digits.size() < 8 ? 8 - digits.size() : 0, '0') + digits;
}

std::string GeneratedCatalogue::word(std::size_t rank) const {
    if (rank < kFrequent.size()) return kFrequent[rank];
    std::uint64_t state = mixed(seed_, rank);
    return joined(kSyllables, state, 2, 4);
}

std::size_t GeneratedCatalogue::word_rank(double u) const {
    return zipf(u, words_);
}

std::string GeneratedCatalogue::person(std::size_t rank) const {
    std::uint64_t state = mixed(seed_ + 1, rank);
    return name(state);
}

std::string GeneratedCatalogue::name(std::uint64_t& state) const {
    const auto first = capitalized(joined(kSyllables, state, 2, 2));
    return first + " " + capitalized(joined(kSyllables, state, 2, 3));
}

const std::vector<std::string>& GeneratedCatalogue::genres() {
    static const std::vector<std::string> genres{
        "Drama",     "Comedy",    "Thriller",  "Romance", "Action",  "Documentary",
        "Horror",    "Crime",     "Adventure", "Sci-Fi",  "Mystery", "Fantasy",
        "Animation", "Family",    "War",       "Musical", "Western", "History",
        "Sport",     "Film-Noir", "Biography", "Short",   "News",    "Reality"};
    return genres;
}

std::string GeneratedCatalogue::title(std::uint64_t& state) const {
    const double script = next_fraction(state);
    if (script < 0.03) return joined(kHan, state, 2, 6);
    if (script < 0.05) return joined(kKana, state, 3, 8);
    if (script < 0.07) return joined(kHangul, state, 2, 6);
    if (script < 0.10) {
        return joined(kCyrillic, state, 2, 4) + " " + joined(kCyrillic, state, 2, 4);
    }
    std::string title;
    for (std::uint64_t left = 1 + next_random(state) % 5; left > 0; --left) {
        title += (title.empty() ? "" : " ") + capitalized(word(word_rank(next_fraction(state))));
    }
    if (next_fraction(state) < 0.05) title += " " + std::to_string(2 + next_random(state) % 4);
    return title;
}

MovieDescription GeneratedCatalogue::description(std::int64_t movie) const {
    std::uint64_t state = mixed(seed_ + 2, static_cast<std::uint64_t>(movie));
    MovieDescription description;
    description.title = title(state);
    if (next_fraction(state) < 0.15) description.original_title = title(state);
    // More of them in each year than in the one before.
    description.release_year = 2025 - static_cast<int>(105 * std::pow(next_fraction(state), 2.2));
    description.runtime_minutes = 70 + static_cast<int>(next_random(state) % 90);
    for (std::uint64_t left = 1 + next_random(state) % 3; left > 0; --left) {
        const auto& genre = genres()[zipf(next_fraction(state), genres().size())];
        if (std::ranges::find(description.genres, genre) == description.genres.end()) {
            description.genres.push_back(genre);
        }
    }
    description.directors.push_back(person(zipf(next_fraction(state), people_)));
    for (int i = 0; i < 5; ++i) {
        description.cast.push_back({person(zipf(next_fraction(state), people_)), std::nullopt});
    }
    for (int i = 0; i < 12; ++i) {
        description.description = description.description.value_or("") + (i > 0 ? " " : "") +
                                  word(word_rank(next_fraction(state)));
    }
    return description;
}

int GeneratedCatalogue::votes(std::int64_t movie) const {
    // Ranks are given out at random. About half of the movies have a vote or none.
    const auto size = static_cast<double>(movies_);
    const double rank =
        static_cast<double>(mixed(seed_ + 3, static_cast<std::uint64_t>(movie)) >> 11) * 0x1.0p-53;
    const double share = 2 * size / std::log(size + 1) / (rank * size + 1);
    return static_cast<int>(std::min(share, 50'000.0));
}

int GeneratedCatalogue::score(std::int64_t movie, int voter) const {
    std::uint64_t state = mixed(seed_ + 4, static_cast<std::uint64_t>(movie));
    const double mean = 4.5 + 4 * next_fraction(state);
    state += static_cast<std::uint64_t>(voter) * 77U;
    const double deviation = (next_fraction(state) + next_fraction(state) - 1) * 4;
    return static_cast<int>(std::clamp(std::lround(mean + deviation), 1L, 10L));
}

}  // namespace marquee::bench
