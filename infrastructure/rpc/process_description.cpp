#include "infrastructure/rpc/process_description.h"

#include "interfaces/rpc/wire/channel.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/process.pb.h"

namespace marquee::rpc {

ProcessDescription describe_process(Channel& channel, const Call& call) {
    static const Method method("marquee.v1.Process.Describe");
    const auto answer =
        ask<v1::ProcessDescription>(channel, call, method, v1::DescribeProcessRequest());
    ProcessDescription description{answer.version(),
                                   {answer.contexts().begin(), answer.contexts().end()},
                                   read(answer.started_at()),
                                   answer.draining(),
                                   {}};
    for (const auto& [name, problem] : answer.problems()) description.problems[name] = problem;
    return description;
}

}  // namespace marquee::rpc
