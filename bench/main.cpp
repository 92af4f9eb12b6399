#include <CLI/CLI.hpp>
#include <atomic>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <soci/soci.h>
#include <thread>

#include "app/contexts.h"
#include "app/logging.h"
#include "app/prepare_database.h"
#include "app/settings/setting_table.h"
#include "bench/bulk_import.h"
#include "bench/generated_catalogue.h"
#include "bench/identity.h"
#include "bench/load.h"
#include "bench/movielens_folder.h"
#include "bench/options.h"
#include "bench/ports.h"
#include "bench/questions.h"
#include "bench/reads.h"
#include "bench/split.h"
#include "bench/start.h"
#include "bench/writes.h"
#include "infrastructure/database/query.h"
#include "tests/support/kept_client.h"
#include "tests/support/sign_in.h"

namespace marquee::bench {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::KeptClient;

double seconds_since(steady_clock::time_point began) {
    return std::chrono::duration<double>(steady_clock::now() - began).count();
}

app::Settings settings_of(const Options& options) {
    app::configure_logging(app::LogLevel::warning, app::LogFormat::text);
    auto settings = app::default_settings();
    settings.database_url = options.database_url;
    return settings;
}

/// Fills an empty database through the services, as clients would.
void fill(const Options& options) {
    app::Contexts contexts(settings_of(options));
    app::prepare_database(contexts.database, contexts.hosted, std::chrono::seconds(10),
                          [](const std::string&) {});
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    const auto began = steady_clock::now();
    std::vector<metadata::ImportedMovie> movies;
    std::vector<rating::RatingChange> changes;
    std::int64_t ratings = 0;
    const auto store = [&] {
        contexts.metadata.import_movies(Call().by_system(), movies,
                                        [](const auto&, const auto& imported) { return imported; });
        movies.clear();
    };
    const auto rate = [&] {
        ratings += static_cast<std::int64_t>(changes.size());
        contexts.ratings.apply(Call().by_system(), changes);
        changes.clear();
    };
    for (std::int64_t i = 0; i < catalogue.size(); ++i) {
        movies.push_back({MovieId(catalogue.id(i)), catalogue.description(i)});
        if (movies.size() == 1000) store();
        const rating::Record record{rating::RecordType("movie"), rating::RecordId(catalogue.id(i))};
        for (int voter = 0; voter < catalogue.votes(i); ++voter) {
            changes.push_back({record, rating::UserId("u" + std::to_string(voter)),
                               rating::Score(catalogue.score(i, voter)), std::nullopt});
            if (changes.size() == rating::RatingService::kMaxBatch) rate();
        }
    }
    store();
    rate();
    std::cout << "filled: " << catalogue.size() << " movies and " << ratings << " ratings in "
              << seconds_since(began) << " s\n";
}

/// Adds the movies that reads() wants.
void rate(const Options& options) {
    app::Contexts contexts(settings_of(options));
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    for (const int count : kRatedMovies) {
        const std::string id = rated_movie(count);
        contexts.metadata.import_movies(Call().by_system(),
                                        {{MovieId(id), catalogue.description(0)}},
                                        [](const auto&, const auto& imported) { return imported; });
        const rating::Record record{rating::RecordType("movie"), rating::RecordId(id)};
        std::vector<rating::RatingChange> changes;
        for (int voter = 0; voter < count; ++voter) {
            changes.push_back({record, rating::UserId("u" + std::to_string(voter)),
                               rating::Score(1 + voter % 10), std::nullopt});
            if (changes.size() < rating::RatingService::kMaxBatch && voter + 1 < count) continue;
            contexts.ratings.apply(Call().by_system(), changes);
            changes.clear();
        }
    }
}

/// GETs what `make_target(client)` says next.
Latencies ask(const Options& options,
              const std::function<std::function<std::string()>(int)>& make) {
    return run_clients(options.clients, std::chrono::seconds(options.seconds), [&](int client) {
        auto http = std::make_shared<KeptClient>(options.port);
        return
            [http, target = make(client)] { return http->request("GET", target()).status == 200; };
    });
}

void lists(const Options& options) {
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    const auto first = ask(options, [&](int client) {
        return [questions = std::make_shared<Questions>(catalogue, client)] {
            return questions->list();
        };
    });
    std::cout << "list, first page: " << text_of(first) << "\n";
    // Page 100 of a list that has so many: its token is fetched once.
    KeptClient http(options.port);
    const std::string base = "/v1/movies?genre=Drama&year_from=1950&min_votes=0&sort=-rating";
    std::string target = base;
    int page = 1;
    for (; page < 100; ++page) {
        const auto reply = json::parse(http.request("GET", target).body);
        if (!reply.contains("next_page_token")) break;
        target = base + "&page_token=" + reply.at("next_page_token").get<std::string>();
    }
    const auto later = ask(options, [&](int) { return [target] { return target; }; });
    std::cout << "list, page " << page << ": " << text_of(later) << "\n";
}

void searches(const Options& options) {
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    const auto found = ask(options, [&](int client) {
        return [questions = std::make_shared<Questions>(catalogue, client + 100)] {
            return questions->search();
        };
    });
    std::cout << "search: " << text_of(found) << "\n";
    const auto suggested = ask(options, [&](int client) {
        return [questions = std::make_shared<Questions>(catalogue, client + 200)] {
            return questions->suggest();
        };
    });
    std::cout << "suggest: " << text_of(suggested) << "\n";
}

/// The search that a database does by itself, of single words, beside ours.
void like(const Options& options) {
    app::Contexts contexts(settings_of(options));
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    const auto theirs =
        run_clients(options.clients, std::chrono::seconds(options.seconds), [&](int client) {
            auto questions = std::make_shared<Questions>(catalogue, client + 300);
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
        });
    const auto ours = ask(options, [&](int client) {
        return [questions = std::make_shared<Questions>(catalogue, client + 300)] {
            return questions->suggest_word();
        };
    });
    std::cout << "LIKE: " << text_of(theirs) << "\n";
    std::cout << "the same words in the index: " << text_of(ours) << ", "
              << ours.per_second() / theirs.per_second() << " times as many\n";
}

/// How long after the last commit the read model has all of many ratings.
void ingest(const Options& options) {
    app::Contexts contexts(settings_of(options));
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    std::uint64_t state =
        static_cast<std::uint64_t>(steady_clock::now().time_since_epoch().count());
    const auto began = steady_clock::now();
    for (int sent = 0; sent < options.events; sent += 1000) {
        std::vector<rating::RatingChange> changes;
        for (int i = 0; i < 1000; ++i) {
            const auto movie = static_cast<std::int64_t>(
                next_random(state) % static_cast<std::uint64_t>(catalogue.size()));
            changes.push_back({{rating::RecordType("movie"), rating::RecordId(catalogue.id(movie))},
                               rating::UserId("i" + std::to_string(next_random(state))),
                               rating::Score(static_cast<int>(1 + next_random(state) % 10)),
                               std::nullopt});
        }
        contexts.ratings.apply(Call().by_system(), changes);
    }
    const double written = seconds_since(began);
    const auto committed = steady_clock::now();
    const auto last = contexts.rating_feed.get().last_position(Call().by_system());
    while (contexts.listing.live(Call().by_system())->audience_position < last) {
        std::this_thread::sleep_for(milliseconds(5));
    }
    std::cout << "ingest: " << options.events << " ratings written in " << written
              << " s, in the read model " << seconds_since(committed)
              << " s after the last commit\n";
}

/// How long after its answer a write shows in the list, while other clients write ratings.
void visible(const Options& options) {
    const GeneratedCatalogue catalogue(options.movies, kSeed);
    std::atomic<bool> ended = false;
    std::atomic<std::int64_t> written = 0;
    std::vector<std::jthread> writers;
    for (int client = 0; client < options.clients; ++client) {
        writers.emplace_back([&, client] {
            KeptClient http(options.port);
            std::uint64_t state = static_cast<std::uint64_t>(client);
            while (!ended) {
                const auto movie = static_cast<std::int64_t>(
                    next_random(state) % static_cast<std::uint64_t>(catalogue.size()));
                const auto reply =
                    http.rate(catalogue.id(movie), "w" + std::to_string(next_random(state) % 1000),
                              static_cast<int>(1 + next_random(state) % 10));
                if (reply.status == 200 || reply.status == 201) ++written;
            }
        });
    }
    KeptClient http(options.port);
    Latencies shown;
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
    std::cout << "visible in the list: " << text_of(shown) << ", beside "
              << static_cast<double>(written) / shown.seconds << " ratings/s\n";
}

int run(int argc, char** argv) {
    CLI::App app("What scripts/bench measures with.");
    app.require_subcommand(1);
    Options options;
    const std::pair<const char*, void (*)(const Options&)> commands[] = {
        {"fill", fill},
        {"lists", lists},
        {"searches", searches},
        {"like", like},
        {"ingest", ingest},
        {"visible", visible},
        {"tokens", tokens},
        {"storm", storm},
        {"ports", ports},
        {"split", split},
        {"serve-ports", serve_ports},
        {"import", bulk_import},
        {"start", start},
        {"make-movielens", make_movielens},
        {"rate", rate},
        {"reads", reads},
        {"writes", writes}};
    for (const auto& [name, command] : commands) {
        auto* sub = app.add_subcommand(name);
        sub->add_option("--database-url", options.database_url);
        sub->add_option("--movies", options.movies);
        sub->add_option("--port", options.port);
        sub->add_option("--clients", options.clients);
        sub->add_option("--seconds", options.seconds);
        sub->add_option("--events", options.events);
        sub->add_option("--rounds", options.rounds);
        sub->add_option("--process", options.process);
        sub->add_option("--other-port", options.other_port);
        sub->add_option("--other-processes", options.other_processes);
        sub->add_option("--server", options.servers);
        sub->add_option("--engine", options.engines);
        sub->add_option("--folder", options.folder);
        sub->add_option("--ratings", options.ratings);
        sub->add_option("--program", options.program);
        sub->add_option("--results", options.results);
        // Every user of the machine can see flags.
        sub->add_option("--admin-password", options.admin_password)
            ->envname("MARQUEE_IDENTITY_ADMIN_PASSWORD");
        sub->callback([&options, command = command] {
            test::let_clients_sign_in(options.port, {}, options.admin_password);
            command(options);
        });
    }
    CLI11_PARSE(app, argc, argv);
    return 0;
}

}  // namespace
}  // namespace marquee::bench

int main(int argc, char** argv) {
    return marquee::bench::run(argc, argv);
}
