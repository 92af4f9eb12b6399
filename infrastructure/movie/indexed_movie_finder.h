#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "application/movie/movie_finder.h"
#include "infrastructure/movie/list_mirror.h"
#include "infrastructure/movie/text_mirror.h"

namespace marquee::movie {

/// Finds movies in this instance's list and search index.
class IndexedMovieFinder : public MovieFinder {
public:
    /// Both outlive the finder. `on_damage` is called when the index was found to be damaged.
    IndexedMovieFinder(const ListMirror& lists, TextMirror& texts, std::function<void()> on_damage);

    Found find(const Call& call, const MovieQuery& query, const FindOptions& options,
               const std::optional<ListPosition>& after, std::size_t limit) override;
    std::vector<FacetCount> genres(const Call& call) override;
    ListMoment moment() const override;

private:
    std::shared_ptr<const MovieList> list() const;

    const ListMirror& lists_;
    TextMirror& texts_;
    std::function<void()> on_damage_;
};

}  // namespace marquee::movie
