#include <algorithm>
#include <stdexcept>

#include "app/command_help.h"
#include "app/exit_codes.h"

namespace marquee::app {
namespace {

const std::vector<std::string> kEverySection{
    "http", "limits",   "access", "database", "rating", "cache", "identity",  "index", "events",
    "log",  "shutdown", "demo",   "contexts", "peer",   "rpc",   "discovery", "compat"};
const std::vector<std::string> kDatabaseSections{"database", "log"};

CommandHelp serve_page() {
    return {
        .name = "serve",
        .synopsis = {"marquee serve [SETTING]..."},
        .summary = "Serve the catalogue over HTTP.",
        .description =
            {"Prepares the database, listens on http.address and answers until it gets SIGINT or "
             "SIGTERM. A database that is not there yet is made, and migrations that it lacks are "
             "applied before the port opens.",
             "Told to stop, it lets /readyz fail, goes on serving for shutdown.delay, gives the "
             "requests under way shutdown.grace to finish, and closes.",
             "Reading is open to every client, unless access.anonymous_reads is off. Writing takes "
             "an access token or an API key of an account with the right role. The first start "
             "makes the account admin and shows its password once.",
             "Three ways to run it, each with an example in deploy/: everything in one process, "
             "which is the default; a context that is written much in a process and database of "
             "its own (--contexts rating there, --contexts movie,metadata,identity --peer "
             "rating=host:port here); and several processes and instances that find each other "
             "in etcd (--discovery-etcd, --peer rating=etcd:). Clients speak to the process that "
             "hosts movie; it answers for all. When another process is away, /readyz names it, and "
             "what can be done without it is done.",
             "Clients of the movie application in the book Microservices with Go are answered as "
             "well, with compat.enabled. They bring no credentials, so that is for machines and "
             "networks where everybody is trusted."},
        .options = {},
        .setting_sections = kEverySection,
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kDatabaseUnusable, kMigrationFailed,
                       kCannotListen},
        .examples = {"marquee serve --demo-catalogue",
                     "marquee serve --http-address 0.0.0.0:8080 --log-format json",
                     "MARQUEE_DATABASE_URL=mysql://marquee:secret@db/marquee marquee serve"},
    };
}

CommandHelp migrate_page() {
    return {
        .name = "migrate",
        .synopsis = {"marquee migrate status [SETTING]...", "marquee migrate up [SETTING]..."},
        .summary = "Show or apply the database's migrations.",
        .description =
            {"status lists each context's migrations, and whether each was applied. It "
             "changes nothing, and migrations that are still to come are no failure.",
             "up applies those that are missing, in their order. Any number of instances may do so "
             "at the same time: one does it, the others wait. `marquee serve` does the same when "
             "it starts.",
             "Migrations only go forward. One that was changed after it had been applied, or that "
             "fails, stops everything with advice on what to do."},
        .options = {},
        .setting_sections = kDatabaseSections,
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kDatabaseUnusable, kMigrationFailed},
        .examples = {"marquee migrate status", "marquee migrate up --database-startup-wait 2m"},
    };
}

CommandHelp import_page() {
    return {
        .name = "import",
        .synopsis = {"marquee import movielens DIR [--dry-run] [--strict] [SETTING]..."},
        .summary = "Read movies and ratings from a data set.",
        .description =
            {"movielens reads a MovieLens folder: movies.csv, links.csv, ratings.csv and, if there "
             "is "
             "one, tags.csv, of any size. A movie's id is tt and the imdbId of links.csv, or else "
             "ml- and its movieId; "
             "its external ids are kept, but for one that an earlier movie has. A user's id is ml- "
             "and the userId. Ratings of 0.5 to 5.0 become scores of 1 to 10.",
             "The up to 100 tags that most rows give a movie become keywords of it. Tags that "
             "differ "
             "only by case are one, and those that the movie lacks are added to the keywords that "
             "it "
             "has.",
             "A bad row is reported with its file, line and reason, and skipped. Running an import "
             "again changes nothing, and one that was interrupted is finished by running it "
             "again."},
        .options = {{"DIR", "The folder with the files."},
                    {"--dry-run", "Read and check everything, and write nothing."},
                    {"--strict",
                     "Stop at the first bad row instead of skipping it. What was read "
                     "before it is stored; to import again goes over it once more."}},
        .setting_sections = kDatabaseSections,
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kFindings, kDatabaseUnusable,
                       kMigrationFailed},
        .examples = {"marquee import movielens ml-latest-small",
                     "marquee import movielens ml-25m --dry-run"},
    };
}

CommandHelp movies_page() {
    return {
        .name = "movies",
        .synopsis = {"marquee movies rebuild [SETTING]...", "marquee movies verify [SETTING]..."},
        .summary = "Rebuild or check the movie list.",
        .description =
            {"The movie list, which lists, search and charts are read from, follows the changes of "
             "the catalogue and of the ratings by itself.",
             "rebuild makes it anew from both, beside the one that serves, and puts it in that "
             "one's place when it is done. Each server then makes its search index anew, too.",
             "verify compares it with both, movie by movie, and reports what differs. It may run "
             "while Marquee serves; what changes meanwhile is looked at again."},
        .options = {},
        .setting_sections = kDatabaseSections,
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kFindings, kDatabaseUnusable,
                       kMigrationFailed},
        .examples = {"marquee movies verify", "marquee movies rebuild"},
    };
}

CommandHelp ratings_page() {
    return {
        .name = "ratings",
        .synopsis = {"marquee ratings verify [--repair] [SETTING]..."},
        .summary = "Check the rating summaries.",
        .description = {"verify counts all ratings again, compares the result with each record's "
                        "summary, and reports those that differ. It may run while Marquee "
                        "serves."},
        .options = {{"--repair", "Replace summaries that differ by what was counted."}},
        .setting_sections = kDatabaseSections,
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kFindings, kDatabaseUnusable,
                       kMigrationFailed},
        .examples = {"marquee ratings verify", "marquee ratings verify --repair"},
    };
}

CommandHelp user_page() {
    return {
        .name = "user",
        .synopsis = {"marquee user create NAME [--role ROLE] [--password-stdin] [SETTING]...",
                     "marquee user list [SETTING]...",
                     "marquee user set-role NAME ROLE [SETTING]...",
                     "marquee user reset-password NAME [--password-stdin] [SETTING]...",
                     "marquee user disable NAME [SETTING]...",
                     "marquee user enable NAME [SETTING]...",
                     "marquee user erase NAME [SETTING]..."},
        .summary = "Make accounts, and decide what they may do.",
        .description =
            {"An account's NAME has 1 to 64 characters, without spaces, / and :. Its case is of no "
             "meaning, and names that look alike are refused. A ROLE is viewer (rates), editor "
             "(also describes movies) or admin (may do everything).",
             "create and reset-password make up a password and print it, this once. With "
             "--password-stdin they read one, a line of 8 to 1024 bytes, from standard input; at a "
             "terminal it is asked for and not shown. A password is never an argument.",
             "list prints each account's role, state, time of creation, id and name, by name.",
             "disable ends all the account's sessions and lets none of its API keys be used, "
             "within "
             "seconds on every server, until enable. reset-password ends its sessions, too. The "
             "last admin that is enabled can neither be disabled nor be given another role.",
             "erase removes the account with its password, sessions and API keys at once and for "
             "good. Its ratings are removed by a running server, which tells how far it is at "
             "/v1/erasures/ID. The last admin that is enabled can't be erased."},
        .options = {{"--role ROLE", "The new account's role. Default: viewer."},
                    {"--password-stdin", "Read the password instead of making one up."}},
        .setting_sections = {"database", "identity", "log"},
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kDatabaseUnusable, kMigrationFailed},
        .examples = {"marquee user create ann --role editor", "marquee user list",
                     "marquee user reset-password ann --password-stdin"},
    };
}

CommandHelp service_page() {
    return {
        .name = "service",
        .synopsis = {"marquee service create NAME [SETTING]...",
                     "marquee service list [SETTING]...", "marquee service revoke ID [SETTING]..."},
        .summary = "Make credentials for programs that speak for their users.",
        .description =
            {"A service may give and withdraw the ratings of any user. With its client id and "
             "secret it gets tokens from /oauth/token, by the grant client_credentials. NAME, of "
             "1 to 100 characters, is for people alone.",
             "create prints the client id and the secret, this once. list prints each service's "
             "time of creation, client id and name, the oldest first.",
             "revoke takes the credential away. Its tokens are refused within seconds on every "
             "server."},
        .options = {},
        .setting_sections = {"database", "identity", "log"},
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kDatabaseUnusable, kMigrationFailed},
        .examples = {"marquee service create film-site", "marquee service list"},
    };
}

CommandHelp keys_page() {
    return {
        .name = "keys",
        .synopsis = {"marquee keys list [SETTING]...", "marquee keys rotate [SETTING]..."},
        .summary = "Show or change the keys that access tokens are signed with.",
        .description =
            {"The keys are in the database; the first is made when a server starts. Every server "
             "publishes their public halves.",
             "list prints each key's id, algorithm, time of creation and what it is for, the "
             "newest "
             "first. It shows no secrets.",
             "rotate makes a new key. For 5 minutes it is only published, so that everybody knows "
             "it; then it signs, and the one before goes on checking what it signed until the last "
             "of that has expired. No session ends by it, and no server need be told or started "
             "again."},
        .options = {},
        .setting_sections = {"database", "identity", "log"},
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kDatabaseUnusable, kMigrationFailed},
        .examples = {"marquee keys list", "marquee keys rotate --identity-algorithm RS256"},
    };
}

CommandHelp call_page() {
    return {
        .name = "call",
        .synopsis = {"marquee call CONTEXT METHOD JSON [SETTING]..."},
        .summary = "Call a method of a context in another process.",
        .description =
            {"Sends the request, over gRPC and as Marquee itself, to a process that hosts the "
             "context, which peer.CONTEXT leads to, and prints the answer. Fields have the names "
             "that they have in interfaces/rpc/marquee/v1.",
             "METHOD is one of the context's own service, such as Standings, or of one that other "
             "contexts have as well, such as Events.LastPosition or Process.Describe."},
        .options = {{"CONTEXT", "metadata, rating or identity."},
                    {"METHOD", "Its name; a wrong one is answered with those that there are."},
                    {"JSON", "The request; {} for an empty one."}},
        .setting_sections = {"peer", "rpc", "discovery", "log"},
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kDatabaseUnusable},
        .examples = {"marquee call rating Standings '{\"type\":\"movie\",\"ids\":[\"tt0111161\"]}' "
                     "--peer rating=127.0.0.1:8181",
                     "marquee call metadata Process.Describe {} --peer metadata=127.0.0.1:8180"},
    };
}

CommandHelp services_page() {
    return {
        .name = "services",
        .synopsis = {"marquee services [SETTING]..."},
        .summary = "List the processes of Marquee, and how they are.",
        .description =
            {"Asks each process that the settings lead to, in etcd (discovery.etcd), as a peer "
             "(peer.*) or at this machine's own address (rpc.address), and prints its address, "
             "the contexts that it hosts, its version, since when it runs, and how it is."},
        .options = {},
        .setting_sections = {"peer", "rpc", "discovery", "log"},
        .exit_codes = {kSuccess, kInternalFailure, kUsage, kFindings, kDatabaseUnusable},
        .examples = {"marquee services --discovery-etcd http://127.0.0.1:2379",
                     "marquee services --peer rating=127.0.0.1:8181"},
    };
}

CommandHelp config_page() {
    return {
        .name = "config",
        .synopsis = {"marquee config [SETTING]..."},
        .summary = "Show the settings, and where each comes from.",
        .description = {"Prints what `marquee serve` would run with if it were given the same "
                        "flags, environment and file. Passwords are masked."},
        .options = {},
        .setting_sections = kEverySection,
        .exit_codes = {kSuccess, kInternalFailure, kUsage},
        .examples = {"marquee config", "marquee config --config /etc/marquee.toml"},
    };
}

CommandHelp version_page() {
    return {
        .name = "version",
        .synopsis = {"marquee version", "marquee --version"},
        .summary = "Show the version.",
        .description = {"Prints the version of this binary. Reads no settings."},
        .options = {},
        .setting_sections = {},
        .exit_codes = {kSuccess, kUsage},
        .examples = {"marquee version"},
    };
}

}  // namespace

const std::vector<CommandHelp>& command_pages() {
    static const std::vector<CommandHelp> pages{serve_page(),    migrate_page(), import_page(),
                                                movies_page(),   ratings_page(), user_page(),
                                                service_page(),  keys_page(),    call_page(),
                                                services_page(), config_page(),  version_page()};
    return pages;
}

const CommandHelp& command_page(std::string_view name) {
    const auto& pages = command_pages();
    const auto found = std::ranges::find(pages, name, &CommandHelp::name);
    if (found == pages.end()) throw std::out_of_range("a command without a page");
    return *found;
}

}  // namespace marquee::app
