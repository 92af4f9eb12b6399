#include "tests/support/far_place.h"

#include <utility>

#include "infrastructure/database/database.h"
#include "place.pb.h"
#include "tests/support/stores.h"

namespace marquee::test {
namespace {

namespace v1 = place::v1;

ProcessOptions place_server() {
    ProcessOptions options;
    options.program = PLACE_SERVER_BINARY;
    return options;
}

void tell(rpc::Channel& channel, const Call& call, const std::string& method,
          const google::protobuf::Message& request) {
    rpc::ask<v1::PlaceAnswer>(channel, call, rpc::Method("marquee.place.v1.Place." + method),
                              request);
}

}  // namespace

FarPlace::FarPlace(const std::string& name, Stores& stores)
    : process_({name, stores.database()->url().masked()}, place_server()),
      port_(process_.port_after("answers at port ")),
      channel_(channel_to(port_, Form::process)) {}

void FarPlace::pass(std::chrono::milliseconds time) {
    v1::PassRequest request;
    request.set_milliseconds(time.count());
    tell(*channel_, {}, "Pass", request);
}

void FarPlace::hold_checks() {
    tell(*channel_, {}, "HoldChecks", v1::HoldChecksRequest());
}

void FarPlace::write_key_uses() {
    tell(*channel_, {}, "WriteKeyUses", v1::WriteKeyUsesRequest());
}

void FarPlace::append(const Call& call, std::size_t count, const std::string& payload) {
    v1::AppendRequest request;
    request.set_count(static_cast<std::uint32_t>(count));
    request.set_payload(payload);
    tell(*channel_, call, "Append", request);
}

void FarPlace::close() {
    tell(*channel_, {}, "Close", v1::CloseRequest());
}

std::unique_ptr<Stores> stores_for(Form form) {
    const auto kinds = sql_stores();
    return (is_over_mysql(form) ? kinds.back() : kinds.front()).make();
}

std::unique_ptr<FarPlace> far_place(Form form, const std::string& name, Stores& stores) {
    return is_far(form) ? std::make_unique<FarPlace>(name, stores) : nullptr;
}

std::unique_ptr<rpc::Channel> channel_by(Form form, const FarPlace* far, rpc::Handlers handlers) {
    if (far != nullptr) return channel_to(far->port(), form);
    return channel_by(form, std::move(handlers));
}

}  // namespace marquee::test
