#include "interfaces/http/session.h"

#include <algorithm>

#include "prometheus/gauge.h"

#include "interfaces/http/http_metrics.h"
#include "interfaces/http/http_server_options.h"
#include "interfaces/http/presentation.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/request_identity.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/request_reader.h"
#include "interfaces/http/response_writer.h"
#include "interfaces/http/router.h"

namespace marquee::http {
namespace {

using Clock = std::chrono::steady_clock;

/// How often an idle session looks whether it is still wanted.
constexpr std::chrono::milliseconds kIdleSlice{50};
/// After so many answers a session makes room when others wait for a thread.
constexpr int kFairShare = 32;
/// How long the first request may take after a handshake, though others wait for a thread: in TLS
/// 1.2 it is a journey away when the handshake ends here.
constexpr std::chrono::milliseconds kAfterHandshake{1000};
/// How long a client that was refused may go on sending before its connection is reset.
constexpr std::chrono::milliseconds kLinger{1000};

/// Has a request counted as in flight while it lives, however that ends.
class InFlight {
public:
    explicit InFlight(prometheus::Gauge& gauge) : gauge_(gauge) { gauge_.Increment(); }
    ~InFlight() { gauge_.Decrement(); }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

private:
    prometheus::Gauge& gauge_;
};

}  // namespace

void Session::serve() {
    if (!shake_hands()) return;
    while (await_request()) {
        busy_ = true;
        const Next next = serve_one();
        busy_ = false;
        if (next == Next::linger) connection_->linger(Clock::now() + kLinger);
        if (next != Next::keep) return;
    }
}

/// Has the time of a request's head, whether or not others wait for a thread: with a client far
/// away it takes several journeys.
bool Session::shake_hands() {
    const auto deadline = Clock::now() + context_.options.head_timeout;
    for (;;) {
        switch (connection_->handshake(std::min(deadline, Clock::now() + kIdleSlice))) {
            case Connection::Input::arrived:
                return true;
            case Connection::Input::ended:
                // Who speaks plain HTTP here finds the connection closed, not reset.
                connection_->linger(Clock::now() + kLinger);
                return false;
            case Connection::Input::late:
                if (context_.draining || Clock::now() >= deadline) return false;
        }
    }
}

bool Session::await_request() {
    const auto start = Clock::now();
    const auto deadline = start + context_.options.idle_timeout;
    const bool first = connection_->secure() && answered_ == 0;
    const auto yields_from = first ? start + kAfterHandshake : start;
    while (connection_->buffered().empty()) {
        // A request that is already here is answered even by a server that closes.
        const bool draining = context_.draining;
        const auto now = Clock::now();
        const auto until = draining ? now : std::min(deadline, now + kIdleSlice);
        switch (connection_->receive(until)) {
            case Connection::Input::arrived:
                break;
            case Connection::Input::ended:
                return false;
            case Connection::Input::late:
                if (draining || (context_.waiting > 0 && Clock::now() >= yields_from) ||
                    Clock::now() >= deadline) {
                    return false;
                }
        }
    }
    return true;
}

Session::Next Session::serve_one() {
    const InFlight counted(context_.metrics.in_flight());
    Incoming incoming = read_request(*connection_, context_.router, context_.options);
    if (incoming.gone || !answer(incoming)) return Next::close;
    if (incoming.keep_alive) return Next::keep;
    const bool unread = incoming.refused || !connection_->buffered().empty();
    return unread ? Next::linger : Next::close;
}

bool Session::answer(Incoming& incoming) {
    const auto start = Clock::now();
    Request& request = incoming.request;
    const auto given = given_request_id(request.headers);
    request.call.request_id = given ? *given : context_.new_request_id();
    request.call.trace_parent = trace_parent_of(request.headers);
    request.call.deadline = start + context_.options.request_timeout;

    std::string route(Router::kUnmatched);
    Response response = incoming.refused
                            ? problem_response(*incoming.refused, request.call.request_id)
                            : context_.router.answer(request, route);
    present(request, route, context_.options, response);

    const bool make_room = ++answered_ >= kFairShare && context_.waiting > 0;
    if (context_.draining || make_room) incoming.keep_alive = false;
    const bool head_only = request.method == "HEAD";
    const ResponseFrame frame{request.call.request_id, head_only, !incoming.keep_alive,
                              incoming.old_version, connection_->secure() && context_.options.hsts};
    const bool sent = connection_->send(response_bytes(response, frame),
                                        Clock::now() + context_.options.write_timeout);

    const auto duration = Clock::now() - start;
    context_.metrics.answered(route, request.method, response.status, duration);
    context_.log.access({request.method, request.raw_path, route, response.status,
                         head_only ? 0 : response.body.size(), duration, request.call.request_id,
                         request.call.trace_parent, request.client.address.text()});
    return sent;
}

}  // namespace marquee::http
