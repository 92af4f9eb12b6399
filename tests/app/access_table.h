#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace marquee::app {

/// What becomes of a request that is right in everything but, perhaps, who sends it.
enum class Answer {
    /// It is done, and so it is with a bad token: nobody looks at that.
    open,
    /// It is done: 2xx.
    in,
    /// 401: say who you are.
    who,
    /// 403: that is not for you.
    no,
    /// 404: there is no such thing among yours.
    none,
};

/// What becomes of it when it is about something of somebody else's.
struct Others {
    Answer viewer;
    Answer editor;
    Answer admin;
};

/// One line of the table: who may use a route. Services own nothing, so that whatever they ask for
/// is somebody else's.
struct AccessLine {
    std::string method;
    std::string pattern;
    /// The body, or with "?" in front the query. Each {name} in it, and in the pattern, is filled
    /// in: {user_id} is the owner of what it is about.
    std::string sent;
    Answer anonymous;
    Answer viewer;
    Answer editor;
    Answer admin;
    Answer service;
    /// Nothing where nobody owns what it is about, or nobody but the caller can be asked for.
    std::optional<Others> others;

    std::string name() const { return method + " " + pattern; }
};

/// Of several processes none has all that an import needs.
inline bool has_imports() {
    return std::getenv("MARQUEE_TEST_SPLIT") == nullptr;
}

inline std::vector<AccessLine> without_imports(std::vector<AccessLine> table) {
    std::erase_if(table, [](const AccessLine& line) {
        return line.pattern.starts_with("/v1/admin/imports");
    });
    return table;
}

/// The body that begins an import, of which there is one at a time.
inline constexpr const char* kImport = R"({"files": [{"name": "links.csv", "bytes": 9},
    {"name": "movies.csv", "bytes": 9}, {"name": "ratings.csv", "bytes": {free_desk}}]})";

/// What the API promises of every route, written down by hand: what the code says of itself has no
/// part in it.
inline const std::vector<AccessLine>& access_table() {
    constexpr auto open = Answer::open;
    constexpr auto in = Answer::in;
    constexpr auto who = Answer::who;
    constexpr auto no = Answer::no;
    constexpr auto none = Answer::none;
    constexpr auto nobodys = std::nullopt;
    const auto others = [](Answer viewer, Answer editor, Answer admin) {
        return std::optional(Others{viewer, editor, admin});
    };

    const char* sign_in = "grant_type=password&username=admin&password=let+the+tests+in";
    const char* token = "token=nonsense";
    const char* movie = R"({"title": "A film"})";
    const char* ids = R"({"ids": ["{record_id}"]})";
    const char* score = R"({"score": 8})";
    const char* batch = R"({"changes": [{"op": "put", "record_type": "movie", "score": 8,
                             "record_id": "{record_id}", "user_id": "{user_id}"}]})";
    const char* key = R"({"name": "a key", "scopes": ["ratings:write"]})";
    const char* account = R"({"name": "{new_name}", "password": "correct horse battery"})";
    const char* change = R"({"disabled": false})";
    const char* password = R"({"password": "another horse battery"})";
    const char* passwords = R"({"current_password": "correct horse battery",
                                "new_password": "another horse battery"})";
    const char* service = R"({"name": "a program"})";

    const char* piece = "movieId";
    const char* setting = R"({"rpc.retries": true})";

    // clang-format off
    static const std::vector<AccessLine> table{
        //                                                                  nobody known, viewer, editor, admin, service; of somebody else's
        {"GET",    "/healthz",                                  "",         open, in, in, in, in, nobodys},
        {"GET",    "/readyz",                                   "",         open, in, in, in, in, nobodys},
        {"GET",    "/metrics",                                  "",         open, in, in, in, in, nobodys},
        {"GET",    "/docs",                                     "",         open, in, in, in, in, nobodys},
        {"GET",    "/docs/{file}",                              "",         open, in, in, in, in, nobodys},
        {"GET",    "/v1/openapi.json",                          "",         open, in, in, in, in, nobodys},
        {"GET",    "/.well-known/jwks.json",                    "",         open, in, in, in, in, nobodys},
        {"GET",    "/.well-known/openid-configuration",         "",         open, in, in, in, in, nobodys},
        {"GET",    "/.well-known/oauth-authorization-server",   "",         open, in, in, in, in, nobodys},
        {"POST",   "/oauth/token",                              sign_in,    open, in, in, in, in, nobodys},
        {"POST",   "/oauth/revoke",                             token,      open, in, in, in, in, nobodys},
        {"POST",   "/oauth/introspect",                         token,      who,  no, no, in, in, nobodys},

        {"GET",    "/v1/movies",                                "",         in,   in, in, in, in, nobodys},
        {"GET",    "/v1/suggest",                               "?q=fi",    in,   in, in, in, in, nobodys},
        {"GET",    "/v1/genres",                                "",         in,   in, in, in, in, nobodys},
        {"POST",   "/v1/movies:batch-get",                      ids,        in,   in, in, in, in, nobodys},
        {"GET",    "/v1/movies/{id}",                           "",         in,   in, in, in, in, nobodys},
        {"POST",   "/v1/movies",                                movie,      who,  no, in, in, no, nobodys},
        {"PUT",    "/v1/movies/{id}",                           movie,      who,  no, in, in, no, nobodys},
        {"PATCH",  "/v1/movies/{id}",                           movie,      who,  no, in, in, no, nobodys},
        {"DELETE", "/v1/movies/{id}",                           "",         who,  no, in, in, no, nobodys},
        {"GET",    "/v1/metadata/{id}",                         "",         in,   in, in, in, in, nobodys},
        {"PUT",    "/v1/metadata/{id}",                         movie,      who,  no, in, in, no, nobodys},
        {"DELETE", "/v1/metadata/{id}",                         "",         who,  no, in, in, no, nobodys},
        {"GET",    "/v1/metadata/events",                       "",         in,   in, in, in, in, nobodys},

        {"GET",    "/v1/movies/{id}/ratings/me",                "",         who,  in, in, in, no, nobodys},
        {"PUT",    "/v1/movies/{id}/ratings/me",                score,      who,  in, in, in, no, nobodys},
        {"DELETE", "/v1/movies/{id}/ratings/me",                "",         who,  in, in, in, no, nobodys},
        {"GET",    "/v1/ratings/{record_type}/{record_id}",     "",         in,   in, in, in, in, nobodys},
        {"GET",    "/v1/ratings/{record_type}/{record_id}/users/{user_id}", "",    who, in, in, in, in, others(no, no, in)},
        {"PUT",    "/v1/ratings/{record_type}/{record_id}/users/{user_id}", score, who, in, in, in, in, others(no, no, in)},
        {"DELETE", "/v1/ratings/{record_type}/{record_id}/users/{user_id}", "",    who, in, in, in, in, others(no, no, in)},
        {"POST",   "/v1/ratings:batch",                         batch,      who,  in, in, in, in, others(no, no, in)},
        {"GET",    "/v1/users/{user_id}/ratings",               "",         who,  in, in, in, in, others(no, no, in)},
        {"GET",    "/v1/ratings/events",                        "",         who,  no, no, in, in, nobodys},

        {"GET",    "/v1/me",                                    "",         who,  in, in, in, in, nobodys},
        {"DELETE", "/v1/me",                                    "",         who,  in, in, in, no, nobodys},
        {"GET",    "/v1/me/ratings",                            "",         who,  in, in, in, no, nobodys},
        {"PUT",    "/v1/me/password",                           passwords,  who,  in, in, in, no, nobodys},
        {"GET",    "/v1/me/keys",                               "",         who,  in, in, in, no, nobodys},
        {"POST",   "/v1/me/keys",                               key,        who,  in, in, in, no, nobodys},
        {"DELETE", "/v1/me/keys/{id}",                          "",         who,  in, in, in, no, others(none, none, none)},
        {"GET",    "/v1/me/sessions",                           "",         who,  in, in, in, no, nobodys},
        {"DELETE", "/v1/me/sessions/{id}",                      "",         who,  in, in, in, no, others(none, none, none)},

        {"POST",   "/v1/sign-up",                               account,    open, in, in, in, in, nobodys},
        {"GET",    "/v1/accounts",                              "",         who,  no, no, in, no, nobodys},
        {"POST",   "/v1/accounts",                              account,    who,  no, no, in, no, nobodys},
        {"GET",    "/v1/accounts/{id}",                         "",         who,  no, no, in, no, others(no, no, in)},
        {"PATCH",  "/v1/accounts/{id}",                         change,     who,  no, no, in, no, others(no, no, in)},
        {"DELETE", "/v1/accounts/{id}",                         "",         who,  no, no, in, no, others(no, no, in)},
        {"PUT",    "/v1/accounts/{id}/password",                password,   who,  no, no, in, no, others(no, no, in)},
        {"GET",    "/v1/erasures/{account_id}",                 "",         who,  no, no, in, no, nobodys},
        {"GET",    "/v1/admin/settings",                        "",         who,  no, no, in, no, nobodys},
        {"PATCH",  "/v1/admin/settings",                        setting,    who,  no, no, in, no, nobodys},
        {"GET",    "/v1/admin/imports",                         "",         who,  no, no, in, no, nobodys},
        {"POST",   "/v1/admin/imports",                         kImport,    who,  no, no, in, no, nobodys},
        {"GET",    "/v1/admin/imports/{id}",                    "",         who,  no, no, in, no, nobodys},
        {"DELETE", "/v1/admin/imports/{id}",                    "",         who,  no, no, in, no, nobodys},
        {"GET",    "/v1/admin/imports/{id}/problems",           "",         who,  no, no, in, no, nobodys},
        {"PUT",    "/v1/admin/imports/{id}/files/{file}",       piece,      who,  no, no, in, no, nobodys},
        {"GET",    "/v1/services",                              "",         who,  no, no, in, no, nobodys},
        {"POST",   "/v1/services",                              service,    who,  no, no, in, no, nobodys},
        {"DELETE", "/v1/services/{id}",                         "",         who,  no, no, in, no, nobodys},
    };
    // clang-format on
    static const auto found = has_imports() ? table : without_imports(table);
    return found;
}

}  // namespace marquee::app
