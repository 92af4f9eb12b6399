#include "infrastructure/movie/rpc_catalogue.h"

#include <algorithm>

#include "interfaces/rpc/wire/channel.h"
#include "interfaces/rpc/wire/messages.h"
#include "interfaces/rpc/wire/reading.h"
#include "marquee/v1/metadata.pb.h"

namespace marquee::movie {
namespace {

/// What one question may name.
constexpr std::size_t kMostRefs = 100;
constexpr std::size_t kMostScanned = 1000;

CatalogueEntry entry_in(const v1::MovieMetadata& message) {
    return {MovieId(message.id()), rpc::read(message.description()), message.revision(),
            rpc::read(message.created_at()), rpc::read(message.updated_at())};
}

std::optional<CatalogueEntry> entry_in(const v1::FindMovieResponse& message) {
    if (!message.has_movie()) return std::nullopt;
    return entry_in(message.movie());
}

}  // namespace

std::optional<CatalogueEntry> RpcCatalogue::find(const Call& call, const MovieRef& ref) {
    static const rpc::Method method("marquee.v1.Metadata.Find");
    v1::FindMovieRequest request;
    request.set_ref(to_string(ref));
    const auto answer = rpc::ask<v1::FindMovieResponse>(channel_, call, method, request);
    return rpc::reading(method, [&] { return entry_in(answer); });
}

std::vector<std::optional<CatalogueEntry>> RpcCatalogue::find_many(
    const Call& call, const std::vector<MovieRef>& refs) {
    static const rpc::Method method("marquee.v1.Metadata.FindMany");
    std::vector<std::optional<CatalogueEntry>> result;
    while (result.size() < refs.size()) {
        v1::FindMoviesRequest request;
        const auto end = std::min(refs.size(), result.size() + kMostRefs);
        for (auto i = result.size(); i < end; ++i) request.add_refs(to_string(refs[i]));
        const auto answer = rpc::ask<v1::FindMoviesResponse>(channel_, call, method, request);
        // When they are large it answers for the first of them.
        if (answer.movies().empty() || answer.movies_size() > request.refs_size()) {
            rpc::refuse_answer(method, "it is not about what was asked for");
        }
        rpc::reading(method, [&] {
            for (const auto& movie : answer.movies()) result.push_back(entry_in(movie));
        });
    }
    return result;
}

std::vector<CatalogueEntry> RpcCatalogue::scan(const Call& call,
                                               const std::optional<MovieId>& after,
                                               std::size_t limit) {
    static const rpc::Method method("marquee.v1.Metadata.Scan");
    v1::ScanMoviesRequest request;
    if (after) request.set_after(after->text());
    request.set_limit(static_cast<int>(std::min(limit, kMostScanned)));
    const auto answer = rpc::ask<v1::ScanMoviesResponse>(channel_, call, method, request);
    if (answer.movies_size() > request.limit())
        rpc::refuse_answer(method, "it has too many movies");
    return rpc::reading(method, [&] {
        std::vector<CatalogueEntry> result;
        for (const auto& movie : answer.movies()) result.push_back(entry_in(movie));
        return result;
    });
}

CatalogueWrite RpcCatalogue::describe(const Call& call, const MovieId& id,
                                      const MovieDescription& description,
                                      const Precondition& precondition) {
    static const rpc::Method method("marquee.v1.Metadata.Describe");
    v1::DescribeMovieRequest request;
    request.set_id(id.text());
    rpc::write(description, *request.mutable_description());
    rpc::write(precondition, *request.mutable_precondition());
    const auto answer = rpc::ask<v1::DescribeMovieResponse>(channel_, call, method, request);
    return rpc::reading(method, [&] {
        return CatalogueWrite{entry_in(answer.movie()), answer.created()};
    });
}

bool RpcCatalogue::remove(const Call& call, const MovieId& id, const Precondition& precondition) {
    static const rpc::Method method("marquee.v1.Metadata.Remove");
    v1::RemoveMovieRequest request;
    request.set_id(id.text());
    rpc::write(precondition, *request.mutable_precondition());
    return rpc::ask<v1::RemoveMovieResponse>(channel_, call, method, request).removed();
}

}  // namespace marquee::movie
