#include "infrastructure/movie/remembering_catalogue.h"

#include <algorithm>

#include "domain/shared/error.h"

namespace marquee::movie {
namespace {

bool is_away(ErrorCode code) {
    return code == ErrorCode::unavailable || code == ErrorCode::deadline_exceeded;
}

}  // namespace

RememberingCatalogue::RememberingCatalogue(Catalogue& catalogue, std::size_t movies,
                                           SteadyClock clock)
    : catalogue_(catalogue), most_(movies), clock_(std::move(clock)) {}

std::optional<CatalogueEntry> RememberingCatalogue::find(const Call& call, const MovieRef& ref) {
    return std::move(find_many(call, {ref}).front());
}

std::vector<std::optional<CatalogueEntry>> RememberingCatalogue::find_many(
    const Call& call, const std::vector<MovieRef>& refs) {
    const Time now = clock_();
    const bool known = all_remembered(refs);
    Call patient = call;
    if (known) patient.deadline = std::min(call.deadline, now + kPatience);
    try {
        auto found = refs.size() == 1 ? std::vector{catalogue_.find(patient, refs.front())}
                                      : catalogue_.find_many(patient, refs);
        for (std::size_t i = 0; i < refs.size(); ++i) remember(refs[i], found[i], now);
        return found;
    } catch (const Error& error) {
        // What was so a while ago, and says so, is worth more than nothing.
        if (!known || !is_away(error.code()) || call.cancelled.stop_requested()) throw;
    }
    std::vector<std::optional<CatalogueEntry>> found;
    for (const auto& ref : refs) {
        found.push_back(remembered(ref, clock_()));
        // Somebody else's question may have pushed it out meanwhile.
        if (!found.back()) throw Error(ErrorCode::unavailable, "the catalogue can't be asked");
    }
    return found;
}

std::vector<CatalogueEntry> RememberingCatalogue::scan(const Call& call,
                                                       const std::optional<MovieId>& after,
                                                       std::size_t limit) {
    return catalogue_.scan(call, after, limit);
}

CatalogueWrite RememberingCatalogue::describe(const Call& call, const MovieId& id,
                                              const MovieDescription& description,
                                              const Precondition& precondition) {
    const Time now = clock_();
    auto written = catalogue_.describe(call, id, description, precondition);
    remember(id, written.entry, now);
    return written;
}

bool RememberingCatalogue::remove(const Call& call, const MovieId& id,
                                  const Precondition& precondition) {
    const Time now = clock_();
    const bool removed = catalogue_.remove(call, id, precondition);
    remember(id, std::nullopt, now);
    return removed;
}

void RememberingCatalogue::remember(const MovieRef& ref, const std::optional<CatalogueEntry>& entry,
                                    Time asked_at) {
    const std::string text = to_string(ref);
    const std::lock_guard lock(mutex_);
    if (const auto old = by_ref_.find(text); old != by_ref_.end()) {
        // An answer that was slow to come says nothing about what was heard since.
        if (old->second->asked_at > asked_at) return;
        const auto memory = old->second;
        by_ref_.erase(old);
        memories_.erase(memory);
    }
    if (!entry) return;
    memories_.push_front({text, *entry, asked_at});
    by_ref_.emplace(memories_.front().ref, memories_.begin());
    if (memories_.size() <= most_) return;
    by_ref_.erase(memories_.back().ref);
    memories_.pop_back();
}

std::optional<CatalogueEntry> RememberingCatalogue::remembered(const MovieRef& ref, Time now) {
    const std::string text = to_string(ref);
    const std::lock_guard lock(mutex_);
    const auto found = by_ref_.find(text);
    if (found == by_ref_.end()) return std::nullopt;
    const Memory& memory = *found->second;
    CatalogueEntry entry = memory.entry;
    entry.age = std::chrono::duration_cast<std::chrono::milliseconds>(now - memory.asked_at);
    return entry;
}

bool RememberingCatalogue::all_remembered(const std::vector<MovieRef>& refs) {
    const std::lock_guard lock(mutex_);
    return std::ranges::all_of(refs,
                               [&](const auto& ref) { return by_ref_.contains(to_string(ref)); });
}

}  // namespace marquee::movie
