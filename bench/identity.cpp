#include "bench/identity.h"

#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/load.h"
#include "bench/process_use.h"
#include "bench/report.h"
#include "bench/rounds.h"
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

/// The server's answers to logins of all rounds, by their status, and those that began late.
struct Logins {
    std::map<int, int> statuses;
    int late = 0;
    double seconds = 0;

    std::string text() const {
        std::string text;
        for (const auto& [status, count] : statuses) {
            text += (text.empty() ? "" : ", ") + std::to_string(status) + " " +
                    bench::text_of(count / seconds, 1) + " times a second";
        }
        return text + "; " + std::to_string(late) + " began late";
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
void read(const Options& options, const std::string& bytes, Rounds& rounds) {
    const double before = processor_seconds(options.process);
    const auto latencies =
        run_clients(options.clients, std::chrono::seconds(options.seconds), [&](int) -> Step {
            return [connection = std::shared_ptr<HttpConnection>(), &options, &bytes]() mutable {
                if (!connection) connection = std::make_shared<HttpConnection>(options.port);
                connection->send(bytes);
                const auto reply = connection->read_reply();
                if (reply.header("Connection") == "close") connection.reset();
                return reply.status == 200;
            };
        });
    if (latencies.failures > 0) throw std::runtime_error("reads failed");
    rounds.add(latencies, processor_seconds(options.process) - before);
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
    /// What comes of them is added to `logins`.
    Storm(const Options& options, int& next, Logins& logins)
        : options_(options), next_(next), first_(next), logins_(logins) {
        for (int i = 0; i < kLoginClients; ++i) threads_.emplace_back([this] { run(); });
    }

    /// Waits for those under way.
    ~Storm() {
        ended_ = true;
        threads_.clear();
        logins_.seconds += std::chrono::duration<double>(steady_clock::now() - began_).count();
    }
    Storm(const Storm&) = delete;
    Storm& operator=(const Storm&) = delete;

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
    Logins& logins_;
    std::vector<std::jthread> threads_;
};

void tell(int round, const std::string& what, const Rounds& rounds) {
    std::cerr << "round " << round + 1 << ", " << what << ": "
              << text_of(rounds.per_second.back(), 0) << "/s\n";
}

/// With no token, an access token and an API key.
void measure_tokens(const Options& options, Report& report) {
    const std::string target = movie_target(options);
    const std::string key = new_api_key(options);
    const std::string names[] = {"nobody", "an access token", "an API key"};
    Rounds rounds[3];
    Rounds warming;
    read(options, read_request(target, ""), warming);
    for (int round = 0; round < options.rounds; ++round) {
        // A new one for each round, since it is good for some minutes only.
        const std::string requests[] = {read_request(target, ""),
                                        read_request(target, access_token(options)),
                                        read_request(target, key)};
        for (int i = 0; i < 3; ++i) {
            const int which = (round + i) % 3;
            read(options, requests[which], rounds[which]);
            tell(round, names[which], rounds[which]);
        }
    }
    Table table{row({"read by"}, kRoundsHead), {}};
    Chart chart{"tokens", "Processor time of a read", "µs", {}, 1};
    Comparison compared("beside nobody");
    for (int i = 0; i < 3; ++i) {
        table.rows.push_back(row({names[i]}, rounds[i].cells()));
        chart.bars.push_back({names[i], spread_of(rounds[i].microseconds)});
        if (i > 0) compared.add(names[i], rounds[i], rounds[0]);
    }
    report.add(table, chart);
    report.add(compared.table(), compared.chart("who", "Reads by who they are, beside nobody"));
}

/// Calm, and in a storm of logins.
void measure_storm(const Options& options, Report& report) {
    const std::string bytes = read_request(movie_target(options), "");
    Rounds calm;
    Rounds stormy;
    Rounds warming;
    read(options, bytes, warming);
    int login = 0;
    Logins logins;
    for (int round = 0; round < options.rounds; ++round) {
        for (int i = 0; i < 2; ++i) {
            if ((round + i) % 2 == 0) {
                read(options, bytes, calm);
                tell(round, "calm", calm);
                continue;
            }
            const Storm storm(options, login, logins);
            // Until as many wait as may.
            std::this_thread::sleep_for(std::chrono::seconds(1));
            read(options, bytes, stormy);
            tell(round, "storm", stormy);
        }
    }
    Table table{row({"reads"}, kRoundsHead), {}};
    table.rows = {row({"calm"}, calm.cells()), row({"in the storm"}, stormy.cells())};
    report.add(table, {"storm",
                       "Reads while 100 logins a second are tried",
                       "requests/s",
                       {{"calm", spread_of(calm.per_second)},
                        {"in the storm", spread_of(stormy.per_second)}},
                       0});
    Comparison compared("beside calm");
    compared.add("in the storm", stormy, calm);
    report.add(compared.table(), compared.chart("calm", "Reads in the storm, beside calm"));
    report.add("Processor time in the storm is that of the logins as well. Logins were answered " +
               logins.text() + ".");
}

}  // namespace

void identity(const Options& options) {
    Report report(options, "identity",
                  "`GET /v1/movies/{id}`, uncached, by " + std::to_string(options.clients) +
                      " clients: by who says nothing of themselves, with an access token and with "
                      "an API key; and while 100 logins a second are tried, from as many "
                      "addresses, every other one with a wrong password");
    measure_tokens(options, report);
    measure_storm(options, report);
    report.publish();
}

}  // namespace marquee::bench
