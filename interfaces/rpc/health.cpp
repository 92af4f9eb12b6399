#include "interfaces/rpc/health.h"

#include "domain/shared/error.h"
#include "grpc/health/v1/health.pb.h"
#include "interfaces/rpc/conversation.h"
#include "interfaces/rpc/message_bytes.h"

namespace marquee::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

/// Says a service's status, and again when it has changed. `mutex_` is taken by a thread that has
/// the one of Health, so nothing of Health is called under it.
class HealthWatch final : public Conversation, public Health::Watcher {
public:
    HealthWatch(Health& health, const std::stop_token& draining)
        : Conversation(draining), health_(health) {}

    ~HealthWatch() override { health_.forget(*this); }

    void tell(int status) override {
        const std::lock_guard lock(mutex_);
        status_ = status;
        if (!saying_) say_status();
    }

private:
    void hear(const grpc::ByteBuffer& message) override {
        HealthCheckRequest request;
        if (!read(message, request)) {
            end({grpc::StatusCode::INTERNAL, "the request can't be read"});
            return;
        }
        health_.watch(request.service(), *this);
    }

    void said() override {
        const std::lock_guard lock(mutex_);
        saying_ = false;
        if (status_ != said_) say_status();
    }

    void say_status() {
        saying_ = true;
        said_ = status_;
        HealthCheckResponse response;
        response.set_status(static_cast<HealthCheckResponse::ServingStatus>(status_));
        say(response);
    }

    Health& health_;
    std::mutex mutex_;
    int status_ = HealthCheckResponse::UNKNOWN;
    int said_ = HealthCheckResponse::UNKNOWN;
    bool saying_ = false;
};

}  // namespace

Health::Health(const std::vector<std::string>& services) {
    serving_[""] = true;
    for (const std::string& service : services) serving_[service] = true;
}

void Health::set(const std::string& service, bool serving) {
    const std::lock_guard lock(mutex_);
    set_locked(service, serving);
}

void Health::set_all(bool serving) {
    const std::lock_guard lock(mutex_);
    for (const auto& [service, ignored] : serving_) set_locked(service, serving);
}

void Health::set_locked(const std::string& service, bool serving) {
    auto& known = serving_[service];
    if (known == serving) return;
    known = serving;
    const auto [first, last] = watchers_.equal_range(service);
    for (auto watcher = first; watcher != last; ++watcher) {
        watcher->second->tell(status_of(service));
    }
}

void Health::watch(const std::string& service, Watcher& watcher) {
    const std::lock_guard lock(mutex_);
    watchers_.emplace(service, &watcher);
    watcher.tell(status_of(service));
}

void Health::forget(Watcher& watcher) {
    const std::lock_guard lock(mutex_);
    std::erase_if(watchers_, [&](const auto& entry) { return entry.second == &watcher; });
}

int Health::status_of(const std::string& service) const {
    const auto known = serving_.find(service);
    if (known == serving_.end()) return HealthCheckResponse::SERVICE_UNKNOWN;
    return known->second ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

Handler Health::check() {
    return handler<HealthCheckRequest, HealthCheckResponse>(
        "grpc.health.v1.Health.Check", [this](const Call&, const HealthCheckRequest& request) {
            const std::lock_guard lock(mutex_);
            const int status = status_of(request.service());
            if (status == HealthCheckResponse::SERVICE_UNKNOWN) {
                throw Error(ErrorCode::not_found, "there is no such service here");
            }
            HealthCheckResponse response;
            response.set_status(static_cast<HealthCheckResponse::ServingStatus>(status));
            return response;
        });
}

grpc::ServerGenericBidiReactor* watch_health(Health& health, const std::stop_token& draining) {
    return new HealthWatch(health, draining);
}

}  // namespace marquee::rpc
