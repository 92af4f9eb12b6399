#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <tuple>

#include "nlohmann/json.hpp"

#include "app/exit_codes.h"
#include "tests/support/http_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/secret_search.h"
#include "tests/support/secrets_run.h"
#include "tests/support/sign_in.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_database.h"

namespace marquee::app {
namespace {

using nlohmann::json;
using test::HttpFields;
using test::kAnswers;
using test::kComplaints;
using test::kConfig;
using test::kDatabase;
using test::kDocument;
using test::kLog;
using test::kMetrics;
using test::kOutput;
using test::kProblems;
using test::password_with;
using test::percent_encoded;
using test::SecretSearch;
using testing::Contains;
using testing::IsEmpty;

/// Goes through all that handles a secret, rightly and wrongly.
class Secrets : public test::SecretsRun {
protected:
    void give_settings();
    void give_wrong_settings();
    void start();
    void sign_in_and_fail();
    void send_malformed();
    void refresh_and_revoke();
    void use_keys_and_services();
    void change_passwords();
    void put_tokens_into_urls();
    void break_the_database();
    void run_commands();
    void read_the_rest();
    void collect_database();
    void stop();

    std::string admin_password_;
    std::optional<test::MarqueeProcess> process_;
    const test::TestCertificate files_{"secrets"};
};

INSTANTIATE_TEST_SUITE_P(Engines, Secrets,
                         testing::Combine(testing::ValuesIn(test::all_databases()),
                                          testing::Values("text", "json")),
                         [](const auto& run) {
                             return std::get<0>(run.param).name + "_" + std::get<1>(run.param);
                         });

/// A JSON string, or a TOML one.
std::string quoted(const std::string& text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

void Secrets::give_settings() {
    const auto flag = password("from-a-flag");
    const auto variable = password("of-the-environment");
    const auto in_file = password("from-the-file");
    const auto key = password("external-keys");
    const auto file = files_.folder() / "right.toml";
    std::ofstream(file) << "[identity]\nadmin_password = " << quoted(in_file)
                        << "\n[database]\nurl = "
                        << quoted("mysql://a:" + percent_encoded(password("in-a-database-url")) +
                                  "@localhost/b");
    command(kSuccess,
            {"config", "--identity-admin-password", flag, "--database-url", database_->url()});
    command(kSuccess, {"config"}, "", "", {"MARQUEE_IDENTITY_ADMIN_PASSWORD=" + variable});
    command(kSuccess, {"config", "--config", file});
    command(kSuccess,
            {"config", "--identity-external-issuer", "https://them.example",
             "--identity-external-keys", "https://them.example/k?key=" + percent_encoded(key)});
    command(kSuccess, {"--help"});
    for (const char* name : {"serve", "user", "service", "keys", "config"}) {
        command(kSuccess, {name, "--help"});
    }
}

void Secrets::give_wrong_settings() {
    const auto text = password("for-wrong-settings");
    const auto encoded = percent_encoded(text);
    const auto wrong = [&](const std::vector<std::string>& more,
                           const std::vector<std::string>& environment = {}) {
        std::vector<std::string> arguments{"config"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        command(kUsage, arguments, "", "", environment);
    };
    wrong({"--identity-admin-password", text + std::string(1100, 'x')});
    wrong({"--identity-admin-password=" + text + std::string(1100, 'x')});
    wrong({"--identity-admin-password", text + "\xFF"});
    wrong({"--identity-admin-pasword", text});
    wrong({"--identity-admin-pasword=" + text});
    wrong({}, {"MARQUEE_IDENTITY_ADMIN_PASSWORD=" + text + std::string(1100, 'x')});
    wrong({}, {"MARQUEE_IDENTITY_ADMIN_PASSWORT=" + text});
    wrong({}, {"MARQUEE_HTTP_TLS_KEY=-----BEGIN PRIVATE KEY-----\n" + text});
    for (const std::string& url : {"mysql://a:" + encoded + "@host", "mysq://a:" + encoded + "@h/n",
                                   "mysql://a:%zz" + encoded + "@h/n", "mysql://a:" + text + "@h/n",
                                   "mysql://a:" + encoded + "@host:x/n", encoded}) {
        wrong({"--database-url", url});
    }
    for (const std::string& url :
         {"https://a:" + encoded + "@host/k", "https://a:" + encoded + "@[::1/k",
          "ftp://a:" + encoded + "@host/k"}) {
        wrong({"--identity-external-keys", url, "--identity-external-issuer", "https://a"});
    }
    const auto file = files_.folder() / "wrong.toml";
    for (const std::string& lines :
         {"admin_password = " + text, "admin_pasword = " + quoted(text),
          "admin_password = [" + quoted(text) + "]", "admin_password = " + quoted(text) + " x",
          "[database]\nurl = " + quoted("mysq://a:" + text + "@b/c")}) {
        std::ofstream(file) << "[identity]\n" << lines << "\n";
        wrong({"--config", file});
    }
    std::ofstream(files_.key_file()) << "-----BEGIN PRIVATE KEY-----\n"
                                     << test::base64(text) << "\n-----END PRIVATE KEY-----\n";
    command(kUsage, test::serve_arguments("sqlite::memory:",
                                          {"--http-tls-certificate", files_.certificate_file(),
                                           "--http-tls-key", files_.key_file()}));
    for (const auto& [action, word] :
         {std::pair("create", "a"), std::pair("reset-password", "b")}) {
        command(kUsage, {"user", action, "ann", text});
        command(kUsage, {"user", action, "ann", "--password=" + text});
        command(kUsage, {"user", action, "ann", "-p" + text});
        command(kUsage, {"user", action, "ann", "--password-stdin"},
                text + std::string(1100, *word));
        command(kUsage, {"user", action, "ann", "--password-stdin"}, text + "\xFF");
    }
    if (on_sqlite()) return;
    auto url = database_->url();
    url.replace(url.find(test::kDatabasePassword), std::string(test::kDatabasePassword).size(),
                encoded);
    for (const std::string log : {"text", "json"}) {
        command(kDatabaseUnusable,
                test::serve_arguments(url, {"--log-level", "trace", "--log-format", log}));
    }
}

void Secrets::start() {
    search_.add("the database's password", test::kDatabasePassword);
    admin_password_ = password("first-admin");
    const auto keys = "http://127.0.0.1:1/k?key=" + percent_encoded(password("external-url"));
    process_.emplace(test::serve_arguments(
        database_->url(), {"--identity-admin-password", admin_password_, "--log-level", "trace",
                           "--log-format", format(), "--identity-external-issuer",
                           "https://them.example", "--identity-external-keys", keys}));
    port_ = process_->port();
    // Everybody here says who they are.
    test::let_nobody_sign_in(port_);
    const auto key = database_->value("SELECT MIN(private_key) FROM identity_signing_key");
    // Of the second line, since the first begins in all keys alike.
    kept_secrets_.add("the signing key", key.substr(key.find('\n', 40) + 1, 16));
}

void Secrets::sign_in_and_fail() {
    EXPECT_EQ(sign_in("admin", admin_password_, true).status, 200);
    EXPECT_EQ(sign_in("admin", password("wrong-for-admin"), false).status, 400);
    EXPECT_EQ(sign_in("nobody", password("of-nobody"), false).status, 400);
    // By mistake in the wrong field.
    EXPECT_EQ(sign_in(password("for-a-name"), "something", false).status, 400);
    EXPECT_EQ(
        sign_in("admin", password("too-long-a-one") + std::string(100'000, 'x'), false).status,
        400);
    EXPECT_EQ(sign_in("admin", password("not-unicode") + "\xFF", false).status, 400);
    const auto text = password("somewhere-else");
    form("/oauth/token", {"grant_type", text, "username", "admin", "password", text});
    form("/oauth/token", {"grant_type", "password", "scope", text});
    form("/oauth/token", {"grant_type", "password", "password", text});
    form("/oauth/token", {"grant_type", "password", text, text, "passwort", text});
    form("/oauth/token", {"grant_type", "client_credentials"}, basic("admin", text));
    form("/oauth/token", {"client_secret", text});
    form("/oauth/token", {"client_id", text, "client_secret", text});
    form("/oauth/introspect", {"token", text}, basic("admin", text));
    for (const std::string scheme : {"Basic", "Digest", "Negotiate", "Bearer", "", "Token,"}) {
        const HttpFields field{{"Authorization", scheme + " " + percent_encoded(text)}};
        form("/oauth/token", {"grant_type", "client_credentials"}, field);
        EXPECT_EQ(ask("GET", "/v1/me", std::nullopt, field).status, 401);
    }
    EXPECT_EQ(ask("GET", "/v1/me", std::nullopt, basic("admin", admin_password_)).status, 401);
    ask("GET", "/v1/me", std::nullopt, {{"X-Request-Id", text}, {"Cookie", "a=" + text}});
}

void Secrets::send_malformed() {
    const auto text = password("in-bad-bodies");
    const HttpFields admin = bearer(tokens_["access_token"]);
    const auto object = [&](const std::string& name) {
        return "{\"" + name + "\":" + quoted(text);
    };
    for (const std::string& body :
         {object("password"), object("password") + ",", object("password") + ",}",
          object("password") + ",\"name\":\"a b\"}", object("passwort") + "}",
          object("password") + ",\"password\":\"" + text + "}", quoted(text), text, "[" + text,
          "{" + quoted(text), "{\"password\":[" + quoted(text) + "]}",
          "{\"password\":{\"a\":" + quoted(text) + "}}", object("role") + "}",
          "{\"password\":\"" + text + "\xFF\"}",
          object("name") + ",\"password\":" + quoted(text + std::string(2000, 'x')) + "}"}) {
        for (const std::string target :
             {"/v1/accounts", "/v1/me/keys", "/v1/services", "/v1/movies"}) {
            EXPECT_GE(ask("POST", target, body, admin).status, 400) << target;
        }
        ask("PUT", "/v1/me/password", body, admin);
        ask("PUT", "/v1/accounts/a/password", body, admin);
        ask("PATCH", "/v1/accounts/a", body, admin);
        ask("POST", "/v1/movies", body,
            {admin[0], {"Idempotency-Key", "bad-" + std::to_string(body.size())}});
        ask("POST", "/oauth/token", body, {{"Content-Type", "application/x-www-form-urlencoded"}});
        ask("POST", "/oauth/token", body);
    }
    const auto packed = json::to_msgpack({{"name", 1}, {"passwort", text}});
    ask("POST", "/v1/accounts", std::string(packed.begin(), packed.end()),
        {admin[0], {"Content-Type", "application/msgpack"}, {"Accept", "application/cbor"}});
    for (const std::string& query :
         {"password=" + percent_encoded(text), "password=" + percent_encoded(text) + "%zz",
          "grant_type=password&username=admin&password=" + percent_encoded(admin_password_)}) {
        EXPECT_EQ(ask("POST", "/oauth/token?" + query, "",
                      {{"Content-Type", "application/x-www-form-urlencoded"}})
                      .status,
                  400);
    }
}

void Secrets::refresh_and_revoke() {
    const auto old = tokens_["refresh_token"];
    const auto refresh = [&](const std::string& token, const std::vector<std::string>& shown) {
        return form("/oauth/token", {"grant_type", "refresh_token", "refresh_token", token}, {},
                    shown)
            .status;
    };
    EXPECT_EQ(refresh(old, {"access_token", "refresh_token"}), 200);
    const auto admin = bearer(tokens_["access_token"]);
    const auto made_up = "mqr_" + std::string(32, 'a') + "_Made-up-and-never-given-to-anybody";
    search_.add("a refresh token that was made up", test::secret_part(made_up));
    for (const auto& token : {tokens_["refresh_token"], tokens_["access_token"], made_up, old}) {
        EXPECT_EQ(form("/oauth/introspect", {"token", token}, admin).status, 200);
        form("/oauth/introspect", {"token", token});
        form("/oauth/introspect", {"tokken", token}, admin);
        form("/oauth/revoke", {"tokken", token});
        form("/oauth/revoke", {"token", token, "token_type_hint", token});
    }
    EXPECT_EQ(sign_in("admin", admin_password_, true).status, 200);
    const auto stolen = tokens_["refresh_token"];
    EXPECT_EQ(refresh(stolen, {"access_token", "refresh_token"}), 200);
    EXPECT_EQ(refresh(stolen, {}), 400);
    for (const auto& token : {made_up, made_up + "\xFF", "mqr_" + test::secret_part(made_up)}) {
        EXPECT_EQ(refresh(token, {}), 400);
    }
    EXPECT_EQ(sign_in("admin", admin_password_, true).status, 200);
}

void Secrets::use_keys_and_services() {
    const auto admin = bearer(tokens_["access_token"]);
    const std::string key_body = R"({"name": "a key", "scopes": ["catalogue:write", "admin"]})";
    auto repeatable = admin;
    repeatable.emplace_back("Idempotency-Key", "once");
    const auto made = json::parse(ask("POST", "/v1/me/keys", key_body, repeatable, {"key"}).body);
    ask("POST", "/v1/me/keys", key_body, repeatable, {"key"});
    const auto key = made["key"].get<std::string>();
    EXPECT_EQ(ask("GET", "/v1/accounts", std::nullopt, bearer(key)).status, 200);
    EXPECT_EQ(ask("POST", "/v1/me/keys", key_body, bearer(key)).status, 403);
    EXPECT_EQ(ask("GET", "/v1/me", std::nullopt, bearer(key + "x")).status, 401);
    ask("GET", "/v1/me", std::nullopt, basic("admin", key));
    EXPECT_EQ(sign_in("admin", key, false).status, 400);
    form("/oauth/introspect", {"token", key}, admin);
    form("/oauth/revoke", {"token", key});

    repeatable.back().second = "another";
    const auto service = json::parse(
        ask("POST", "/v1/services", R"({"name": "site"})", repeatable, {"client_secret"}).body);
    const auto id = service["client_id"].get<std::string>();
    const auto secret = service["client_secret"].get<std::string>();
    const std::vector<std::string> grant{"grant_type", "client_credentials"};
    EXPECT_EQ(form("/oauth/token", grant, basic(id, secret), {"access_token"}).status, 200);
    ask("GET", "/v1/me", std::nullopt, bearer(tokens_["access_token"]));
    auto in_form = grant;
    in_form.insert(in_form.end(), {"client_id", id, "client_secret", secret});
    form("/oauth/token", in_form, {}, {"access_token"});
    EXPECT_EQ(form("/oauth/token", in_form, basic(id, secret)).status, 400);
    EXPECT_EQ(form("/oauth/token", grant, basic(secret, id)).status, 401);
    EXPECT_EQ(form("/oauth/token", grant, basic(id, secret + "x")).status, 401);
    EXPECT_EQ(ask("GET", "/v1/me", std::nullopt, bearer(secret)).status, 401);
    form("/oauth/introspect", {"token", secret}, basic(id, secret));
    tokens_["access_token"] = admin[0].second.substr(7);
    tokens_["key"] = key;
    tokens_["client_secret"] = secret;
    EXPECT_EQ(ask("GET", "/v1/me/keys", std::nullopt, admin).status, 200);
    EXPECT_EQ(ask("GET", "/v1/services", std::nullopt, admin).status, 200);
    EXPECT_EQ(ask("DELETE", "/v1/services/" + id, std::nullopt, admin).status, 204);
    EXPECT_EQ(form("/oauth/token", grant, basic(id, secret)).status, 401);
}

void Secrets::change_passwords() {
    const auto admin = bearer(tokens_["access_token"]);
    const auto first = password("of-a-new-account");
    const auto second = password("after-a-reset");
    const auto third = password("after-a-change");
    const auto account = [&](const std::string& text) {
        return R"({"name": "ann-of-the-house", "role": "editor", "password": )" + quoted(text) +
               "}";
    };
    const auto made = ask("POST", "/v1/accounts", account(first), admin);
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(ask("POST", "/v1/accounts", account(second), admin).status, 409);
    const auto path = *made.header("Location") + "/password";
    EXPECT_EQ(sign_in("ann-of-the-house", first, true).status, 200);
    const auto reset = R"({"password": )" + quoted(second) + "}";
    EXPECT_EQ(ask("PUT", path, reset, bearer(tokens_["access_token"])).status, 403);
    EXPECT_EQ(ask("PUT", path, reset, admin).status, 204);
    EXPECT_EQ(sign_in("ann-of-the-house", second, true).status, 200);
    const auto ann = bearer(tokens_["access_token"]);
    const auto change = [&](const std::string& current, const std::string& next) {
        return ask("PUT", "/v1/me/password",
                   R"({"current_password": )" + quoted(current) + R"(, "new_password": )" +
                       quoted(next) + "}",
                   ann)
            .status;
    };
    EXPECT_EQ(change(first, third), 400);
    EXPECT_EQ(change(second, third + std::string(1100, 'x')), 400);
    EXPECT_EQ(change(second, third), 204);
    EXPECT_EQ(ask("PUT", "/v1/me/password", reset, ann).status, 400);
    EXPECT_EQ(ask("PATCH", *made.header("Location"), reset, admin).status, 400);
    tokens_["access_token"] = admin[0].second.substr(7);
}

void Secrets::put_tokens_into_urls() {
    const auto admin = bearer(tokens_["access_token"]);
    for (const auto& name : {"access_token", "refresh_token", "key", "client_secret"}) {
        const std::string token = tokens_[name];
        const std::string path = token + "/";
        for (const std::string& target :
             {"/v1/me?access_token=" + token, "/v1/movies?" + token, "/v1/movies?q=" + token,
              "/v1/movies?page_token=" + token, "/" + token, "/v1/me/keys/" + token,
              "/v1/accounts/" + token, "/v1/me/" + token + "/more", "/v1/movies/" + token,
              "/v1/erasures/" + token, "/v1/movies/tmdb:" + token, "/?" + token}) {
            ask("GET", target, std::nullopt, admin);
            ask("GET", target);
        }
        for (const std::string target : {"/v1/me/keys/", "/v1/me/sessions/", "/v1/services/",
                                         "/v1/accounts/", "/v1/movies/"}) {
            EXPECT_GE(ask("DELETE", target + token, std::nullopt, admin).status, 400);
        }
        ask("PUT", "/v1/accounts/" + token + "/password", "{}", admin);
        ask("POST", "/oauth/revoke?token=" + token, "",
            {{"Content-Type", "application/x-www-form-urlencoded"}});
        test::exchange_bytes(port_, "GET /" + token + " /" + token + " HTTP/1.1\r\n\r\n");
        test::exchange_bytes(port_, "GET /%zz" + token + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
}

/// Now statements fail that have secrets, or what becomes of them, to do with.
void Secrets::break_the_database() {
    const auto admin = bearer(tokens_["access_token"]);
    const auto text = password("while-it-is-broken");
    const auto name_and_password = R"({"name": "eve", "password": )" + quoted(text) + "}";
    database_->run("ALTER TABLE identity_session RENAME TO identity_session_gone");
    EXPECT_EQ(sign_in("ann-of-the-house", password_with("after-a-change"), false).status, 500);
    form("/oauth/token",
         {"grant_type", "refresh_token", "refresh_token", tokens_["refresh_token"]});
    database_->run("ALTER TABLE identity_session_gone RENAME TO identity_session");
    database_->run("ALTER TABLE identity_account RENAME TO identity_account_gone");
    EXPECT_EQ(sign_in("ann", text, false).status, 500);
    ask("POST", "/v1/accounts", name_and_password, admin);
    ask("GET", "/v1/me", std::nullopt, bearer(tokens_["key"]));
    database_->run("ALTER TABLE identity_account_gone RENAME TO identity_account");
    database_->run("ALTER TABLE identity_api_key RENAME TO identity_api_key_gone");
    database_->run("ALTER TABLE identity_service RENAME TO identity_service_gone");
    ask("POST", "/v1/me/keys", R"({"name": "b", "scopes": ["catalogue:write"]})", admin);
    ask("POST", "/v1/services", R"({"name": "b"})", admin);
    form("/oauth/token", {"grant_type", "client_credentials"}, basic("a", text));
    database_->run("ALTER TABLE identity_api_key_gone RENAME TO identity_api_key");
    database_->run("ALTER TABLE identity_service_gone RENAME TO identity_service");
}

void Secrets::run_commands() {
    const auto created = password("made-by-command");
    on_database({"user", "create", "bob", "--password-stdin"}, created + "\n");
    on_database({"user", "create", "cleo", "--role", "editor"}, "", "password: ");
    const auto admins = tokens_["access_token"];
    EXPECT_EQ(sign_in("cleo", shown_, true).status, 200);
    tokens_["access_token"] = admins;
    on_database({"user", "reset-password", "bob", "--password-stdin"},
                password("reset-by-command") + "\n");
    on_database({"user", "reset-password", "cleo"}, "", "password: ");
    on_database({"user", "list"});
    on_database({"service", "create", "site of commands"}, "", "client_secret: ");
    on_database({"service", "list"});
    on_database({"keys", "list"});
    on_database({"keys", "rotate"});
}

void Secrets::read_the_rest() {
    const auto admin = bearer(tokens_["access_token"]);
    for (const char* target :
         {"/v1/openapi.json", "/metrics", "/docs", "/healthz", "/readyz", "/.well-known/jwks.json",
          "/.well-known/openid-configuration", "/v1/me", "/v1/me/keys", "/v1/me/sessions",
          "/v1/accounts", "/v1/services"}) {
        EXPECT_EQ(ask("GET", target, std::nullopt, admin).status, 200) << target;
    }
}

void Secrets::collect_database() {
    if (on_sqlite()) {
        // With the search index, which lies beside the database.
        const auto file =
            std::filesystem::path(database_->url().substr(std::string("sqlite://").size()));
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(file.parent_path())) {
            if (entry.is_regular_file()) collect(kDatabase, test::contents(entry.path()));
        }
        // While a server runs, what was written last is in the write-ahead log.
        EXPECT_EQ(process_->running(), std::filesystem::exists(file.string() + "-wal"));
        return;
    }
    database_->run("SET SESSION group_concat_max_len = 100000000");
    const auto of_schema = [](const std::string& what, const std::string& table) {
        return "SELECT GROUP_CONCAT(" + what + ") FROM information_schema." + table +
               " WHERE table_schema = DATABASE()";
    };
    std::istringstream tables(database_->value(of_schema("table_name", "tables")));
    for (std::string table; std::getline(tables, table, ',');) {
        const auto columns =
            database_->value(of_schema("CONCAT('`', column_name, '`')", "columns") +
                             " AND table_name = '" + table + "'");
        collect(kDatabase,
                database_->value("SELECT COALESCE(GROUP_CONCAT(CONCAT_WS(' ', " + columns +
                                 ") SEPARATOR '\n'), '') FROM `" + table + "`"));
    }
}

void Secrets::stop() {
    process_->send(SIGTERM);
    EXPECT_EQ(process_->wait(), kSuccess);
    collect(kLog, process_->err());
    collect(kOutput, process_->out());
}

TEST(SecretSearch, FindsASecretInEveryForm) {
    SecretSearch search;
    const auto secret = password_with("hidden-thing");
    search.add("it", secret);
    const std::map<std::string, std::string> forms{
        {"it", "before" + secret + "after"},
        {"it, percent-encoded", percent_encoded(secret)},
        {"it, in base64", test::base64("name:" + secret + ".")},
        {"it, escaped as in JSON", json(secret).dump()},
    };
    for (const auto& [finding, text] : forms) {
        EXPECT_THAT(search.found_in(text), Contains(finding)) << text;
    }
    for (std::size_t before = 0; before < 6; ++before) {
        const auto packed = test::base64(std::string(before, 'n') + secret);
        EXPECT_THAT(search.found_in(packed), Contains("it, in base64")) << before;
    }
    EXPECT_THAT(search.found_in(secret.substr(0, SecretSearch::kFewestBytes)), Contains("it"));
    EXPECT_THAT(search.found_in(secret.substr(secret.size() - 12)), Contains("it"));
    EXPECT_THAT(search.found_in(secret.substr(1, secret.size() - 2)), IsEmpty());
    search.add("that", "~?>~?>~?>~?>");
    EXPECT_THAT(search.found_in("fj8-fj8-fj8-fj8-"), Contains("that, in base64url"));
    EXPECT_THROW(search.add("too short", "abcdefghijk"), std::logic_error);
}

TEST_P(Secrets, AreNowhereToBeSeen) {
    give_settings();
    give_wrong_settings();
    start();
    sign_in_and_fail();
    send_malformed();
    refresh_and_revoke();
    use_keys_and_services();
    change_passwords();
    put_tokens_into_urls();
    run_commands();
    read_the_rest();
    collect_database();
    break_the_database();
    stop();
    collect_database();

    // What had to be seen if anything was.
    const std::map<std::string, std::vector<std::string>> expected{
        {kAnswers, {"ann-of-the-house", "token_type", "Content-Type: application/json", "a key"}},
        {kProblems, {"urn:marquee:problem:unauthenticated", "invalid_grant", "WWW-Authenticate"}},
        {kMetrics, {"/v1/me/keys", "marquee_"}},
        {kDocument, {"client_secret"}},
        {kLog, {"/v1/me/keys", "account.reset_password", "internal error", "identity_session"}},
        {kOutput, {"created bob", "ann-of-the-house", "--password-stdin"}},
        {kComplaints, {"MARQUEE_IDENTITY_ADMIN_PASSWORD: ", "wrong.toml:2", "--database-url: "}},
        {kConfig, {"identity.admin_password", "identity.external_keys"}},
        {kDatabase, {"ann-of-the-house", "site of commands"}},
    };
    ASSERT_EQ(seen_.size(), expected.size());
    for (const auto& [kind, texts] : expected) {
        for (const auto& text : texts) {
            EXPECT_NE(seen_[kind].find(text), std::string::npos) << text << " in the " << kind;
        }
    }
    EXPECT_GT(search_.size(), 40u);
    for (const auto& [kind, text] : seen_) {
        auto tampered = text;
        tampered.insert(text.size() / 2, admin_password_);
        EXPECT_THAT(search_.found_in(tampered), Contains("the password with first-admin")) << kind;
    }
    for (const auto& [kind, text] : seen_) {
        EXPECT_THAT(search_.found_in(text), IsEmpty()) << "in the " << kind;
        if (kind != kDatabase) {
            EXPECT_THAT(kept_secrets_.found_in(text), IsEmpty()) << "in the " << kind;
        }
    }
}

}  // namespace
}  // namespace marquee::app
