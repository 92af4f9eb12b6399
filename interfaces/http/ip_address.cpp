#include "interfaces/http/ip_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

#include "interfaces/http/field_value.h"

namespace marquee::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t kLongest = INET6_ADDRSTRLEN;

/// Whether the bits from `from` on are all 0.
bool is_clear(const std::array<std::uint8_t, 16>& bytes, int from) {
    for (int bit = from; bit < 128; ++bit) {
        if (bytes[static_cast<std::size_t>(bit / 8)] & (0x80 >> (bit % 8))) return false;
    }
    return true;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.find(':') != std::string_view::npos) text = text.substr(0, text.find('%'));
    if (text.size() > kLongest || text.find('\0') != std::string_view::npos) return std::nullopt;
    std::array<char, kLongest + 1> terminated{};
    std::ranges::copy(text, terminated.begin());
    IpAddress address;
    if (inet_pton(AF_INET6, terminated.data(), address.bytes_.data()) == 1) return address;
    std::ranges::copy(kMapped, address.bytes_.begin());
    if (inet_pton(AF_INET, terminated.data(), &address.bytes_[kMapped.size()]) == 1) {
        return address;
    }
    return std::nullopt;
}

bool IpAddress::is_v4() const {
    return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin());
}

std::string IpAddress::text() const {
    std::array<char, kLongest + 1> text{};
    if (!is_v4()) {
        inet_ntop(AF_INET6, bytes_.data(), text.data(), kLongest);
        return text.data();
    }
    // inet_ntop formats it by printf, which costs as much as half of a request.
    char* end = text.data();
    for (std::size_t i = kMapped.size(); i < bytes_.size(); ++i) {
        if (i > kMapped.size()) *end++ = '.';
        end = std::to_chars(end, text.data() + text.size(), bytes_[i]).ptr;
    }
    return {text.data(), end};
}

std::string_view IpAddress::client() const {
    const std::string_view all(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    return is_v4() ? all.substr(kMapped.size()) : all.substr(0, 8);
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto first = IpAddress::parse(text.substr(0, slash));
    if (!first) return std::nullopt;
    AddressRange range{*first};
    if (slash == std::string_view::npos) return range;
    const std::string_view digits = text.substr(slash + 1);
    const char* end = digits.data() + digits.size();
    const auto [rest, failure] = std::from_chars(digits.data(), end, range.prefix);
    const bool is_number = failure == std::errc() && rest == end && digits.front() != '-';
    if (first->is_v4()) range.prefix += 96;
    if (!is_number || range.prefix > 128 || !is_clear(first->bytes(), range.prefix)) {
        return std::nullopt;
    }
    return range;
}

bool AddressRange::contains(const IpAddress& address) const {
    const auto whole = static_cast<std::ptrdiff_t>(prefix / 8);
    const auto& own = first.bytes();
    if (!std::equal(own.begin(), own.begin() + whole, address.bytes().begin())) return false;
    if (prefix % 8 == 0) return true;
    const auto at = static_cast<std::size_t>(whole);
    return ((own[at] ^ address.bytes()[at]) & (0xFF00 >> (prefix % 8)) & 0xFF) == 0;
}

std::string AddressRange::text() const {
    const int bits = first.is_v4() ? prefix - 96 : prefix;
    return first.text() + (prefix == 128 ? "" : "/" + std::to_string(bits));
}

std::optional<AddressRanges> AddressRanges::parse(std::string_view text) {
    AddressRanges ranges;
    if (text == "none") return ranges;
    for (const std::string_view item : list_items(text)) {
        const auto range = AddressRange::parse(item);
        if (!range) return std::nullopt;
        ranges.ranges_.push_back(*range);
    }
    if (ranges.ranges_.empty()) return std::nullopt;
    return ranges;
}

bool AddressRanges::contains(const IpAddress& address) const {
    return std::ranges::any_of(ranges_, [&](const auto& range) { return range.contains(address); });
}

std::string AddressRanges::text() const {
    std::string text;
    for (const AddressRange& range : ranges_) text += (text.empty() ? "" : ", ") + range.text();
    return text.empty() ? "none" : text;
}

}  // namespace marquee::http
