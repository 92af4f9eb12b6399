#include "interfaces/http/http_server.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "prometheus/gauge.h"

#include "domain/shared/error.h"
#include "interfaces/http/connection.h"
#include "interfaces/http/http_metrics.h"
#include "interfaces/http/listener.h"
#include "interfaces/http/problem.h"
#include "interfaces/http/request.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/response_writer.h"
#include "interfaces/http/session.h"
#include "interfaces/http/tls_certificate.h"

namespace marquee::http {
namespace {

constexpr std::chrono::milliseconds kAcceptSlice{50};

}  // namespace

/// The server's threads and what they share. `mutex_` guards the queue and the set of sessions.
class HttpServer::State {
public:
    State(HttpServerOptions options, const Router& router, const RequestLog& log,
          prometheus::Registry& registry, std::function<std::string()> new_request_id)
        : options_(std::move(options)),
          metrics_(registry),
          new_request_id_(std::move(new_request_id)),
          listener_(options_.address, options_.port),
          context_{options_, router, log, metrics_, new_request_id_, draining_, waiting_} {}

    int port() const { return port_; }

    void start() {
        for (std::size_t i = 0; i < options_.threads; ++i)
            workers_.emplace_back([this] { work(); });
        acceptor_ = std::thread([this] { accept(); });
    }

    std::size_t drain(std::chrono::milliseconds grace);

private:
    void accept();
    void refuse(Connection& connection);
    void work();
    void serve(Session& session);
    std::unique_ptr<Session> next_session();
    std::size_t cut_off();

    HttpServerOptions options_;
    HttpMetrics metrics_;
    std::function<std::string()> new_request_id_;
    Listener listener_;
    const int port_ = listener_.port();
    std::atomic<bool> draining_{false};
    std::atomic<std::size_t> waiting_{0};
    SessionContext context_;

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::condition_variable ended_;
    std::deque<std::unique_ptr<Connection>> queue_;
    std::set<Session*> sessions_;
    std::thread acceptor_;
    std::vector<std::thread> workers_;
};

void HttpServer::State::accept() {
    while (!draining_) {
        auto connection = listener_.accept(kAcceptSlice);
        if (!connection) continue;
        if (options_.tls) connection->secure_with(options_.tls->current());
        std::unique_lock lock(mutex_);
        if (queue_.size() >= options_.queue) {
            lock.unlock();
            refuse(*connection);
        } else if (!draining_) {
            queue_.push_back(std::move(connection));
            waiting_ = queue_.size();
            arrived_.notify_one();
        }
    }
}

void HttpServer::State::refuse(Connection& connection) {
    const std::string id = new_request_id_();
    const Error error(ErrorCode::unavailable, "too many clients at once; try again soon");
    // No time is given: this thread must go on accepting.
    connection.send(response_bytes(problem_response(error, id), {id, false, true, false}),
                    Connection::Deadline());
}

void HttpServer::State::work() {
    while (const auto session = next_session()) {
        metrics_.connections().Increment();
        serve(*session);
        metrics_.connections().Decrement();
        {
            const std::lock_guard lock(mutex_);
            sessions_.erase(session.get());
        }
        ended_.notify_all();
    }
}

void HttpServer::State::serve(Session& session) {
    try {
        session.serve();
    } catch (const std::exception& error) {
        // A body for which there is no memory must not end the process, and everybody's requests
        // with it. The client finds its connection closed.
        context_.log.failure(Request(), error.what());
    }
}

/// Taken from the queue and entered among the sessions in one step, so that drain() misses none.
std::unique_ptr<Session> HttpServer::State::next_session() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return draining_ || !queue_.empty(); });
    if (queue_.empty()) return nullptr;
    auto session = std::make_unique<Session>(std::move(queue_.front()), context_);
    queue_.pop_front();
    waiting_ = queue_.size();
    sessions_.insert(session.get());
    return session;
}

std::size_t HttpServer::State::drain(std::chrono::milliseconds grace) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    {
        const std::lock_guard lock(mutex_);
        draining_ = true;
    }
    arrived_.notify_all();
    if (acceptor_.joinable()) acceptor_.join();
    listener_.close();
    {
        std::unique_lock lock(mutex_);
        ended_.wait_until(lock, deadline, [&] { return queue_.empty() && sessions_.empty(); });
    }
    const std::size_t lost = cut_off();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
    return lost;
}

std::size_t HttpServer::State::cut_off() {
    const std::lock_guard lock(mutex_);
    queue_.clear();
    waiting_ = 0;
    std::size_t lost = 0;
    for (Session* session : sessions_) {
        if (session->busy()) ++lost;
        session->cut_off();
    }
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
