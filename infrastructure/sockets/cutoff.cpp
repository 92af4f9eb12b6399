#include "infrastructure/sockets/cutoff.h"

#include <sys/socket.h>
#include <unistd.h>

namespace marquee::sockets {

Cutoff::Cutoff(int socket, Deadline deadline, const std::stop_token& stop)
    : socket_(::dup(socket)),
      deadline_(deadline),
      on_stop_(stop, [this] { cut(); }),
      timer_([this](const std::stop_token& done) { wait(done); }) {}

Cutoff::~Cutoff() {
    timer_.request_stop();
    timer_.join();
    // What remains is the callback: a descriptor that is no more does no harm to it.
    const std::lock_guard lock(mutex_);
    ::close(socket_);
    socket_ = -1;
}

void Cutoff::move_to(Deadline deadline) {
    const std::lock_guard lock(mutex_);
    deadline_ = deadline;
    wake_.notify_all();
}

void Cutoff::wait(const std::stop_token& done) {
    std::unique_lock lock(mutex_);
    while (!done.stop_requested() && std::chrono::steady_clock::now() < deadline_) {
        const Deadline until = deadline_;
        wake_.wait_until(lock, done, until, [&] { return deadline_ != until; });
    }
    lock.unlock();
    if (!done.stop_requested()) cut();
}

void Cutoff::cut() {
    const std::lock_guard lock(mutex_);
    has_cut_ = true;
    ::shutdown(socket_, SHUT_RDWR);
}

}  // namespace marquee::sockets
