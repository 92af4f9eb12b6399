#pragma once

#include <functional>
#include <string>

#include "app/logging.h"
#include "app/server.h"
#include "app/settings/setting_table.h"

namespace marquee::test {

/// The real server in this process, over the database at `url`, serving at a free port. It logs
/// errors only.
class RunningServer {
public:
    using Change = std::function<void(app::Settings&)>;

    explicit RunningServer(const std::string& url, const Change& change = {})
        : server_(settings(url, change)) {
        server_.start();
    }

    int port() const { return server_.port(); }
    app::Server& server() { return server_; }

private:
    static app::Settings settings(const std::string& url, const Change& change) {
        app::configure_logging(app::LogLevel::error, app::LogFormat::text);
        auto settings = app::default_settings();
        settings.http_address = {"127.0.0.1", 0};
        settings.database_url = url;
        if (change) change(settings);
        return settings;
    }

    app::Server server_;
};

}  // namespace marquee::test
