#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "infrastructure/search/text_index.h"

namespace marquee::search {

/// A part of an index that is made at one go, with the documents of a range of numbers. Parts are
/// filled side by side, each by one thread, and joined then. One that was not finished, or outlived
/// its process, is of no use. Every method throws IndexDamaged.
class IndexPart {
public:
    /// Makes one in `folder`, which does not exist yet, in a folder that does.
    explicit IndexPart(const std::filesystem::path& folder);
    ~IndexPart();
    IndexPart(const IndexPart&) = delete;
    IndexPart& operator=(const IndexPart&) = delete;

    /// Adds the document, whose number is above those before it.
    void add(const IndexedText& text);
    /// To be called after the last one. `state` is that of the index that it becomes part of.
    void finish(const std::string& state);

private:
    class Writer;
    std::unique_ptr<Writer> writer_;
};

/// Makes an index in `folder`, which does not exist yet, of finished parts, which no other part's
/// numbers lie between. It is durable then, and its state that of the parts. Throws IndexDamaged.
void join(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& folder);

}  // namespace marquee::search
