#pragma once

#include <array>
#include <bitset>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace marquee::app {

/// The bounded contexts, each of which may be in a process of its own.
enum class ContextName { metadata, rating, movie, identity };

inline constexpr std::array kAllContexts{ContextName::metadata, ContextName::rating,
                                         ContextName::movie, ContextName::identity};

std::string_view name_of(ContextName context);

/// Some of them.
class ContextSet {
public:
    ContextSet() = default;
    ContextSet(std::initializer_list<ContextName> contexts) {
        for (const auto context : contexts) insert(context);
    }

    static ContextSet all();
    /// "metadata,rating", or "all". Nothing for any other text, and for none at all.
    static std::optional<ContextSet> parse(std::string_view text);

    bool contains(ContextName context) const { return bits_.test(index_of(context)); }
    bool complete() const { return bits_.all(); }
    void insert(ContextName context) { bits_.set(index_of(context)); }
    /// As parse() takes it.
    std::string text() const;

    bool operator==(const ContextSet&) const = default;

private:
    static std::size_t index_of(ContextName context) { return static_cast<std::size_t>(context); }

    std::bitset<kAllContexts.size()> bits_;
};

}  // namespace marquee::app
