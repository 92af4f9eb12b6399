#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "infrastructure/movie/movie_list_row.h"

namespace marquee::movie {

/// The first few, in their order, of all keys that it is offered.
class FirstKeys {
public:
    explicit FirstKeys(std::size_t limit) : limit_(limit) {}

    void offer(const ListKey& key) {
        if (full()) {
            if (limit_ == 0 || !(key < heap_.front())) return;
            std::pop_heap(heap_.begin(), heap_.end());
            heap_.pop_back();
        }
        heap_.push_back(key);
        std::push_heap(heap_.begin(), heap_.end());
    }

    bool full() const { return heap_.size() >= limit_; }
    /// The last of those that it would keep; there is one.
    const ListKey& last() const { return heap_.front(); }
    void clear() { heap_.clear(); }

    std::vector<ListKey> take() {
        std::sort_heap(heap_.begin(), heap_.end());
        return std::exchange(heap_, {});
    }

private:
    std::size_t limit_;
    /// The last on top.
    std::vector<ListKey> heap_;
};

}  // namespace marquee::movie
