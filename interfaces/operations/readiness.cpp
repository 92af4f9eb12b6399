#include "interfaces/operations/readiness.h"

#include <algorithm>
#include <chrono>

#include "domain/shared/error.h"

namespace marquee::operations {
namespace {

/// A check that hangs is as good as a failed one.
constexpr std::chrono::seconds kCheckLimit{2};

}  // namespace

std::map<std::string, ReadinessProblem> problems_of(const Readiness& readiness, const Call& call) {
    std::map<std::string, ReadinessProblem> problems;
    for (const auto& check : readiness.checks) {
        Call limited = call;
        limited.deadline = std::min(call.deadline, std::chrono::steady_clock::now() + kCheckLimit);
        try {
            check.run(limited);
        } catch (const Error& error) {
            // The probe's answer is what fails, not the probe.
            problems[check.name] = {error.what(), check.need};
        }
    }
    return problems;
}

}  // namespace marquee::operations
