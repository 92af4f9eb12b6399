#include "infrastructure/movie/text_mirror.h"

#include <algorithm>
#include <future>
#include <limits>
#include <spdlog/spdlog.h>
#include <sstream>
#include <utility>

#include "infrastructure/movie/index_builder.h"

namespace marquee::movie {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kPortion = 1000;
/// Texts between commits while an index is filled: a commit costs more than many texts.
constexpr std::size_t kCommitAfter = 10'000;
/// How long a search waits for the index that replaces a damaged one.
constexpr std::chrono::seconds kReplacementWait{3};
/// When there are so many more movies to put in, an index is made at one go instead.
constexpr std::int64_t kMany = 10'000;

}  // namespace

/// An index, and how much of which generation is in it.
struct TextMirror::Build {
    std::filesystem::path folder;
    std::shared_ptr<search::TextIndex> index;
    std::int64_t generation = 0;
    ListingRepository::TextPosition position;
    /// It was begun while the generation was still being filled.
    bool growing = false;
    bool complete = false;
    std::size_t uncommitted = 0;

    std::string note(const std::string& database) const {
        std::ostringstream text;
        text << database << ' ' << generation << ' ' << position.version << ' ' << position.number
             << ' ' << complete;
        return text.str();
    }

    /// Whether the note is of this database.
    bool read_note(const std::string& note, const std::string& database) {
        std::istringstream text(note);
        std::string of;
        text >> of >> generation >> position.version >> position.number >> complete;
        return !text.fail() && of == database;
    }
};

TextMirror::TextMirror(ListingRepository& listing, const std::filesystem::path& folder,
                       std::string database)
    : listing_(listing), database_(std::move(database)), place_(folder) {}

TextMirror::~TextMirror() = default;

bool TextMirror::refresh(const std::function<Call()>& new_call,
                         const std::function<bool()>& stopped) {
    const auto live = listing_.live(new_call());
    if (!live) return false;
    try {
        std::error_code failure;
        const bool given_up = given_up_.exchange(false);
        const bool gone = build_ && !std::filesystem::exists(build_->folder, failure);
        // Unless this instance has had one already.
        if (!build_ && shown_.empty() && !given_up) find_index(*live);
        if (!build_ || (given_up && is_shown()) || gone || build_->generation != live->generation ||
            is_far_behind(new_call())) {
            build_.reset();
            if (!begin_build(*live, new_call, stopped)) return false;
        }
        return feed(new_call, stopped);
    } catch (const search::IndexDamaged&) {
        if (build_) give_up(build_->index);
        build_.reset();
        given_up_ = true;
        throw;
    }
}

/// Whether visitors see what is being filled, and not an earlier one.
bool TextMirror::is_shown() const {
    return shown_ == build_->folder;
}

/// Whether it takes less time to begin anew, now that the generation is complete. One that is live
/// before gets its numbers in the order in which it is filled.
bool TextMirror::is_far_behind(const Call& call) {
    if (!build_->growing || build_->complete) return false;
    const auto live = listing_.live(call);
    return live && live->complete && live->generation == build_->generation &&
           listing_.last_number(call, live->generation) - build_->position.number >= kMany;
}

/// Goes on with the index of an earlier run if there is one of use.
void TextMirror::find_index(const ListingState& live) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(place_.path(), failure)) {
        // What a build was interrupted at.
        if (entry.path().has_extension()) continue;
        auto found = std::make_unique<Build>();
        found->folder = entry.path();
        try {
            found->index = std::make_shared<search::TextIndex>(found->folder);
            // One that is ahead of the database was made before that was set back.
            if (found->read_note(found->index->state(), database_) &&
                found->generation == live.generation && found->position.version <= live.version) {
                place_.clear_but(found->folder);
                build_ = std::move(found);
                show(build_->complete);
                return;
            }
        } catch (const search::IndexDamaged& damage) {
            spdlog::warn("the search index {} is damaged and made anew: {}", entry.path().string(),
                         damage.what());
        }
    }
}

/// False when it was stopped.
bool TextMirror::begin_build(const ListingState& live, const std::function<Call()>& new_call,
                             const std::function<bool()>& stopped) {
    bool none = false;
    {
        const std::lock_guard lock(mutex_);
        none = !current_.index;
    }
    // Or what can't be used would pile up when a new one can't be made either.
    place_.clear_but(none ? std::filesystem::path() : shown_);
    auto build = std::make_unique<Build>();
    build->folder = place_.new_folder();
    build->generation = live.generation;
    build->growing = !live.complete;
    spdlog::info("making a search index in {}", build->folder.string());
    // Of one that is not complete yet, visitors get something while it grows.
    const auto last = live.complete ? listing_.last_number(new_call(), live.generation) : 0;
    if (last >= kMany) {
        // All movies are in it then as they are now, or later.
        build->position = {live.version, std::numeric_limits<std::int64_t>::max()};
        const std::string note = build->note(database_);
        IndexBuilder builder(listing_, new_call, stopped);
        if (!builder.build(live.generation, last, build->folder, note)) return false;
        build->index = std::make_shared<search::TextIndex>(build->folder);
        // Or what is there is not what was made.
        if (build->index->state() != note) throw search::IndexDamaged("it was taken away");
    } else {
        build->index = std::make_shared<search::TextIndex>(build->folder);
    }
    build_ = std::move(build);
    // Of an earlier generation's index, visitors get more than of one that has nothing yet.
    if (none) show(false);
    return true;
}

/// Texts on their way into the index.
struct TextMirror::Portion {
    struct Change {
        std::uint32_t number = 0;
        /// Nothing for a movie that was removed.
        std::optional<search::IndexedText> text;
    };
    std::vector<Change> changes;
    /// Where the next one begins.
    ListingRepository::TextPosition end;

    bool full() const { return changes.size() == kPortion; }
};

TextMirror::Portion TextMirror::read(const Call& call, std::int64_t generation,
                                     const ListingRepository::TextPosition& after) {
    Portion portion{{}, after};
    for (auto& text : listing_.texts(call, generation, after, kPortion)) {
        auto& change = portion.changes.emplace_back();
        change.number = static_cast<std::uint32_t>(text.number);
        portion.end = {text.version, text.number};
        if (!text.description) continue;
        change.text = indexed_text_of(text.number, *std::move(text.description));
    }
    return portion;
}

bool TextMirror::feed(const std::function<Call()>& new_call, const std::function<bool()>& stopped) {
    bool any = false;
    // While a portion is put in, the one after it is read.
    std::future<Portion> ahead;
    while (!stopped() && !(given_up_ && is_shown())) {
        const auto portion =
            ahead.valid() ? ahead.get() : read(new_call(), build_->generation, build_->position);
        if (portion.full()) {
            ahead = std::async(std::launch::async, [&, after = portion.end] {
                return read(new_call(), build_->generation, after);
            });
        }
        for (const auto& change : portion.changes) {
            if (change.text) {
                build_->index->put(*change.text);
            } else {
                build_->index->remove(change.number);
            }
        }
        build_->position = portion.end;
        any = any || !portion.changes.empty();
        build_->uncommitted += portion.changes.size();
        if (portion.full() && build_->uncommitted < kCommitAfter) continue;
        if (build_->uncommitted > 0) commit();
        if (!portion.full()) break;
        if (is_far_behind(new_call())) return true;
    }
    if (stopped() || (given_up_ && is_shown()) || build_->complete) return any;
    const auto live = listing_.live(new_call());
    if (!live || live->generation != build_->generation || !live->complete) return any;
    build_->complete = true;
    commit();
    // First, for whoever sees it complete counts these lines (scripts/bench).
    spdlog::info("the search index in {} is complete", build_->folder.string());
    show(true);
    place_.clear_but(build_->folder);
    return true;
}

void TextMirror::commit() {
    build_->index->commit(build_->note(database_));
    build_->uncommitted = 0;
    ++changes_;
}

void TextMirror::show(bool complete) {
    {
        const std::lock_guard lock(mutex_);
        current_ = {build_->index, complete};
        // That was another one.
        given_up_ = false;
        ++changes_;
    }
    shown_ = build_->folder;
    changed_.notify_all();
}

TextMirror::Current TextMirror::current(Call::Deadline deadline) const {
    std::unique_lock lock(mutex_);
    const auto until = std::min(deadline, given_up_at_ + kReplacementWait);
    changed_.wait_until(lock, until, [&] { return current_.index && current_.complete; });
    return current_;
}

void TextMirror::give_up(const std::shared_ptr<search::TextIndex>& index) {
    const std::lock_guard lock(mutex_);
    // Or another one has taken its place, or is about to.
    if (current_.index != index) return;
    current_ = {};
    given_up_at_ = steady_clock::now();
    given_up_ = true;
    ++changes_;
}

}  // namespace marquee::movie
