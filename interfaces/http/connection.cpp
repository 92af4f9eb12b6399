#include "interfaces/http/connection.h"

#include <sys/epoll.h>

#include "prometheus/gauge.h"

#include "interfaces/http/exchange.h"
#include "interfaces/http/listener.h"
#include "interfaces/http/serving.h"
#include "interfaces/http/tls_certificate.h"

namespace marquee::http {
namespace {

/// After so many steps others have their turn.
constexpr int kSteps = 64;
/// How long a client that was refused may go on sending before its connection is reset.
constexpr std::chrono::milliseconds kLinger{1000};

std::shared_ptr<const TlsContext> tls_of(const Serving& serving) {
    return serving.options.tls ? serving.options.tls->current() : nullptr;
}

}  // namespace

Connection::Connection(const Arrival& arrival, const LoopShare& share)
    : share_(share),
      address_(arrival.address),
      socket_(arrival.descriptor, tls_of(share.serving)),
      state_(socket_.secure() ? State::shaking_hands : State::reading),
      memory_(share.serving.memory) {
    begin_idling(share_.loop.now());
    if (state_ == State::shaking_hands) {
        deadline_ = share_.loop.now() + share_.serving.options.head_timeout;
    }
    constexpr std::uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    if (!share_.loop.watch(socket_.descriptor(), kEvents, *this)) close();
    settle();
}

Connection::~Connection() {
    count_busy(false);
    share_.loop.forget(*this);
}

void Connection::on_events(std::uint32_t events) {
    told_ |= events;
    // Who only has nothing more to say still listens; who is gone altogether does not.
    if (!take_back()) return events & (EPOLLHUP | EPOLLERR) ? abandon() : void();
    guarded([this] { advance(); });
}

void Connection::on_time() {
    // Its time began anew when a worker returned it.
    if (!take_back() || due() > share_.loop.now()) return settle();
    guarded([this] {
        if (!output_.empty() || state_ != State::reading || idle()) {
            close();
        } else if (parser_.in_body()) {
            refuse({Refusal::request_timeout, "the body did not arrive in time"});
        } else {
            refuse({Refusal::request_timeout, "the header did not arrive in time"});
        }
        advance();
    });
}

void Connection::drain() {
    if (!take_back()) return;
    socket_.look();
    guarded([this] {
        if (state_ == State::shaking_hands) close();
        advance();
    });
}

bool Connection::cut_off() {
    const bool was_busy = !take_back() || busy();
    close();
    return was_busy;
}

std::optional<Connection::Time> Connection::idle_since() {
    return take_back() && idle() ? std::optional(idle_since_) : std::nullopt;
}

void Connection::close() {
    if (lent_) return abandon();
    if (state_ == State::closed) return;
    state_ = State::closed;
    socket_.close();
    share_.over.push_back(this);
}

/// The worker finds that nobody listens.
void Connection::abandon() {
    abandoned_ = true;
    cancelled_.request_stop();
    socket_.cut();
}

/// Goes on as far as that is possible without waiting.
void Connection::advance() {
    int steps = 0;
    while (steps < kSteps && step()) ++steps;
    if (lent_) return settle();
    if (state_ == State::reading) flush();
    if (steps == kSteps) {
        share_.loop.soon(*this);
    } else if (share_.serving.draining && idle()) {
        close();
    }
    settle();
}

/// One thing; whether there is another to do now.
bool Connection::step() {
    switch (state_) {
        case State::shaking_hands:
            return shake_hands();
        case State::reading:
            return read();
        case State::handing_over:
            return hand_over();
        case State::closing:
            return close_gently();
        case State::lingering:
            return discard();
        case State::working:
        case State::closed:
            return false;
    }
    return false;
}

bool Connection::shake_hands() {
    const IoStep step = socket_.handshake();
    if (step.bytes > 0) {
        state_ = State::reading;
        socket_.look();
        begin_idling(share_.loop.now());
        return true;
    }
    if (step.wait_for != 0) return false;
    // Who speaks plain HTTP here finds the connection closed, not reset.
    linger();
    return true;
}

bool Connection::close_gently() {
    if (!flush()) return false;
    unread_ = unread_ || !input_.empty() || socket_.read(share_.scratch).bytes > 0;
    if (unread_) {
        linger();
    } else {
        close();
    }
    return true;
}

void Connection::linger() {
    socket_.finish();
    socket_.look();
    state_ = State::lingering;
    deadline_ = share_.loop.now() + kLinger;
}

bool Connection::discard() {
    const IoStep step = socket_.read(share_.scratch);
    if (step.bytes == 0 && step.wait_for == 0) close();
    return step.bytes > 0;
}

/// Whether all answers are on their way.
bool Connection::flush() {
    if (state_ == State::closed) return false;
    const IoStep step = socket_.write(output_);
    if (step.bytes == 0 && step.wait_for == 0) close();
    return step.bytes > 0;
}

bool Connection::idle() const {
    return state_ == State::reading && !head_begun_ && input_.empty() && output_.empty();
}

bool Connection::busy() const {
    return !idle() && state_ != State::shaking_hands && state_ != State::lingering &&
           state_ != State::closed;
}

void Connection::begin_idling(Time now) {
    head_begun_ = false;
    idle_since_ = now;
    deadline_ = idle_since_ + share_.serving.options.idle_timeout;
}

/// By when the client has to have done its part.
Connection::Time Connection::due() const {
    if (state_ == State::closed) return Time::max();
    return output_.empty() ? deadline_ : write_deadline_;
}

/// Leaves the loop and the counts in order until something happens again.
void Connection::settle() {
    // A worker that returns it does not say so: it may have been idle ever since.
    if (lent_)
        return share_.loop.wake(*this, share_.loop.now() + share_.serving.options.idle_timeout);
    count_busy(busy());
    hold_memory();
    share_.loop.wake(*this, due());
}

void Connection::hold_memory() {
    memory_.hold(parser_.body().size() + body_size_ + output_.size());
}

void Connection::count_busy(bool busy) {
    if (busy == counted_busy_) return;
    counted_busy_ = busy;
    auto& gauge = share_.serving.metrics.in_flight();
    busy ? gauge.Increment() : gauge.Decrement();
}

void Connection::guarded(const std::function<void()>& step) {
    if (!survive(share_.serving, step)) close();
}

}  // namespace marquee::http
