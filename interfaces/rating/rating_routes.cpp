#include "interfaces/rating/rating_routes.h"

#include <charconv>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"

#include "application/rating/rating_service.h"
#include "domain/shared/error.h"
#include "domain/shared/permission.h"
#include "domain/shared/rfc3339.h"
#include "domain/shared/text.h"
#include "interfaces/http/conditional.h"
#include "interfaces/json/json_response.h"
#include "interfaces/json/page_token.h"
#include "interfaces/json/text_writer.h"
#include "interfaces/rating/rating_json.h"

namespace marquee::rating {
namespace {

using http::Body;
using http::Guard;
using http::Request;
using http::Response;

constexpr const char* kSummary = "/v1/ratings/{record_type}/{record_id}";
constexpr const char* kRating = "/v1/ratings/{record_type}/{record_id}/users/{user_id}";
constexpr const char* kHistory = "/v1/users/{user_id}/ratings";
constexpr const char* kOwnHistory = "/v1/me/ratings";
constexpr const char* kBatch = "/v1/ratings:batch";

Response read_summary(RatingService& service, const Request& request);
Response read_rating(RatingService& service, const Request& request);
Response put_rating(RatingService& service, const Request& request);
Response remove_rating(RatingService& service, const Request& request);
Response read_history(RatingService& service, const Request& request);
Response read_own_history(RatingService& service, const Request& request);
Response apply_batch(RatingService& service, const Request& request);

}  // namespace

std::vector<http::Route> rating_routes(RatingService& service) {
    const auto on = [&service](auto handler) {
        return [&service, handler](const Request& request) { return handler(service, request); };
    };
    // clang-format off
    return {
        {"GET",    kSummary, Guard::reader, Body::none,      {}, on(read_summary)},
        {"GET",    kRating,  Guard::account, Body::none,      {}, on(read_rating)},
        {"PUT",    kRating,  Guard::rater, Body::json,      {}, on(put_rating)},
        {"DELETE", kRating,  Guard::rater, Body::none,      {}, on(remove_rating)},
        {"GET",    kHistory, Guard::account, Body::none,      {"page_size", "page_token"}, on(read_history)},
        {"GET",    kOwnHistory, Guard::account, Body::none, {"page_size", "page_token"}, on(read_own_history)},
        {"POST",   kBatch,   Guard::rater, Body::bulk_json, {}, on(apply_batch)},
    };
    // clang-format on
}

namespace {

Record record_in(const Request& request) {
    return {RecordType(request.path_parameter("record_type")),
            RecordId(request.path_parameter("record_id"))};
}

UserId user_in(const Request& request) {
    return UserId(request.path_parameter("user_id"));
}

[[noreturn]] void throw_not_found(const Record& record, const UserId& user) {
    throw Error(ErrorCode::not_found, "there is no rating of " + record.type.text() + " " +
                                          record.id.text() + " by user " + user.text());
}

/// A document whose tag is that of its bytes.
Response tagged_response(json::TextWriter& document) {
    Response response = json::written_response(document);
    return response.with("ETag", http::etag_of(response.body));
}

Response rating_response(const Rating& rating, const Standing& standing) {
    json::TextWriter object;
    object.open_object().name("score").number(std::int64_t{rating.score.value()});
    object.name("rated_at").text(format_time(rating.rated_at));
    write_standing(standing, object.name("summary").open_object());
    object.close_object().close_object();
    return tagged_response(object);
}

Response read_summary(RatingService& service, const Request& request) {
    const Record record = record_in(request);
    json::TextWriter object;
    write_record(record, object.open_object());
    write_standing(service.standing(request.call, record), object);
    object.close_object();
    return http::not_modified_or(request, tagged_response(object));
}

Response read_rating(RatingService& service, const Request& request) {
    const Record record = record_in(request);
    const UserId user = user_in(request);
    const auto rating = service.find(request.call, record, user);
    if (!rating) throw_not_found(record, user);
    return http::not_modified_or(request,
                                 rating_response(*rating, service.standing(request.call, record)));
}

Response put_rating(RatingService& service, const Request& request) {
    const Record record = record_in(request);
    const UserId user = user_in(request);
    const Score score = read_score(request.body);
    const auto given = service.rate(request.call, record, user, score);
    return rating_response(given.rating, given.standing);
}

Response remove_rating(RatingService& service, const Request& request) {
    const Record record = record_in(request);
    const UserId user = user_in(request);
    if (!service.withdraw(request.call, record, user)) throw_not_found(record, user);
    return json::no_content();
}

std::string token_after(const Rating& last) {
    return json::encode_page_token({std::to_string(last.rated_at.time_since_epoch().count()),
                                    last.record.type.text(), last.record.id.text()});
}

HistoryPosition position_of(const std::string& token) {
    const auto parts = json::decode_page_token(token, 3);
    const std::string& time = parts[0];
    std::int64_t milliseconds = 0;
    const char* end = time.data() + time.size();
    const auto [stop, error] = std::from_chars(time.data(), end, milliseconds);
    if (error != std::errc() || stop != end || !is_opaque_name(parts[1], 32) ||
        !is_opaque_name(parts[2])) {
        json::refuse_page_token();
    }
    return {Timestamp(std::chrono::milliseconds(milliseconds)),
            {RecordType(parts[1]), RecordId(parts[2])}};
}

Response history_of(const UserId& user, RatingService& service, const Request& request) {
    const std::size_t size = json::page_size(request.query_parameter("page_size"));
    std::optional<HistoryPosition> after;
    if (const auto token = request.query_parameter("page_token")) after = position_of(*token);
    // One more than the page has room for tells whether there is another page.
    auto ratings = service.history(request.call, user, after, size + 1);
    const bool more = ratings.size() > size;
    if (more) ratings.pop_back();
    json::TextWriter page;
    page.open_object().name("items").open_array();
    for (const auto& rating : ratings) {
        write_record(rating.record, page.open_object());
        page.name("score").number(std::int64_t{rating.score.value()});
        page.name("rated_at").text(format_time(rating.rated_at)).close_object();
    }
    page.close_array();
    if (more) page.name("next_page_token").text(token_after(ratings.back()));
    page.close_object();
    return json::written_response(page);
}

Response read_history(RatingService& service, const Request& request) {
    return history_of(user_in(request), service, request);
}

Response read_own_history(RatingService& service, const Request& request) {
    return history_of(UserId(require_person(request.call)), service, request);
}

Response apply_batch(RatingService& service, const Request& request) {
    return json::json_response(
        effects_json(service.apply(request.call, read_changes(request.body))));
}

}  // namespace
}  // namespace marquee::rating
