#include "interfaces/rpc/wire/direct_channel.h"

#include <condition_variable>
#include <google/protobuf/message.h>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "interfaces/rpc/wire/call_metadata.h"
#include "interfaces/rpc/wire/status.h"

namespace marquee::rpc {
namespace {

using google::protobuf::Message;

/// The call as the other side would know it.
Call carried(const Call& call) {
    const auto metadata = metadata_of(call);
    Call there = call_of(
        [&](std::string_view name) -> std::optional<std::string_view> {
            for (const auto& [field, value] : metadata) {
                if (field == name) return value;
            }
            return std::nullopt;
        },
        call.deadline);
    there.cancelled = call.cancelled;
    return there;
}

void parse(const std::string& bytes, Message& message) {
    if (!message.ParseFromString(bytes)) {
        throw std::runtime_error(message.GetTypeName() + " can't be read");
    }
}

/// What `work` throws, as the other side would tell it.
Status status_after(const std::function<void()>& work) {
    try {
        work();
        return {};
    } catch (const std::exception& failure) {
        return status_of(failure);
    }
}

/// A handler that runs in a thread of its own, one answer ahead.
class DirectStream : public AnswerStream {
public:
    DirectStream(const Handler& handler, const Call& call, const Message& request)
        : method_(handler.method),
          thread_([this, &handler, there = carried(call), bytes = request.SerializeAsString()](
                      const std::stop_token& stop) { run(handler, there, bytes, stop); }) {}

    ~DirectStream() override {
        thread_.request_stop();
        thread_.join();
    }

    Next next(Message& answer, Call::Deadline until) override {
        std::unique_lock lock(mutex_);
        const auto ready = [&] { return bytes_ || status_; };
        if (!changed_.wait_until(lock, until, ready)) return Next::none_yet;
        if (bytes_) {
            parse(*std::exchange(bytes_, std::nullopt), answer);
            changed_.notify_all();
            return Next::answer;
        }
        if (status_->code != Status::ok) throw_failure(*status_, method_, true);
        return Next::end;
    }

private:
    void run(const Handler& handler, Call call, const std::string& bytes,
             const std::stop_token& stop) {
        std::stop_source both;
        const auto end = [&] { both.request_stop(); };
        const std::stop_callback on_stop(stop, end);
        const std::stop_callback on_cancel(call.cancelled, end);
        call.cancelled = both.get_token();
        auto status = status_after([&] {
            const auto request = handler.new_request();
            parse(bytes, *request);
            handler.stream(call, *request, [&](const Message& answer) {
                return hand_over(answer.SerializeAsString(), call.cancelled);
            });
        });
        const std::lock_guard lock(mutex_);
        status_ = std::move(status);
        changed_.notify_all();
    }

    bool hand_over(std::string bytes, const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [&] { return !bytes_; })) return false;
        bytes_ = std::move(bytes);
        changed_.notify_all();
        return true;
    }

    const Method method_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::optional<std::string> bytes_;
    std::optional<Status> status_;
    std::jthread thread_;
};

}  // namespace

DirectChannel::DirectChannel(Handlers handlers) {
    for (auto& handler : handlers) {
        const std::string path = handler.method.path();
        handlers_.emplace(path, std::move(handler));
    }
}

void DirectChannel::call(const Call& call, const Method& method, const Message& request,
                         Message& answer) {
    require_sendable(request);
    const Handler& handler = handler_of(method);
    const auto filled = handler.new_answer();
    const Status status = status_after([&] {
        const auto received = handler.new_request();
        parse(request.SerializeAsString(), *received);
        handler.answer(carried(call), *received, *filled);
    });
    if (status.code != Status::ok) throw_failure(status, method, true);
    parse(filled->SerializeAsString(), answer);
}

std::unique_ptr<AnswerStream> DirectChannel::open(const Call& call, const Method& method,
                                                  const Message& request) {
    require_sendable(request);
    return std::make_unique<DirectStream>(handler_of(method), call, request);
}

const Handler& DirectChannel::handler_of(const Method& method) const {
    const auto handler = handlers_.find(method.path());
    if (handler == handlers_.end()) throw std::logic_error("nothing answers " + method.path());
    return handler->second;
}

}  // namespace marquee::rpc
