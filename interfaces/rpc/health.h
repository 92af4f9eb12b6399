#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "interfaces/rpc/wire/handler.h"

namespace grpc {
template <class Request, class Response>
class ServerBidiReactor;
class ByteBuffer;
}  // namespace grpc

namespace marquee::rpc {

/// Which services work, as gRPC's health protocol tells it. Callable from any thread.
class Health {
public:
    /// Someone who is told whenever a service's status changes.
    class Watcher {
    public:
        /// `status` is a HealthCheckResponse's. Must not call Health.
        virtual void tell(int status) = 0;

    protected:
        ~Watcher() = default;
    };

    /// All of them work, and so does the whole, which is called "".
    explicit Health(const std::vector<std::string>& services);

    void set(const std::string& service, bool serving);
    void set_all(bool serving);

    /// Tells the status at once. A service that isn't known may be watched, too.
    void watch(const std::string& service, Watcher& watcher);
    void forget(Watcher& watcher);

    /// Answers grpc.health.v1.Health.Check.
    Handler check();

private:
    void set_locked(const std::string& service, bool serving);
    int status_of(const std::string& service) const;

    mutable std::mutex mutex_;
    std::map<std::string, bool> serving_;
    std::multimap<std::string, Watcher*> watchers_;
};

/// What answers grpc.health.v1.Health.Watch.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* watch_health(
    Health& health, const std::stop_token& draining);

}  // namespace marquee::rpc
