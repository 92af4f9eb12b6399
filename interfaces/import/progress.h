#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace marquee::movielens {

/// How far a long reading has come.
struct Progress {
    /// What is being read, such as "ratings".
    std::string phase;
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0;
    /// Rows until now.
    std::int64_t rows = 0;
};

/// Whether the file descriptor is one that people look at.
bool is_terminal(int descriptor);

/// Shows progress to people: on a terminal a bar with rate and time left that is drawn over again,
/// elsewhere a plain line at the end of each phase and every few seconds until then. For one
/// thread.
class ProgressDisplay {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `out` outlives the display.
    ProgressDisplay(std::ostream& out, bool terminal);

    /// `now` never goes back.
    void show(const Progress& progress, Time now);

    /// Takes the bar away, so that something else can be printed; the next show draws it again.
    void clear();

    /// Ends the last phase's line. To be called once nothing more is shown.
    void finish(Time now);

private:
    void draw(Time now);
    std::string bar() const;
    std::string speed(Time now) const;
    double seconds(Time now) const;

    std::ostream& out_;
    bool terminal_;
    std::optional<Progress> last_;
    Time phase_start_;
    Time drawn_at_;
    /// The last state is on the screen.
    bool drawn_ = false;
    /// The bar is on the current line.
    bool line_open_ = false;
};

}  // namespace marquee::movielens
