#include "interfaces/metadata/metadata_routes.h"

#include <utility>

#include "nlohmann/json.hpp"

#include "application/metadata/metadata_service.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/http/conditional.h"
#include "interfaces/json/description_json.h"
#include "interfaces/json/json_body.h"
#include "interfaces/json/json_response.h"
#include "interfaces/json/text_writer.h"

namespace marquee::metadata {
namespace {

using http::Body;
using http::Guard;
using http::Request;
using http::Response;

Response read_metadata(MetadataService& service, const Request& request);
Response put_metadata(MetadataService& service, const Request& request);
Response remove_metadata(MetadataService& service, const Request& request);

}  // namespace

std::vector<http::Route> metadata_routes(MetadataService& service) {
    const auto on = [&service](auto handler) {
        return [&service, handler](const Request& request) { return handler(service, request); };
    };
    // clang-format off
    return {
        {"GET",    "/v1/metadata/{id}", Guard::reader, Body::none, {}, on(read_metadata)},
        {"PUT",    "/v1/metadata/{id}", Guard::editor, Body::json, {}, on(put_metadata)},
        {"DELETE", "/v1/metadata/{id}", Guard::editor, Body::none, {}, on(remove_metadata)},
    };
    // clang-format on
}

namespace {

[[noreturn]] void throw_not_found(const MovieRef& ref) {
    throw Error(ErrorCode::not_found, "there is no metadata of a movie " + to_string(ref));
}

Response metadata_response(const MovieMetadata& metadata) {
    json::TextWriter object;
    object.open_object().name("id").text(metadata.id.text());
    json::write_description(metadata.description, object);
    object.name("created_at").text(format_time(metadata.created_at));
    object.name("updated_at").text(format_time(metadata.updated_at)).close_object();
    return json::written_response(object).with("ETag", http::etag_of(metadata.revision));
}

MovieRef ref_in(const Request& request) {
    return parse_movie_ref(request.path_parameter("id"));
}

/// The id that the movie of this name has. Throws Error(not_found) for an unknown external id.
MovieId id_of(MetadataService& service, const Request& request, const MovieRef& ref) {
    if (const auto* id = std::get_if<MovieId>(&ref)) return *id;
    const auto found = service.find(request.call, ref);
    if (!found) throw_not_found(ref);
    return found->id;
}

Response read_metadata(MetadataService& service, const Request& request) {
    const MovieRef ref = ref_in(request);
    const auto found = service.find(request.call, ref);
    if (!found) throw_not_found(ref);
    return http::not_modified_or(request, metadata_response(*found));
}

Response put_metadata(MetadataService& service, const Request& request) {
    const MovieRef ref = ref_in(request);
    Precondition precondition = http::precondition_of(request);
    const auto written = json::read_movie(json::parse_object(request.body));
    const MovieId id = id_of(service, request, ref);
    json::require_same_id(written.id, id);
    // An external id names a movie that exists; one that was removed meanwhile must not come back.
    const bool by_external_id = std::holds_alternative<ExternalId>(ref);
    if (by_external_id && precondition.existence == Precondition::Existence::either) {
        precondition.existence = Precondition::Existence::must_exist;
    }
    const Described described =
        service.describe(request.call, id, written.description, precondition);
    Response response = metadata_response(described.metadata);
    if (described.created) {
        response.status = 201;
        response.with("Location", "/v1/metadata/" + id.text());
    }
    return response;
}

Response remove_metadata(MetadataService& service, const Request& request) {
    const MovieRef ref = ref_in(request);
    const Precondition precondition = http::precondition_of(request);
    if (!service.remove(request.call, id_of(service, request, ref), precondition)) {
        throw_not_found(ref);
    }
    return json::no_content();
}

}  // namespace
}  // namespace marquee::metadata
