#include "domain/shared/rfc3339.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

namespace marquee {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::year_month_day;

/// Takes a text apart from its front. After the first thing that is not as asked, `failed` stays.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    /// A number of exactly `digits` digits, from 0 to `most`.
    int number(std::size_t digits, int most) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!at_digit()) {
                failed_ = true;
                return 0;
            }
            value = value * 10 + (take() - '0');
        }
        failed_ = failed_ || value > most;
        return value;
    }

    /// One of `choices`, which it answers.
    char one_of(std::string_view choices) {
        if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) {
            failed_ = true;
            return 0;
        }
        return take();
    }

    /// ".123456" in whole milliseconds; 0 when there is no point.
    int fraction() {
        if (rest_.empty() || rest_.front() != '.') return 0;
        take();
        failed_ = failed_ || !at_digit();
        int value = 0;
        int scale = 100;
        for (; at_digit(); scale /= 10) value += scale * (take() - '0');
        return value;
    }

    bool failed() const { return failed_ || !rest_.empty(); }

private:
    bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

    char take() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    std::string_view rest_;
    bool failed_ = false;
};

/// "Z" or "+05:30": what the clock is ahead of UTC.
minutes scan_offset(Scanner& scanner) {
    const char sign = scanner.one_of("Zz+-");
    if (sign != '+' && sign != '-') return minutes(0);
    minutes offset = hours(scanner.number(2, 23));
    scanner.one_of(":");
    offset += minutes(scanner.number(2, 59));
    return sign == '+' ? offset : -offset;
}

/// Appends the number with at least `digits` digits, and what stands behind it.
void append(std::string& text, std::int64_t number, std::size_t digits, const char* end) {
    char written[24];
    const char* const after = std::to_chars(written, std::end(written), number).ptr;
    const auto size = static_cast<std::size_t>(after - written);
    text.append(digits - std::min(digits, size), '0').append(written, size).append(end);
}

}  // namespace

std::string format_time(Timestamp time) {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::string text;
    append(text, static_cast<int>(date.year()), 4, "-");
    append(text, static_cast<unsigned>(date.month()), 2, "-");
    append(text, static_cast<unsigned>(date.day()), 2, "T");
    append(text, clock.hours().count(), 2, ":");
    append(text, clock.minutes().count(), 2, ":");
    append(text, clock.seconds().count(), 2, ".");
    append(text, clock.subseconds().count(), 3, "Z");
    return text;
}

std::optional<Timestamp> parse_time(std::string_view text) {
    Scanner scanner(text);
    const std::chrono::year year(scanner.number(4, 9999));
    scanner.one_of("-");
    const std::chrono::month month(static_cast<unsigned>(scanner.number(2, 12)));
    scanner.one_of("-");
    const std::chrono::day day(static_cast<unsigned>(scanner.number(2, 31)));
    scanner.one_of("Tt");
    const hours hour(scanner.number(2, 23));
    scanner.one_of(":");
    const minutes minute(scanner.number(2, 59));
    scanner.one_of(":");
    const seconds second(scanner.number(2, 59));
    const milliseconds fraction(scanner.fraction());
    const minutes offset = scan_offset(scanner);
    const year_month_day date(year, month, day);
    if (scanner.failed() || !date.ok()) return std::nullopt;
    const Timestamp time = std::chrono::sys_days(date) + hour + minute + second + fraction - offset;
    const auto utc_year = static_cast<int>(year_month_day(floor<days>(time)).year());
    if (utc_year < 0 || utc_year > 9999) return std::nullopt;
    return time;
}

}  // namespace marquee
