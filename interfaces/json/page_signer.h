#pragma once

#include <string>
#include <string_view>

namespace marquee::json {

/// Signs page tokens, so that one that a client made up, changed or took from another list is not
/// taken. Does not change; callable from any thread.
class PageSigner {
public:
    /// `secret` has 32 bytes, and is the same on every instance. Throws std::invalid_argument for
    /// another length.
    explicit PageSigner(std::string secret);

    /// A token that holds `content`, for the list that `list` names; base64url.
    std::string sign(std::string_view content, std::string_view list) const;

    /// The content again, or an Error(invalid) that blames `page_token`.
    std::string verify(std::string_view token, std::string_view list) const;

private:
    std::string signature(std::string_view content, std::string_view list) const;

    std::string secret_;
};

}  // namespace marquee::json
