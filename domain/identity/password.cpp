#include "domain/identity/password.h"

#include <utility>

#include "domain/shared/error.h"
#include "domain/shared/text.h"

namespace marquee::identity {
namespace {

void overwrite(char* bytes, std::size_t size) {
    // Otherwise the compiler may leave out what nobody reads any more.
    volatile char* byte = bytes;
    for (std::size_t i = 0; i < size; ++i) byte[i] = 0;
}

}  // namespace

void wipe(std::string& text) {
    overwrite(text.data(), text.size());
    text.clear();
}

SecretText::SecretText(std::string&& text) : SecretText(std::string_view(text)) {
    wipe(text);
}

SecretText& SecretText::operator=(SecretText other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
}

SecretText::~SecretText() {
    overwrite(bytes_.data(), bytes_.size());
}

Password::Password(std::string text, const std::string& field) : text_(std::move(text)) {
    if (const auto found = problem(text_.view())) throw invalid_field(field, *found);
}

std::optional<std::string> Password::problem(std::string_view text) {
    const auto bytes = std::to_string(text.size());
    if (text.size() < kLeastBytes) {
        return "must have at least " + std::to_string(kLeastBytes) + " bytes, not " + bytes;
    }
    if (text.size() > kMostBytes) {
        return "must have at most " + std::to_string(kMostBytes) + " bytes, not " + bytes;
    }
    if (!code_points(text)) return "is not valid UTF-8";
    return std::nullopt;
}

}  // namespace marquee::identity
