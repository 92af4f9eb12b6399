#include "infrastructure/movie/text_mirror.h"

#include <algorithm>
#include <fcntl.h>
#include <future>
#include <spdlog/spdlog.h>
#include <sstream>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "domain/shared/error.h"

namespace marquee::movie {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kPortion = 1000;
/// Texts between commits while an index is filled: a commit costs more than many texts.
constexpr std::size_t kCommitAfter = 10'000;
/// How long a search waits for the index that replaces a damaged one.
constexpr std::chrono::seconds kReplacementWait{3};
/// Instances that can share a folder.
constexpr int kPlaces = 64;

search::TextDocument document_of(std::int64_t number, MovieDescription description) {
    search::TextDocument document;
    document.number = static_cast<std::uint32_t>(number);
    document.titles.push_back(std::move(description.title));
    if (description.original_title) document.titles.push_back(*description.original_title);
    for (auto& title : description.alternative_titles) document.titles.push_back(std::move(title));
    for (auto& name : description.directors) document.people.push_back(std::move(name));
    for (auto& member : description.cast) document.people.push_back(std::move(member.name));
    document.keywords = std::move(description.keywords);
    document.year = description.release_year;
    return document;
}

}  // namespace

/// This instance's part of the folder, locked against others as long as it lives.
class TextMirror::Place {
public:
    explicit Place(const std::filesystem::path& folder) {
        std::error_code failure;
        std::filesystem::create_directories(folder, failure);
        for (int i = 0; i < kPlaces && !failure; ++i) {
            path_ = folder / std::to_string(i);
            const auto lock = folder / (std::to_string(i) + ".lock");
            file_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
            if (file_ < 0) break;
            if (::flock(file_, LOCK_EX | LOCK_NB) == 0) {
                std::filesystem::create_directories(path_, failure);
                if (!failure) return;
            }
            ::close(file_);
        }
        throw Error(ErrorCode::unavailable, "the folder " + folder.string() +
                                                " of the search index can't be used: is it "
                                                "writable? index.path names another one");
    }
    ~Place() { ::close(file_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// A folder that does not exist yet.
    std::filesystem::path new_folder() const {
        for (int i = 1;; ++i) {
            auto candidate = path_ / std::to_string(i);
            std::error_code failure;
            if (!std::filesystem::exists(candidate, failure)) return candidate;
        }
    }

    /// Removes all but `kept`. What can't be removed now is tried again the next time.
    void clear_but(const std::filesystem::path& kept) const {
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(path_, failure)) {
            if (entry.path() != kept) std::filesystem::remove_all(entry.path(), failure);
        }
    }

private:
    std::filesystem::path path_;
    int file_ = -1;
};

/// An index, and how much of which generation is in it.
struct TextMirror::Build {
    std::filesystem::path folder;
    std::shared_ptr<search::TextIndex> index;
    std::int64_t generation = 0;
    ListingRepository::TextPosition position;
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

TextMirror::TextMirror(ListingRepository& listing, std::filesystem::path folder,
                       std::string database)
    : listing_(listing),
      database_(std::move(database)),
      place_(std::make_unique<Place>(std::move(folder))) {}

TextMirror::~TextMirror() = default;

bool TextMirror::refresh(const std::function<Call()>& new_call,
                         const std::function<bool()>& stopped) {
    const auto live = listing_.live(new_call());
    if (!live) return false;
    try {
        std::error_code failure;
        const bool gone = build_ && !std::filesystem::exists(build_->folder, failure);
        if (given_up_.exchange(false) || gone) {
            begin_build(*live);
        } else if (!build_) {
            find_index(*live);
        } else if (build_->generation != live->generation) {
            begin_build(*live);
        }
        return feed(new_call, stopped);
    } catch (const search::IndexDamaged&) {
        if (build_) give_up(build_->index);
        throw;
    }
}

/// Goes on with the index of an earlier run if there is one of use.
void TextMirror::find_index(const ListingState& live) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(place_->path(), failure)) {
        auto found = std::make_unique<Build>();
        found->folder = entry.path();
        try {
            found->index = std::make_shared<search::TextIndex>(found->folder);
            // One that is ahead of the database was made before that was set back.
            if (found->read_note(found->index->state(), database_) &&
                found->generation == live.generation && found->position.version <= live.version) {
                place_->clear_but(found->folder);
                build_ = std::move(found);
                show(build_->complete);
                return;
            }
        } catch (const search::IndexDamaged& damage) {
            spdlog::warn("the search index {} is damaged and made anew: {}", entry.path().string(),
                         damage.what());
        }
    }
    begin_build(live);
}

void TextMirror::begin_build(const ListingState& live) {
    bool none = false;
    {
        const std::lock_guard lock(mutex_);
        none = !current_.index;
    }
    // Or what can't be used would pile up when a new one can't be made either.
    if (none) place_->clear_but({});
    auto build = std::make_unique<Build>();
    build->folder = place_->new_folder();
    build->index = std::make_shared<search::TextIndex>(build->folder);
    build->generation = live.generation;
    spdlog::info("making a search index in {}", build->folder.string());
    build_ = std::move(build);
    // Of an earlier generation's index, visitors get more than of one that has nothing yet.
    if (none) show(false);
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
        change.text = search::indexed_text(document_of(text.number, *std::move(text.description)));
    }
    return portion;
}

bool TextMirror::feed(const std::function<Call()>& new_call, const std::function<bool()>& stopped) {
    bool any = false;
    // While a portion is put in, the one after it is read.
    std::future<Portion> ahead;
    while (!stopped() && !given_up_) {
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
    }
    if (stopped() || given_up_ || build_->complete) return any;
    const auto live = listing_.live(new_call());
    if (!live || live->generation != build_->generation || !live->complete) return any;
    build_->complete = true;
    commit();
    show(true);
    place_->clear_but(build_->folder);
    spdlog::info("the search index in {} is complete", build_->folder.string());
    return true;
}

void TextMirror::commit() {
    build_->index->commit(build_->note(database_));
    build_->uncommitted = 0;
}

void TextMirror::show(bool complete) {
    {
        const std::lock_guard lock(mutex_);
        current_ = {build_->index, complete};
    }
    changed_.notify_all();
}

TextMirror::Current TextMirror::current(Call::Deadline deadline) const {
    std::unique_lock lock(mutex_);
    const auto until = std::min(deadline, given_up_at_ + kReplacementWait);
    changed_.wait_until(lock, until, [&] { return current_.index && current_.complete; });
    return current_;
}

void TextMirror::give_up(const std::shared_ptr<search::TextIndex>& index) {
    {
        const std::lock_guard lock(mutex_);
        if (current_.index == index) {
            current_ = {};
            given_up_at_ = steady_clock::now();
        }
    }
    given_up_ = true;
}

}  // namespace marquee::movie
