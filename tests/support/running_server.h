#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "app/logging.h"
#include "app/server.h"
#include "app/settings/setting_table.h"
#include "tests/support/deployed_example.h"
#include "tests/support/sign_in.h"
#include "tests/support/temporary_folder.h"

namespace marquee::test {

/// The real server in this process, serving at a free port. It logs errors only, and test clients
/// sign in to it as admin.
///
/// With MARQUEE_TEST_SPLIT=servers in the environment it is four servers, one for each context,
/// which speak to each other over gRPC; with MARQUEE_TEST_SPLIT=processes it is
/// deploy/three-processes. Clients speak to what hosts movie.
class RunningServer {
public:
    using Change = std::function<void(app::Settings&)>;

    /// Over databases of its own: as many as it is apart.
    explicit RunningServer(const Change& change = {}) { start_all(std::nullopt, change); }
    /// Over the database at `url`.
    explicit RunningServer(const std::string& url, const Change& change = {}) {
        start_all(url, change);
    }

    ~RunningServer() {
        let_nobody_sign_in(port_);
        while (!servers_.empty()) servers_.pop_back();
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    int port() const { return port_; }
    /// That with the tables of a context.
    std::string database_url(app::ContextName context) const {
        if (url_) return *url_;
        if (!example_) return own_database(servers_.size() == 1 ? "marquee" : name_of(context));
        return example_->database_url(context == Name::movie    ? "movie"
                                      : context == Name::rating ? "rating"
                                                                : "catalogue");
    }
    /// Makes the account that clients sign in by, for those who don't come as test clients.
    void ensure_admin() {
        // Other processes did when they started.
        if (identity_server_) identity_server_->ensure_admin();
    }
    /// Ends what clients speak to as a signal does. Answers how many requests were cut off.
    std::size_t drain() {
        if (!example_) return server().drain();
        example_->stop();
        const std::string words = "requests that were cut off: ";
        const auto log = example_->log("movie");
        const auto at = log.find(words);
        return at == std::string::npos ? 0 : std::stoul(log.substr(at + words.size()));
    }
    /// The one that clients speak to, for tests that look into it: these can't run over processes.
    app::Server& server() {
        if (servers_.empty()) throw std::logic_error("the server is in another process");
        return *servers_.back();
    }
    /// The same for the one that hosts identity.
    app::Server& identity_server() {
        if (!identity_server_) throw std::logic_error("the server is in another process");
        return *identity_server_;
    }
    /// The same for the one that hosts metadata.
    app::Server& metadata_server() {
        if (!metadata_server_) throw std::logic_error("the server is in another process");
        return *metadata_server_;
    }
    /// The same for the one that hosts rating.
    app::Server& rating_server() {
        if (!rating_server_) throw std::logic_error("the server is in another process");
        return *rating_server_;
    }

private:
    using Name = app::ContextName;

    void start_all(const std::optional<std::string>& url, const Change& change) {
        url_ = url;
        const auto base = settings(change);
        const char* split = std::getenv("MARQUEE_TEST_SPLIT");
        if (!split) {
            start(base);
        } else if (std::string_view(split) == "processes") {
            example_.emplace("three-processes", environment_of(base), url_);
        } else {
            start_apart(base);
        }
        port_ = example_ ? example_->port() : server().port();
        let_clients_sign_in(port_, [this] { ensure_admin(); });
    }

    static app::Settings settings(const Change& change) {
        app::configure_logging(app::LogLevel::error, app::LogFormat::text);
        auto settings = app::default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.log_level = app::LogLevel::error;
        settings.identity_admin_password = kAdminPassword;
        // As quick as can be.
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        if (change) change(settings);
        return settings;
    }

    /// What differs from the defaults, for other processes.
    static std::vector<std::string> environment_of(const app::Settings& settings) {
        std::vector<std::string> variables;
        const auto defaults = app::default_settings();
        for (const auto& setting : app::setting_table()) {
            const auto value = setting.type.show(settings);
            if (setting.secret == app::Secret::yes || value == setting.type.show(defaults))
                continue;
            variables.push_back(setting.variable() + "=" + value);
        }
        variables.push_back("MARQUEE_IDENTITY_ADMIN_PASSWORD=" + settings.identity_admin_password);
        return variables;
    }

    std::string own_database(std::string_view name) const {
        return "sqlite://" + (folder_.path() / name).string() + ".db";
    }

    app::Server& start(app::Settings settings) {
        const bool all = settings.contexts == app::ContextSet::all();
        settings.database_url =
            url_.value_or(own_database(all ? "marquee" : settings.contexts.text()));
        auto& server = *servers_.emplace_back(std::make_unique<app::Server>(settings));
        if (settings.contexts.contains(Name::identity)) identity_server_ = &server;
        if (settings.contexts.contains(Name::metadata)) metadata_server_ = &server;
        if (settings.contexts.contains(Name::rating)) rating_server_ = &server;
        server.start();
        return server;
    }

    void start_apart(app::Settings settings) {
        const auto start_one = [&](Name context) {
            settings.contexts = {context};
            const auto& server = start(settings);
            return "127.0.0.1:" + std::to_string(server.rpc_port());
        };
        // Of the ports only the gateway's is of interest.
        const auto http_address = settings.http_address;
        settings.http_address = {"127.0.0.1", 0};
        settings.rpc_address = app::HostPort{"127.0.0.1", 0};
        settings.peer_identity = start_one(Name::identity);
        settings.peer_metadata = start_one(Name::metadata);
        settings.peer_rating = start_one(Name::rating);
        settings.http_address = http_address;
        start_one(Name::movie);
    }

    std::optional<std::string> url_;
    const TemporaryFolder folder_{"marquee-server"};
    std::vector<std::unique_ptr<app::Server>> servers_;
    app::Server* identity_server_ = nullptr;
    app::Server* metadata_server_ = nullptr;
    app::Server* rating_server_ = nullptr;
    std::optional<DeployedExample> example_;
    int port_ = 0;
};

}  // namespace marquee::test
