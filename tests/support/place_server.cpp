#include <iostream>
#include <string>
#include <unistd.h>
#include <utility>

#include "prometheus/registry.h"

#include "interfaces/rpc/rpc_server.h"
#include "place.pb.h"
#include "tests/support/feed_place.h"
#include "tests/support/identity_place.h"

// The second process of contract suites: what a context answers over gRPC, over the database of the
// test, and what the test tells the place. See FarPlace.

namespace marquee::test {
namespace {

namespace v1 = place::v1;

/// What does `act` with the place and a request.
template <class Request, class Act>
rpc::Handler told(const std::string& method, Act act) {
    return rpc::handler<Request, v1::PlaceAnswer>(
        "marquee.place.v1.Place." + method,
        [act = std::move(act)](const Call& call, const Request& request) {
            act(call, request);
            return v1::PlaceAnswer();
        });
}

rpc::Handlers told(IdentityPlace& place) {
    return {
        told<v1::PassRequest>("Pass",
                              [&](const Call&, const v1::PassRequest& request) {
                                  place.pass(std::chrono::milliseconds(request.milliseconds()));
                              }),
        told<v1::HoldChecksRequest>(
            "HoldChecks", [&](const Call&, const v1::HoldChecksRequest&) { place.hold_checks(); }),
        told<v1::WriteKeyUsesRequest>(
            "WriteKeyUses",
            [&](const Call&, const v1::WriteKeyUsesRequest&) { place.write_key_uses(); })};
}

rpc::Handlers told(FeedPlace& place) {
    return {told<v1::AppendRequest>("Append",
                                    [&](const Call& call, const v1::AppendRequest& request) {
                                        place.append(call, request.count(), request.payload());
                                    }),
            told<v1::CloseRequest>("Close",
                                   [&](const Call&, const v1::CloseRequest&) { place.close(); })};
}

/// Until the process is killed.
template <class Place>
int serve(const std::string& database_url) {
    Place place(database_url);
    auto handlers = place.handlers();
    rpc::add(handlers, told(place));
    prometheus::Registry metrics;
    const rpc::RpcServer server({}, std::move(handlers), metrics);
    std::cerr << "answers at port " << server.port() << std::endl;
    while (true) ::pause();
}

}  // namespace
}  // namespace marquee::test

int main(int count, char** arguments) {
    const std::string place = count == 3 ? arguments[1] : "";
    if (place == "identity")
        return marquee::test::serve<marquee::test::IdentityPlace>(arguments[2]);
    if (place == "events") return marquee::test::serve<marquee::test::FeedPlace>(arguments[2]);
    std::cerr << "usage: place_server identity|events DATABASE_URL\n";
    return 2;
}
