#include "interfaces/operations/rpc_methods.h"

#include <utility>

#include "interfaces/operations/readiness.h"
#include "interfaces/rpc/wire/messages.h"
#include "marquee/v1/process.pb.h"

namespace marquee::operations {

rpc::Handlers process_methods(ProcessFacts facts, const Readiness& readiness) {
    const auto describe = [facts = std::move(facts), &readiness](
                              const Call& call, const v1::DescribeProcessRequest&) {
        v1::ProcessDescription answer;
        answer.set_version(facts.version);
        for (const auto& context : facts.contexts) answer.add_contexts(context);
        rpc::write(facts.started_at, *answer.mutable_started_at());
        answer.set_draining(readiness.draining);
        for (const auto& [name, problem] : problems_of(readiness, call)) {
            (*answer.mutable_problems())[name] = problem.text;
        }
        return answer;
    };
    return {rpc::handler<v1::DescribeProcessRequest, v1::ProcessDescription>(
        "marquee.v1.Process.Describe", describe)};
}

}  // namespace marquee::operations
