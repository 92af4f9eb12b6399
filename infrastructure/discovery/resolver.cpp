#include "infrastructure/discovery/resolver.h"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "domain/shared/error.h"

namespace marquee::discovery {
namespace {

/// What a thread that resolves shares with whoever waits for it, as long as either needs it.
struct Question {
    std::mutex mutex;
    std::condition_variable_any answered;
    bool done = false;
    std::vector<std::string> addresses;
    std::exception_ptr problem;
};

void answer(Question& question, const Resolver& resolver, const std::string& host) {
    std::vector<std::string> addresses;
    std::exception_ptr problem;
    try {
        addresses = resolver(host);
    } catch (...) {
        problem = std::current_exception();
    }
    const std::lock_guard lock(question.mutex);
    question.addresses = std::move(addresses);
    question.problem = problem;
    question.done = true;
    question.answered.notify_all();
}

}  // namespace

std::vector<std::string> system_resolver(const std::string& host) {
    try {
        std::vector<std::string> addresses;
        const auto entry = Poco::Net::DNS::hostByName(host, 0);
        for (const auto& address : entry.addresses()) addresses.push_back(address.toString());
        if (!addresses.empty()) return addresses;
    } catch (const Poco::Exception& error) {
        throw Error(ErrorCode::unavailable, "can't look up " + host + ": " + error.displayText());
    }
    throw Error(ErrorCode::unavailable, host + " has no address");
}

std::vector<std::string> resolve_by(std::chrono::steady_clock::time_point deadline,
                                    const std::stop_token& stop, const Resolver& resolver,
                                    const std::string& host) {
    const auto question = std::make_shared<Question>();
    // The system gives up after many seconds only, and nothing can hurry it: neither an end of this
    // process nor calls to others shall wait for that.
    std::thread([question, resolver, host] { answer(*question, resolver, host); }).detach();
    std::unique_lock lock(question->mutex);
    if (!question->answered.wait_until(lock, stop, deadline, [&] { return question->done; })) {
        throw Error(ErrorCode::deadline_exceeded, "looking up " + host + " takes too long");
    }
    if (question->problem) std::rethrow_exception(question->problem);
    return std::move(question->addresses);
}

}  // namespace marquee::discovery
