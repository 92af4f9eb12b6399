#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json_fwd.hpp"

#include "domain/shared/clock.h"
#include "domain/shared/error.h"

namespace marquee::json {

/// Reads the fields of a JSON object that a client sent, and gathers all that is wrong with them,
/// so that the client learns everything at once: what a getter can't read is noted, and answered as
/// absent. A field that is null is as good as absent. Texts come in NFC. For one thread.
class ObjectReader {
public:
    /// More errors than these are not gathered: nobody reads them.
    static constexpr std::size_t kMaxErrors = 100;

    /// `object` outlives the reader.
    explicit ObjectReader(const nlohmann::json& object);

    ObjectReader(const ObjectReader&) = delete;
    ObjectReader& operator=(const ObjectReader&) = delete;

    std::optional<std::string> text(const std::string& name);
    /// A whole number: 8 or 8.0, but not 7.5 and not "8".
    std::optional<std::int64_t> whole_number(const std::string& name);
    std::optional<int> small_whole_number(const std::string& name);
    std::optional<bool> flag(const std::string& name);
    /// A time as RFC 3339 has it.
    std::optional<Timestamp> time(const std::string& name);
    std::vector<std::string> texts(const std::string& name);
    /// An object whose values are texts; null ones are left out.
    std::map<std::string, std::string> text_map(const std::string& name);

    /// Calls `read` for each element of an array of objects, and refuses what it did not read. One
    /// of more than `most` elements is refused unread.
    void objects(const std::string& name, std::size_t most,
                 const std::function<void(ObjectReader&)>& read);

    std::optional<std::string> required_text(const std::string& name);
    std::optional<std::int64_t> required_whole_number(const std::string& name);
    std::vector<std::string> required_texts(const std::string& name);

    /// Notes the field as wrong with this message when it is there, even as null.
    void forbid(const std::string& name, const std::string& message);
    /// Takes the field for known, whatever it is.
    void ignore(const std::string& name);

    /// Notes that the field is wrong.
    void blame(const std::string& name, const std::string& message);
    /// Runs `make`, which turns the field into a value object; what it refuses is noted.
    void make(const std::string& name, const std::function<void()>& make);
    /// Notes the field as missing when it is absent; false then.
    bool require(const std::string& name);

    bool failed() const { return !errors_->empty(); }
    /// Refuses the fields that were not asked for, and throws Error(invalid) with all that is
    /// wrong.
    void finish();

private:
    ObjectReader(const nlohmann::json& object, std::string prefix, std::vector<FieldError>& errors);

    /// The field's value; nothing when it is absent or null.
    const nlohmann::json* find(const std::string& name);
    const nlohmann::json* array(const std::string& name);
    std::optional<std::string> text_in(const nlohmann::json& value, const std::string& name);
    void refuse_unknown();

    const nlohmann::json& object_;
    /// What comes before a field's name: "cast[3].".
    std::string prefix_;
    std::vector<FieldError> own_errors_;
    /// Those of the outermost reader.
    std::vector<FieldError>* errors_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace marquee::json
