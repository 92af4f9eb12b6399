#include "interfaces/http/presentation.h"

#include "interfaces/http/representation.h"

namespace marquee::http {

void present(const Request& request, std::string_view pattern, const HttpServerOptions& options,
             Response& response) {
    choose_form(request, pattern, response);
    if (options.compression) choose_coding(request, response);
}

}  // namespace marquee::http
