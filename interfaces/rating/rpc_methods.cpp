#include "interfaces/rating/rpc_methods.h"

#include <utility>

#include "application/rating/rating_service.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/rating.pb.h"

namespace marquee::rating {
namespace {

constexpr int kMost = 1000;

Record record_in(const v1::RatedRecordId& message) {
    return {RecordType(message.type()), RecordId(message.id())};
}

void write(const Rating& rating, v1::UserScore& message) {
    message.set_score(rating.score.value());
    rpc::write(rating.rated_at, *message.mutable_rated_at());
}

void write(const Standing& standing, v1::Standing& message) {
    if (standing.summary.count() == 0) return;
    for (const auto count : standing.summary.histogram()) message.add_histogram(count);
    if (standing.weighted) message.set_weighted(*standing.weighted);
}

v1::StandingsResponse standings(RatingService& service, const Call& call,
                                const v1::StandingsRequest& request) {
    if (request.ids_size() > kMost) {
        throw invalid_field("ids", "must be at most " + std::to_string(kMost));
    }
    std::vector<RecordId> ids;
    for (const auto& id : request.ids()) ids.emplace_back(id);
    v1::StandingsResponse response;
    for (const auto& standing :
         service.standings(call, RecordType(request.type()), std::move(ids))) {
        write(standing, *response.add_standings());
    }
    return response;
}

v1::ScanRatedResponse scan(RatingService& service, const Call& call,
                           const v1::ScanRatedRequest& request) {
    if (request.limit() < 1 || request.limit() > kMost) {
        throw invalid_field("limit", "must be from 1 to " + std::to_string(kMost));
    }
    std::optional<RecordId> after;
    if (request.has_after()) after.emplace(request.after());
    v1::ScanRatedResponse response;
    for (const auto& rated : service.scan(call, RecordType(request.type()), after,
                                          static_cast<std::size_t>(request.limit()))) {
        auto& message = *response.add_records();
        message.set_id(rated.record.id.text());
        for (const auto count : rated.summary.histogram()) message.add_histogram(count);
    }
    return response;
}

v1::FindRatingResponse find(RatingService& service, const Call& call,
                            const v1::FindRatingRequest& request) {
    const auto rating = service.find(call, record_in(request.record()), UserId(request.user()));
    v1::FindRatingResponse response;
    if (rating) write(*rating, *response.mutable_rating());
    return response;
}

v1::RateResponse rate(RatingService& service, const Call& call, const v1::RateRequest& request) {
    const auto given = service.rate(call, record_in(request.record()), UserId(request.user()),
                                    Score(request.score()));
    v1::RateResponse response;
    write(given.rating, *response.mutable_rating());
    write(given.standing, *response.mutable_standing());
    return response;
}

v1::WithdrawResponse withdraw(RatingService& service, const Call& call,
                              const v1::WithdrawRequest& request) {
    v1::WithdrawResponse response;
    response.set_withdrawn(
        service.withdraw(call, record_in(request.record()), UserId(request.user())));
    return response;
}

v1::ForgetResponse forget(RatingService& service, const Call& call,
                          const v1::ForgetRequest& request) {
    // Without one it would be 1970, and nothing would be removed.
    if (!request.has_until()) throw invalid_field("until", "must say until when");
    v1::ForgetResponse response;
    response.set_removed(
        service.forget(call, record_in(request.record()), rpc::read(request.until())));
    return response;
}

}  // namespace

rpc::Handlers rating_methods(RatingService& service) {
    return {
        rpc::handler("marquee.v1.Rating.Standings", service, standings),
        rpc::handler("marquee.v1.Rating.Scan", service, scan),
        rpc::handler("marquee.v1.Rating.Find", service, find),
        rpc::handler("marquee.v1.Rating.Rate", service, rate),
        rpc::handler("marquee.v1.Rating.Withdraw", service, withdraw),
        rpc::handler("marquee.v1.Rating.Forget", service, forget),
    };
}

}  // namespace marquee::rating
