#include "bench/catalogue_measures.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <soci/soci.h>
#include <stdexcept>
#include <thread>

#include "app/contexts.h"
#include "bench/fill.h"
#include "bench/questions.h"
#include "infrastructure/database/query.h"
#include "tests/support/kept_client.h"

namespace marquee::bench {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::KeptClient;

double seconds_since(steady_clock::time_point began) {
    return std::chrono::duration<double>(steady_clock::now() - began).count();
}

Latencies checked(Latencies latencies) {
    if (latencies.failures > 0) throw std::runtime_error("requests failed");
    return latencies;
}

/// GETs what `make(client)` says next.
Latencies ask(const Options& options, const ServedCatalogue& catalogue,
              const std::function<std::function<std::string()>(int)>& make) {
    return checked(
        run_clients(options.clients, std::chrono::seconds(options.seconds), [&](int client) {
            auto http = std::make_shared<KeptClient>(catalogue.server.port);
            return [http, target = make(client)] {
                return http->request("GET", target()).status == 200;
            };
        }));
}

/// The sequence of questions of a client: each kind and round has its own.
std::shared_ptr<Questions> questions_of(const ServedCatalogue& catalogue, int kind, int round,
                                        int client) {
    const int seed = 10'000 * round + 1'000 * kind + client;
    return std::make_shared<Questions>(catalogue.movies, static_cast<std::uint64_t>(seed));
}

/// The same, of questions.
Latencies ask(const Options& options, const ServedCatalogue& catalogue, int kind, int round,
              std::string (Questions::*next)()) {
    return ask(options, catalogue, [&](int client) {
        return [questions = questions_of(catalogue, kind, round, client), next] {
            return (*questions.*next)();
        };
    });
}

std::int64_t random_movie(const GeneratedCatalogue& movies, std::uint64_t& state) {
    return static_cast<std::int64_t>(next_random(state) %
                                     static_cast<std::uint64_t>(movies.size()));
}

int random_score(std::uint64_t& state) {
    return static_cast<int>(1 + next_random(state) % 10);
}

}  // namespace

Latencies measure_lists(const Options& options, const ServedCatalogue& catalogue, int round) {
    return ask(options, catalogue, 0, round, &Questions::list);
}

Latencies measure_later_page(const Options& options, const ServedCatalogue& catalogue, int) {
    KeptClient http(catalogue.server.port);
    const std::string base = "/v1/movies?genre=Drama&year_from=1950&min_votes=0&sort=-rating";
    std::string target = base;
    for (int page = 1; page < 100; ++page) {
        const auto reply = json::parse(http.request("GET", target).body);
        if (!reply.contains("next_page_token")) break;
        target = base + "&page_token=" + reply.at("next_page_token").get<std::string>();
    }
    return ask(options, catalogue, [&](int) { return [target] { return target; }; });
}

Latencies measure_searches(const Options& options, const ServedCatalogue& catalogue, int round) {
    return ask(options, catalogue, 1, round, &Questions::search);
}

Latencies measure_suggestions(const Options& options, const ServedCatalogue& catalogue, int round) {
    return ask(options, catalogue, 2, round, &Questions::suggest);
}

Latencies measure_words(const Options& options, const ServedCatalogue& catalogue, int round) {
    return ask(options, catalogue, 3, round, &Questions::suggest_word);
}

Latencies measure_like(const Options& options, const ServedCatalogue& catalogue, int round) {
    app::Contexts contexts(settings_of(catalogue.database_url));
    return checked(
        run_clients(options.clients, std::chrono::seconds(options.seconds), [&](int client) {
            auto questions = questions_of(catalogue, 3, round, client);
            return [&contexts, questions] {
                contexts.database.read(Call().by_system(), [&](soci::session& session) {
                    database::Query(session)
                        .sql("SELECT id, title FROM metadata_movie WHERE title LIKE ")
                        .bind("%" + questions->word() + "%")
                        .sql(" ORDER BY title LIMIT 20")
                        .each(2, [](const database::Row&) {});
                });
                return true;
            };
        }));
}

Ingest measure_ingest(const Options& options, const ServedCatalogue& catalogue) {
    app::Contexts contexts(settings_of(catalogue.database_url));
    auto state = static_cast<std::uint64_t>(steady_clock::now().time_since_epoch().count());
    Ingest result;
    const auto began = steady_clock::now();
    for (int sent = 0; sent < options.events; sent += 1000) {
        std::vector<rating::RatingChange> changes;
        for (int i = 0; i < 1000; ++i) {
            const std::string id = catalogue.movies.id(random_movie(catalogue.movies, state));
            changes.push_back({{rating::RecordType("movie"), rating::RecordId(id)},
                               rating::UserId("i" + std::to_string(next_random(state))),
                               rating::Score(random_score(state)),
                               std::nullopt});
        }
        contexts.ratings.apply(Call().by_system(), changes);
    }
    result.written = seconds_since(began);
    const auto committed = steady_clock::now();
    const auto last = contexts.rating_feed.get().last_position(Call().by_system());
    while (contexts.listing.live(Call().by_system())->audience_position < last) {
        std::this_thread::sleep_for(milliseconds(5));
    }
    result.shown = seconds_since(committed);
    return result;
}

Visible measure_visible(const Options& options, const ServedCatalogue& catalogue) {
    std::atomic<bool> ended = false;
    std::atomic<std::int64_t> written = 0;
    std::vector<std::jthread> writers;
    for (int client = 0; client < options.clients; ++client) {
        writers.emplace_back([&, client] {
            KeptClient http(catalogue.server.port);
            auto state = static_cast<std::uint64_t>(client);
            while (!ended) {
                const auto reply =
                    http.rate(catalogue.movies.id(random_movie(catalogue.movies, state)),
                              "w" + std::to_string(next_random(state) % 1000), random_score(state));
                if (reply.status == 200 || reply.status == 201) ++written;
            }
        });
    }
    KeptClient http(catalogue.server.port);
    Visible result;
    auto& shown = result.shown;
    const auto began = steady_clock::now();
    for (int i = 0; seconds_since(began) < options.seconds; ++i) {
        const std::string id = "visible-" + std::to_string(i);
        http.request("PUT", "/v1/movies/" + id,
                     R"({"title": "Seen at )" +
                         std::to_string(steady_clock::now().time_since_epoch().count()) + "\"}");
        const auto answered = steady_clock::now();
        const auto is_first = [&] {
            const auto page =
                json::parse(http.request("GET", "/v1/movies?sort=-added&page_size=1").body);
            return !page.at("items").empty() && page.at("items").at(0).at("id") == id;
        };
        while (!is_first()) {
        }
        shown.milliseconds.push_back(seconds_since(answered) * 1000);
        http.request("DELETE", "/v1/movies/" + id);
    }
    ended = true;
    writers.clear();
    shown.seconds = seconds_since(began);
    result.ratings_per_second = static_cast<double>(written) / shown.seconds;
    return result;
}

}  // namespace marquee::bench
