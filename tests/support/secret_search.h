#pragma once

#include <bitset>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace marquee::test {

/// Looks for secrets in what a run has left behind: as they are, percent-encoded, in base64 and
/// base64url at whatever offset, in hexadecimal, and escaped as in JSON and in the log. Half of a
/// secret is one too, so its beginning and its end are looked for by themselves. For one thread.
class SecretSearch {
public:
    /// Fewer bytes could be anything.
    static constexpr std::size_t kFewestBytes = 12;

    /// `what` it is, for findings: they never repeat it. Throws std::logic_error when it is shorter
    /// than kFewestBytes. The first and the last of these have to be ASCII.
    void add(const std::string& what, std::string_view secret);

    /// What there is in `text`, such as "the admin's password, in base64".
    std::set<std::string> found_in(std::string_view text) const;

    std::size_t size() const { return added_; }

private:
    struct Needle {
        std::string finding;
        std::string text;
    };

    void look_for(const std::string& what, const std::string& piece);
    void look_for_form(const std::string& finding, const std::string& text);

    /// By their first kKey bytes.
    std::unordered_multimap<std::string, Needle> needles_;
    /// The two bytes that they begin with.
    std::bitset<65536> beginnings_;
    std::size_t added_ = 0;
};

/// `text` with all percent-encoded but letters, digits and -._~.
std::string percent_encoded(std::string_view text);
/// In base64, with its padding.
std::string base64(std::string_view bytes);

}  // namespace marquee::test
