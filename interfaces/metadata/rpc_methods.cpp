#include "interfaces/metadata/rpc_methods.h"

#include <utility>

#include "application/metadata/metadata_service.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/metadata.pb.h"

namespace marquee::metadata {
namespace {

constexpr int kMostRefs = 100;
constexpr int kMostScanned = 1000;
/// An answer that has come to as many bytes gets no further movie: with its last one, of which the
/// description may have a megabyte or more, it is still below the 4 MiB that gRPC's clients take.
constexpr std::size_t kMostBytes = 2 << 20;

void write(const MovieMetadata& movie, v1::MovieMetadata& message) {
    message.set_id(movie.id.text());
    rpc::write(movie.description, *message.mutable_description());
    message.set_revision(movie.revision);
    rpc::write(movie.created_at, *message.mutable_created_at());
    rpc::write(movie.updated_at, *message.mutable_updated_at());
}

v1::FindMovieResponse response_of(const std::optional<MovieMetadata>& movie) {
    v1::FindMovieResponse response;
    if (movie) write(*movie, *response.mutable_movie());
    return response;
}

v1::FindMovieResponse find(MetadataService& service, const Call& call,
                           const v1::FindMovieRequest& request) {
    return response_of(service.find(call, parse_movie_ref(request.ref())));
}

v1::FindMoviesResponse find_many(MetadataService& service, const Call& call,
                                 const v1::FindMoviesRequest& request) {
    if (request.refs_size() > kMostRefs) {
        throw invalid_field("refs", "must be at most " + std::to_string(kMostRefs));
    }
    std::vector<MovieRef> refs;
    for (const auto& ref : request.refs()) refs.push_back(parse_movie_ref(ref));
    v1::FindMoviesResponse response;
    std::size_t bytes = 0;
    for (const auto& movie : service.find_many(call, refs)) {
        if (bytes >= kMostBytes) break;
        auto& message = *response.add_movies();
        message = response_of(movie);
        bytes += message.ByteSizeLong();
    }
    return response;
}

v1::ScanMoviesResponse scan(MetadataService& service, const Call& call,
                            const v1::ScanMoviesRequest& request) {
    if (request.limit() < 1 || request.limit() > kMostScanned) {
        throw invalid_field("limit", "must be from 1 to " + std::to_string(kMostScanned));
    }
    std::optional<MovieId> after;
    if (request.has_after()) after.emplace(request.after());
    v1::ScanMoviesResponse response;
    std::size_t bytes = 0;
    for (const auto& movie : service.scan(call, after, static_cast<std::size_t>(request.limit()))) {
        if (bytes >= kMostBytes) break;
        auto& message = *response.add_movies();
        write(movie, message);
        bytes += message.ByteSizeLong();
    }
    return response;
}

v1::DescribeMovieResponse describe(MetadataService& service, const Call& call,
                                   const v1::DescribeMovieRequest& request) {
    const auto described =
        service.describe(call, MovieId(request.id()), rpc::read(request.description()),
                         rpc::read(request.precondition()));
    v1::DescribeMovieResponse response;
    write(described.metadata, *response.mutable_movie());
    response.set_created(described.created);
    return response;
}

v1::RemoveMovieResponse remove(MetadataService& service, const Call& call,
                               const v1::RemoveMovieRequest& request) {
    v1::RemoveMovieResponse response;
    response.set_removed(
        service.remove(call, MovieId(request.id()), rpc::read(request.precondition())));
    return response;
}

}  // namespace

rpc::Handlers metadata_methods(MetadataService& service) {
    return {
        rpc::handler("marquee.v1.Metadata.Find", service, find),
        rpc::handler("marquee.v1.Metadata.FindMany", service, find_many),
        rpc::handler("marquee.v1.Metadata.Scan", service, scan),
        rpc::handler("marquee.v1.Metadata.Describe", service, describe),
        rpc::handler("marquee.v1.Metadata.Remove", service, remove),
    };
}

}  // namespace marquee::metadata
