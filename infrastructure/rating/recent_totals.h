#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "domain/rating/rating_summary.h"
#include "domain/rating/record.h"

namespace marquee::events {
class EventLog;
}

namespace marquee::rating {

/// The totals of the type that was asked for last, which whoever shows a record's rating wants and
/// which many ratings hardly change: read anew after each commit of this process, so that a writer
/// sees what it wrote, and after 20 ms, for those of others. Callable from any thread.
class RecentTotals {
public:
    /// `log`, of context `rating`, outlives it.
    explicit RecentTotals(const events::EventLog& log) : log_(log) {}

    /// `read()` reads them.
    template <class Read>
    RatingTotals of(const RecordType& type, Read read) {
        const Moment moment = now();
        if (const auto known = find(type, moment)) return *known;
        const RatingTotals totals = read();
        keep(type, totals, moment);
        return totals;
    }

private:
    /// Of a look at the database.
    struct Moment {
        std::uint64_t commits;
        std::chrono::steady_clock::time_point time;
    };
    struct Known {
        RecordType type;
        RatingTotals totals;
        Moment moment;
    };

    Moment now() const;
    std::optional<RatingTotals> find(const RecordType& type, const Moment& moment) const;
    void keep(const RecordType& type, const RatingTotals& totals, const Moment& moment);

    const events::EventLog& log_;
    mutable std::mutex mutex_;
    std::optional<Known> known_;
};

}  // namespace marquee::rating
