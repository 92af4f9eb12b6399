#include "interfaces/json/json_response.h"

#include "nlohmann/json.hpp"

namespace marquee::json {

http::Response json_response(const nlohmann::ordered_json& document, int status) {
    http::Response response;
    response.status = status;
    response.body = document.dump();
    return response;
}

http::Response no_content() {
    http::Response response;
    response.status = 204;
    return response;
}

}  // namespace marquee::json
