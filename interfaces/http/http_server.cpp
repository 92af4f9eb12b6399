#include "interfaces/http/http_server.h"

#include <algorithm>
#include <sys/resource.h>
#include <vector>

#include "interfaces/http/listener.h"
#include "interfaces/http/processors.h"
#include "interfaces/http/reactor.h"
#include "interfaces/http/serving.h"

namespace marquee::http {
namespace {

/// Files that the rest of the process may have open.
constexpr std::size_t kOtherFiles = 128;

std::size_t connection_limit(const HttpServerOptions& options) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    const std::size_t free = files.rlim_cur - std::min<std::size_t>(files.rlim_cur, kOtherFiles);
    return std::clamp<std::size_t>(free, 1, options.connections);
}

std::size_t loop_count(const HttpServerOptions& options) {
    return options.loops > 0 ? options.loops : processors();
}

}  // namespace

/// The server's threads and what they share.
class HttpServer::State {
public:
    State(HttpServerOptions options, const Router& router, const RequestLog& log,
          prometheus::Registry& registry, std::function<std::string()> new_request_id)
        : serving_{.options = options,
                   .router = router,
                   .log = log,
                   .new_request_id = std::move(new_request_id),
                   .metrics = HttpMetrics(registry),
                   .connections = ConnectionCount(connection_limit(options)),
                   .memory = MemoryBudget(options.memory),
                   .workers = WorkerPool(options.threads, options.queue)} {
        for (auto& listener : Listener::share(options.address, options.port, loop_count(options))) {
            reactors_.push_back(std::make_unique<Reactor>(std::move(listener), serving_));
        }
        port_ = reactors_.front()->port();
        serving_.make_room = [this] {
            for (const auto& reactor : reactors_) reactor->make_room();
        };
    }

    int port() const { return port_; }

    void start() {
        started_ = true;
        for (const auto& reactor : reactors_) reactor->start();
    }

    std::size_t drain(std::chrono::milliseconds grace);

private:
    Serving serving_;
    std::vector<std::unique_ptr<Reactor>> reactors_;
    int port_ = 0;
    bool started_ = false;
};

std::size_t HttpServer::State::drain(std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    std::size_t lost = 0;
    serving_.draining = true;
    if (started_) {
        for (const auto& reactor : reactors_) reactor->drain();
        serving_.connections.await_none(deadline);
        for (const auto& reactor : reactors_) lost += reactor->cut_off();
    }
    // Handlers at work tell the loop when they are done.
    serving_.workers.stop();
    reactors_.clear();
    return lost;
}

HttpServer::HttpServer(HttpServerOptions options, const Router& router, const RequestLog& log,
                       prometheus::Registry& registry, std::function<std::string()> new_request_id)
    : state_(std::make_unique<State>(std::move(options), router, log, registry,
                                     std::move(new_request_id))) {}

HttpServer::~HttpServer() {
    state_->drain(std::chrono::milliseconds(0));
}

int HttpServer::port() const {
    return state_->port();
}

void HttpServer::start() {
    state_->start();
}

std::size_t HttpServer::drain(std::chrono::milliseconds grace) {
    return state_->drain(grace);
}

}  // namespace marquee::http
