#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::movielens {

/// What one title of movies.csv says: "City of Lost Children, The (Cité des enfants perdus, La)
/// (1995)" is The City of Lost Children, originally La Cité des enfants perdus, of 1995.
struct Title {
    /// Empty only when the text is blank.
    std::string title;
    std::optional<std::string> original_title;
    /// Each once, in the order of the text; neither the title nor the original one.
    std::vector<std::string> alternative_titles;
    std::optional<int> year;

    bool operator==(const Title&) const = default;
};

/// Takes a title of movies.csv apart.
/// - The year is that of the last parentheses, the first one of a range.
/// - Parentheses before it are other titles: alternative when marked "a.k.a." or when their
///   article tells that they are English, the first other one the original title, those after
///   that alternative.
/// - Parentheses that are part of the title stay there ("(500) Days of Summer", "(Part 2)").
/// - An article after a comma, at the end or before a colon, goes to the front of each title, in
///   every language of the data.
Title parse_title(std::string_view text);

/// "Haine, La" → "La Haine", "Ours, L'" → "L'Ours"; a title that ends in no article as it is.
std::string move_article_to_front(std::string_view title);

}  // namespace marquee::movielens
