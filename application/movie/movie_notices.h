#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string_view>
#include <utility>

namespace marquee::movie {

/// Passes on which movies are not what they were, in the thread that changed them or learnt of it:
/// who changes something is answered after that. Callable from any thread.
class MovieNotices {
public:
    using Listener = std::function<void(std::string_view id)>;

    /// `listener`, in place of an earlier one, is told each id, and may be told one more often than
    /// need be. None is called any more when this returns, with none given.
    void listen(Listener listener) {
        const std::unique_lock lock(mutex_);
        listener_ = std::move(listener);
    }

    void tell(std::string_view id) const {
        const std::shared_lock lock(mutex_);
        if (listener_) listener_(id);
    }

private:
    mutable std::shared_mutex mutex_;
    Listener listener_;
};

}  // namespace marquee::movie
