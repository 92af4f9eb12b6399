#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <string>

namespace marquee::discovery {

/// All that is logged while it lives. Callable while others log.
class CapturedLog {
public:
    CapturedLog() : before_(spdlog::default_logger()), sink_(std::make_shared<Sink>()) {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink_));
    }
    ~CapturedLog() { spdlog::set_default_logger(before_); }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    std::string text() const { return sink_->text(); }

    std::size_t count(const std::string& part) const {
        const std::string all = text();
        std::size_t found = 0;
        for (auto at = all.find(part); at != std::string::npos; at = all.find(part, at + 1))
            ++found;
        return found;
    }

private:
    class Sink : public spdlog::sinks::base_sink<std::mutex> {
    public:
        std::string text() {
            const std::lock_guard lock(mutex_);
            return text_;
        }

    private:
        void sink_it_(const spdlog::details::log_msg& message) override {
            text_.append(message.payload.data(), message.payload.size()).push_back('\n');
        }
        void flush_() override {}

        std::string text_;
    };

    std::shared_ptr<spdlog::logger> before_;
    std::shared_ptr<Sink> sink_;
};

}  // namespace marquee::discovery
