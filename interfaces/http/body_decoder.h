#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "interfaces/http/problem.h"

namespace marquee::http {

struct Head;

/// Takes one request's body out of the bytes as they arrive, however they are cut, up to a limit in
/// bytes. Chunk extensions and trailers are passed over. Never waits.
class BodyDecoder {
public:
    /// Of no bytes.
    BodyDecoder() = default;
    BodyDecoder(const Head& head, std::size_t limit);

    /// Goes on with `bytes`, which follow those taken before: how many of them it has taken. With
    /// fewer than all it is complete, or refused, or needs more to go on.
    std::size_t take(std::string_view bytes);

    bool complete() const { return state_ == State::complete; }
    /// Why it is none that is taken here.
    const std::optional<Refused>& refused() const { return refused_; }
    std::string& body() { return body_; }

    static Refused too_large(std::size_t limit);

private:
    enum class State { sized, chunk_size, chunk, chunk_end, trailers, complete };

    std::size_t step(std::string_view bytes);
    std::size_t take_data(std::string_view bytes, State next);
    std::size_t take_chunk_size(std::string_view bytes);
    std::size_t take_chunk_end(std::string_view bytes);
    std::size_t take_trailer(std::string_view bytes);
    std::optional<std::string_view> whole_line(std::string_view bytes);
    void refuse(Refused why) { refused_ = std::move(why); }

    State state_ = State::complete;
    std::size_t limit_ = 0;
    /// Of the body, or of the chunk, are still to come.
    std::size_t left_ = 0;
    int trailers_ = 0;
    std::string body_;
    std::optional<Refused> refused_;
};

}  // namespace marquee::http
