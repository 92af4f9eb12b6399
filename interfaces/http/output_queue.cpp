#include "interfaces/http/output_queue.h"

#include <algorithm>
#include <sys/uio.h>

namespace marquee::http {
namespace {

/// To copy so much costs less than a piece of its own.
constexpr std::size_t kSmall = 4096;

}  // namespace

void OutputQueue::add(std::string piece) {
    if (piece.empty()) return;
    size_ += piece.size();
    if (!pieces_.empty() && piece.size() <= kSmall && pieces_.back().size() <= 4 * kSmall) {
        pieces_.back() += piece;
    } else {
        pieces_.push_back(std::move(piece));
    }
}

std::size_t OutputQueue::gather(std::span<iovec> pieces) const {
    const std::size_t count = std::min(pieces.size(), pieces_.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t skipped = i == 0 ? sent_ : 0;
        // What is sent is not written to.
        pieces[i] = {const_cast<char*>(pieces_[i].data() + skipped), pieces_[i].size() - skipped};
    }
    return count;
}

void OutputQueue::drop(std::size_t count) {
    size_ -= count;
    sent_ += count;
    auto piece = pieces_.begin();
    while (piece != pieces_.end() && sent_ >= piece->size()) sent_ -= piece++->size();
    pieces_.erase(pieces_.begin(), piece);
    if (pieces_.empty()) pieces_ = {};
}

}  // namespace marquee::http
