#include "tests/support/form.h"

#include <chrono>
#include <stdexcept>
#include <utility>

#include "prometheus/registry.h"

#include "infrastructure/discovery/static_source.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/rpc/rpc_server.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "tests/support/newer_version.h"
#include "tests/support/repeating_channel.h"

namespace marquee::test {
namespace {

using google::protobuf::Message;

/// On a machine that is busy with other tests nothing of this says that a process is lost.
constexpr std::chrono::seconds kPatience{60};

rpc::PeerConnection patient_connection() {
    rpc::PeerConnection connection;
    connection.keepalive_interval = connection.keepalive_timeout = kPatience;
    connection.connect_timeout = kPatience;
    return connection;
}

rpc::PeerOptions patient_options() {
    rpc::PeerOptions options;
    options.connection_wait = kPatience;
    return options;
}

/// The way to a server of this machine, over gRPC.
class PortChannel : public rpc::Channel {
public:
    explicit PortChannel(int port)
        : source_({{"127.0.0.1:" + std::to_string(port)}}, "port", metrics_) {}

    void call(const Call& call, const rpc::Method& method, const Message& request,
              Message& answer) override {
        channel_.call(call, method, request, answer);
    }
    std::unique_ptr<rpc::AnswerStream> open(const Call& call, const rpc::Method& method,
                                            const Message& request) override {
        return channel_.open(call, method, request);
    }

private:
    prometheus::Registry metrics_;
    discovery::StaticSource source_;
    rpc::PeerChannel channel_{"port", source_, patient_connection(), patient_options(), metrics_};
};

struct Served {
    explicit Served(rpc::Handlers handlers) : server({}, std::move(handlers), metrics) {}

    prometheus::Registry metrics;
    rpc::RpcServer server;
};

/// The same to handlers of this process.
class ServedChannel : private Served, public PortChannel {
public:
    explicit ServedChannel(rpc::Handlers handlers)
        : Served(std::move(handlers)), PortChannel(server.port()) {}
};

std::unique_ptr<rpc::Channel> repeating(std::unique_ptr<rpc::Channel> channel) {
    return std::make_unique<rpc::RepeatingChannel>(std::move(channel));
}

[[noreturn]] void throw_no_way(Form form) {
    throw std::logic_error("no such way in the form " + FormName::name_of(form));
}

}  // namespace

std::vector<Form> all_forms() {
    std::vector<Form> forms{Form::direct, Form::codec, Form::codec_repeated, Form::newer_server,
                            Form::newer_client};
#ifndef __SANITIZE_THREAD__
    forms.insert(forms.end(),
                 {Form::grpc, Form::grpc_repeated, Form::process, Form::process_mysql_repeated});
#endif
    return forms;
}

bool is_far(Form form) {
    return form == Form::process || is_over_mysql(form);
}

bool is_over_mysql(Form form) {
    return form == Form::process_mysql_repeated;
}

std::string FormName::name_of(Form form) {
    switch (form) {
        case Form::direct:
            return "Direct";
        case Form::codec:
            return "Codec";
        case Form::codec_repeated:
            return "CodecRepeated";
        case Form::newer_server:
            return "NewerServer";
        case Form::newer_client:
            return "NewerClient";
        case Form::grpc:
            return "Grpc";
        case Form::grpc_repeated:
            return "GrpcRepeated";
        case Form::process:
            return "Process";
        case Form::process_mysql_repeated:
            return "ProcessMysqlRepeated";
    }
    return "";
}

std::unique_ptr<rpc::Channel> channel_by(Form form, rpc::Handlers handlers) {
    switch (form) {
        case Form::codec:
            return std::make_unique<rpc::DirectChannel>(std::move(handlers));
        case Form::codec_repeated:
            return repeating(std::make_unique<rpc::DirectChannel>(std::move(handlers)));
        case Form::newer_server:
            return std::make_unique<rpc::DirectChannel>(
                handlers_of(NewerVersion::compatible(), std::move(handlers)));
        case Form::newer_client:
            return std::make_unique<NewerClient>(
                NewerVersion::compatible(),
                std::make_unique<rpc::DirectChannel>(std::move(handlers)));
        case Form::grpc:
            return std::make_unique<ServedChannel>(std::move(handlers));
        case Form::grpc_repeated:
            return repeating(std::make_unique<ServedChannel>(std::move(handlers)));
        case Form::direct:
        case Form::process:
        case Form::process_mysql_repeated:
            break;
    }
    throw_no_way(form);
}

std::unique_ptr<rpc::Channel> channel_to(int port, Form form) {
    switch (form) {
        case Form::process:
            return std::make_unique<PortChannel>(port);
        case Form::process_mysql_repeated:
            return repeating(std::make_unique<PortChannel>(port));
        default:
            throw_no_way(form);
    }
}

}  // namespace marquee::test
