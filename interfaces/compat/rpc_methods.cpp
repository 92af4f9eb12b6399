#include "interfaces/compat/rpc_methods.h"

#include "domain/shared/error.h"
#include "reference/movie.pb.h"

namespace marquee::compat {
namespace {

using metadata::MetadataService;
using movie::MovieService;
using rating::RatingService;

void write(const PlainMetadata& movie, ::Metadata& message) {
    message.set_id(movie.id);
    message.set_title(movie.title);
    message.set_description(movie.description);
    message.set_director(movie.director);
}

GetMetadataResponse get_metadata(MetadataService& service, const Call& call,
                                 const GetMetadataRequest& request) {
    GetMetadataResponse response;
    write(metadata_of(service, call, request.movie_id()), *response.mutable_metadata());
    return response;
}

PutMetadataResponse put_metadata(MetadataService& service, const Call& call,
                                 const PutMetadataRequest& request) {
    if (!request.has_metadata()) throw invalid_field("metadata", "is missing");
    const auto& movie = request.metadata();
    describe(service, call,
             PlainMetadata{movie.id(), movie.title(), movie.description(), movie.director()});
    return {};
}

GetAggregatedRatingResponse get_aggregated_rating(RatingService& service, const Call& call,
                                                  const GetAggregatedRatingRequest& request) {
    GetAggregatedRatingResponse response;
    response.set_rating_value(
        mean_rating(service, call, request.record_type(), request.record_id()));
    return response;
}

PutRatingResponse put_rating(RatingService& service, const Call& call,
                             const PutRatingRequest& request) {
    rate(service, call,
         PlainRating{request.record_type(), request.record_id(), request.user_id(),
                     request.rating_value()});
    return {};
}

GetMovieDetailsResponse get_movie_details(MovieService& service, const Call& call,
                                          const GetMovieDetailsRequest& request) {
    const auto movie = movie_of(service, call, request.movie_id());
    GetMovieDetailsResponse response;
    auto& details = *response.mutable_movie_details();
    details.set_rating(movie.rating.value_or(0));
    write(movie.metadata, *details.mutable_metadata());
    return response;
}

}  // namespace

rpc::Handlers reference_methods(const Services& services) {
    rpc::Handlers all;
    if (services.metadata) {
        all.push_back(
            rpc::handler("MetadataService.GetMetadata", *services.metadata, get_metadata));
        all.push_back(
            rpc::handler("MetadataService.PutMetadata", *services.metadata, put_metadata));
    }
    if (services.ratings) {
        all.push_back(rpc::handler("RatingService.GetAggregatedRating", *services.ratings,
                                   get_aggregated_rating));
        all.push_back(rpc::handler("RatingService.PutRating", *services.ratings, put_rating));
    }
    if (services.movies) {
        all.push_back(
            rpc::handler("MovieService.GetMovieDetails", *services.movies, get_movie_details));
    }
    return all;
}

}  // namespace marquee::compat
