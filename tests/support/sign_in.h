#pragma once

#include <functional>
#include <string>

#include "tests/support/http_client.h"

namespace marquee::test {

/// That of the account admin of servers under test.
inline constexpr const char* kAdminPassword = "let the tests in";

/// Lets test clients of the server at that port sign in as admin, when they first need to and when
/// what they got then is good no more; `before` is done before that. `password` is made of letters,
/// digits and spaces. Callable, as all of these, from any thread.
void let_clients_sign_in(int port, std::function<void()> before = {},
                         std::string password = kAdminPassword);
void let_nobody_sign_in(int port);

/// The Authorization field of somebody who signed in, "Bearer …". Empty where nobody can.
std::string authorization_at(int port);

/// Sends by `send` what the method asks for: at once as admin, if it may change something, and
/// otherwise when it turns out to be needed. What has an Authorization field already goes as it is.
HttpReply send_signed_in(int port, const std::string& method, const HttpFields& headers,
                         const std::function<HttpReply(const HttpFields&)>& send);

}  // namespace marquee::test
