#include "bench/identity.h"

#include <algorithm>
#include <atomic>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bench/load.h"
#include "bench/processor_time.h"
#include "bench/spread.h"
#include "tests/support/http_client.h"

namespace marquee::bench {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::exchange_bytes;
using test::HttpClient;
using test::HttpConnection;
using test::HttpFields;
using test::status_of;

constexpr milliseconds kLoginInterval{10};
/// More than the server lets wait, so that none of them holds up the next login.
constexpr int kLoginClients = 64;

/// How one kind of reads went, one number for each round.
struct Rounds {
    std::vector<double> per_second;
    std::vector<double> p99_milliseconds;
    /// Processor time of the server for each request.
    std::vector<double> microseconds;
};

/// The server's answers to logins, by their status, and those that began late.
struct Logins {
    std::map<int, int> statuses;
    int late = 0;

    std::string text(double seconds) const {
        std::ostringstream text;
        text << std::fixed << std::setprecision(1);
        for (const auto& [status, count] : statuses) {
            text << ", " << status << ": " << count / seconds << "/s";
        }
        if (late > 0) text << ", " << late << " LATE";
        return text.str();
    }
};

HttpFields form_type() {
    return {{"Content-Type", "application/x-www-form-urlencoded"}};
}

std::string login_form(const std::string& name, const std::string& password) {
    return "grant_type=password&username=" + name + "&password=" + password;
}

json answer_of(const test::HttpReply& reply) {
    if (reply.status / 100 != 2) throw std::runtime_error("the server says: " + reply.body);
    return json::parse(reply.body);
}

std::string access_token(const Options& options) {
    const auto reply =
        HttpClient(options.port)
            .post("/oauth/token", login_form("admin", options.admin_password), form_type());
    return answer_of(reply).at("access_token");
}

std::string new_api_key(const Options& options) {
    const auto reply = HttpClient(options.port)
                           .post("/v1/me/keys", R"({"name": "bench", "scopes": ["ratings:write"]})",
                                 {{"Content-Type", "application/json"},
                                  {"Authorization", "Bearer " + access_token(options)}});
    return answer_of(reply).at("key");
}

/// The target of some movie.
std::string movie_target(const Options& options) {
    const auto page = answer_of(HttpClient(options.port).get("/v1/movies?page_size=1&sort=title"));
    return "/v1/movies/" + page.at("items").at(0).at("id").get<std::string>();
}

std::string read_request(const std::string& target, const std::string& token) {
    std::string bytes = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!token.empty()) bytes += "Authorization: Bearer " + token + "\r\n";
    return bytes + "\r\n";
}

/// Sends those bytes, over connections that are kept, and notes how it went.
Latencies read(const Options& options, const std::string& bytes, Rounds& rounds) {
    const double before = processor_seconds(options.process);
    auto latencies =
        run_clients(options.clients, std::chrono::seconds(options.seconds), [&](int) -> Step {
            return [connection = std::shared_ptr<HttpConnection>(), &options, &bytes]() mutable {
                if (!connection) connection = std::make_shared<HttpConnection>(options.port);
                connection->send(bytes);
                const auto reply = connection->read_reply();
                if (reply.header("Connection") == "close") connection.reset();
                return reply.status == 200;
            };
        });
    const double used = processor_seconds(options.process) - before;
    rounds.per_second.push_back(latencies.per_second());
    rounds.p99_milliseconds.push_back(latencies.percentile(0.99));
    rounds.microseconds.push_back(used / static_cast<double>(latencies.milliseconds.size()) * 1e6);
    return latencies;
}

std::string login_request(const Options& options, int login) {
    const std::string number = std::to_string(login);
    const std::string form = login % 2 == 0 ? login_form("admin", options.admin_password)
                                            : login_form("nobody-" + number, "guess-" + number);
    return "POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-For: "
           "10." +
           std::to_string(login / 65536 % 256) + "." + std::to_string(login / 256 % 256) + "." +
           std::to_string(login % 256) +
           "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
           std::to_string(form.size()) + "\r\n\r\n" + form;
}

/// Logins that begin when it is time for them, however long the ones before take, as long as it
/// lives.
class Storm {
public:
    /// `next` is the number of the first login, and afterwards of the first that was not tried.
    Storm(const Options& options, int& next) : options_(options), next_(next), first_(next) {
        for (int i = 0; i < kLoginClients; ++i) threads_.emplace_back([this] { run(); });
    }

    /// Waits for those under way.
    Logins end() {
        ended_ = true;
        threads_.clear();
        return logins_;
    }

private:
    void run() {
        while (!ended_) {
            std::unique_lock lock(mutex_);
            const int login = next_++;
            lock.unlock();
            const auto due = began_ + (login - first_) * kLoginInterval;
            std::this_thread::sleep_until(due);
            if (ended_) return;
            const bool late = steady_clock::now() - due > 10 * kLoginInterval;
            const auto answer = exchange_bytes(options_.port, login_request(options_, login));
            lock.lock();
            ++logins_.statuses[status_of(answer)];
            if (late) ++logins_.late;
        }
    }

    const Options& options_;
    std::mutex mutex_;
    int& next_;
    const int first_;
    const steady_clock::time_point began_ = steady_clock::now();
    std::atomic<bool> ended_ = false;
    Logins logins_;
    std::vector<std::jthread> threads_;
};

std::string text_of(const Rounds& rounds) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << median(rounds.microseconds)
         << " us of the server's processors for each request, " << std::setprecision(0)
         << median(rounds.per_second) << "/s, p99 " << std::setprecision(2)
         << median(rounds.p99_milliseconds) << " ms";
    return text.str();
}

double ratio(const std::vector<double>& numbers, const std::vector<double>& to) {
    return median(numbers) / median(to);
}

}  // namespace

void tokens(const Options& options) {
    const std::string target = movie_target(options);
    const std::string key = new_api_key(options);
    constexpr const char* kNames[] = {"anonymous", "access token", "API key"};
    Rounds rounds[3];
    Rounds warming;
    read(options, read_request(target, ""), warming);
    std::cout << std::fixed << std::setprecision(2);
    for (int round = 0; round < options.rounds; ++round) {
        // A new one for each round, since it is good for some minutes only.
        const std::string requests[] = {read_request(target, ""),
                                        read_request(target, access_token(options)),
                                        read_request(target, key)};
        for (int i = 0; i < 3; ++i) {
            const int which = (round + i) % 3;
            const auto latencies = read(options, requests[which], rounds[which]);
            std::cout << "round " << round + 1 << ", " << kNames[which] << ": "
                      << rounds[which].microseconds.back() << " us, " << text_of(latencies)
                      << std::endl;
        }
    }
    for (int i = 0; i < 3; ++i) {
        std::cout << "median, " << kNames[i] << ": " << text_of(rounds[i]) << "; "
                  << ratio(rounds[i].microseconds, rounds[0].microseconds)
                  << " times the processor time of anonymous, "
                  << ratio(rounds[i].per_second, rounds[0].per_second) << " times as many\n";
    }
}

void storm(const Options& options) {
    const std::string bytes = read_request(movie_target(options), "");
    Rounds calm;
    Rounds stormy;
    Rounds warming;
    read(options, bytes, warming);
    int login = 0;
    for (int round = 0; round < options.rounds; ++round) {
        for (int i = 0; i < 2; ++i) {
            std::cout << "round " << round + 1;
            if ((round + i) % 2 == 0) {
                std::cout << ", calm: " << text_of(read(options, bytes, calm)) << std::endl;
                continue;
            }
            Storm logins(options, login);
            // Until as many wait as may.
            std::this_thread::sleep_for(std::chrono::seconds(1));
            const auto latencies = read(options, bytes, stormy);
            const auto answers = logins.end();
            std::cout << ", storm: " << text_of(latencies) << "; logins"
                      << answers.text(options.seconds + 1) << std::endl;
        }
    }
    std::cout << std::fixed << std::setprecision(2) << "median, calm: " << text_of(calm)
              << "\nmedian, storm: " << text_of(stormy) << " (logins included); "
              << ratio(stormy.per_second, calm.per_second) << " times as many reads\n";
}

}  // namespace marquee::bench
