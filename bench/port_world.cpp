#include "bench/port_world.h"

#include <google/protobuf/message.h>
#include <stdexcept>

#include "bench/generated_catalogue.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "interfaces/metadata/rpc_methods.h"
#include "interfaces/rating/rpc_methods.h"
#include "interfaces/rpc/wire/direct_channel.h"

namespace marquee::bench {
namespace {

constexpr std::size_t kPage = 20;

/// As Marquee makes them for who gives none.
MovieId some_id() {
    return MovieId("01a1fb7c-6dad-7df0-8dc8-4647d84a5f6e");
}

/// Keeps the compiler from leaving out what was made for nobody.
template <class Value>
void use(const Value& value) {
    asm volatile("" : : "r"(&value) : "memory");
}

/// Keeps the bytes of the last call.
class RecordingChannel final : public rpc::Channel {
public:
    explicit RecordingChannel(rpc::Channel& channel) : channel_(channel) {}

    void call(const Call& call, const rpc::Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override {
        channel_.call(call, method, request, answer);
        last = {request.SerializeAsString(), answer.SerializeAsString()};
    }
    std::unique_ptr<rpc::AnswerStream> open(const Call&, const rpc::Method&,
                                            const google::protobuf::Message&) override {
        throw std::logic_error("no port call that is measured is a stream");
    }

    Exchange last;

private:
    rpc::Channel& channel_;
};

}  // namespace

movie::CatalogueEntry known_entry() {
    return {some_id(), GeneratedCatalogue(10'000, kSeed).description(1), 1, Timestamp(),
            Timestamp()};
}

movie::MovieRating known_rating() {
    return {8.905, 400, 8.866, {0, 0, 0, 0, 4, 16, 40, 76, 82, 182}};
}

rpc::Handlers PortWorld::methods() {
    auto all = metadata::metadata_methods(metadata_);
    rpc::add(all, rating::rating_methods(ratings_));
    return all;
}

std::vector<PortCall> port_calls() {
    using movie::Audience;
    using movie::Catalogue;
    const MovieId id = some_id();
    const MovieRef ref = id;
    const std::vector<MovieRef> refs(kPage, ref);
    const std::vector<MovieId> ids(kPage, id);
    return {
        {"a movie's description", [ref](const Call& call, Catalogue& catalogue,
                                        Audience&) { use(catalogue.find(call, ref)); }},
        {"a movie's rating", [id](const Call& call, Catalogue&,
                                  Audience& audience) { use(audience.rating(call, id)); }},
        {"one's own rating",
         [id](const Call& call, Catalogue&, Audience& audience) {
             use(audience.rating_by(call, id, call.caller.account_id));
         }},
        {"20 descriptions", [refs](const Call& call, Catalogue& catalogue,
                                   Audience&) { use(catalogue.find_many(call, refs)); }},
        {"20 ratings", [ids](const Call& call, Catalogue&,
                             Audience& audience) { use(audience.ratings(call, ids)); }},
    };
}

std::vector<Exchange> port_exchanges() {
    PortWorld world;
    rpc::DirectChannel direct(world.methods());
    RecordingChannel channel(direct);
    movie::RpcCatalogue catalogue(channel);
    movie::RpcAudience audience(channel);
    std::vector<Exchange> all;
    for (const auto& one : port_calls()) {
        one.make(typical_call(), catalogue, audience);
        all.push_back(channel.last);
    }
    return all;
}

Call typical_call() {
    Call call;
    call.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
    call.request_id = "01a1fb7c-6dbe-7ae6-877a-1921b9de91d6";
    call.trace_parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    call.caller = Caller::of_account("01a1fb7c-6dad-7df0-8dc8-4647d84a5f6f", Role::viewer);
    return call;
}

}  // namespace marquee::bench
