#pragma once

#include <string_view>
#include <vector>

namespace marquee::test {

/// A film of the catalogue that searches are tried on. Lists are separated by ";".
struct SearchedFilm {
    std::string_view id;
    int votes = 0;
    std::string_view title;
    int year = 0;
    std::string_view original_title = "";
    std::string_view alternative_titles = "";
    std::string_view people = "";
    std::string_view keywords = "";
};

/// What somebody types, and the film that is to come first; "" when nothing is to be found.
struct SearchCase {
    std::string_view query;
    std::string_view first;
};

/// About a hundred films; votes are made up.
const std::vector<SearchedFilm>& searched_films();

/// Every way to search that Marquee promises, several times each.
const std::vector<SearchCase>& search_cases();

}  // namespace marquee::test
