#include "app/erasures.h"

#include "app/own_call.h"
#include "app/uuid.h"

namespace marquee::app {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

/// How long a piece of the work may take, and how long to wait for the next event at a time.
constexpr seconds kWorkLimit{20};
constexpr seconds kEventWait{1};
/// How late after its request's deadline a write may still be committed, by clocks that differ.
constexpr seconds kDelay{10};

Call work_call() {
    return own_call("erasure-worker", kWorkLimit);
}

}  // namespace

Erasures::Erasures(const Settings& settings, Contexts& contexts, Identity& identity)
    : own_register_(identity.erasure_service),
      register_(own_register_, identity.channel(contexts)),
      erasure_(contexts.rating_repository, register_.get(), identity.feed.get(), system_now,
               settings.http_request_timeout + kDelay) {}

Erasures::~Erasures() {
    stop();
}

void Erasures::start() {
    worker_.emplace("the erasure of users", std::chrono::milliseconds(10),
                    [this] { erasure_.tend(work_call, steady_clock::now() + kEventWait); });
}

void Erasures::stop() {
    erasure_.stop();
    worker_.reset();
}

}  // namespace marquee::app
