#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "interfaces/http/negotiation.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::cache {

/// A good answer to a read as clients got it: in each form and content coding that was asked for.
/// A value.
class KeptAnswer {
public:
    /// `answer`, made at `made`, is what the handler of the route with `pattern` answers: JSON.
    /// With `packing`, clients get answers in a content coding when they like that.
    KeptAnswer(http::Response answer, std::string_view pattern, bool packing,
               std::chrono::steady_clock::time_point made);

    /// What the request gets, which may be 304; nothing when it asks for a form or coding that
    /// nobody asked for yet.
    std::optional<http::Response> answer_to(const http::Request& request) const;

    /// With the form and coding that the request asks for.
    KeptAnswer with_form_for(const http::Request& request, std::string_view pattern) const;

    /// All of what it takes, in bytes.
    std::size_t bytes() const;
    std::chrono::steady_clock::time_point made() const { return made_; }

private:
    using Variant = std::shared_ptr<const http::Response>;

    /// Where the form and coding that the request asks for have their place.
    std::size_t place_of(const http::Wanted& wanted) const;

    bool packing_;
    std::chrono::steady_clock::time_point made_;
    /// By form, and whether the client likes gzip, and whether it takes nothing else.
    std::array<Variant, http::kForms * 3> variants_;
};

}  // namespace marquee::cache
