#pragma once

#include <optional>
#include <xapian.h>

#include "infrastructure/search/text_index.h"

namespace marquee::search {

/// The documents of a tier that a Preference admits, with their ranks as weights. It passes over
/// those that can't come among the best any more, by which a search for a frequent word ends soon.
class PreferredDocuments : public Xapian::PostingSource {
public:
    /// `preference` outlives it. With `after`, only those that come after it.
    PreferredDocuments(const Preference& preference, const std::optional<Hit>& after);

    void init(const Xapian::Database& database) override;
    Xapian::doccount get_termfreq_min() const override { return 0; }
    /// Xapian asks first whoever has the fewest documents. Measured: to be asked after a rare word,
    /// but before frequent ones and before choices of many words, is cheapest.
    Xapian::doccount get_termfreq_est() const override { return count_ / 30; }
    Xapian::doccount get_termfreq_max() const override { return count_; }
    double get_weight() const override;
    void next(double min_weight) override;
    void skip_to(Xapian::docid number, double min_weight) override;
    bool check(Xapian::docid number, double min_weight) override;
    bool at_end() const override { return number_ == kNone; }
    Xapian::docid get_docid() const override { return number_; }

private:
    static constexpr Xapian::docid kNone = 0xFFFFFFFF;
    void go_to(Xapian::docid number, double min_weight);
    /// Whether the document at `number_` is wanted; takes its rank.
    bool settle(double min_weight);
    bool comes_after(Xapian::docid number, double rank) const;

    const Preference& preference_;
    std::optional<Hit> after_;
    Xapian::doccount count_ = 0;
    Xapian::docid last_ = 0;
    Xapian::docid number_ = 0;
    double rank_ = 0;
};

}  // namespace marquee::search
