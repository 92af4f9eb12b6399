#include "domain/rating/rating_import.h"

#include <algorithm>
#include <functional>

#include "domain/shared/error.h"

namespace marquee::rating {

void require_order(const std::vector<RecordImport>& records) {
    constexpr auto kNotBefore = std::greater_equal();
    const auto has_disorder = [&](const RecordImport& record) {
        return std::ranges::adjacent_find(record.opinions, kNotBefore,
                                          &RecordImport::Opinion::user) != record.opinions.end();
    };
    if (std::ranges::adjacent_find(records, kNotBefore, &RecordImport::record) != records.end() ||
        std::ranges::any_of(records, has_disorder)) {
        throw Error(ErrorCode::invalid, "ratings are imported in order, each of them once");
    }
}

}  // namespace marquee::rating
