#include "infrastructure/discovery/etcd_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infrastructure/discovery/backoff.h"
#include "tests/infrastructure/discovery/patience.h"
#include "tests/infrastructure/tokens/document_server.h"
#include "tests/support/tcp_gate.h"
#include "tests/support/test_etcd.h"
#include "tests/support/thrown.h"

namespace marquee::discovery {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tokens::answering;
using tokens::answering_bytes;
using tokens::DocumentServer;
using tokens::dripping;

const std::string kPrefix = "/test/";

EtcdClient client_of(const std::string& urls, std::chrono::milliseconds timeout = 1min) {
    return EtcdClient(parse_etcd_servers(urls), timeout);
}

std::vector<std::string> keys_in(EtcdClient& client) {
    std::vector<std::string> keys;
    for (const auto& entry : client.list(kPrefix, {}).entries) keys.push_back(entry.key);
    return keys;
}

TEST(EtcdClient, PutsListsAndRevokes) {
    const test::TestEtcd etcd;
    EtcdClient client = client_of(etcd.url());
    EXPECT_THAT(keys_in(client), IsEmpty());
    const auto lease = client.grant(60s, {});
    const std::string anything("a\0\xff\n\"", 5);
    client.put({"/test/b", anything}, lease, {});
    client.put({"/test/a", ""}, lease, {});
    client.put({"/elsewhere", ""}, lease, {});
    const EtcdListing listing = client.list(kPrefix, {});
    ASSERT_EQ(listing.entries.size(), 2u);
    EXPECT_EQ(listing.entries[0].key, "/test/a");
    EXPECT_EQ(listing.entries[0].value, "");
    EXPECT_EQ(listing.entries[1].value, anything);
    EXPECT_TRUE(client.keep_alive(lease, {}));
    client.revoke(lease, {});
    EXPECT_THAT(keys_in(client), IsEmpty());
}

TEST(EtcdClient, TellsThatALeaseIsNoMore) {
    const test::TestEtcd etcd;
    EtcdClient client = client_of(etcd.url());
    EXPECT_FALSE(client.keep_alive(77, {}));
    EXPECT_EQ(code_of([&] { client.put({"/test/a", ""}, 77, {}); }), ErrorCode::not_found);
    EXPECT_EQ(code_of([&] { client.revoke(77, {}); }), ErrorCode::not_found);
}

/// What a watch from `revision` tells, until it has told `count` changes.
std::vector<EtcdChange> watched(EtcdClient& client, std::int64_t& revision, std::size_t count) {
    std::vector<EtcdChange> seen;
    std::stop_source enough;
    const auto collect = [&](const std::vector<EtcdChange>& changes) {
        seen.insert(seen.end(), changes.begin(), changes.end());
        if (seen.size() >= count) enough.request_stop();
    };
    revision = client.watch(kPrefix, revision, std::chrono::steady_clock::now() + 1min, collect,
                            enough.get_token());
    return seen;
}

TEST(EtcdClient, WatchesFromARevisionOn) {
    const test::TestEtcd etcd;
    EtcdClient client = client_of(etcd.url());
    std::int64_t revision = client.list(kPrefix, {}).revision;
    const auto lease = client.grant(60s, {});
    client.put({"/test/a", "1"}, lease, {});
    client.put({"/elsewhere", ""}, lease, {});
    client.put({"/test/a", "2"}, lease, {});
    const auto puts = watched(client, revision, 2);
    ASSERT_EQ(puts.size(), 2u);
    EXPECT_EQ(puts[0].entry.value, "1");
    EXPECT_EQ(puts[1].entry.value, "2");
    EXPECT_FALSE(puts[1].is_removed);
    EXPECT_EQ(puts[1].revision, revision);
    client.revoke(lease, {});
    const auto removals = watched(client, revision, 1);
    ASSERT_EQ(removals.size(), 1u);
    EXPECT_EQ(removals[0].entry.key, "/test/a");
    EXPECT_TRUE(removals[0].is_removed);
}

TEST(EtcdClient, EndsAWatchInTime) {
    const test::TestEtcd etcd;
    EtcdClient client = client_of(etcd.url());
    int told = 0;
    EXPECT_EQ(client.watch(kPrefix, 1, std::chrono::steady_clock::now(),
                           [&](const auto& changes) { told += changes.empty() ? 1 : 100; }, {}),
              1);
    EXPECT_EQ(told, 1);
}

TEST(EtcdClient, SeesThatEtcdHasForgottenOrIsAhead) {
    const test::TestEtcd etcd;
    EtcdClient client = client_of(etcd.url());
    std::int64_t ahead = 1000;
    const auto forgotten = error_of([&] { watched(client, ahead, 1); });
    ASSERT_TRUE(forgotten);
    EXPECT_THAT(forgotten->what(), HasSubstr("has lost what it knew"));
    const auto lease = client.grant(60s, {});
    for (int i = 0; i < 3; ++i) client.put({"/test/a", ""}, lease, {});
    etcd.post("/v3/kv/compaction", R"({"revision":"4","physical":true})");
    std::int64_t behind = 1;
    const auto compacted = error_of([&] { watched(client, behind, 1); });
    ASSERT_TRUE(compacted);
    EXPECT_EQ(compacted->code(), ErrorCode::unavailable);
    EXPECT_THAT(compacted->what(), HasSubstr("ends the watch"));
}

TEST(EtcdClient, AsksTheNextServerWhenOneFails) {
    const test::TestEtcd etcd;
    test::TcpGate gate("127.0.0.1", etcd.port());
    const std::string behind_gate = "http://127.0.0.1:" + std::to_string(gate.port());
    EtcdClient client = client_of(behind_gate + "," + etcd.url());
    EXPECT_EQ(client.server_name(), behind_gate);
    EXPECT_THAT(keys_in(client), IsEmpty());
    gate.close();
    EXPECT_THAT(keys_in(client), IsEmpty());
    EXPECT_EQ(client.server_name(), etcd.url());
}

TEST(EtcdClient, SaysWhyWhenAllServersFail) {
    test::TestEtcd etcd;
    EtcdClient client = client_of(etcd.url() + "," + etcd.url());
    etcd.stop();
    const auto error = error_of([&] { client.list(kPrefix, {}); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::unavailable);
    EXPECT_THAT(error->what(), HasSubstr(etcd.url()));
}

TEST(EtcdClient, FindsEtcdByAName) {
    const test::TestEtcd etcd;
    EtcdClient client = client_of("http://localhost:" + std::to_string(etcd.port()));
    EXPECT_THAT(keys_in(client), IsEmpty());
}

/// Lets nobody in but "root" with "secret".
void require_password(const test::TestEtcd& etcd) {
    etcd.post("/v3/auth/user/add", R"({"name":"root","password":"secret"})");
    etcd.post("/v3/auth/role/add", R"({"name":"root"})");
    etcd.post("/v3/auth/user/grant", R"({"user":"root","role":"root"})");
    ASSERT_THAT(etcd.post("/v3/auth/enable", "{}"), HasSubstr("header"));
}

std::string url_with(const std::string& user, const test::TestEtcd& etcd) {
    return "http://" + user + "@127.0.0.1:" + std::to_string(etcd.port());
}

TEST(EtcdClient, SaysWhoItIs) {
    test::TestEtcd etcd;
    require_password(etcd);
    EtcdClient client = client_of(url_with("root:secret", etcd));
    std::int64_t revision = client.list(kPrefix, {}).revision;
    const auto lease = client.grant(60s, {});
    client.put({"/test/a", ""}, lease, {});
    EXPECT_EQ(watched(client, revision, 1).size(), 1u);
    // It knows its tokens no more then.
    etcd.stop();
    etcd.start();
    EXPECT_THAT(keys_in(client), ElementsAre("/test/a"));
}

TEST(EtcdClient, IsRefusedWithoutTheRightPassword) {
    const test::TestEtcd etcd;
    require_password(etcd);
    EtcdClient nobody = client_of(etcd.url());
    EXPECT_THROW(nobody.list(kPrefix, {}), Error);
    EtcdClient wrong = client_of(url_with("root:guessed", etcd));
    const auto error = error_of([&] { wrong.list(kPrefix, {}); });
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what(), HasSubstr("authentication failed"));
    EXPECT_THAT(error->what(), Not(HasSubstr("guessed")));
}

/// Waits for the client to go, so that it gets all that was said.
DocumentServer::Answer to_the_end(const DocumentServer::Answer& answer) {
    return [answer](Poco::Net::StreamSocket& socket) {
        answer(socket);
        socket.shutdownSend();
        tokens::stay_silent(socket);
    };
}

DocumentServer::Answer saying(const std::string& body) {
    return to_the_end(answering(body));
}

const std::string kHeader = R"("header":{"revision":"1"})";

TEST(EtcdClient, TakesNothingForAListThatIsNone) {
    DocumentServer server(saying("{" + kHeader + "}"));
    EtcdClient client = client_of(server.url(""));
    ASSERT_THAT(keys_in(client), IsEmpty());
    const std::vector<DocumentServer::Answer> bad = {
        saying(""),
        saying("<html>"),
        saying("[]"),
        saying("{}{}"),
        saying(std::string(500'000, '[')),
        saying(R"({"header":[]})"),
        saying(R"({"header":{"revision":"1x"}})"),
        saying(R"({"header":{"revision":1.5}})"),
        saying(R"({"header":{"revision":"99999999999999999999"}})"),
        saying("{" + kHeader + R"(,"kvs":{}})"),
        saying("{" + kHeader + R"(,"kvs":[7]})"),
        saying("{" + kHeader + R"(,"kvs":[{"key":7}]})"),
        saying("{" + kHeader + R"(,"kvs":[{"key":"*"}]})"),
        saying(R"({"error":"no","message":"no","code":"x"})"),
        saying(R"({"error":{"grpc_code":14,"message":["no"]}})"),
        saying("{" + kHeader + R"(,"x":")" + std::string(1024 * 1024, 'x') + "\"}"),
        to_the_end(answering("Not Found\n", "404 Not Found")),
        to_the_end(answering("{}", "500 Internal Server Error")),
        to_the_end(answering_bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")),
        to_the_end(answering_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{")),
        to_the_end(answering_bytes("SSH-2.0-OpenSSH_9.2\r\n")),
        answering_bytes(""),
    };
    for (std::size_t i = 0; i < bad.size(); ++i) {
        server.set_answer(bad[i]);
        EXPECT_EQ(code_of([&] { client.list(kPrefix, {}); }), ErrorCode::unavailable) << i;
    }
}

TEST(EtcdClient, TakesNothingForAWatchThatIsNone) {
    DocumentServer server(saying(""));
    EtcdClient client = client_of(server.url(""));
    std::int64_t revision = 0;
    const std::string created = R"({"result":{)" + kHeader + R"(,"created":true}})" + "\n";
    const auto event = [](const std::string& text) {
        return R"({"result":{)" + kHeader + R"(,"events":)" + text + "}}\n";
    };
    server.set_answer(saying(created + event(R"([{"kv":{"key":"YQ==","mod_revision":"1"}}])")));
    ASSERT_EQ(watched(client, revision, 1).size(), 1u);
    for (const std::string& bad :
         {std::string(), std::string("{}\n"), std::string("<html>\n"), created,
          created + event("7"), created + event("[7]"), created + event(R"([{"kv":7}])"),
          created + event(R"([{"type":7,"kv":{"key":"YQ=="}}])"),
          created + event(R"([{"kv":{"key":"YQ==","mod_revision":"soon"}}])"),
          created + R"({"result":{"canceled":true}})", created + R"({"result":[]})",
          created + R"({"error":{"grpc_code":14,"message":"no leader"}})",
          created + std::string(1024 * 1024 + 1, ' ')}) {
        server.set_answer(saying(bad));
        revision = 1;
        EXPECT_EQ(code_of([&] { watched(client, revision, 1); }), ErrorCode::unavailable)
            << bad.substr(0, 200);
    }
}

TEST(EtcdClient, TakesNothingForALeaseThatIsNone) {
    const DocumentServer server(saying("{" + kHeader + "}"));
    EtcdClient client = client_of(server.url(""));
    EXPECT_EQ(code_of([&] { client.grant(5s, {}); }), ErrorCode::unavailable);
    EXPECT_EQ(code_of([&] { client.keep_alive(1, {}); }), ErrorCode::unavailable);
}

TEST(EtcdClient, QuotesNothingThatWouldMakeALineOfTheLog) {
    const DocumentServer server(to_the_end(answering(
        R"({"error":"no\n[info] all is well)" + std::string(10'000, 'x') + R"(","code":14})",
        "503 Service Unavailable")));
    EtcdClient client = client_of(server.url(""));
    const auto error = error_of([&] { client.list(kPrefix, {}); });
    ASSERT_TRUE(error);
    EXPECT_THAT(error->what(), HasSubstr("no?[info]"));
    EXPECT_LT(std::string(error->what()).size(), 300u);
}

TEST(EtcdClient, WaitsForNoSlowServer) {
    for (const auto& answer :
         {DocumentServer::Answer(tokens::stay_silent), dripping("HTTP/1.1 200 OK\r\nX-A: "),
          dripping("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")}) {
        DocumentServer server(answer);
        EtcdClient client = client_of(server.url(""), 50ms);
        EXPECT_EQ(code_of([&] { client.list(kPrefix, {}); }), ErrorCode::deadline_exceeded);
        std::int64_t revision = 1;
        EXPECT_EQ(code_of([&] { watched(client, revision, 1); }), ErrorCode::deadline_exceeded);
    }
}

TEST(EtcdClient, StopsWaitingWhenItIsToldTo) {
    const DocumentServer server(tokens::stay_silent);
    EtcdClient client = client_of(server.url(""));
    std::stop_source stop;
    const std::jthread stopper([&] {
        comes_true([&] { return !server.requests().empty(); });
        stop.request_stop();
    });
    EXPECT_EQ(code_of([&] { client.list(kPrefix, stop.get_token()); }),
              ErrorCode::deadline_exceeded);
    EXPECT_EQ(server.requests().size(), 1u);
}

}  // namespace
}  // namespace marquee::discovery
