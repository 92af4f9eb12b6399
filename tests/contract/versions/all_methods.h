#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "application/metadata/metadata_service.h"
#include "application/rating/rating_service.h"
#include "interfaces/events/rpc_methods.h"
#include "interfaces/http/rpc_gateway.h"
#include "interfaces/metadata/rpc_methods.h"
#include "interfaces/operations/readiness.h"
#include "interfaces/operations/rpc_methods.h"
#include "interfaces/rating/rpc_methods.h"
#include "tests/support/feed_place.h"
#include "tests/support/identity_place.h"
#include "tests/support/stores.h"

namespace marquee::test {

/// A process with all services over a database, at one and the same moment, so that the same
/// requests in the same order are answered the same.
class AllMethods {
public:
    AllMethods() { feeds_.append(3, R"({"a": 1})"); }

    rpc::Handlers handlers() {
        auto all = metadata::metadata_methods(metadata_);
        rpc::add(all, rating::rating_methods(ratings_));
        rpc::add(all, identity_.handlers());
        rpc::add(all, feeds_.handlers());
        rpc::add(all, http::gateway_methods(routes()));
        rpc::add(all, operations::process_methods({"1.2.3", {"rating"}, now()}, readiness_));
        return all;
    }

    /// Methods by their names, and requests as JSON that they take, to be made in this order.
    static std::vector<std::pair<std::string, std::string>> requests() {
        std::vector<std::pair<std::string, std::string>> all;
        const auto add = [&](const std::string& service, const auto& methods) {
            for (const auto& [name, request] : methods) {
                all.emplace_back("marquee.v1." + service + "." + name, request);
            }
        };
        using List = std::vector<std::pair<std::string, std::string>>;
        add("Metadata",
            List{{"Describe",
                  R"({"id": "m", "description": {"title": "A", "cast": [{"name": "B", "role": "C"}],
                      "external_ids": {"imdb": "tt1"}}, "precondition": {"existence": "MUST_NOT_EXIST"}})"},
                 {"Find", R"({"ref": "imdb:tt1"})"},
                 {"FindMany", R"({"refs": ["m", "none"]})"},
                 {"Scan", R"({"limit": 10})"},
                 {"Remove", R"({"id": "m", "precondition": {"existence": "MUST_EXIST"}})"}});
        add("Rating",
            List{{"Rate", R"({"record": {"type": "movie", "id": "m"}, "user": "u", "score": 9})"},
                 {"Find", R"({"record": {"type": "movie", "id": "m"}, "user": "u"})"},
                 {"Standings", R"({"type": "movie", "ids": ["m", "none"]})"},
                 {"Scan", R"({"type": "movie", "limit": 10})"},
                 {"Withdraw", R"({"record": {"type": "movie", "id": "m"}, "user": "u"})"},
                 {"Forget", R"({"record": {"type": "movie", "id": "m"},
                                "until": "2026-01-01T00:00:00Z"})"}});
        add("Identity",
            List{{"CheckToken", R"({"token": "bm9uZQ=="})"},
                 {"UnfinishedErasures", R"({"after": "a", "limit": 10})"},
                 {"ReportErasure", R"({"account_id": "a", "at": "2026-01-01T00:00:00Z"})"}});
        add("Events",
            List{{"Read", R"({"context": "rating", "after": 1, "limit": 10, "wait": "0.001s"})"},
                 {"Follow", ""},
                 {"LastPosition", R"({"context": "rating"})"},
                 {"Acknowledge", R"({"context": "rating", "consumer": "c", "position": 2})"}});
        add("Gateway", List{{"Read", http_request("GET", "")},
                            {"Put", http_request("PUT", "e30=")},
                            {"Change", http_request("POST", "e30=")}});
        add("Process", List{{"Describe", "{}"}});
        return all;
    }

private:
    static Timestamp now() { return Timestamp(std::chrono::milliseconds(1'790'000'000'123)); }

    static std::string http_request(const std::string& method, const std::string& body) {
        return R"({"method": ")" + method +
               R"(", "pattern": "/echo/{id}", "raw_path": "L2VjaG8vYQ==", "path": {"id": "a"},
                  "headers": [{"name": "X-Own", "value": "eA=="}], "peer_address": "127.0.0.1",
                  "client_address": "192.0.2.1", "client_certain": true, "body": ")" +
               body + R"("})";
    }

    static std::vector<http::Route> routes() {
        const auto echo = [](const http::Request& request) {
            http::Response response;
            response.status = 201;
            response.body = request.method + request.path_parameter("id") + request.body +
                            std::string(request.headers.find("X-Own").value_or("-"));
            return response.with("X-Many", "one").with("X-Many", "two");
        };
        std::vector<http::Route> all;
        for (const char* method : {"GET", "PUT", "POST"}) {
            all.push_back({method, "/echo/{id}", http::Guard::open, http::Body::json, {}, echo});
        }
        return all;
    }

    std::unique_ptr<Stores> stores_ = sql_stores().front().make();
    metadata::MetadataService metadata_{stores_->metadata(), now};
    rating::RatingService ratings_{stores_->ratings(), now, 25};
    IdentityPlace identity_;
    FeedPlace feeds_;
    const operations::Readiness readiness_;
};

}  // namespace marquee::test
