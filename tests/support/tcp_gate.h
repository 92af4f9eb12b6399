#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

struct pollfd;

namespace marquee::test {

/// A TCP port that passes everything on to another one, until it is told to make trouble. Trouble
/// lasts until open(), close() or other trouble. Callable from any thread.
class TcpGate {
public:
    TcpGate(const std::string& target_host, int target_port);
    ~TcpGate();
    TcpGate(const TcpGate&) = delete;
    TcpGate& operator=(const TcpGate&) = delete;

    int port() const { return port_; }
    /// Cuts all connections and refuses new ones, as a server that has died does. Returns when
    /// every connection is cut.
    void close();
    /// Passes everything on again, and at first what was held back.
    void open();
    /// Keeps all connections, but passes nothing on any more, as a server that hangs does.
    void freeze() { make({.requests = false, .replies = false}); }
    /// Reads nothing of what clients send, while what they are sent comes through.
    void stop_requests() { make({.requests = false}); }
    /// Passes on what clients send, but nothing of what they are to be sent.
    void stop_replies() { make({.replies = false}); }
    /// Passes on everything so much later.
    void delay(std::chrono::milliseconds time) { make({.later = time}); }
    /// Passes on some other byte in place of one in so many, by chance.
    void corrupt(int one_in) { make({.wrong_one_in = one_in}); }
    /// Cuts all connections, and goes on to take new ones.
    void cut();
    /// Is closed as soon as a client sends these words, which come through or don't.
    void close_after(const std::string& words) { make({.last_words = words, .said = true}); }
    void close_before(const std::string& words) { make({.last_words = words}); }

private:
    struct Trouble {
        bool requests = true;
        bool replies = true;
        std::chrono::milliseconds later{0};
        /// 0 for none.
        int wrong_one_in = 0;
        std::string last_words = {};
        /// Whether these come through.
        bool said = false;
    };
    struct Chunk {
        std::chrono::steady_clock::time_point due;
        std::string bytes;
    };
    /// What goes one way, and waits to be passed on.
    struct Way {
        int from;
        int to;
        std::deque<Chunk> held = {};
        bool ended = false;
    };
    struct Pair {
        Way requests;
        Way replies;
    };

    void make(const Trouble& trouble);
    void run();
    void cut_all();
    void accept_one();
    bool serve(Pair& pair, const pollfd* found);
    bool hears_last_words(const Way& way) const;
    void take(Way& way);
    bool pass_on(Way& way);
    pollfd wish(const Way& way, bool open) const;

    std::string target_host_;
    int target_port_;
    int listener_ = -1;
    int port_ = 0;
    std::mutex mutex_;
    std::list<Pair> pairs_;
    bool open_ = true;
    Trouble trouble_;
    std::minstd_rand random_{2026};
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace marquee::test
