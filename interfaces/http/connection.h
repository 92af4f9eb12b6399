#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "interfaces/http/client_socket.h"
#include "interfaces/http/event_loop.h"
#include "interfaces/http/input_buffer.h"
#include "interfaces/http/ip_address.h"
#include "interfaces/http/memory_share.h"
#include "interfaces/http/output_queue.h"
#include "interfaces/http/request_parser.h"

namespace marquee::http {

class Connection;
class Exchange;
struct Arrival;
struct Serving;

/// What the connections of one loop share.
struct LoopShare {
    Serving& serving;
    EventLoop& loop;
    /// For the bytes that one call receives.
    std::span<char> scratch;
    /// Those that may be destroyed.
    std::vector<Connection*>& over;
};

/// One client's connection, which answers its requests one after another. It lives on its loop's
/// thread and never waits there: what may wait is done by a worker, to which all of it is lent for
/// so long, so that the worker can send the answer by itself. Between two requests it holds no
/// buffers.
class Connection final : public Watched {
public:
    Connection(const Arrival& arrival, const LoopShare& share);
    ~Connection() override;

    void on_events(std::uint32_t events) override;
    void on_time() override;

    /// Has it answered what is here already, and close as soon as nothing is under way.
    void drain();
    /// Ends it, whatever is under way, as soon as no handler is at work; whether a request was.
    bool cut_off();

    /// Since when it has had nothing to do; nothing when it has.
    std::optional<Time> idle_since();
    /// Nobody answers what it has received.
    void close();

private:
    enum class State {
        /// TLS is being agreed on.
        shaking_hands,
        /// A request arrives, or may.
        reading,
        /// What is next may wait, and begins when the client has taken the answers before it.
        handing_over,
        /// A worker is at it.
        working,
        /// The last answer is on its way.
        closing,
        /// It is, and whatever still comes is thrown away: to close at once would reset the
        /// connection, and with it the answer.
        lingering,
        closed,
    };
    /// What may wait.
    enum class Task { find_body_limit, answer, make_more };
    /// Whose a connection is that was lent to a worker.
    enum class Loan {
        /// The worker's.
        given,
        /// The worker's, and something has happened that the loop is to look at.
        wanted_back,
        /// The loop's again as soon as it looks; nothing is under way.
        returned,
    };

    void advance();
    bool step();
    bool shake_hands();
    bool read();
    bool receive();
    bool end_of_input();
    bool take_head();
    bool begin_body(std::size_t limit);
    bool take_whole();
    bool refuse(const Refused& refused);
    bool turn_away(bool whole);
    bool send_answer();
    bool close_gently();
    bool discard();
    bool flush();

    bool prepare(Task task);
    bool hand_over();
    bool do_without();
    void work();
    void do_task();
    void give_back();
    bool take_back();
    void come_back();
    void reclaim();
    void abandon();
    void use_result();

    bool idle() const;
    bool busy() const;
    Time due() const;
    void begin_idling(Time now);
    void linger();
    void settle();
    void hold_memory();
    void count_busy(bool busy);
    void guarded(const std::function<void()>& step);

    /// The loop's alone.
    LoopShare share_;
    bool lent_ = false;
    /// It is to be closed when it comes back.
    bool abandoned_ = false;
    /// What epoll told while it was lent.
    std::uint32_t told_ = 0;
    std::stop_source cancelled_{std::nostopstate};

    std::atomic<Loan> loan_{Loan::given};

    /// Whoever has it may use the rest.
    const IpAddress address_;
    ClientSocket socket_;
    State state_;
    bool head_begun_ = false;
    bool unread_ = false;
    bool counted_busy_ = false;
    /// By when the client has to have done its part; of reading, and of taking the answers.
    Time deadline_;
    Time write_deadline_{};
    Time idle_since_{};
    InputBuffer input_;
    RequestParser parser_;
    OutputQueue output_;
    /// From its head on, until its answer is in `output_`.
    std::unique_ptr<Exchange> exchange_;
    /// Of the body that the exchange has.
    std::size_t body_size_ = 0;
    Task task_ = Task::answer;
    /// Whether it could be done.
    bool done_ = false;
    std::size_t body_limit_ = 0;
    MemoryShare memory_;
};

}  // namespace marquee::http
