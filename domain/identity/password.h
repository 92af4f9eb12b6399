#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::identity {

/// Overwrites the text's bytes, whatever the compiler thinks of it, and leaves it empty.
void wipe(std::string& text);

/// A text that is wiped from memory when it goes.
class SecretText {
public:
    SecretText() = default;
    /// Wipes `text`, which it was made of.
    explicit SecretText(std::string&& text);
    explicit SecretText(std::string_view text) : bytes_(text.begin(), text.end()) {}
    SecretText(const SecretText&) = default;
    SecretText(SecretText&&) noexcept = default;
    SecretText& operator=(SecretText other) noexcept;
    ~SecretText();

    /// Also of an empty text not at null, which functions of C don't take.
    std::string_view view() const {
        return bytes_.empty() ? std::string_view("")
                              : std::string_view(bytes_.data(), bytes_.size());
    }

private:
    /// Not a string: a short one would leave a copy behind when it is moved.
    std::vector<char> bytes_;
};

/// A password that somebody chose: 8 to 1024 bytes of UTF-8 in NFC.
class Password {
public:
    static constexpr std::size_t kLeastBytes = 8;
    static constexpr std::size_t kMostBytes = 1024;

    /// Throws Error(invalid), blaming `field`; the message never has the password in it. Wipes
    /// `text`.
    explicit Password(std::string text, const std::string& field = "password");

    /// What is wrong with `text`, as the rest of a sentence, or nothing.
    static std::optional<std::string> problem(std::string_view text);

    std::string_view text() const { return text_.view(); }

private:
    SecretText text_;
};

}  // namespace marquee::identity
