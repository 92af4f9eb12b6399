#include "interfaces/import/import_routes.h"

#include <charconv>
#include <string>

#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "domain/shared/permission.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/http/audit_log.h"
#include "interfaces/http/problem.h"
#include "interfaces/import/import_desk.h"
#include "interfaces/json/json_body.h"
#include "interfaces/json/json_response.h"
#include "interfaces/json/object_reader.h"
#include "interfaces/json/page_token.h"

namespace marquee::movielens {
namespace {

using http::Body;
using http::Guard;
using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr std::size_t kMostFiles = 4;

ordered_json progress_json(const Progress& progress) {
    return {{"phase", progress.phase},
            {"bytes_done", progress.bytes_done},
            {"bytes_total", progress.bytes_total},
            {"rows", progress.rows}};
}

ordered_json report_json(const ImportReport& report) {
    const auto& [movies, tags, ratings, skipped, dropped, stopped] = report;
    return {{"movies",
             {{"read", movies.read},
              {"created", movies.created},
              {"changed", movies.changed},
              {"unchanged", movies.unchanged}}},
            {"tags", {{"read", tags.read}, {"keywords", tags.keywords}}},
            {"ratings",
             {{"read", ratings.read},
              {"created", ratings.created},
              {"replaced", ratings.replaced},
              {"unchanged", ratings.unchanged}}},
            {"skipped_rows", skipped},
            {"dropped_external_ids", dropped}};
}

ordered_json import_json(const ImportStatus& status) {
    auto files = ordered_json::array();
    for (const auto& [name, bytes, received] : status.files) {
        files.push_back({{"name", name}, {"bytes", bytes}, {"received", received}});
    }
    ordered_json document{{"id", status.id},
                          {"state", name_of(status.state)},
                          {"dry_run", status.dry_run},
                          {"files", std::move(files)},
                          {"started_at", format_time(status.started_at)},
                          {"problems", status.problems},
                          {"problems_kept", status.problems_kept}};
    if (status.ended_at) document["ended_at"] = format_time(*status.ended_at);
    if (status.progress) document["progress"] = progress_json(*status.progress);
    if (status.report) document["report"] = report_json(*status.report);
    if (!status.failure.empty()) document["failure"] = status.failure;
    return document;
}

Response answer(const ordered_json& document, int status = 200) {
    return json::json_response(document, status).with("Cache-Control", "no-store");
}

struct Wanted {
    ImportOptions options;
    std::vector<ImportFile> files;
};

Wanted read_wanted(const Request& request) {
    const auto body = json::parse_object(request.body);
    json::ObjectReader reader(body);
    Wanted wanted;
    wanted.options.dry_run = reader.flag("dry_run").value_or(false);
    reader.require("files");
    reader.objects("files", kMostFiles, [&](json::ObjectReader& file) {
        const auto name = file.required_text("name");
        const auto bytes = file.required_whole_number("bytes");
        if (bytes && *bytes < 1) file.blame("bytes", "must be 1 or more");
        if (name && bytes && *bytes > 0) {
            wanted.files.push_back({*name, static_cast<std::uint64_t>(*bytes)});
        }
    });
    reader.finish();
    return wanted;
}

/// What an import does is done by Marquee itself, once who asked for it may do all of that.
void require_all_rights(const Call& call) {
    require(call, Scope::catalogue_write);
    require(call, Scope::ratings_write_any);
}

bool is_too_large(const std::vector<ImportFile>& files) {
    auto room = ImportDesk::kMostBytes;
    for (const auto& file : files) {
        if (file.bytes > room) return true;
        room -= file.bytes;
    }
    return false;
}

Response begin_import(ImportDesk& desk, const http::AuditLog& audit, const Request& request) {
    require_all_rights(request.call);
    const auto wanted = read_wanted(request);
    if (is_too_large(wanted.files)) {
        return http::problem_response(
            {http::Refusal::payload_too_large,
             "the files of an import may have " + std::to_string(ImportDesk::kMostBytes) +
                 " bytes together; larger ones are imported by \"marquee import movielens\""},
            request.call.request_id);
    }
    return audit.record(request, {"import.begin", "", ""}, [&](http::AuditAct& act) {
        const auto status = desk.begin(wanted.options, wanted.files);
        act.target = status.id;
        return answer(import_json(status), 202).with("Location", "/v1/admin/imports/" + status.id);
    });
}

Response list_imports(const ImportDesk& desk) {
    auto items = ordered_json::array();
    if (const auto last = desk.last()) items.push_back(import_json(*last));
    return answer({{"items", std::move(items)}});
}

std::uint64_t offset_of(const Request& request) {
    const auto text = request.query_parameter("offset").value_or("0");
    std::uint64_t offset = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), offset);
    if (failure != std::errc() || end != text.data() + text.size()) {
        throw invalid_field("offset", "must be a whole number, from 0 on");
    }
    return offset;
}

Response take_piece(ImportDesk& desk, const Request& request) {
    require_all_rights(request.call);
    return answer(
        import_json(desk.take(request.path_parameter("id"), request.path_parameter("file"),
                              offset_of(request), request.body)));
}

std::size_t first_of(const Request& request) {
    const auto token = request.query_parameter("page_token");
    if (!token) return 0;
    const auto text = json::decode_page_token(*token, 1).front();
    std::size_t first = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), first);
    if (failure != std::errc() || end != text.data() + text.size()) json::refuse_page_token();
    return first;
}

Response list_problems(const ImportDesk& desk, const Request& request) {
    const auto size = json::page_size(request.query_parameter("page_size"));
    const auto first = first_of(request);
    // One more tells whether there is another page.
    auto problems = desk.problems(request.path_parameter("id"), first, size + 1);
    const bool more = problems.size() > size;
    if (more) problems.pop_back();
    auto items = ordered_json::array();
    for (const auto& [file, line, reason, skipped] : problems) {
        items.push_back({{"file", file}, {"line", line}, {"reason", reason}, {"skipped", skipped}});
    }
    ordered_json document{{"items", std::move(items)}};
    if (more) document["next_page_token"] = json::encode_page_token({std::to_string(first + size)});
    return answer(document);
}

Response cancel_import(ImportDesk& desk, const http::AuditLog& audit, const Request& request) {
    const auto& id = request.path_parameter("id");
    return audit.record(request, {"import.cancel", id, ""}, [&](http::AuditAct&) {
        desk.cancel(id);
        return json::no_content();
    });
}

}  // namespace

std::vector<http::Route> import_routes(ImportDesk& desk, const http::AuditLog& audit) {
    constexpr const char* kAll = "/v1/admin/imports";
    constexpr const char* kOne = "/v1/admin/imports/{id}";
    const auto list = [&desk](const Request&) { return list_imports(desk); };
    const auto begin = [&](const Request& request) { return begin_import(desk, audit, request); };
    const auto show = [&desk](const Request& request) {
        return answer(import_json(desk.status(request.path_parameter("id"))));
    };
    const auto cancel = [&](const Request& request) { return cancel_import(desk, audit, request); };
    const auto take = [&desk](const Request& request) { return take_piece(desk, request); };
    const auto problems = [&desk](const Request& request) { return list_problems(desk, request); };
    return {
        {"GET", kAll, Guard::admin, Body::none, {}, list},
        {"POST", kAll, Guard::admin, Body::json, {}, begin},
        {"GET", kOne, Guard::admin, Body::none, {}, show},
        {"DELETE", kOne, Guard::admin, Body::none, {}, cancel},
        {"PUT", std::string(kOne) + "/files/{file}", Guard::admin, Body::csv, {"offset"}, take},
        {"GET",
         std::string(kOne) + "/problems",
         Guard::admin,
         Body::none,
         {"page_size", "page_token"},
         problems},
    };
}

}  // namespace marquee::movielens
