#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interfaces/rpc/wire/direct_channel.h"

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

/// Makes each call that may be repeated twice, as if the first answer had been lost.
class RepeatingChannel : public rpc::DirectChannel {
public:
    using DirectChannel::DirectChannel;

    void call(const Call& call, const rpc::Method& method, const google::protobuf::Message& request,
              google::protobuf::Message& answer) override {
        if (method.repeatable()) DirectChannel::call(call, method, request, answer);
        DirectChannel::call(call, method, request, answer);
    }
};

/// The way to the handlers by that form, which is not `direct`.
inline std::unique_ptr<rpc::Channel> channel_by(Form form, rpc::Handlers handlers) {
    if (form == Form::codec_repeated)
        return std::make_unique<RepeatingChannel>(std::move(handlers));
    return std::make_unique<rpc::DirectChannel>(std::move(handlers));
}

}  // namespace marquee::test
