#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/logging.h"
#include "app/server.h"
#include "app/settings/setting_table.h"
#include "tests/support/sign_in.h"

namespace marquee::test {

/// The real server in this process, over the database at `url`, serving at a free port. It logs
/// errors only, and test clients sign in to it as admin.
///
/// With MARQUEE_TEST_SPLIT in the environment it is four servers, one for each context, which speak
/// to each other over gRPC; clients speak to the one that hosts movie.
class RunningServer {
public:
    using Change = std::function<void(app::Settings&)>;

    explicit RunningServer(const std::string& url, const Change& change = {}) {
        const auto base = settings(url, change);
        if (std::getenv("MARQUEE_TEST_SPLIT") != nullptr) {
            start_split(base);
        } else {
            start(base);
        }
        let_clients_sign_in(port(), [this] { identity_server_->ensure_admin(); });
    }

    ~RunningServer() {
        let_nobody_sign_in(port());
        while (!servers_.empty()) servers_.pop_back();
    }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    int port() const { return servers_.back()->port(); }
    /// The one that clients speak to.
    app::Server& server() { return *servers_.back(); }
    /// The one that hosts identity.
    app::Server& identity_server() { return *identity_server_; }
    /// The one that hosts rating.
    app::Server& rating_server() { return *rating_server_; }

private:
    using Name = app::ContextName;

    static app::Settings settings(const std::string& url, const Change& change) {
        app::configure_logging(app::LogLevel::error, app::LogFormat::text);
        auto settings = app::default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = url;
        settings.log_level = app::LogLevel::error;
        settings.identity_admin_password = kAdminPassword;
        // As quick as can be.
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        if (change) change(settings);
        return settings;
    }

    app::Server& start(const app::Settings& settings) {
        auto& server = *servers_.emplace_back(std::make_unique<app::Server>(settings));
        if (settings.contexts.contains(Name::identity)) identity_server_ = &server;
        if (settings.contexts.contains(Name::rating)) rating_server_ = &server;
        server.start();
        return server;
    }

    void start_split(app::Settings settings) {
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

    std::vector<std::unique_ptr<app::Server>> servers_;
    app::Server* identity_server_ = nullptr;
    app::Server* rating_server_ = nullptr;
};

}  // namespace marquee::test
