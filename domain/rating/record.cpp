#include "domain/rating/record.h"

#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/text.h"

namespace marquee::rating {
namespace {

void require_name(const char* field, std::string_view text, std::size_t max_length) {
    if (is_opaque_name(text, max_length)) return;
    throw invalid_field(field, "must be 1 to " + std::to_string(max_length) +
                                   " of A-Z a-z 0-9 . _ -, and not . or ..");
}

void require_record_id(std::string_view text) {
    require_name("record_id", text, 64);
}

}  // namespace

RecordType::RecordType(std::string text) : text_(std::move(text)) {
    require_name("record_type", text_, 32);
}

RecordId::RecordId(std::string text) : text_(std::move(text)) {
    require_record_id(text_);
}

RecordView::RecordView(const RecordType& type, std::string_view id) : type_(type), id_(id) {
    require_record_id(id);
}

UserId::UserId(std::string text) : text_(std::move(text)) {
    require_name("user_id", text_, 64);
}

}  // namespace marquee::rating
