#include "interfaces/import/progress.h"

#include <algorithm>
#include <cmath>
#include <unistd.h>

namespace marquee::movielens {
namespace {

using namespace std::chrono_literals;

constexpr auto kTerminalInterval = 100ms;
constexpr auto kPlainInterval = 5s;
constexpr int kBarWidth = 30;
/// Before this a rate is a guess.
constexpr double kSecondsToKnowRate = 0.5;

double done_share(const Progress& progress) {
    if (progress.bytes_total == 0) return 1;
    return std::min(
        1.0, static_cast<double>(progress.bytes_done) / static_cast<double>(progress.bytes_total));
}

/// "1,234,567".
std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3) {
        text.insert(static_cast<std::size_t>(i), ",");
    }
    return text;
}

/// "5 s", "3:07 min", "1:02:09 h".
std::string duration(double seconds) {
    const auto total = static_cast<std::int64_t>(std::ceil(seconds));
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    if (total < 60) return std::to_string(total) + " s";
    if (total < 3600) return std::to_string(total / 60) + ":" + two(total % 60) + " min";
    return std::to_string(total / 3600) + ":" + two(total / 60 % 60) + ":" + two(total % 60) + " h";
}

}  // namespace

bool is_terminal(int descriptor) {
    return ::isatty(descriptor) == 1;
}

ProgressDisplay::ProgressDisplay(std::ostream& out, bool terminal)
    : out_(out), terminal_(terminal) {}

void ProgressDisplay::show(const Progress& progress, Time now) {
    if (last_ && last_->phase != progress.phase) finish(now);
    const bool first = !last_;
    if (first) {
        phase_start_ = now;
        drawn_at_ = now;
    }
    last_ = progress;
    drawn_ = false;
    const auto interval = terminal_ ? Time::duration(kTerminalInterval) : kPlainInterval;
    if ((first && terminal_) || now - drawn_at_ >= interval) draw(now);
}

void ProgressDisplay::clear() {
    if (!line_open_) return;
    out_ << "\r\x1b[K" << std::flush;
    line_open_ = false;
    drawn_ = false;
}

void ProgressDisplay::finish(Time now) {
    if (!last_) return;
    if (!drawn_) draw(now);
    if (line_open_) out_ << '\n' << std::flush;
    line_open_ = false;
    last_.reset();
}

void ProgressDisplay::draw(Time now) {
    const int percent = static_cast<int>(done_share(*last_) * 100);
    std::string text = last_->phase + ' ';
    if (terminal_) text += bar() + ' ';
    text += std::to_string(percent) + "%, " + grouped(last_->rows) + " rows" + speed(now);
    if (terminal_) {
        out_ << '\r' << text << "\x1b[K" << std::flush;
    } else {
        out_ << text << '\n' << std::flush;
    }
    line_open_ = terminal_;
    drawn_ = true;
    drawn_at_ = now;
}

std::string ProgressDisplay::bar() const {
    const auto filled = static_cast<std::size_t>(done_share(*last_) * kBarWidth);
    return '[' + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + ']';
}

std::string ProgressDisplay::speed(Time now) const {
    const double elapsed = seconds(now);
    if (elapsed < kSecondsToKnowRate) return "";
    const double rate = static_cast<double>(last_->rows) / elapsed;
    const double share = done_share(*last_);
    std::string text = ", " + grouped(static_cast<std::int64_t>(rate)) + " rows/s";
    if (share >= 1) return text + ", took " + duration(elapsed);
    if (share > 0) text += ", " + duration(elapsed / share - elapsed) + " left";
    return text;
}

double ProgressDisplay::seconds(Time now) const {
    return std::chrono::duration<double>(now - phase_start_).count();
}

}  // namespace marquee::movielens
