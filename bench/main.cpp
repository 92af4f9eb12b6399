#include <CLI/CLI.hpp>

#include "bench/bulk_import.h"
#include "bench/catalogues.h"
#include "bench/fill.h"
#include "bench/identity.h"
#include "bench/movielens_folder.h"
#include "bench/options.h"
#include "bench/ports.h"
#include "bench/reads.h"
#include "bench/split.h"
#include "bench/start.h"
#include "bench/writes.h"
#include "tests/support/sign_in.h"

namespace marquee::bench {
namespace {

int run(int argc, char** argv) {
    CLI::App app("What scripts/bench measures with.");
    app.require_subcommand(1);
    Options options;
    const std::pair<const char*, void (*)(const Options&)> commands[] = {
        {"fill", fill},
        {"rate", rate},
        {"make-movielens", make_movielens},
        {"serve-ports", serve_ports},
        {"catalogues", catalogues},
        {"identity", identity},
        {"ports", ports},
        {"split", split},
        {"reads", reads},
        {"writes", writes},
        {"import", bulk_import},
        {"start", start}};
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
        sub->add_option("--server", options.servers);
        sub->add_option("--database", options.databases);
        sub->add_option("--versions", options.versions);
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
