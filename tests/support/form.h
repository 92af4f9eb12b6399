#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interfaces/rpc/wire/channel.h"
#include "interfaces/rpc/wire/handler.h"

namespace marquee::test {

/// How a context is asked, for contract suites that run over all forms of a port.
enum class Form {
    /// By its service.
    direct,
    /// By messages.
    codec,
    /// The same, and each call that may be repeated is.
    codec_repeated,
    /// By messages to a server of a newer version.
    newer_server,
    /// As a client of a newer version asks.
    newer_client,
    /// Over gRPC, in this process.
    grpc,
    grpc_repeated,
    /// Over gRPC, in a second process.
    process,
    /// The same over MySQL, and each call that may be repeated is. All others are over SQLite.
    process_mysql_repeated,
};

/// But for those over gRPC under the thread sanitizer, which sees races in a gRPC that was built
/// without it.
std::vector<Form> all_forms();

/// Whether the context is in a second process.
bool is_far(Form form);
bool is_over_mysql(Form form);

/// For INSTANTIATE_TEST_SUITE_P.
struct FormName {
    template <class Info>
    std::string operator()(const Info& info) const {
        return name_of(info.param);
    }
    static std::string name_of(Form form);
};

/// The way to the handlers by that form, which is neither `direct` nor far.
std::unique_ptr<rpc::Channel> channel_by(Form form, rpc::Handlers handlers);

/// The way by that form, which is far, to the process that listens at the port.
std::unique_ptr<rpc::Channel> channel_to(int port, Form form);

}  // namespace marquee::test
