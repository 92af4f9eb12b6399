#include "tests/architecture/include_rules.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <utility>

namespace marquee::architecture {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kLayers = {"domain/", "application/", "infrastructure/",
                                          "interfaces/", "app/"};

/// The table: folder -> what its files may include, besides the C++ standard library. A rule with
/// CONTEXT in it holds for each context by itself. A folder that is not here may not exist.
std::vector<IncludeRule> include_rules() {
    const std::vector<IncludeRule> rules = {
        {"domain/shared/", {"domain/shared/"}},
        {"domain/CONTEXT/", {"domain/CONTEXT/", "domain/shared/"}},

        {"application/shared/", {"application/shared/", "domain/shared/"}},
        // Requests that come several times, whatever they ask for.
        {"application/idempotency/", {"application/idempotency/", "domain/shared/"}},
        {"application/CONTEXT/",
         {"application/CONTEXT/", "application/shared/", "domain/CONTEXT/", "domain/shared/"}},

        {"infrastructure/database/",
         {"infrastructure/database/", "domain/shared/", "soci/", "sqlite3.h", "spdlog/", "sys/",
          "prometheus/"}},
        {"infrastructure/migration/",
         {"infrastructure/migration/", "infrastructure/database/", "domain/shared/", "soci/",
          "sqlite3.h", "cppconn/", "mysql_", "spdlog/", "unistd.h"}},
        {"infrastructure/events/",
         {"infrastructure/events/", "infrastructure/database/", "domain/shared/", "prometheus/"}},
        {"infrastructure/search/",
         {"infrastructure/search/", "domain/shared/", "xapian.h", "unicode/"}},
        // What connections to other servers' HTTP need, whatever is asked there.
        {"infrastructure/sockets/",
         {"infrastructure/sockets/", "Poco/", "sys/socket.h", "unistd.h"}},
        // JSON Web Tokens, which know nothing of accounts.
        {"infrastructure/tokens/",
         {"infrastructure/tokens/", "infrastructure/sockets/", "domain/shared/", "Poco/",
          "openssl/", "nlohmann/", "sodium.h", "spdlog/"}},
        // The read model keeps its orders in B-trees, is searched in, and gives memory back.
        {"infrastructure/movie/",
         {"infrastructure/movie/", "infrastructure/search/", "infrastructure/database/",
          "infrastructure/events/", "application/movie/", "domain/movie/", "domain/shared/",
          "soci/", "nlohmann/", "spdlog/", "absl/", "unicode/", "fcntl.h", "malloc.h", "sys/file.h",
          "unistd.h"}},
        // Hashes secrets, at a lower priority than requests have, compares what names look like,
        // and says what tokens mean to accounts.
        {"infrastructure/identity/",
         {"infrastructure/identity/", "infrastructure/tokens/", "infrastructure/database/",
          "infrastructure/events/", "application/identity/", "application/shared/",
          "domain/identity/", "domain/shared/", "soci/", "nlohmann/", "sodium.h", "unicode/",
          "pthread.h", "sched.h"}},
        {"infrastructure/idempotency/",
         {"infrastructure/idempotency/", "infrastructure/database/", "application/idempotency/",
          "domain/shared/", "nlohmann/", "sodium.h"}},
        // Counts what is committed together.
        {"infrastructure/rating/",
         {"infrastructure/rating/", "infrastructure/database/", "infrastructure/events/",
          "application/rating/", "application/shared/", "domain/rating/", "domain/shared/", "soci/",
          "nlohmann/", "prometheus/"}},
        {"infrastructure/metadata/",
         {"infrastructure/metadata/", "infrastructure/database/", "infrastructure/events/",
          "application/metadata/", "application/shared/", "domain/metadata/", "domain/shared/",
          "soci/", "nlohmann/", "simdjson.h"}},
        {"infrastructure/CONTEXT/",
         {"infrastructure/CONTEXT/", "infrastructure/database/", "infrastructure/events/",
          "infrastructure/migration/", "application/CONTEXT/", "application/shared/",
          "domain/CONTEXT/", "domain/shared/", "soci/", "nlohmann/", "spdlog/"}},
        // The way to other processes, and how to find them.
        {"infrastructure/rpc/",
         {"infrastructure/rpc/", "infrastructure/discovery/", "interfaces/rpc/wire/",
          "domain/shared/", "google/protobuf/", "grpc/", "grpcpp/", "marquee/", "prometheus/",
          "spdlog/"}},
        {"infrastructure/discovery/",
         {"infrastructure/discovery/", "infrastructure/sockets/", "domain/shared/", "Poco/",
          "nlohmann/", "prometheus/", "spdlog/"}},
        // Adapters that ask a context in another process, by messages. The way of messages is the
        // one thing that both ends see.
        {"infrastructure/events/rpc_",
         {"infrastructure/events/rpc_", "interfaces/rpc/wire/", "domain/shared/",
          "google/protobuf/", "marquee/v1/"}},
        {"infrastructure/CONTEXT/rpc_",
         {"infrastructure/CONTEXT/rpc_", "interfaces/rpc/wire/", "application/CONTEXT/",
          "application/shared/", "domain/CONTEXT/", "domain/shared/", "google/protobuf/",
          "marquee/v1/"}},
        // The adapters of the movie context that call the other contexts' services in this process.
        {"infrastructure/movie/local_",
         {"infrastructure/movie/local_", "application/movie/", "application/metadata/",
          "application/rating/", "application/shared/", "domain/movie/", "domain/metadata/",
          "domain/rating/", "domain/shared/"}},
        // That of the rating context that learns whose ratings have to go.
        {"infrastructure/rating/local_erasure_register",
         {"infrastructure/rating/local_erasure_register", "application/rating/",
          "application/identity/", "application/shared/", "domain/rating/", "domain/identity/",
          "domain/shared/"}},

        {"interfaces/http/",
         {"interfaces/http/", "interfaces/text/", "application/idempotency/", "application/shared/",
          "domain/shared/", "Poco/", "openssl/", "arpa/inet.h", "netinet/", "poll.h", "unistd.h",
          "nlohmann/", "sched.h", "sodium.h", "spdlog/", "prometheus/", "sys/", "zlib.h",
          // What negotiates the forms of documents calls what knows them.
          "interfaces/json/binary_form.h"}},
        // Keeps answers, whatever they are about.
        {"interfaces/cache/",
         {"interfaces/cache/", "interfaces/http/", "domain/shared/", "prometheus/"}},
        {"interfaces/text/", {"interfaces/text/", "domain/shared/", "unicode/"}},
        {"interfaces/json/",
         {"interfaces/json/", "interfaces/text/", "interfaces/http/", "application/shared/",
          "domain/shared/", "nlohmann/", "sodium.h", "unicode/"}},
        {"interfaces/events/",
         {"interfaces/events/", "interfaces/http/", "interfaces/json/", "domain/shared/",
          "nlohmann/"}},
        {"interfaces/openapi/",
         {"interfaces/openapi/", "interfaces/http/", "interfaces/json/", "domain/shared/",
          "nlohmann/"}},
        {"interfaces/rpc/wire/",
         {"interfaces/rpc/wire/", "domain/shared/", "google/protobuf/", "google/rpc/",
          "marquee/v1/"}},
        // The server of other processes.
        {"interfaces/rpc/",
         {"interfaces/rpc/", "domain/shared/", "google/protobuf/", "grpc/", "grpcpp/", "marquee/",
          "prometheus/", "spdlog/"}},
        // What answers them.
        {"interfaces/events/rpc_",
         {"interfaces/events/rpc_", "interfaces/rpc/wire/", "domain/shared/", "google/protobuf/",
          "marquee/v1/"}},
        {"interfaces/operations/rpc_",
         {"interfaces/operations/", "interfaces/rpc/wire/", "domain/shared/", "google/protobuf/",
          "marquee/v1/"}},
        {"interfaces/http/rpc_",
         {"interfaces/http/", "interfaces/rpc/wire/", "domain/shared/", "google/protobuf/",
          "marquee/v1/"}},
        {"interfaces/CONTEXT/rpc_",
         {"interfaces/CONTEXT/rpc_", "interfaces/rpc/wire/", "application/CONTEXT/",
          "application/shared/", "domain/CONTEXT/", "domain/shared/", "google/protobuf/",
          "marquee/v1/"}},
        {"interfaces/docs/", {"interfaces/docs/", "interfaces/http/", "domain/shared/"}},
        {"interfaces/web/", {"interfaces/web/", "interfaces/http/", "domain/shared/", "nlohmann/"}},
        {"interfaces/operations/",
         {"interfaces/operations/", "interfaces/http/", "interfaces/json/", "domain/shared/",
          "nlohmann/", "prometheus/"}},
        // Speaks for clients that know metadata, ratings and movies by other names.
        {"interfaces/compat/",
         {"interfaces/compat/", "interfaces/http/", "interfaces/json/", "application/metadata/",
          "application/movie/", "application/rating/", "domain/shared/", "nlohmann/"}},
        {"interfaces/compat/rpc_",
         {"interfaces/compat/", "interfaces/rpc/wire/", "domain/shared/", "reference/"}},
        // Lets clients send such files.
        {"interfaces/import/import_routes",
         {"interfaces/import/", "interfaces/http/", "interfaces/json/", "domain/shared/",
          "nlohmann/"}},
        // Reads files that hold movies and ratings alike, and gives each to its own context.
        {"interfaces/import/",
         {"interfaces/import/", "interfaces/text/", "application/metadata/", "application/rating/",
          "application/shared/", "domain/metadata/", "domain/rating/", "domain/shared/", "spdlog/",
          "unicode/", "unistd.h"}},
        {"interfaces/movie/",
         {"interfaces/movie/", "interfaces/cache/", "interfaces/http/", "interfaces/json/",
          "interfaces/text/", "application/movie/", "domain/movie/", "domain/shared/",
          "nlohmann/"}},
        {"interfaces/CONTEXT/",
         {"interfaces/CONTEXT/", "interfaces/http/", "interfaces/json/", "interfaces/text/",
          "application/CONTEXT/", "application/shared/", "domain/CONTEXT/", "domain/shared/",
          "nlohmann/"}},

        {"app/",
         {"app/", "interfaces/", "infrastructure/", "application/", "domain/", "CLI/", "toml++/",
          "nlohmann/", "spdlog/", "prometheus/", "arpa/", "sys/", "unistd.h", "signal.h",
          "pthread.h", "malloc.h", "termios.h"}},
    };
    std::vector<IncludeRule> expanded;
    for (const IncludeRule& rule : rules) {
        for (const std::string context : {"metadata", "rating", "movie", "identity"}) {
            const auto named = [&](const std::string& text) {
                return std::regex_replace(text, std::regex("CONTEXT"), context);
            };
            IncludeRule copy{named(rule.folder), {}};
            for (const std::string& prefix : rule.allowed) {
                copy.allowed.push_back(named(prefix));
            }
            expanded.push_back(std::move(copy));
        }
    }
    return expanded;
}

/// The only places that catch, each with its reason.
const std::map<std::string, std::string> kCatchers = {
    {"infrastructure/database/", "database errors become Error here"},
    {"infrastructure/migration/", "the migration connection's errors become Error here"},
    {"infrastructure/rpc/", "what a peer fails by decides whether it is asked again"},
    {"infrastructure/discovery/", "who can't be found now is where they were last"},
    {"infrastructure/search/", "the index's errors become IndexDamaged here"},
    {"infrastructure/events/event_log.cpp", "what became of a lost commit is looked up"},
    {"infrastructure/events/rpc_event_feed.cpp", "a stream that broke is opened anew"},
    {"infrastructure/movie/feed_changes.cpp", "an event that can't be read is named, unquoted"},
    {"infrastructure/movie/indexed_movie_finder.cpp", "a damaged index costs no answer"},
    {"infrastructure/movie/remembering_catalogue.cpp", "what was so stands in for what is"},
    {"infrastructure/movie/text_mirror.cpp", "a damaged index is made anew"},
    {"infrastructure/rating/rating_write_groups.cpp", "one bad write does not fail its group"},
    {"infrastructure/tokens/external_keys.cpp", "keys that can't be had leave those that are"},
    {"infrastructure/tokens/http_document.cpp", "Poco's errors become Error here"},
    {"interfaces/http/", "an exception becomes an answer"},
    {"interfaces/rpc/", "an exception becomes a status"},
    {"interfaces/cache/loading_cache.h", "who waits for a load fails by what it failed by"},
    {"interfaces/import/", "a bad row is reported and skipped"},
    {"interfaces/json/object_reader.cpp", "what is wrong with one field joins the other findings"},
    {"interfaces/operations/", "a check that fails is what a readiness probe answers"},
    {"app/", "an exception becomes an exit code"},
    {"application/identity/token_cache.cpp", "what was known stands in for a store that is away"},
    {"application/movie/movie_service.cpp", "a movie is shown without ratings it can't have"},
    {"application/movie/movie_removal", "a removal that fails is tried again later"},
    {"application/rating/user_erasure.cpp", "one erasure that fails does not hold up the others"},
};

std::vector<SourceFile> project_files() {
    std::vector<SourceFile> files;
    const std::filesystem::path root = MARQUEE_SOURCE_DIR;
    for (const std::string& layer : kLayers) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / layer)) {
            const std::string ending = entry.path().extension().string();
            if (!entry.is_regular_file() || (ending != ".h" && ending != ".cpp")) {
                continue;
            }
            std::ifstream file(entry.path(), std::ios::binary);
            files.push_back({entry.path().lexically_relative(root).generic_string(),
                             std::string(std::istreambuf_iterator<char>(file), {})});
        }
    }
    return files;
}

std::vector<std::string> violations_of(const std::string& path, const std::string& header) {
    return include_violations({{path, "#include \"" + header + "\"\n"}}, include_rules());
}

TEST(IncludeRules, HoldForEveryFile) {
    const std::vector<SourceFile> files = project_files();
    EXPECT_GT(files.size(), 40u) << "the test doesn't find the sources";
    EXPECT_THAT(include_violations(files, include_rules()), IsEmpty());
}

TEST(IncludeRules, AllowWhatTheDesignAllows) {
    const std::vector<std::pair<std::string, std::string>> allowed = {
        {"domain/rating/rating.cpp", "vector"},
        {"domain/rating/rating.cpp", "domain/shared/error.h"},
        {"application/movie/movie_service.h", "domain/movie/movie.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "soci/soci.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "infrastructure/database/database.h"},
        {"infrastructure/movie/local_rating_source.cpp", "application/rating/rating_service.h"},
        {"infrastructure/rating/local_erasure_register.h",
         "application/identity/erasure_service.h"},
        {"infrastructure/movie/movie_order.h", "absl/container/btree_set.h"},
        {"infrastructure/migration/mysql.cpp", "mysql_driver.h"},
        {"infrastructure/identity/argon_password_hasher.cpp", "sodium.h"},
        {"infrastructure/identity/name_keys.cpp", "unicode/uspoof.h"},
        {"infrastructure/tokens/token_signer.cpp", "Poco/JWT/Signer.h"},
        {"interfaces/rating/rating_routes.cpp", "application/rating/rating_service.h"},
        {"interfaces/rating/rating_routes.cpp", "interfaces/http/route.h"},
        {"interfaces/http/poco_server.cpp", "Poco/Net/HTTPServer.h"},
        {"app/server.cpp", "infrastructure/rating/sql_rating_repository.h"},
        {"app/server.cpp", "interfaces/rating/rating_routes.h"},
    };
    for (const auto& [path, header] : allowed) {
        EXPECT_THAT(violations_of(path, header), IsEmpty());
    }
}

TEST(IncludeRules, RejectEachPlantedViolation) {
    const std::vector<std::pair<std::string, std::string>> planted = {
        // Layers look inwards only, and infrastructure and interfaces never see each other.
        {"domain/rating/rating.h", "application/rating/rating_service.h"},
        {"domain/shared/error.h", "domain/rating/rating.h"},
        {"application/rating/rating_service.h", "infrastructure/database/database.h"},
        {"application/rating/rating_service.h", "interfaces/http/route.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "interfaces/http/request.h"},
        {"infrastructure/database/database.h", "domain/rating/rating.h"},
        {"infrastructure/tokens/token_signer.h", "domain/identity/account.h"},
        {"infrastructure/tokens/key_ring.h", "infrastructure/database/database.h"},
        {"interfaces/rating/rating_routes.cpp", "infrastructure/database/database.h"},
        {"interfaces/http/router.h", "interfaces/rating/rating_routes.h"},
        {"interfaces/http/router.h", "interfaces/json/json_response.h"},
        {"interfaces/import/movielens.cpp", "application/movie/movie_service.h"},
        {"interfaces/rating/rating_routes.cpp", "app/server.h"},
        // No context sees another, but for the local adapters of the movie context.
        {"domain/movie/movie.h", "domain/rating/rating.h"},
        {"application/movie/movie_service.h", "application/rating/rating_service.h"},
        {"application/movie/movie_service.h", "domain/metadata/movie_metadata.h"},
        {"infrastructure/movie/sql_removal_repository.cpp", "application/rating/rating_service.h"},
        {"infrastructure/rating/local_movies.cpp", "application/movie/movie_service.h"},
        {"infrastructure/rating/local_erasure_register.cpp", "infrastructure/database/database.h"},
        {"infrastructure/movie/local_rating_source.cpp", "soci/soci.h"},
        {"infrastructure/movie/local_accounts.cpp", "application/identity/account_service.h"},
        {"domain/identity/account.h", "domain/rating/record.h"},
        {"application/rating/rating_service.h", "domain/identity/account.h"},
        {"infrastructure/identity/sql_account_repository.cpp", "domain/rating/record.h"},
        {"interfaces/movie/movie_routes.cpp", "application/rating/rating_service.h"},
        {"interfaces/movie/movie_routes.cpp", "interfaces/rating/rating_json.h"},
        // Each third-party library has its place.
        {"domain/rating/rating.h", "nlohmann/json_fwd.hpp"},
        {"domain/rating/rating.cpp", "spdlog/spdlog.h"},
        {"application/rating/rating_service.cpp", "prometheus/counter.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "sqlite3.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "cppconn/connection.h"},
        {"infrastructure/database/database.cpp", "mysql_connection.h"},
        {"infrastructure/database/database.cpp", "Poco/UUID.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "absl/container/btree_set.h"},
        {"infrastructure/metadata/sql_metadata_repository.cpp", "unicode/normalizer2.h"},
        {"domain/identity/password.cpp", "sodium.h"},
        {"application/identity/account_service.cpp", "sodium.h"},
        {"infrastructure/rating/sql_rating_repository.cpp", "sodium.h"},
        {"interfaces/rating/rating_routes.cpp", "soci/soci.h"},
        {"interfaces/rating/rating_routes.cpp", "Poco/URI.h"},
        {"interfaces/rating/rating_routes.cpp", "openssl/ssl.h"},
        {"app/server.cpp", "soci/soci.h"},
        // Neither a short way round nor an unheard-of library or folder gets by.
        {"domain/rating/rating.cpp", "rating.h"},
        {"domain/rating/rating.cpp", "../movie/movie.h"},
        {"domain/rating/rating.cpp", "unistd.h"},
        {"interfaces/movie/movie_routes.cpp", "boost/json.hpp"},
        {"domain/common/strings.h", "vector"},
        {"interfaces/utils/strings.h", "vector"},
    };
    for (const auto& [path, header] : planted) {
        EXPECT_THAT(violations_of(path, header), testing::SizeIs(1)) << path << " -> " << header;
    }
}

TEST(IncludeRules, SeeEveryWayToWriteAnInclude) {
    const std::string text =
        "#include <vector>\n"
        "  #  include <spdlog/spdlog.h>  // why\n"
        "#include\"Poco/URI.h\"\n"
        "// #include <soci/soci.h>\n";
    EXPECT_THAT(include_violations({{"domain/rating/rating.cpp", text}}, include_rules()),
                ElementsAre("domain/rating/rating.cpp:2 includes spdlog/spdlog.h",
                            "domain/rating/rating.cpp:3 includes Poco/URI.h"));
}

std::vector<std::string> lines_that_log(const std::vector<SourceFile>& files) {
    return matching_lines(
        files, {"domain/", "application/"},
        R"(<(iostream|cstdio|print|syslog\.h)>|spdlog|\b(cout|cerr|clog|f?printf|f?puts)\b)");
}

TEST(LayerHabits, DomainAndApplicationNeverLog) {
    EXPECT_THAT(lines_that_log(project_files()), IsEmpty());
}

TEST(LayerHabits, AreHeldAgainstPlantedLogging) {
    EXPECT_THAT(lines_that_log({{"domain/rating/a.cpp", "#include <iostream>\n"},
                                {"application/rating/b.cpp", "{\n    spdlog::info(\"hi\");\n"},
                                {"application/rating/c.cpp", "    // spdlog is not for us\n"},
                                {"app/d.cpp", "    std::cout << 1;\n"}}),
                ElementsAre("domain/rating/a.cpp:1 #include <iostream>",
                            "application/rating/b.cpp:2     spdlog::info(\"hi\");"));
}

std::vector<std::string> lines_that_catch(const std::vector<SourceFile>& files) {
    std::vector<std::string> except;
    for (const auto& [prefix, reason] : kCatchers) {
        except.push_back(prefix);
    }
    return matching_lines(files, kLayers, R"(\bcatch\s*\()", except);
}

TEST(LayerHabits, OnlyNamedPlacesCatch) {
    EXPECT_THAT(lines_that_catch(project_files()), IsEmpty());
}

TEST(LayerHabits, AreHeldAgainstAPlantedCatch) {
    EXPECT_THAT(
        lines_that_catch({{"application/rating/rating_service.cpp", "    } catch (...) {\n"},
                          {"application/movie/movie_service.cpp", "    } catch (const Error&) {\n"},
                          {"domain/rating/rating.cpp", "    // catch (nothing)\n"}}),
        ElementsAre("application/rating/rating_service.cpp:1     } catch (...) {"));
}

}  // namespace
}  // namespace marquee::architecture
