#pragma once

#include "nlohmann/json_fwd.hpp"

#include "domain/identity/ids.h"
#include "interfaces/http/request.h"
#include "interfaces/http/response.h"

namespace marquee::identity {

/// A single document with its tag, that is only for who asked; 304 when they have it already.
http::Response private_answer(const http::Request& request, const nlohmann::ordered_json& document);

/// A document that nobody may keep, since it has a secret in it or is soon out of date.
http::Response unstored_answer(const nlohmann::ordered_json& document, int status = 200);

/// The answer that the account is gone, and what other contexts have of it is about to go.
http::Response erasing_answer(const AccountId& id);

}  // namespace marquee::identity
