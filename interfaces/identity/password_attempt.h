#pragma once

#include <optional>
#include <string>

#include "interfaces/http/failure_backoff.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::identity {

/// One attempt to show that one knows an account's password. Those who guess have to wait between
/// theirs, by the account and by the address that they guess from. For one thread.
///
/// Whoever learns nothing, because something else failed, says of it neither that it failed nor
/// that it succeeded.
class PasswordAttempt {
public:
    /// The references outlive the attempt. `name` is the account's as it was written in NFC,
    /// whether anybody has it or not.
    PasswordAttempt(http::FailureBackoff& backoff, const http::Request& request,
                    const std::string& name);

    /// The answer to one that must not be made yet: 429 and for how long. To be asked once, before
    /// it is made.
    std::optional<http::Response> refusal();

    void failed();
    void succeeded();

private:
    http::FailureBackoff& backoff_;
    const http::Request& request_;
    std::string account_;
};

}  // namespace marquee::identity
