#include "infrastructure/movie/index_builder.h"

#include <future>
#include <malloc.h>
#include <utility>
#include <vector>

#include "infrastructure/search/index_part.h"

namespace marquee::movie {
namespace {

/// Each has a thread: more leave little of four processors to those who are served meanwhile.
constexpr std::int64_t kParts = 3;
/// Texts read at a time.
constexpr std::size_t kPortion = 500;

/// A folder for what is of no use later.
class Scratch {
public:
    explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {
        std::error_code failure;
        std::filesystem::remove_all(path_, failure);
        std::filesystem::create_directories(path_, failure);
    }
    ~Scratch() {
        std::error_code failure;
        std::filesystem::remove_all(path_, failure);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Tells the others to end when the work that it lives as long as was not done.
class EndOthers {
public:
    explicit EndOthers(std::atomic<bool>& ended) : ended_(&ended) {}
    ~EndOthers() {
        if (ended_ != nullptr) *ended_ = true;
    }
    EndOthers(const EndOthers&) = delete;
    EndOthers& operator=(const EndOthers&) = delete;

    void dismiss() { ended_ = nullptr; }

private:
    std::atomic<bool>* ended_;
};

}  // namespace

search::IndexedText indexed_text_of(std::int64_t number, MovieDescription description) {
    search::TextDocument document;
    document.number = static_cast<std::uint32_t>(number);
    document.titles.push_back(std::move(description.title));
    if (description.original_title) document.titles.push_back(*description.original_title);
    for (auto& title : description.alternative_titles) document.titles.push_back(std::move(title));
    for (auto& name : description.directors) document.people.push_back(std::move(name));
    for (auto& member : description.cast) document.people.push_back(std::move(member.name));
    document.keywords = std::move(description.keywords);
    document.year = description.release_year;
    return search::indexed_text(document);
}

bool IndexBuilder::build(std::int64_t generation, std::int64_t last,
                         const std::filesystem::path& folder, const std::string& state) {
    const Scratch scratch(folder.string() + ".parts");
    std::vector<std::filesystem::path> parts;
    std::atomic<bool> ended = false;
    std::vector<std::future<void>> work;
    for (std::int64_t i = 0; i < kParts; ++i) {
        const Range range{generation, last * i / kParts, last * (i + 1) / kParts};
        const auto& path = parts.emplace_back(scratch.path() / std::to_string(i));
        work.push_back(std::async(std::launch::async, [this, &ended, &state, range, path] {
            EndOthers end_others(ended);
            if (fill(range, path, state, ended)) end_others.dismiss();
        }));
    }
    for (auto& one : work) one.get();
    if (!ended) search::join(parts, folder);
    // Or what the threads have freed would be kept for others like them.
    ::malloc_trim(0);
    return !ended;
}

bool IndexBuilder::fill(const Range& range, const std::filesystem::path& path,
                        const std::string& state, const std::atomic<bool>& ended) {
    search::IndexPart part(path);
    for (std::int64_t after = range.after;;) {
        auto texts =
            listing_.numbered_texts(new_call_(), range.generation, after, range.until, kPortion);
        for (auto& text : texts) {
            part.add(indexed_text_of(text.number, *std::move(text.description)));
        }
        if (ended || stopped_()) return false;
        if (texts.size() < kPortion) break;
        after = texts.back().number;
    }
    part.finish(state);
    return true;
}

}  // namespace marquee::movie
