#pragma once

#include <vector>

#include "app/server.h"
#include "app/settings/setting_table.h"
#include "interfaces/http/route.h"

namespace marquee::test {

/// The routes of a server with all contexts, to look at: their handlers are of no use.
inline std::vector<http::Route> all_routes() {
    auto settings = app::default_settings();
    settings.http_address = {"127.0.0.1", 0};
    settings.database_url = "sqlite::memory:";
    return app::Server(settings).routes();
}

}  // namespace marquee::test
