#include "app/compat_serving.h"

#include <utility>

#include "app/uuid.h"
#include "interfaces/compat/compat_routes.h"

namespace marquee::app {

compat::Services compat_services(Contexts& contexts) {
    const auto& hosted = contexts.hosted;
    return {hosted.contains(ContextName::metadata) ? &contexts.metadata : nullptr,
            hosted.contains(ContextName::rating) ? &contexts.ratings : nullptr,
            hosted.contains(ContextName::movie) ? &contexts.movies : nullptr};
}

CompatServing::CompatServing(http::HttpServerOptions options, Contexts& contexts,
                             const http::RequestLog& log, http::Authenticator& authenticator,
                             http::RequestLimits& limits)
    : router_(compat::compat_routes(compat_services(contexts)), log, authenticator,
              http::RouterOptions{.limits = &limits}),
      server_(std::move(options), router_, log, contexts.metrics,
              [] { return new_uuid(system_now()); }) {}

}  // namespace marquee::app
