#include "interfaces/http/exchange.h"

#include <utility>

#include "domain/shared/error.h"
#include "interfaces/http/head_parser.h"
#include "interfaces/http/output_queue.h"
#include "interfaces/http/presentation.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/request_identity.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/response_writer.h"
#include "interfaces/http/router.h"
#include "interfaces/http/serving.h"

namespace marquee::http {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Exchange::Exchange(Serving& serving, const IpAddress& peer, bool secure)
    : serving_(serving), secure_(secure), route_(Router::kUnmatched) {
    request_.peer_address = peer.text();
    request_.client.address = peer;
}

Exchange::~Exchange() {
    // Broken off, it was answered all the same.
    if (has_more()) record();
}

void Exchange::take_head(Head& head) {
    request_.method = std::move(head.method);
    request_.raw_path = std::move(head.raw_path);
    request_.raw_query = std::move(head.raw_query);
    request_.headers = std::move(head.headers);
    request_.client =
        client_of(request_.client.address, request_.headers, serving_.options.proxies);
    old_version_ = head.minor_version < 1;
    keeps_connection_ = head.keep_alive;
}

std::optional<std::size_t> Exchange::quick_body_limit(const Head& head) const {
    const bool small = !head.chunked && head.content_length <= Router::kBodyLimit;
    if (small || !serving_.router.may_take_more(request_)) return Router::kBodyLimit;
    return std::nullopt;
}

std::size_t Exchange::body_limit() const {
    return serving_.router.body_limit(request_);
}

void Exchange::prepare_to_wait(std::stop_token cancelled) {
    request_.call.cancelled = std::move(cancelled);
}

bool Exchange::answer_quickly() {
    identify();
    auto response = serving_.router.answer_quickly(request_, route_);
    if (response) finish(*std::move(response));
    return answered_;
}

void Exchange::answer() {
    finish(serving_.router.answer(request_, route_));
}

void Exchange::refuse(const Refused& refused) {
    identify();
    keeps_connection_ = false;
    finish(problem_response(refused, request_.call.request_id));
}

void Exchange::turn_away(bool whole) {
    identify();
    keeps_connection_ = keeps_connection_ && whole;
    const Error error(ErrorCode::unavailable, "too many requests at once; try again soon");
    finish(problem_response(error, request_.call.request_id));
}

/// By the time that the request is here.
void Exchange::identify() {
    if (identified_) return;
    identified_ = true;
    start_ = Clock::now();
    const auto given = given_request_id(request_.headers);
    request_.call.request_id = given ? *given : serving_.new_request_id();
    request_.call.trace_parent = trace_parent_of(request_.headers);
    request_.call.deadline = start_ + serving_.options.request_timeout;
}

void Exchange::finish(Response response) {
    present(request_, route_, serving_.options, response);
    const bool endless = response.more && old_version_;
    if (serving_.draining || endless) keeps_connection_ = false;
    const bool hsts = secure_ && serving_.options.hsts;
    head_ =
        response_head(response, {request_.call.request_id, !keeps_connection_, old_version_, hsts});
    status_ = response.status;
    if (request_.method != "HEAD" && may_have_body(response)) {
        more_ = std::move(response.more);
        in_chunks_ = more_ && !old_version_;
        add(std::move(response.body));
    }
    if (!more_) record();
    answered_ = true;
}

void Exchange::make_more() {
    auto piece = more_();
    if (piece) return add(*std::move(piece));
    more_ = nullptr;
    if (in_chunks_) body_ = kLastChunk;
    record();
}

void Exchange::add(std::string piece) {
    bytes_ += piece.size();
    body_ = in_chunks_ ? chunk_of(piece) : std::move(piece);
}

void Exchange::record() {
    const auto duration = Clock::now() - start_;
    serving_.metrics.answered(route_, request_.method, status_, duration);
    serving_.log.access({request_.method, request_.raw_path, route_, status_, bytes_, duration,
                         request_.call.request_id, request_.call.trace_parent,
                         request_.client.address.text()});
}

void Exchange::give(OutputQueue& output) {
    output.add(std::exchange(head_, {}));
    output.add(std::exchange(body_, {}));
}

}  // namespace marquee::http
