#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace marquee::rating {

/// What kind of thing is rated, such as "movie": 1 to 32 of `A-Z a-z 0-9 . _ -`.
class RecordType {
public:
    /// Throws Error(invalid), blaming `record_type`.
    explicit RecordType(std::string text);

    const std::string& text() const { return text_; }
    auto operator<=>(const RecordType&) const = default;

private:
    std::string text_;
};

/// Which one of its kind: 1 to 64 of `A-Z a-z 0-9 . _ -`.
class RecordId {
public:
    /// Throws Error(invalid), blaming `record_id`.
    explicit RecordId(std::string text);

    const std::string& text() const { return text_; }
    auto operator<=>(const RecordId&) const = default;

private:
    std::string text_;
};

/// Who rates: 1 to 64 of `A-Z a-z 0-9 . _ -`.
class UserId {
public:
    /// Throws Error(invalid), blaming `user_id`.
    explicit UserId(std::string text);

    const std::string& text() const { return text_; }
    auto operator<=>(const UserId&) const = default;

private:
    std::string text_;
};

/// The thing that is rated.
struct Record {
    RecordType type;
    RecordId id;

    auto operator<=>(const Record&) const = default;
};

/// The name of a record for who only looks it up: it refers to texts that outlive it, and so takes
/// no memory.
class RecordView {
public:
    /// Throws Error(invalid), blaming `record_id`, for what is no RecordId.
    RecordView(const RecordType& type, std::string_view id);
    /// Of itself, as a string_view of a string. NOLINTNEXTLINE(google-explicit-constructor)
    RecordView(const Record& record) : type_(record.type), id_(record.id.text()) {}

    const RecordType& type() const { return type_; }
    std::string_view id() const { return id_; }
    /// What it names.
    Record record() const { return {type_, RecordId(std::string(id_))}; }

private:
    const RecordType& type_;
    std::string_view id_;
};

}  // namespace marquee::rating
