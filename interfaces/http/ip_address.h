#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marquee::http {

/// An IPv4 or IPv6 address. An IPv4 address within IPv6 (::ffff:192.0.2.1) is the IPv4 address.
class IpAddress {
public:
    /// Nothing when `text` is no numeric address. A zone (fe80::1%eth0) is left out.
    static std::optional<IpAddress> parse(std::string_view text);

    bool is_v4() const;
    std::string text() const;
    /// All of it in 16 bytes, an IPv4 address as ::ffff:192.0.2.1.
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
    /// What stands for one client: an IPv4 address by itself, of an IPv6 address the network (/64),
    /// in which everybody can have as many addresses as they like.
    std::string_view client() const;

    bool operator==(const IpAddress&) const = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

/// Addresses that begin with the same bits.
struct AddressRange {
    IpAddress first;
    /// How many bits, of the 128 that IpAddress::bytes() has.
    int prefix = 128;

    /// "10.0.0.0/8", "fd00::/8", or an address for itself alone. Nothing when it is none of these,
    /// or has a bit set beyond its prefix, which is a mistake.
    static std::optional<AddressRange> parse(std::string_view text);

    bool contains(const IpAddress& address) const;
    std::string text() const;

    bool operator==(const AddressRange&) const = default;
};

/// Several ranges.
class AddressRanges {
public:
    /// Ranges with commas between, or "none".
    static std::optional<AddressRanges> parse(std::string_view text);

    bool contains(const IpAddress& address) const;
    bool empty() const { return ranges_.empty(); }
    /// As parse() takes it.
    std::string text() const;

    bool operator==(const AddressRanges&) const = default;

private:
    std::vector<AddressRange> ranges_;
};

}  // namespace marquee::http
