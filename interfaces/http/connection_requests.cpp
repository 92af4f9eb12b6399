// What a connection does with the requests that arrive, and with their answers.

#include "interfaces/http/connection.h"
#include "interfaces/http/exchange.h"
#include "interfaces/http/serving.h"

namespace marquee::http {
namespace {

/// Of answers that the client has not taken, in bytes; past it no request of it is looked at.
constexpr std::size_t kHighWater = 64 * 1024;

}  // namespace

bool Connection::read() {
    if (output_.size() > kHighWater && !flush()) return false;
    switch (parser_.advance(input_)) {
        case RequestParser::Progress::needs_more:
            return receive();
        case RequestParser::Progress::head:
            return take_head();
        case RequestParser::Progress::whole:
            return take_whole();
        case RequestParser::Progress::refused:
            return refuse(parser_.refusal());
    }
    return false;
}

bool Connection::receive() {
    if (!head_begun_ && !input_.empty()) {
        head_begun_ = true;
        deadline_ = share_.loop.now() + share_.serving.options.head_timeout;
    }
    const IoStep step = socket_.read(share_.scratch);
    if (step.bytes == 0) return step.wait_for == 0 && end_of_input();
    input_.append({share_.scratch.data(), step.bytes});
    hold_memory();
    const bool large = parser_.body().size() > MemoryShare::kUncounted;
    return large && share_.serving.memory.exhausted() ? turn_away(false) : true;
}

bool Connection::end_of_input() {
    const auto ended = [&](const char* how) { return refuse({Refusal::malformed_request, how}); };
    if (parser_.in_body()) return ended("the body ended before it was complete");
    if (!input_.empty()) return ended("the request ended within its header");
    state_ = State::closing;
    return true;
}

bool Connection::take_head() {
    head_begun_ = true;
    exchange_ = std::make_unique<Exchange>(share_.serving, address_, socket_.secure());
    exchange_->take_head(parser_.head());
    if (const auto limit = exchange_->quick_body_limit(parser_.head())) return begin_body(*limit);
    return prepare(Task::find_body_limit);
}

bool Connection::begin_body(std::size_t limit) {
    const Head& head = parser_.head();
    parser_.expect_body(limit);
    if (!head.chunked && head.content_length == 0) return true;
    const bool fits = head.chunked || head.content_length <= limit;
    if (head.expects_continue && fits && input_.empty()) {
        output_.add("HTTP/1.1 100 Continue\r\n\r\n");
        write_deadline_ = share_.loop.now() + share_.serving.options.write_timeout;
    }
    deadline_ = share_.loop.now() + share_.serving.options.body_timeout +
                std::chrono::seconds((limit - 1) / (1024 * 1024));
    return true;
}

bool Connection::take_whole() {
    body_size_ = parser_.body().size();
    exchange_->take_body(std::move(parser_.body()));
    if (exchange_->answer_quickly()) return send_answer();
    return prepare(Task::answer);
}

bool Connection::refuse(const Refused& refused) {
    if (!exchange_) {
        exchange_ = std::make_unique<Exchange>(share_.serving, address_, socket_.secure());
    }
    unread_ = true;
    exchange_->refuse(refused);
    return send_answer();
}

/// `whole`: nothing more of the request comes.
bool Connection::turn_away(bool whole) {
    unread_ = !whole;
    exchange_->turn_away(whole);
    return send_answer();
}

bool Connection::send_answer() {
    const Time now = std::chrono::steady_clock::now();
    if (output_.empty()) write_deadline_ = now + share_.serving.options.write_timeout;
    exchange_->give(output_);
    if (exchange_->has_more()) return prepare(Task::make_more);
    const bool stays = exchange_->keeps_connection();
    exchange_.reset();
    body_size_ = 0;
    parser_.begin_next();
    hold_memory();
    begin_idling(now);
    state_ = stays ? State::reading : State::closing;
    return true;
}

}  // namespace marquee::http
