#include "infrastructure/search/preferred_documents.h"

#include <algorithm>

namespace marquee::search {

PreferredDocuments::PreferredDocuments(const Preference& preference,
                                       const std::optional<Hit>& after)
    : preference_(preference), after_(after) {}

void PreferredDocuments::init(const Xapian::Database& database) {
    count_ = database.get_doccount();
    last_ = database.get_lastdocid();
    number_ = 0;
    const double highest =
        after_ ? std::min(after_->rank, preference_.highest()) : preference_.highest();
    set_maxweight(highest + 1);
}

/// At least 1, so that 0 is left for what has no weight yet.
double PreferredDocuments::get_weight() const {
    return rank_ + 1;
}

void PreferredDocuments::next(double min_weight) {
    go_to(number_ + 1, min_weight);
}

void PreferredDocuments::skip_to(Xapian::docid number, double min_weight) {
    go_to(std::max(number, number_), min_weight);
}

bool PreferredDocuments::check(Xapian::docid number, double min_weight) {
    number_ = std::max(number, number_);
    // To look at a document's own rank is a cache miss; what its neighbours have at most is not.
    if (min_weight >= 1 && preference_.next_above(number_, min_weight - 1) != number_) return false;
    return settle(min_weight);
}

void PreferredDocuments::go_to(Xapian::docid number, double min_weight) {
    for (; number <= last_; ++number) {
        // Documents come in the order of their numbers, and of equals the lower number goes first:
        // one of no more than the least rank that counts would come too late.
        if (min_weight >= 1) number = preference_.next_above(number, min_weight - 1);
        if (number > last_) break;
        number_ = number;
        if (settle(min_weight)) return;
    }
    number_ = kNone;
}

bool PreferredDocuments::settle(double min_weight) {
    const auto rank = preference_.rank(number_);
    if (!rank) return false;
    rank_ = *rank;
    return rank_ + 1 > min_weight && comes_after(number_, rank_);
}

bool PreferredDocuments::comes_after(Xapian::docid number, double rank) const {
    return !after_ || rank < after_->rank || (rank == after_->rank && number > after_->number);
}

}  // namespace marquee::search
