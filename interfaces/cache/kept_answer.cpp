#include "interfaces/cache/kept_answer.h"

#include <utility>

#include "interfaces/http/conditional.h"
#include "interfaces/http/representation.h"

namespace marquee::cache {
namespace {

/// What an allocation takes besides what was asked for.
constexpr std::size_t kAllocation = 16;

std::size_t bytes_of(const std::string& text) {
    return text.capacity() < sizeof text / 2 ? 0 : text.capacity() + 1 + kAllocation;
}

std::size_t bytes_of(const http::Response& response) {
    // With the count of its owners.
    std::size_t bytes = sizeof response + 2 * kAllocation;
    bytes += bytes_of(response.body) + bytes_of(response.content_type);
    bytes += response.headers.capacity() * sizeof response.headers[0] + kAllocation;
    for (const auto& [name, value] : response.headers) bytes += bytes_of(name) + bytes_of(value);
    return bytes;
}

std::shared_ptr<const http::Response> presented(http::Response response,
                                                const http::Request& request,
                                                std::string_view pattern, bool packing) {
    http::choose_form(request, pattern, response);
    if (packing) http::choose_coding(request, response);
    response.presented = true;
    response.body.shrink_to_fit();
    return std::make_shared<const http::Response>(std::move(response));
}

/// The answer if the client has what `plain` says already.
std::optional<http::Response> not_modified(const http::Request& request,
                                           const http::Response& plain) {
    if (!request.headers.find("If-None-Match")) return std::nullopt;
    http::Response head;
    head.headers = plain.headers;
    head = http::not_modified_or(request, std::move(head));
    if (head.status != 304) return std::nullopt;
    return head;
}

}  // namespace

KeptAnswer::KeptAnswer(http::Response answer, std::string_view pattern, bool packing,
                       std::chrono::steady_clock::time_point made)
    : packing_(packing), made_(made) {
    variants_[0] = presented(std::move(answer), http::Request(), pattern, packing);
}

std::optional<http::Response> KeptAnswer::answer_to(const http::Request& request) const {
    if (auto answer = not_modified(request, *variants_[0])) return answer;
    const http::Wanted wanted = http::wanted(request.headers);
    const Variant& variant = variants_[place_of(wanted)];
    if (!variant) return std::nullopt;
    http::Response answer = *variant;
    // A client has its own name for it.
    if (wanted.form != http::Form::json) answer.content_type = wanted.media_type;
    return answer;
}

KeptAnswer KeptAnswer::with_form_for(const http::Request& request, std::string_view pattern) const {
    KeptAnswer more = *this;
    http::Response plain = *variants_[0];
    plain.presented = false;
    auto variant = presented(std::move(plain), request, pattern, packing_);
    // What is too small to be packed is the same for all.
    if (variant->body == variants_[0]->body) variant = variants_[0];
    more.variants_[place_of(http::wanted(request.headers))] = std::move(variant);
    return more;
}

std::size_t KeptAnswer::bytes() const {
    std::size_t bytes = sizeof *this + bytes_of(*variants_[0]);
    for (const auto& variant : variants_) {
        if (variant && variant != variants_[0]) bytes += bytes_of(*variant);
    }
    return bytes;
}

std::size_t KeptAnswer::place_of(const http::Wanted& wanted) const {
    // Without any of ours, which is refused elsewhere, it is JSON as well.
    const auto form = static_cast<std::size_t>(wanted.form.value_or(http::Form::json));
    std::size_t coding = 0;
    if (packing_ && wanted.takes_gzip && !wanted.takes_identity) {
        coding = 2;
    } else if (packing_ && wanted.prefers_gzip) {
        coding = 1;
    }
    return form * 3 + coding;
}

}  // namespace marquee::cache
