#include "interfaces/http/idempotency.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "spdlog/logger.h"
#include "spdlog/sinks/ostream_sink.h"

#include "domain/shared/error.h"
#include "interfaces/http/request_log.h"
#include "interfaces/http/response_fields.h"
#include "interfaces/http/router.h"
#include "tests/support/fake_answer_store.h"
#include "tests/support/fake_authenticator.h"
#include "tests/support/thrown.h"

namespace marquee::http {
namespace {

using idempotency::FakeAnswerStore;

constexpr std::chrono::milliseconds kLease = std::chrono::minutes(1);

std::string code_in(const Response& response) {
    return nlohmann::json::parse(response.body).at("code");
}

std::string field(const Response& response, std::string_view name) {
    const std::string* value = find_field(response, name);
    return value ? *value : "";
}

Request request_with(const std::string& key, const std::string& body = "{}") {
    Request request;
    request.method = "POST";
    request.raw_path = "/things";
    request.headers.add("Idempotency-Key", key);
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    request.call.request_id = "req";
    return request;
}

class IdempotencyTest : public testing::Test {
protected:
    /// A thing is made, and called by the reserved id.
    Response make_thing(const Request& request) {
        ++runs_;
        runs_seen_.push_back(request.run.value_or(http::Run{"none"}));
        Response response;
        response.status = 201;
        response.body = "{\"id\": \"" + runs_seen_.back().reserved_id + "\"}";
        return response.with("Location", "/things/1").with("ETag", "\"a\"");
    }

    Route route_of(Handler handler, const std::string& pattern = "/things") {
        return {"POST", pattern, Guard::open, Body::json, {}, std::move(handler), {}, {}, true};
    }
    /// Makes a thing, then does what `act` does.
    Route route_that(std::function<Response(Response)> act) {
        return route_of([this, act = std::move(act)](const Request& request) {
            return act(make_thing(request));
        });
    }
    Route route() {
        return route_of([this](const Request& request) { return make_thing(request); });
    }
    Route failing(ErrorCode code) {
        return route_that([code](const Response&) -> Response { throw Error(code, "it fails"); });
    }

    Response send(const Route& route, Request request) const {
        return subject_.answer(route, request);
    }

    std::ostringstream log_text_;
    FakeAuthenticator authenticator_;
    RequestLog log_{std::make_shared<spdlog::logger>(
                        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_text_)),
                    LogFormat::text, [] { return Timestamp(); }};
    FakeAnswerStore store_;
    std::atomic<int> ids_ = 0;
    Idempotency subject_{store_, [this] { return "id-" + std::to_string(++ids_); }, kLease, log_};
    int runs_ = 0;
    std::vector<http::Run> runs_seen_;
};

TEST_F(IdempotencyTest, RunsWhatHasNoKeyEachTime) {
    Request request = request_with("k");
    request.headers = {};
    for (int i = 1; i <= 2; ++i) {
        const Response response = send(route(), request);
        EXPECT_EQ(response.status, 201);
        EXPECT_EQ(field(response, "Idempotency-Replayed"), "");
        EXPECT_EQ(runs_, i);
    }
    EXPECT_EQ(runs_seen_.back().reserved_id, "none");
}

TEST_F(IdempotencyTest, GivesTheFirstAnswerAgain) {
    const Response first = send(route(), request_with("k"));
    EXPECT_EQ(first.body, R"({"id": "id-1"})");
    EXPECT_EQ(field(first, "Idempotency-Replayed"), "");
    for (int i = 0; i < 2; ++i) {
        const Response again = send(route(), request_with("k"));
        EXPECT_EQ(again.status, 201);
        EXPECT_EQ(again.body, first.body);
        EXPECT_EQ(again.content_type, "application/json");
        EXPECT_EQ(field(again, "Location"), "/things/1");
        EXPECT_EQ(field(again, "ETag"), "\"a\"");
        EXPECT_EQ(field(again, "Idempotency-Replayed"), "true");
    }
    EXPECT_EQ(runs_, 1);
    EXPECT_FALSE(runs_seen_.front().resumed);
}

TEST_F(IdempotencyTest, RefusesAMalformedKey) {
    for (const std::string& key :
         {std::string(), std::string(256, 'k'), std::string("a b"), std::string("a\tb"),
          std::string("a\x7f"), std::string("\xc3\xa9"), std::string("a\0b", 3)}) {
        EXPECT_EQ(blame_of([&] { send(route(), request_with(key)); }), "Idempotency-Key") << key;
    }
    Request twice = request_with("a");
    twice.headers.add("idempotency-key", "a");
    EXPECT_EQ(blame_of([&] { send(route(), twice); }), "Idempotency-Key");
    EXPECT_EQ(runs_, 0);
}

TEST_F(IdempotencyTest, TakesKeysOfAllVisibleCharacters) {
    std::string all;
    for (char c = '!'; c <= '~'; ++c) all += c;
    for (const std::string& key : {all, std::string(255, 'k'), std::string("k")}) {
        EXPECT_EQ(send(route(), request_with(key)).status, 201) << key;
    }
    EXPECT_EQ(runs_, 3);
}

TEST_F(IdempotencyTest, RefusesAnotherBodyForTheSameKey) {
    send(route(), request_with("k", R"({"a": 1})"));
    const Response response = send(route(), request_with("k", R"({"a": 2})"));
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(code_in(response), "idempotency_key_reused");
    EXPECT_EQ(runs_, 1);
    EXPECT_EQ(send(route(), request_with("k", R"({"a": 1})")).status, 201);
}

TEST_F(IdempotencyTest, RefusesAnotherPathAndQueryForTheSameKey) {
    Request first = request_with("k");
    first.path = {{"id", "a"}};
    first.query = {{"q", "b"}};
    Request other_path = first;
    other_path.path = {{"id", "b"}};
    Request other_query = first;
    other_query.query = {{"q", "c"}};
    EXPECT_EQ(send(route(), first).status, 201);
    EXPECT_EQ(send(route(), other_path).status, 422);
    EXPECT_EQ(send(route(), other_query).status, 422);
    EXPECT_EQ(send(route(), first).status, 201);
}

TEST_F(IdempotencyTest, RefusesTheSameRequestWhileItRuns) {
    Response meanwhile;
    const Route slow = route_that([&](Response response) {
        meanwhile = send(route(), request_with("k"));
        return response;
    });
    EXPECT_EQ(send(slow, request_with("k")).status, 201);
    EXPECT_EQ(meanwhile.status, 409);
    EXPECT_EQ(code_in(meanwhile), "idempotency_key_in_use");
    EXPECT_EQ(field(meanwhile, "Retry-After"), "1");
    EXPECT_EQ(runs_, 1);
}

TEST_F(IdempotencyTest, KeepsEachCallersKeysApart) {
    const std::vector<Caller> callers = {{},
                                         Caller::of_system(),
                                         Caller::of_account("ann", Role::editor),
                                         Caller::of_account("bob", Role::editor),
                                         Caller::of_account("system", Role::editor)};
    for (const Caller& caller : callers) {
        Request request = request_with("k");
        request.call.caller = caller;
        EXPECT_EQ(field(send(route(), request), "Idempotency-Replayed"), "");
    }
    EXPECT_EQ(runs_, 5);
    // Whatever the account may do by then, and by which of its tokens.
    Request later = request_with("k");
    later.call.caller = Caller::of_account("ann", Role::admin, {Scope::catalogue_write});
    EXPECT_EQ(send(route(), later).body, R"({"id": "id-3"})");
}

TEST_F(IdempotencyTest, KeepsTheKeysOfEachRouteApart) {
    const Route other =
        route_of([this](const Request& request) { return make_thing(request); }, "/others");
    send(route(), request_with("k"));
    EXPECT_EQ(field(send(other, request_with("k")), "Idempotency-Replayed"), "");
    EXPECT_EQ(runs_, 2);
}

TEST_F(IdempotencyTest, KeepsWhatIsWrongWithTheRequest) {
    for (const ErrorCode code :
         {ErrorCode::invalid, ErrorCode::not_found, ErrorCode::precondition_failed}) {
        const std::string key(name_of(code));
        const Response first = send(failing(code), request_with(key));
        const Response again = send(route(), request_with(key));
        EXPECT_EQ(again.status, first.status);
        EXPECT_EQ(again.body, first.body);
        EXPECT_EQ(again.content_type, "application/problem+json");
        EXPECT_EQ(field(again, "Idempotency-Replayed"), "true");
        EXPECT_EQ(send(route(), request_with(key, "other")).status, 422);
    }
    EXPECT_EQ(runs_, 3);
}

TEST_F(IdempotencyTest, ForgetsWhatWasRefusedForTheMoment) {
    for (const ErrorCode code : {ErrorCode::unauthenticated, ErrorCode::forbidden,
                                 ErrorCode::conflict, ErrorCode::resource_exhausted}) {
        const std::string key(name_of(code));
        EXPECT_LT(send(failing(code), request_with(key)).status, 500);
        const std::string refused = runs_seen_.back().reserved_id;
        EXPECT_EQ(send(route(), request_with(key, "other")).status, 201);
        EXPECT_FALSE(runs_seen_.back().resumed);
        EXPECT_NE(runs_seen_.back().reserved_id, refused);
    }
    for (const int status : {408, 425}) {
        const Route refusing = route_that([status](Response response) {
            response.status = status;
            return response;
        });
        const std::string key = std::to_string(status);
        EXPECT_EQ(send(refusing, request_with(key)).status, status);
        EXPECT_EQ(send(route(), request_with(key, "other")).status, 201);
    }
}

TEST_F(IdempotencyTest, ResumesWhatFailedAndMayHaveBeenDone) {
    for (const ErrorCode code :
         {ErrorCode::unavailable, ErrorCode::deadline_exceeded, ErrorCode::unknown_outcome}) {
        const std::string key(name_of(code));
        EXPECT_GE(send(failing(code), request_with(key)).status, 500);
        const std::string reserved = runs_seen_.back().reserved_id;
        EXPECT_EQ(send(route(), request_with(key, "other")).status, 422);
        const Response again = send(route(), request_with(key));
        EXPECT_EQ(again.status, 201);
        EXPECT_EQ(field(again, "Idempotency-Replayed"), "");
        EXPECT_TRUE(runs_seen_.back().resumed);
        EXPECT_EQ(runs_seen_.back().reserved_id, reserved);
        EXPECT_EQ(field(send(route(), request_with(key)), "Idempotency-Replayed"), "true");
    }
}

TEST_F(IdempotencyTest, ResumesWhatBroke) {
    const Route broken =
        route_that([](const Response&) -> Response { throw std::runtime_error("broken"); });
    const Route odd = route_that([](const Response&) -> Response { throw 7; });
    EXPECT_THROW(send(broken, request_with("k")), std::runtime_error);
    EXPECT_THROW(send(odd, request_with("k")), int);
    EXPECT_EQ(send(route(), request_with("k")).body, R"({"id": "id-1"})");
    EXPECT_TRUE(runs_seen_.back().resumed);
}

TEST_F(IdempotencyTest, KeepsTheReservedIdOfWhatWasResumed) {
    send(failing(ErrorCode::unknown_outcome), request_with("k"));
    send(failing(ErrorCode::resource_exhausted), request_with("k"));
    EXPECT_EQ(send(route(), request_with("k")).body, R"({"id": "id-1"})");
    EXPECT_TRUE(runs_seen_.back().resumed);
}

TEST_F(IdempotencyTest, ResumesWhatWasCutOffWhenItsLeaseIsOver) {
    const Route cut_off = route_that([&](Response response) {
        // As if the process ended here: nobody says what became of it.
        store_.set_away(true);
        return response;
    });
    EXPECT_EQ(send(cut_off, request_with("k")).status, 201);
    EXPECT_NE(log_text_.str().find("the store is away"), std::string::npos);
    store_.set_away(false);
    EXPECT_EQ(send(route(), request_with("k")).status, 409);
    store_.pass(kLease);
    EXPECT_EQ(send(route(), request_with("k")).body, R"({"id": "id-1"})");
    EXPECT_TRUE(runs_seen_.back().resumed);
}

TEST_F(IdempotencyTest, RunsNothingThatCouldNotBeRemembered) {
    store_.set_away(true);
    EXPECT_EQ(code_of([&] { send(route(), request_with("k")); }), ErrorCode::unavailable);
    EXPECT_EQ(runs_, 0);
}

TEST_F(IdempotencyTest, KeepsTheAnswerOfARunThatTookAllItsTime) {
    Request request = request_with("k");
    const Route slow = route_that([&](Response response) {
        request.call.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
        return response;
    });
    subject_.answer(slow, request);
    EXPECT_EQ(field(send(route(), request_with("k")), "Idempotency-Replayed"), "true");
}

TEST_F(IdempotencyTest, ForgetsAnAnswerAfterADay) {
    send(route(), request_with("k"));
    store_.pass(Idempotency::kKept - std::chrono::minutes(1));
    EXPECT_EQ(field(send(route(), request_with("k")), "Idempotency-Replayed"), "true");
    store_.pass(std::chrono::minutes(1));
    EXPECT_EQ(send(route(), request_with("k", "other")).status, 201);
    EXPECT_EQ(runs_, 2);
}

TEST_F(IdempotencyTest, StandsBeforeTheRoutesThatSaySo) {
    Route plain =
        route_of([this](const Request& request) { return make_thing(request); }, "/plain");
    plain.idempotent = false;
    RouterOptions options;
    options.idempotency = &subject_;
    const Router router({route(), plain}, log_, authenticator_, options);
    const auto ask = [&](const std::string& path, const std::string& key) {
        Request request = request_with(key);
        request.raw_path = path;
        std::string label;
        return router.answer(request, label);
    };
    EXPECT_EQ(field(ask("/things", "k"), "Idempotency-Replayed"), "");
    EXPECT_EQ(field(ask("/things", "k"), "Idempotency-Replayed"), "true");
    EXPECT_EQ(ask("/things", "not a key").status, 400);
    EXPECT_EQ(field(ask("/plain", "k"), "Idempotency-Replayed"), "");
    EXPECT_EQ(field(ask("/plain", "k"), "Idempotency-Replayed"), "");
    EXPECT_EQ(ask("/plain", "not a key").status, 201);
    EXPECT_EQ(runs_, 4);
}

TEST_F(IdempotencyTest, IsNotNeededByARouter) {
    const Router router({route()}, log_, authenticator_);
    for (int i = 0; i < 2; ++i) {
        Request request = request_with("k");
        std::string label;
        EXPECT_EQ(field(router.answer(request, label), "Idempotency-Replayed"), "");
    }
    EXPECT_EQ(runs_seen_.back().reserved_id, "none");
}

using ConcurrentIdempotencyTest = IdempotencyTest;

TEST_F(ConcurrentIdempotencyTest, RunsEachRequestOnce) {
    constexpr int kThreads = 8;
    std::atomic<int> made = 0;
    const Route counting = route_of([&](const Request& request) {
        ++made;
        Response response;
        response.status = 201;
        response.body = request.run->reserved_id;
        return response;
    });
    std::vector<std::string> bodies(kThreads);
    std::vector<std::thread> threads;
    for (auto& body : bodies) {
        threads.emplace_back([&] {
            Response response;
            do {
                response = send(counting, request_with("k"));
            } while (response.status == 409);
            body = response.body;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(bodies, std::vector<std::string>(kThreads, bodies.front()));
}

}  // namespace
}  // namespace marquee::http
