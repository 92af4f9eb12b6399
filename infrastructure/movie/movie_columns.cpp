#include "infrastructure/movie/movie_columns.h"

namespace marquee::movie {

void MovieColumns::reach(std::uint32_t number) {
    const std::size_t at = number / kBlock;
    if (at >= blocks_.size()) {
        blocks_.resize(at + 1);
        peaks_.resize(at + 1);
    }
    if (blocks_[at] == nullptr) blocks_[at] = std::make_unique<Block>();
}

void MovieColumns::put(std::uint32_t number, ListRow row, std::string_view title,
                       std::int64_t version) {
    Block& block = *blocks_[number / kBlock];
    const std::size_t i = number % kBlock;
    ListRow& kept = block.rows[i];
    listed_ += static_cast<int>(row.listed()) - static_cast<int>(kept.listed());
    row.title_at = kept.title_at;
    row.title_size = kept.title_size;
    const std::uint32_t votes_before = kept.votes;
    kept = row;
    block.versions[i] = version;
    put_title(block, i, title.substr(0, 0xFFFF));
    update_peaks(number, votes_before);
}

void MovieColumns::put_title(Block& block, std::size_t i, std::string_view title) {
    ListRow& row = block.rows[i];
    const std::string_view kept =
        std::string_view(block.titles).substr(row.title_at, row.title_size);
    if (kept == title) return;
    block.wasted += kept.size();
    row.title_at = static_cast<std::uint32_t>(block.titles.size());
    row.title_size = static_cast<std::uint16_t>(title.size());
    block.titles.append(title);
    if (block.wasted > 4096 && block.wasted > block.titles.size() / 2) compact_titles(block);
}

void MovieColumns::compact_titles(Block& block) {
    std::string titles;
    titles.reserve(block.titles.size() - block.wasted);
    for (ListRow& row : block.rows) {
        const auto at = static_cast<std::uint32_t>(titles.size());
        titles.append(block.titles, row.title_at, row.title_size);
        row.title_at = at;
    }
    block.titles = std::move(titles);
    block.wasted = 0;
}

void MovieColumns::update_peaks(std::uint32_t number, std::uint32_t votes_before) {
    Block& block = *blocks_[number / kBlock];
    const std::size_t i = number % kBlock;
    const std::size_t run = i / kRun;
    std::uint32_t peak = std::max(block.peaks[run], block.rows[i].votes);
    if (votes_before == peak && block.rows[i].votes < peak) {
        peak = 0;
        for (std::size_t j = run * kRun; j < (run + 1) * kRun; ++j) {
            peak = std::max(peak, block.rows[j].votes);
        }
    }
    if (block.peaks[run] == peak) return;
    block.peaks[run] = peak;
    peaks_[number / kBlock] = *std::max_element(block.peaks.begin(), block.peaks.end());
}

std::uint32_t MovieColumns::next_with_more_votes(std::uint32_t number, std::int64_t votes) const {
    std::size_t run = number / kRun;
    while (run / kRuns < blocks_.size()) {
        if (peaks_[run / kRuns] <= votes) {
            run = (run / kRuns + 1) * kRuns;
        } else if (blocks_[run / kRuns]->peaks[run % kRuns] <= votes) {
            ++run;
        } else {
            return std::max(number, static_cast<std::uint32_t>(run * kRun));
        }
    }
    return kNone;
}

std::uint32_t MovieColumns::highest_votes() const {
    return peaks_.empty() ? 0 : *std::max_element(peaks_.begin(), peaks_.end());
}

}  // namespace marquee::movie
