// In an executable of tests, this has every answer that a client sees held against the OpenAPI
// document; what differs fails the test that saw it.
#include <gtest/gtest.h>

#include "tests/support/api_description.h"

namespace marquee::test {
namespace {

void check(const HttpExchange& exchange) {
    for (const auto& finding : contradictions(exchange)) {
        ADD_FAILURE() << "not as the OpenAPI document says: " << exchange.method << " "
                      << exchange.target << " " << exchange.reply.status << ": " << finding;
    }
}

const bool kObserving = [] {
    exchange_observer = check;
    return true;
}();

}  // namespace
}  // namespace marquee::test
