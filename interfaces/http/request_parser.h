#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "interfaces/http/body_decoder.h"
#include "interfaces/http/head_parser.h"
#include "interfaces/http/problem.h"

namespace marquee::http {

class InputBuffer;

/// Takes one request after another out of a connection's bytes, however they are cut. Never waits.
class RequestParser {
public:
    enum class Progress {
        /// The bytes are used up as far as they can be.
        needs_more,
        /// head() is there; expect_body() comes next.
        head,
        /// The request is there; begin_next() comes next.
        whole,
        /// refusal() says why; nothing after it can be understood.
        refused,
    };

    Progress advance(InputBuffer& input);

    /// How far the request has come.
    bool in_body() const { return stage_ == Stage::body; }

    /// Of this request; what is not needed any more may be moved away.
    Head& head() { return head_; }
    std::string& body() { return decoder_.body(); }
    const Refused& refusal() const { return *refused_; }

    /// A body of more than `limit` bytes is refused.
    void expect_body(std::size_t limit);
    void begin_next() { *this = RequestParser(); }

private:
    enum class Stage { head, body };

    Progress advance_head(InputBuffer& input);
    Progress advance_body(InputBuffer& input);
    Progress refuse(Refused why);

    Stage stage_ = Stage::head;
    /// No end of the head was found before it.
    std::size_t searched_ = 0;
    Head head_;
    BodyDecoder decoder_;
    std::optional<Refused> refused_;
};

}  // namespace marquee::http
