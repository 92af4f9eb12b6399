#include "interfaces/http/request_limits.h"

#include <sstream>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "spdlog/logger.h"
#include "spdlog/sinks/null_sink.h"

#include "domain/shared/error.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/router.h"
#include "tests/support/fake_authenticator.h"

namespace marquee::http {
namespace {

using namespace std::chrono_literals;

const RequestLimits::Time kStart{std::chrono::hours(1000)};

Client client(std::string_view address, bool certain = true) {
    return {*IpAddress::parse(address), certain};
}

Caller account(std::string_view id) {
    return Caller::of_account(std::string(id), Role::viewer);
}

RequestLimitOptions options() {
    const RateLimit one{1, 60s, 1};
    RequestLimitOptions options;
    options.login = one;
    options.address = {{10, 1s, 2}, {100, 1s, 3}, {}};
    options.caller = {{10, 1s, 4}, {}, {5, 60s, 5}};
    options.exempt = *AddressRanges::parse("10.0.0.0/8");
    return options;
}

/// How many requests at once are allowed, up to 10; -1 without a limit.
int allowed_at_once(RequestLimits& limits, LimitClass limit_class, const Client& from,
                    const Caller& caller = {}) {
    for (int i = 0; i < 10; ++i) {
        const auto limited = limits.count(limit_class, from, caller, kStart);
        if (!limited) return -1;
        if (!limited->verdict.allowed) return i;
    }
    return 10;
}

TEST(RequestLimits, CountsEachClassByItself) {
    RequestLimits limits(options(), {1, 2});
    EXPECT_EQ(allowed_at_once(limits, LimitClass::login, client("192.0.2.1")), 1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, client("192.0.2.1")), 2);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::read, client("192.0.2.1")), 3);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::search, client("192.0.2.1")), -1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::none, client("192.0.2.1")), -1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::read, client("192.0.2.2")), 3);
}

TEST(RequestLimits, CountsTheKnownByCallerAndTheOthersByAddress) {
    RequestLimits limits(options(), {1, 2});
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, client("192.0.2.1"), account("ann")), 4);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, client("192.0.2.9"), account("ann")), 0);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, client("192.0.2.1"), account("bob")), 4);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, client("192.0.2.1")), 2);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::read, client("192.0.2.1"), account("ann")), -1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::search, client("192.0.2.1"), account("ann")), 5);
}

TEST(RequestLimits, CountsLoginsByAddressWhoeverAsks) {
    RequestLimits limits(options(), {1, 2});
    EXPECT_EQ(allowed_at_once(limits, LimitClass::login, client("192.0.2.1"), account("ann")), 1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::login, client("192.0.2.1"), account("bob")), 0);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::login, client("192.0.2.9"), account("ann")), 1);
}

TEST(RequestLimits, DoesNotTakeACallerForTheAddressOfItsName) {
    RequestLimits limits(options(), {1, 2});
    const IpAddress address = *IpAddress::parse("192.0.2.1");
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, {address}, account(address.client())), 4);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::write, {address}), 2);
}

TEST(RequestLimits, ExemptsOnlyWhoCertainlyComesFromThere) {
    RequestLimits limits(options(), {1, 2});
    EXPECT_EQ(allowed_at_once(limits, LimitClass::read, client("10.1.2.3")), -1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::read, client("10.1.2.3"), account("ann")), -1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::login, client("10.1.2.3")), -1);
    EXPECT_EQ(allowed_at_once(limits, LimitClass::read, client("10.1.2.3", false)), 3);
}

std::string field(const Response& response, std::string_view name) {
    std::string all;
    for (const auto& [field, value] : response.headers) {
        if (field == name) all += (all.empty() ? "" : " | ") + value;
    }
    return all;
}

TEST(RequestLimits, TellsTheLimitInStructuredFields) {
    Response response;
    add_rate_limit_fields({"read", {100, 1s, 200}, {true, 150, 10ms}}, response);
    EXPECT_EQ(field(response, "RateLimit-Policy"), "\"read\";q=200;w=2");
    EXPECT_EQ(field(response, "RateLimit"), "\"read\";r=150;t=1");
    Response other;
    add_rate_limit_fields({"caller_write", {30, 60s, 5}, {false, 0, 61s}}, other);
    EXPECT_EQ(field(other, "RateLimit-Policy"), "\"caller_write\";q=5;w=10");
    EXPECT_EQ(field(other, "RateLimit"), "\"caller_write\";r=0;t=61");
}

TEST(RequestLimits, TellsToTheSecondWhenToComeBackAndNeverTooEarly) {
    for (const auto& [wait, seconds] :
         std::vector<std::pair<std::chrono::nanoseconds, std::string>>{
             {1ns, "1"}, {999'999'999ns, "1"}, {1s, "1"}, {1s + 1ns, "2"}, {60s, "60"}}) {
        const Response response = too_many_requests({"read", {1, 60s, 1}, {false, 0, wait}}, "id");
        EXPECT_EQ(response.status, 429);
        EXPECT_EQ(field(response, "Retry-After"), seconds) << wait.count();
        const auto problem = nlohmann::json::parse(response.body);
        EXPECT_EQ(problem["code"], "resource_exhausted");
        EXPECT_EQ(problem["request_id"], "id");
    }
}

/// A router with limits of one a minute for reads and two for writes.
class LimitedRouter : public testing::Test {
protected:
    Response ask(const std::string& method, const std::string& path, const std::string& token = "",
                 const std::string& address = "192.0.2.1") {
        Request request;
        request.method = method;
        request.raw_path = path;
        request.client = client(address);
        if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
        return router_.answer(request, label);
    }

    std::string label;

private:
    static RequestLimitOptions strict() {
        RequestLimitOptions options;
        options.login = {1, 60s, 1};
        options.address = {{1, 60s, 2}, {1, 60s, 1}, {1, 60s, 3}};
        options.caller = {{1, 60s, 2}, {1, 60s, 4}, {}};
        return options;
    }
    static std::vector<Route> table() {
        const auto good = [](const Request&) { return Response(); };
        const auto bad = [](const Request&) -> Response {
            throw Error(ErrorCode::not_found, "gone");
        };
        const auto broken = [](const Request&) -> Response { throw std::runtime_error("oops"); };
        return {
            {"GET", "/one", Guard::reader, Body::none, {}, good},
            {"PUT", "/one", Guard::open, Body::none, {}, bad},
            {"DELETE", "/one", Guard::editor, Body::none, {}, broken},
            {"POST", "/probe", Guard::open, Body::none, {}, good, {}, LimitClass::none},
            {"GET", "/find", Guard::reader, Body::none, {}, broken, {}, LimitClass::search},
        };
    }

    RequestLog log_{
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()),
        LogFormat::text, [] { return Timestamp(); }};
    RequestLimits limits_{strict(), {1, 2}};
    FakeAuthenticator authenticator_;
    Router router_{table(), log_, authenticator_, {.limits = &limits_}};
};

TEST_F(LimitedRouter, RefusesWhatComesTooFast) {
    const Response first = ask("GET", "/one");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(field(first, "RateLimit-Policy"), "\"read\";q=1;w=60");
    EXPECT_EQ(field(first, "RateLimit"), "\"read\";r=0;t=60");
    const Response second = ask("GET", "/one");
    EXPECT_EQ(second.status, 429);
    EXPECT_EQ(field(second, "Retry-After"), "60");
    EXPECT_EQ(field(second, "RateLimit"), "\"read\";r=0;t=60");
    EXPECT_EQ(label, "/one");
}

TEST_F(LimitedRouter, TellsTheLimitWithEveryAnswer) {
    for (const auto& [method, path, status, policy] :
         std::vector<std::tuple<std::string, std::string, int, std::string>>{
             {"PUT", "/one", 404, "\"write\";q=2;w=120"},
             {"DELETE", "/one", 401, "\"write\";q=2;w=120"},
             {"DELETE", "/one", 429, "\"write\";q=2;w=120"},
             {"GET", "/find", 500, "\"search\";q=3;w=180"},
             {"HEAD", "/find", 500, "\"search\";q=3;w=180"},
             {"GET", "/nowhere", 404, "\"read\";q=1;w=60"},
             {"PATCH", "/nowhere", 429, "\"read\";q=1;w=60"},
             {"PATCH", "/one", 429, "\"read\";q=1;w=60"},
             {"POST", "/probe", 200, ""},
         }) {
        const Response response = ask(method, path);
        EXPECT_EQ(response.status, status) << method << " " << path;
        EXPECT_EQ(field(response, "RateLimit-Policy"), policy) << method << " " << path;
    }
}

TEST_F(LimitedRouter, DoesNotLetAnAddressHinderThoseWhoAreKnown) {
    EXPECT_EQ(ask("GET", "/one").status, 200);
    EXPECT_EQ(ask("GET", "/one").status, 429);
    for (const char* id : {"ann", "bob"}) {
        const Response response = ask("GET", "/one", std::string("viewer-") + id);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(field(response, "RateLimit-Policy"), "\"caller_read\";q=4;w=240");
        EXPECT_EQ(field(response, "RateLimit"), "\"caller_read\";r=3;t=60");
    }
    EXPECT_EQ(field(ask("GET", "/find", "viewer-ann"), "RateLimit"), "");
}

TEST_F(LimitedRouter, CountsWhatHasNoRouteAsAReadOfItsAddress) {
    int number = 0;
    for (const auto& [method, path, status] :
         std::vector<std::tuple<std::string, std::string, int>>{{"GET", "/../one", 400},
                                                                {"GET", "/%zz", 400},
                                                                {"OPTIONS", "*", 204},
                                                                {"OPTIONS", "/one", 204}}) {
        const std::string address = "192.0.2." + std::to_string(++number);
        const Response first = ask(method, path, "viewer-ann", address);
        EXPECT_EQ(first.status, status) << path;
        EXPECT_EQ(field(first, "RateLimit"), "\"read\";r=0;t=60") << path;
    }
}

TEST_F(LimitedRouter, CountsBadTokensAgainstTheirAddress) {
    EXPECT_EQ(ask("DELETE", "/one", "guess").status, 401);
    EXPECT_EQ(ask("DELETE", "/one", "guess").status, 401);
    EXPECT_EQ(ask("DELETE", "/one", "guess").status, 429);
    EXPECT_EQ(ask("DELETE", "/one", "editor-ann").status, 500);
}

TEST_F(LimitedRouter, NeverRefusesProbes) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(ask("POST", "/probe").status, 200);
}

}  // namespace
}  // namespace marquee::http
