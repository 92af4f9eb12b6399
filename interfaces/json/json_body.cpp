#include "interfaces/json/json_body.h"

#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "domain/shared/text.h"
#include "interfaces/json/document_builder.h"

namespace marquee::json {

nlohmann::json parse_object(std::string_view body) {
    if (!code_points(body)) throw Error(ErrorCode::invalid, "the body is not valid UTF-8");
    DocumentBuilder builder(body, Syntax::json);
    nlohmann::json::sax_parse(body.begin(), body.end(), &builder);
    nlohmann::json document = builder.take();
    if (!document.is_object()) {
        throw Error(ErrorCode::invalid, "the body must be a JSON object");
    }
    return document;
}

}  // namespace marquee::json
