#include "interfaces/json/json_response.h"

#include "nlohmann/json.hpp"

#include "interfaces/json/text_writer.h"

namespace marquee::json {
namespace {

http::Response response_of(std::string body, int status) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

}  // namespace

http::Response json_response(const nlohmann::ordered_json& document, int status) {
    return response_of(document.dump(), status);
}

http::Response written_response(TextWriter& document, int status) {
    return response_of(document.take(), status);
}

http::Response no_content() {
    http::Response response;
    response.status = 204;
    return response;
}

}  // namespace marquee::json
