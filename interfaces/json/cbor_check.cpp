#include "interfaces/json/cbor_check.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "domain/shared/error.h"

namespace marquee::json {
namespace {

/// The major types of RFC 8949 (3.1).
enum class Major { unsigned_number, negative_number, bytes, text, array, map, tag, simple };

/// The heads of a body's items one after another: whether they are nested does not matter here.
class Heads {
public:
    explicit Heads(std::string_view body) : rest_(body), size_(body.size()) {}

    void check() {
        while (!rest_.empty() && check_next()) {
        }
    }

private:
    static constexpr unsigned kBreak = 0xFF;

    /// False when there is nothing to make of the rest.
    bool check_next() {
        const auto first = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        if (first == kBreak) {
            in_pieces_ = false;
            return true;
        }
        const auto major = static_cast<Major>(first >> 5U);
        const unsigned info = first & 0x1FU;
        if (in_pieces_ && (info == 31 || major != piece_)) {
            refuse("the pieces of a text or of bytes have to be of its kind and of known length");
        }
        if (info == 31) return begin_pieces(major);
        std::uint64_t argument = info;
        return read_argument(info, argument) && check_item(major, argument);
    }

    bool begin_pieces(Major major) {
        in_pieces_ = major == Major::bytes || major == Major::text;
        piece_ = major;
        return true;
    }

    bool read_argument(unsigned info, std::uint64_t& argument) {
        if (info < 24) return true;
        const std::size_t bytes = std::size_t{1} << (info - 24U);
        if (info > 27 || rest_.size() < bytes) return false;
        argument = 0;
        for (const char c : rest_.substr(0, bytes)) {
            argument = argument << 8U | static_cast<unsigned char>(c);
        }
        rest_.remove_prefix(bytes);
        return true;
    }

    bool check_item(Major major, std::uint64_t argument) {
        switch (major) {
            case Major::negative_number:
                if (argument > std::numeric_limits<std::int64_t>::max()) {
                    refuse("it has an integer below -2^63");
                }
                return true;
            case Major::bytes:
            case Major::text:
                require(argument <= rest_.size());
                rest_.remove_prefix(argument);
                return true;
            case Major::array:
                require(argument <= rest_.size());
                return true;
            case Major::map:
                require(argument <= rest_.size() / 2);
                return true;
            case Major::unsigned_number:
            case Major::tag:
            case Major::simple:
                return true;
        }
        return false;
    }

    void require(bool fits) const {
        if (!fits) refuse("it ends too early: a length is larger than what is left");
    }

    [[noreturn]] void refuse(const std::string& reason) const {
        throw Error(ErrorCode::invalid, "the body is not valid CBOR: byte " +
                                            std::to_string(size_ - rest_.size()) + ": " + reason);
    }

    std::string_view rest_;
    std::size_t size_;
    /// Within a text or bytes of unknown length, and of which of them.
    bool in_pieces_ = false;
    Major piece_ = Major::text;
};

}  // namespace

void check_cbor(std::string_view body) {
    Heads(body).check();
}

}  // namespace marquee::json
