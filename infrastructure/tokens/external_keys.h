#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "infrastructure/tokens/http_document.h"
#include "infrastructure/tokens/key_set.h"

namespace marquee::tokens {

/// Where the keys of another issuer are, and how often to ask for them.
struct ExternalKeysSettings {
    /// A file, or a URL with http or https, with a JWK Set of at most 1 MiB.
    std::string location;
    /// Until an answer has to be there.
    std::chrono::milliseconds timeout = std::chrono::seconds(5);
    /// How old the keys may get.
    std::chrono::milliseconds refresh = std::chrono::minutes(10);
    /// The least between two times of asking, after one that failed too.
    std::chrono::milliseconds pause = std::chrono::seconds(10);
};

/// The keys of another issuer, kept up to date by a thread of its own. Those that it has stay when
/// there are no new ones to be had; that is logged, once for each reason. Callable from any thread.
class ExternalKeys {
public:
    /// Throws Error `invalid` when the location is a file without keys, or no URL to ask. Keys from
    /// a URL are there some time later.
    explicit ExternalKeys(ExternalKeysSettings settings);

    /// Those known at present; none before the first are there.
    std::shared_ptr<const KeySet> keys() const;
    /// To be told that a token names a key that isn't among them: asks again, as soon as it may.
    void miss();

private:
    void run(const std::stop_token& stop);
    /// Whether it went well; logs why not.
    bool refresh(const std::stop_token& stop);
    /// Throws Error when there are no keys to be had.
    void load(const std::stop_token& stop);

    ExternalKeysSettings settings_;
    /// Nothing when it is a file.
    std::optional<HttpDocument> url_;
    std::string name_;
    /// The thread's own.
    std::optional<std::string> last_document_;
    std::string last_problem_;

    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    /// Behind the mutex; what it points to doesn't change.
    std::shared_ptr<const KeySet> keys_;
    bool missed_ = false;

    /// The last, so that all it uses outlives it.
    std::jthread thread_;
};

}  // namespace marquee::tokens
