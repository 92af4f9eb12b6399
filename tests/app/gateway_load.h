#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/http_client.h"
#include "tests/support/kept_client.h"

namespace marquee::test {

using Moment = std::chrono::steady_clock::time_point;

/// Comes true within a minute, or the test fails.
template <class Condition>
bool await_true(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > give_up) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

inline double seconds_between(Moment from, Moment until) {
    return std::chrono::duration<double>(until - from).count();
}

/// The sum of the metrics of the process at `port` whose lines begin with `name` and have `label`.
inline double metric_at(int port, const std::string& name, const std::string& label) {
    const auto text = HttpClient(port).get("/metrics").body;
    double sum = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with(name) || line.find(label) == std::string::npos) continue;
        sum += std::stod(line.substr(line.rfind(' ') + 1));
    }
    return sum;
}

/// Threads that read and rate movies at a gateway until they are stopped, and all that came of it.
class GatewayLoad {
public:
    /// What a request came to.
    enum class Result { whole, degraded, problem, wrong };
    struct Reply {
        Result result;
        bool is_read;
        Moment began;
        Moment ended;
        /// Of what is not whole.
        std::string text;
    };
    static constexpr int kMovies = 12;

    /// Makes the movies, each with a rating.
    static void prepare(int port) {
        KeptClient client(port);
        for (int i = 0; i < kMovies; ++i) {
            const std::string body = "{\"title\": \"" + title(i) + "\"}";
            ASSERT_EQ(client.request("PUT", "/v1/movies/" + id(i), body).status, 201);
            ASSERT_EQ(client.rate(id(i), "seed", 5).status, 200);
        }
    }

    /// `batches`: rates by requests that may not be sent twice, too.
    explicit GatewayLoad(int port, bool batches = false) : port_(port) {
        for (int i = 0; i < 3; ++i)
            start([this, i](KeptClient& client, int n) { read(client, i + n); });
        for (int i = 0; i < 2; ++i) {
            const std::string user = "writer" + std::to_string(i);
            start([this, user](KeptClient& client, int n) { rate(client, user, n); });
        }
        start([this](KeptClient& client, int n) { rate_own(client, n); });
        if (batches) start([this](KeptClient& client, int n) { rate_many(client, n); });
    }
    ~GatewayLoad() { stop(); }
    GatewayLoad(const GatewayLoad&) = delete;
    GatewayLoad& operator=(const GatewayLoad&) = delete;

    void stop() {
        stopping_ = true;
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

    std::vector<Reply> replies() const {
        const std::lock_guard lock(mutex_);
        return replies_;
    }

    /// Returns when so many more were answered whole.
    void go_on(int requests) const {
        const int until = whole_ + requests;
        EXPECT_TRUE(await_true([&] { return whole_ >= until; })) << "the load stands still";
    }

    /// Returns when everything was whole for a second; answers when the last that was not had
    /// ended, or `since` when there was none after it.
    Moment await_peace(Moment since) const {
        Moment last = since;
        int whole_then = whole_;
        EXPECT_TRUE(await_true([&] {
            if (const Moment wrong = last_not_whole(); wrong > last) {
                last = wrong;
                whole_then = whole_;
            }
            const auto quiet = std::chrono::steady_clock::now() - last;
            return quiet > std::chrono::seconds(1) && whole_ > whole_then + 10;
        })) << "the load does not recover";
        return last;
    }

    /// That everything came to one of these.
    void expect_only(const std::set<Result>& allowed) const {
        int count = 0;
        for (const auto& reply : replies()) {
            if (allowed.contains(reply.result) || ++count > 5) continue;
            ADD_FAILURE() << (reply.is_read ? "a read" : "a write") << " after "
                          << seconds_between(reply.began, reply.ended) << " s: " << reply.text;
        }
        EXPECT_LE(count, 5) << "failures in all";
    }

    /// That what was acknowledged is there, when the load has been stopped: each rating has the
    /// score that was acknowledged last, or one that was asked for after it.
    void expect_stored() const {
        KeptClient client(port_);
        int kept = 0;
        for (const auto& [target, written] : written_) {
            const auto reply = client.request("GET", target);
            if (reply.status != 200) {
                EXPECT_FALSE(written.acknowledged) << target << ": " << reply.body;
                continue;
            }
            const auto score = nlohmann::json::parse(reply.body).at("score").get<int>();
            EXPECT_TRUE(written.scores.contains(score)) << target << " has " << score;
            ++kept;
        }
        EXPECT_GT(kept, 0);
    }

    /// How long the longest request took, in seconds, of those that began at `since` or later.
    double longest(Moment since = {}) const {
        const std::lock_guard lock(mutex_);
        double longest = 0;
        for (const auto& reply : replies_) {
            if (reply.began < since) continue;
            longest = std::max(longest, seconds_between(reply.began, reply.ended));
        }
        return longest;
    }

    int count(Result result) const {
        const std::lock_guard lock(mutex_);
        return static_cast<int>(std::ranges::count(replies_, result, &Reply::result));
    }

private:
    struct Written {
        bool acknowledged = false;
        /// The one that was acknowledged last, and those since.
        std::set<int> scores;
    };
    using Step = std::function<void(KeptClient&, int number)>;

    static std::string id(int number) { return "m" + std::to_string(number % kMovies); }
    static std::string title(int number) { return "Film " + id(number); }
    static int score(int number) { return 1 + number % 10; }

    void start(Step step) {
        threads_.emplace_back([this, step = std::move(step)] {
            KeptClient client(port_);
            for (int n = 0; !stopping_; ++n) {
                step(client, n);
                // There are others on this machine.
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
            }
        });
    }

    /// `good` says of a whole answer with a body whether that is right.
    template <class Good>
    bool ask(KeptClient& client, const std::string& method, const std::string& target,
             const std::string& body, Good good) {
        Reply reply{Result::wrong, method == "GET", std::chrono::steady_clock::now(), {}, ""};
        try {
            const auto answer = client.request(method, target, body);
            reply.text = target + ": " + std::to_string(answer.status) + " " + answer.body;
            reply.result = result_of(answer, good);
        } catch (const std::runtime_error& error) {
            reply.text = target + ": " + error.what();
            client.reconnect();
        }
        reply.ended = std::chrono::steady_clock::now();
        if (reply.result == Result::whole) {
            reply.text.clear();
            ++whole_;
        }
        const std::lock_guard lock(mutex_);
        if (reply.result != Result::whole) last_not_whole_ = reply.ended;
        replies_.push_back(reply);
        return reply.result == Result::whole;
    }

    template <class Good>
    static Result result_of(const HttpReply& answer, Good good) {
        if (answer.status == 503 || answer.status == 504) {
            return answer.header("Content-Type") == "application/problem+json" ? Result::problem
                                                                               : Result::wrong;
        }
        if (answer.status != 200) return Result::wrong;
        const auto body = nlohmann::json::parse(answer.body, nullptr, false);
        if (body.is_discarded() || !good(body)) return Result::wrong;
        return body.contains("degraded") ? Result::degraded : Result::whole;
    }

    void read(KeptClient& client, int number) {
        ask(client, "GET", "/v1/movies/" + id(number), "", [&](const nlohmann::json& movie) {
            if (movie.value("title", "") != title(number)) return false;
            return movie.contains("degraded") || movie["rating"]["count"].get<int>() > 0;
        });
    }

    void rate(KeptClient& client, const std::string& user, int number) {
        const auto target = "/v1/ratings/movie/" + id(number) + "/users/" + user;
        put(client, target, number);
    }

    void rate_own(KeptClient& client, int number) {
        put(client, "/v1/movies/" + id(number) + "/ratings/me", number);
    }

    void put(KeptClient& client, const std::string& target, int number) {
        // Another score each time round.
        const int given = score(number / kMovies + number);
        note(target, given, false);
        const std::string body = "{\"score\": " + std::to_string(given) + "}";
        const auto good = [&](const nlohmann::json& answer) { return answer["score"] == given; };
        if (ask(client, "PUT", target, body, good)) note(target, given, true);
    }

    void rate_many(KeptClient& client, int number) {
        nlohmann::json changes;
        std::vector<std::string> targets;
        const int given = score(number / kMovies + number);
        for (int i = 0; i < 3; ++i) {
            changes.push_back({{"op", "put"},
                               {"record_type", "movie"},
                               {"record_id", id(number + i)},
                               {"user_id", "batch" + std::to_string(i)},
                               {"score", given}});
            targets.push_back("/v1/ratings/movie/" + id(number + i) + "/users/batch" +
                              std::to_string(i));
        }
        for (const auto& target : targets) note(target, given, false);
        const auto good = [](const nlohmann::json& answer) {
            return answer["results"].size() == 3;
        };
        if (!ask(client, "POST", "/v1/ratings:batch", nlohmann::json{{"changes", changes}}.dump(),
                 good)) {
            return;
        }
        for (const auto& target : targets) note(target, given, true);
    }

    void note(const std::string& target, int given, bool acknowledged) {
        const std::lock_guard lock(mutex_);
        auto& written = written_[target];
        if (acknowledged) written.scores.clear();
        written.acknowledged = written.acknowledged || acknowledged;
        written.scores.insert(given);
    }

    Moment last_not_whole() const {
        const std::lock_guard lock(mutex_);
        return last_not_whole_;
    }

    const int port_;
    mutable std::mutex mutex_;
    std::vector<Reply> replies_;
    Moment last_not_whole_ = {};
    std::map<std::string, Written> written_;
    std::atomic<int> whole_ = 0;
    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace marquee::test
