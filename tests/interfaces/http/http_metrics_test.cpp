#include "interfaces/http/http_metrics.h"

#include "gtest/gtest.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace marquee::http {
namespace {

TEST(HttpMetricsTest, CountsByRouteMethodAndStatus) {
    prometheus::Registry registry;
    HttpMetrics metrics(registry);
    metrics.answered("/v1/movies/{id}", "GET", 200, std::chrono::milliseconds(3));
    metrics.answered("/v1/movies/{id}", "GET", 200, std::chrono::milliseconds(300));
    metrics.answered("/v1/movies/{id}", "GET", 404, std::chrono::milliseconds(3));
    metrics.answered("unmatched", "BREW", 404, std::chrono::milliseconds(3));
    metrics.answered("unmatched", "STIR", 404, std::chrono::milliseconds(3));
    const std::string text = prometheus::TextSerializer().Serialize(registry.Collect());
    const auto has = [&](const std::string& line) {
        return text.find("\n" + line + "\n") != std::string::npos;
    };
    const std::string requests = "marquee_http_requests_total{";
    const std::string duration = "marquee_http_request_duration_seconds_";
    EXPECT_TRUE(has(requests + R"(method="GET",route="/v1/movies/{id}",status="200"} 2)")) << text;
    EXPECT_TRUE(has(requests + R"(method="GET",route="/v1/movies/{id}",status="404"} 1)"));
    EXPECT_TRUE(has(requests + R"(method="other",route="unmatched",status="404"} 2)"));
    EXPECT_TRUE(has(duration + R"(bucket{method="GET",route="/v1/movies/{id}",le="0.005"} 2)"));
    EXPECT_TRUE(has(duration + R"(count{method="GET",route="/v1/movies/{id}"} 3)"));
}

}  // namespace
}  // namespace marquee::http
