#include "interfaces/json/binary_form.h"

#include "nlohmann/json.hpp"

#include "interfaces/json/cbor_check.h"
#include "interfaces/json/document_builder.h"

namespace marquee::json {

std::string json_text_of(std::string_view body, BinaryForm form) {
    using nlohmann::json;
    const bool cbor = form == BinaryForm::cbor;
    if (cbor) check_cbor(body);
    DocumentBuilder builder(body, cbor ? Syntax::cbor : Syntax::msgpack);
    json::sax_parse(body.begin(), body.end(), &builder,
                    cbor ? json::input_format_t::cbor : json::input_format_t::msgpack);
    return builder.take().dump();
}

std::optional<std::string> binary_of(std::string_view text, BinaryForm form) {
    using nlohmann::ordered_json;
    const auto document = ordered_json::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded()) return std::nullopt;
    std::string bytes;
    if (form == BinaryForm::cbor) {
        ordered_json::to_cbor(document, bytes);
    } else {
        ordered_json::to_msgpack(document, bytes);
    }
    return bytes;
}

}  // namespace marquee::json
