#pragma once

#include <functional>
#include <string>

#include "app/logging.h"
#include "app/server.h"
#include "app/settings/setting_table.h"
#include "tests/support/sign_in.h"

namespace marquee::test {

/// The real server in this process, over the database at `url`, serving at a free port. It logs
/// errors only, and test clients sign in to it as admin.
class RunningServer {
public:
    using Change = std::function<void(app::Settings&)>;

    explicit RunningServer(const std::string& url, const Change& change = {})
        : server_(settings(url, change)) {
        server_.start();
        let_clients_sign_in(port(), [this] { server_.ensure_admin(); });
    }

    ~RunningServer() { let_nobody_sign_in(port()); }
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    int port() const { return server_.port(); }
    app::Server& server() { return server_; }

private:
    static app::Settings settings(const std::string& url, const Change& change) {
        app::configure_logging(app::LogLevel::error, app::LogFormat::text);
        auto settings = app::default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = url;
        settings.identity_admin_password = kAdminPassword;
        // As quick as can be.
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        if (change) change(settings);
        return settings;
    }

    app::Server server_;
};

}  // namespace marquee::test
