#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "domain/movie/listing_repository.h"
#include "infrastructure/movie/index_place.h"
#include "infrastructure/search/text_index.h"

namespace marquee::movie {

/// Keeps this instance's search index like the live generation of the listing. The index is on
/// disk so that a restart finds it, and made anew when it is missing, damaged or another
/// database's. Several instances may be given the same folder: each takes a place of its own in it.
/// `refresh` is for one thread; the rest for any.
class TextMirror {
public:
    /// `listing` outlives the mirror. `database` is a name that no other database has. Throws
    /// Error(unavailable) when the folder can't be made or used.
    TextMirror(ListingRepository& listing, const std::filesystem::path& folder,
               std::string database);
    ~TextMirror();
    TextMirror(const TextMirror&) = delete;
    TextMirror& operator=(const TextMirror&) = delete;

    /// Takes over what changed since the last time. False when there was nothing. Makes a call for
    /// each step with `new_call`, and ends early when `stopped`; several threads may call both.
    /// Throws what the repository throws, and search::IndexDamaged after giving up an index that
    /// is.
    bool refresh(const std::function<Call()>& new_call, const std::function<bool()>& stopped);

    /// The index, and whether it has every movie, if not the latest changes.
    struct Current {
        std::shared_ptr<search::TextIndex> index;
        bool complete = false;
    };

    /// What there is to search in. When an index was given up moments ago, waits for the next one
    /// to be complete, for a short time and not past `deadline`.
    Current current(Call::Deadline deadline) const;

    /// How often what is found may have changed. Never waits.
    std::uint64_t changes() const { return changes_; }

    /// To be told when `index` turned out to be damaged: it is given up, and another one made.
    void give_up(const std::shared_ptr<search::TextIndex>& index);

private:
    struct Build;
    struct Portion;

    void find_index(const ListingState& live);
    bool is_shown() const;
    bool is_far_behind(const Call& call);
    bool begin_build(const ListingState& live, const std::function<Call()>& new_call,
                     const std::function<bool()>& stopped);
    Portion read(const Call& call, std::int64_t generation,
                 const ListingRepository::TextPosition& after);
    bool feed(const std::function<Call()>& new_call, const std::function<bool()>& stopped);
    void commit();
    void show(bool complete);

    ListingRepository& listing_;
    std::string database_;
    IndexPlace place_;
    /// What is being filled; the current one too, once it is complete.
    std::unique_ptr<Build> build_;
    /// Where what is shown is kept.
    std::filesystem::path shown_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Current current_;
    std::atomic<bool> given_up_ = false;
    std::atomic<std::uint64_t> changes_ = 0;
    std::chrono::steady_clock::time_point given_up_at_{};
};

}  // namespace marquee::movie
