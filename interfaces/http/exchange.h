#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>

#include "interfaces/http/ip_address.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::http {

class OutputQueue;
struct Head;
struct Refused;
struct Serving;

/// One request and its answer, apart from the connection that carries them. For one thread at a
/// time.
class Exchange {
public:
    Exchange(Serving& serving, const IpAddress& peer, bool secure);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// Leaves what it says of the body's length.
    void take_head(Head& head);
    void take_body(std::string body) { request_.body = std::move(body); }

    /// How large the body may be, which `head` announces; nothing when to find out may take long,
    /// and is done by body_limit().
    std::optional<std::size_t> quick_body_limit(const Head& head) const;
    std::size_t body_limit() const;

    /// Answers if that needs no waiting; whether it did.
    bool answer_quickly();
    /// Answers, after whatever waiting it takes.
    void answer();
    /// Answers a request that is not whole.
    void refuse(const Refused& refused);
    /// Answers a request that there is no room for, and of which more comes unless it is `whole`.
    void turn_away(bool whole);

    /// `cancelled` tells when nobody waits for the answer any more.
    void prepare_to_wait(std::stop_token cancelled);
    bool cancelled() const { return request_.call.cancelled.stop_requested(); }

    bool answered() const { return answered_; }
    /// Whether the connection carries another request after this one.
    bool keeps_connection() const { return keeps_connection_; }
    /// The answer's bytes, as far as they are made and were not given before.
    void give(OutputQueue& output);
    /// Whether there are more, which make_more() makes, after whatever waiting it takes.
    bool has_more() const { return more_ != nullptr; }
    void make_more();

private:
    void identify();
    void finish(Response response);
    void add(std::string piece);
    void record();

    Serving& serving_;
    const bool secure_;
    Request request_;
    bool old_version_ = false;
    bool keeps_connection_ = false;
    bool identified_ = false;
    bool answered_ = false;
    std::chrono::steady_clock::time_point start_;
    std::string route_;
    std::string head_;
    std::string body_;
    BodySource more_;
    bool in_chunks_ = false;
    int status_ = 0;
    /// Of the body that the client gets.
    std::size_t bytes_ = 0;
};

}  // namespace marquee::http
