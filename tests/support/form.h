#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interfaces/rpc/wire/direct_channel.h"
#include "tests/support/repeating_channel.h"

namespace marquee::test {

/// How a context is asked, for contract suites that run over all forms of a port.
enum class Form {
    /// By its service.
    direct,
    /// By messages.
    codec,
    /// The same, and each call that may be repeated is.
    codec_repeated,
};

inline std::vector<Form> all_forms() {
    return {Form::direct, Form::codec, Form::codec_repeated};
}

/// For INSTANTIATE_TEST_SUITE_P.
struct FormName {
    template <class Info>
    std::string operator()(const Info& info) const {
        switch (static_cast<Form>(info.param)) {
            case Form::direct:
                return "Direct";
            case Form::codec:
                return "Codec";
            case Form::codec_repeated:
                return "CodecRepeated";
        }
        return "";
    }
};

/// The way to the handlers by that form, which is not `direct`.
inline std::unique_ptr<rpc::Channel> channel_by(Form form, rpc::Handlers handlers) {
    auto channel = std::make_unique<rpc::DirectChannel>(std::move(handlers));
    if (form == Form::codec) return channel;
    return std::make_unique<rpc::RepeatingChannel>(std::move(channel));
}

}  // namespace marquee::test
