#include "infrastructure/movie/rpc_audience.h"

#include <algorithm>

#include "interfaces/rpc/wire/channel.h"
#include "interfaces/rpc/wire/messages.h"
#include "interfaces/rpc/wire/reading.h"
#include "marquee/v1/rating.pb.h"

namespace marquee::movie {
namespace {

constexpr const char* kType = "movie";
/// What one question may name.
constexpr std::size_t kMost = 1000;
/// More than any movie will ever have of one score; sums of scores stay exact below it.
constexpr std::int64_t kMostRatings = 1'000'000'000'000'000;

void write(const MovieId& id, v1::RatedRecordId& message) {
    message.set_type(kType);
    message.set_id(id.text());
}

template <class Counts>
RatingTally tally_in(const rpc::Method& method, const Counts& counts) {
    RatingTally tally;
    rpc::require_count(method, counts.size(), static_cast<int>(tally.histogram.size()));
    for (const auto count : counts) {
        if (count >= 0 && count <= kMostRatings) continue;
        rpc::refuse_answer(method, std::to_string(count) + " ratings can't be");
    }
    std::copy(counts.begin(), counts.end(), tally.histogram.begin());
    return tally;
}

std::optional<MovieRating> rating_in(const rpc::Method& method, const v1::Standing& standing) {
    if (standing.histogram().empty()) return std::nullopt;
    const RatingTally tally = tally_in(method, standing.histogram());
    if (tally.count() == 0) rpc::refuse_answer(method, "a histogram counts nothing");
    const auto average = static_cast<double>(tally.sum()) / static_cast<double>(tally.count());
    return MovieRating{average, tally.count(), standing.weighted(), tally.histogram};
}

PersonalRating rating_in(const rpc::Method& method, const v1::UserScore& message) {
    if (message.score() < 1 || message.score() > 10) {
        rpc::refuse_answer(method, std::to_string(message.score()) + " is no score");
    }
    return rpc::reading(method, [&] {
        return PersonalRating{message.score(), rpc::read(message.rated_at())};
    });
}

}  // namespace

std::optional<MovieRating> RpcAudience::rating(const Call& call, const MovieId& id) {
    return ratings(call, {id}).front();
}

std::vector<std::optional<MovieRating>> RpcAudience::ratings(const Call& call,
                                                             const std::vector<MovieId>& ids) {
    static const rpc::Method method("marquee.v1.Rating.Standings");
    std::vector<std::optional<MovieRating>> result;
    while (result.size() < ids.size()) {
        v1::StandingsRequest request;
        request.set_type(kType);
        const auto end = std::min(ids.size(), result.size() + kMost);
        for (auto i = result.size(); i < end; ++i) request.add_ids(ids[i].text());
        const auto answer = rpc::ask<v1::StandingsResponse>(channel_, call, method, request);
        rpc::require_count(method, answer.standings_size(), request.ids_size());
        for (const auto& standing : answer.standings()) {
            result.push_back(rating_in(method, standing));
        }
    }
    return result;
}

std::vector<RatedMovie> RpcAudience::scan(const Call& call, const std::optional<MovieId>& after,
                                          std::size_t limit) {
    static const rpc::Method method("marquee.v1.Rating.Scan");
    v1::ScanRatedRequest request;
    request.set_type(kType);
    if (after) request.set_after(after->text());
    request.set_limit(static_cast<int>(std::min(limit, kMost)));
    const auto answer = rpc::ask<v1::ScanRatedResponse>(channel_, call, method, request);
    if (answer.records_size() > request.limit()) {
        rpc::refuse_answer(method, "it has too many records");
    }
    return rpc::reading(method, [&] {
        std::vector<RatedMovie> result;
        for (const auto& rated : answer.records()) {
            result.push_back({MovieId(rated.id()), tally_in(method, rated.histogram())});
        }
        return result;
    });
}

std::optional<PersonalRating> RpcAudience::rating_by(const Call& call, const MovieId& id,
                                                     const std::string& user) {
    static const rpc::Method method("marquee.v1.Rating.Find");
    v1::FindRatingRequest request;
    write(id, *request.mutable_record());
    request.set_user(user);
    const auto answer = rpc::ask<v1::FindRatingResponse>(channel_, call, method, request);
    if (!answer.has_rating()) return std::nullopt;
    return rating_in(method, answer.rating());
}

OwnRating RpcAudience::rate(const Call& call, const MovieId& id, const std::string& user,
                            std::int64_t score) {
    static const rpc::Method method("marquee.v1.Rating.Rate");
    v1::RateRequest request;
    write(id, *request.mutable_record());
    request.set_user(user);
    request.set_score(score);
    const auto answer = rpc::ask<v1::RateResponse>(channel_, call, method, request);
    return {rating_in(method, answer.rating()), rating_in(method, answer.standing())};
}

bool RpcAudience::withdraw(const Call& call, const MovieId& id, const std::string& user) {
    static const rpc::Method method("marquee.v1.Rating.Withdraw");
    v1::WithdrawRequest request;
    write(id, *request.mutable_record());
    request.set_user(user);
    return rpc::ask<v1::WithdrawResponse>(channel_, call, method, request).withdrawn();
}

void RpcAudience::forget(const Call& call, const MovieId& id, Timestamp until) {
    static const rpc::Method method("marquee.v1.Rating.Forget");
    v1::ForgetRequest request;
    write(id, *request.mutable_record());
    rpc::write(until, *request.mutable_until());
    rpc::ask<v1::ForgetResponse>(channel_, call, method, request);
}

}  // namespace marquee::movie
