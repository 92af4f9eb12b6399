#pragma once

#include <chrono>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <thread>

#include "nlohmann/json.hpp"

#include "app/identity.h"
#include "infrastructure/tokens/base64url.h"
#include "tests/app/access_table.h"
#include "tests/support/http_client.h"
#include "tests/support/running_server.h"

namespace marquee::app {

/// Somebody, and how they prove it.
struct Person {
    std::string id;
    /// The Authorization field; empty for nobody known.
    std::string authorization;
    /// The token for a new access token.
    std::string refresh_token = "";
};

/// A request as it goes over the wire.
struct Asked {
    std::string method;
    std::string target;
    std::optional<std::string> body;
    test::HttpFields headers;
};

/// A server on which everybody is new for each request, so that none spoils the next, whatever it
/// does.
class AccessFixture : public testing::Test {
protected:
    using Json = nlohmann::json;

    static constexpr const char* kPassword = "correct horse battery";

    explicit AccessFixture(const test::RunningServer::Change& change = {})
        : running(change), client(running.port()) {
        // Who is nobody stays so.
        test::let_nobody_sign_in(running.port());
        running.ensure_admin();
        admin = sign_in("admin", test::kAdminPassword);
    }

    Identity& identity() { return identity_; }

    static Call by_system() {
        Call call;
        call.caller = Caller::of_system();
        return call;
    }

    std::string new_name(const std::string& what) { return what + "-" + std::to_string(++made_); }

    Person sign_in(const std::string& name, const std::string& password) {
        const auto tokens =
            granted("grant_type=password&username=" + name + "&password=" + password);
        const auto claims = payload_of(tokens.at("access_token"));
        return {claims.at("sub"), bearer(tokens.at("access_token")), tokens.at("refresh_token")};
    }

    Person person(Role role) {
        const std::string name = new_name("somebody");
        identity().accounts.service.create(by_system(), identity::AccountName(name), role,
                                           identity::Password(kPassword));
        return sign_in(name, "correct+horse+battery");
    }

    /// Limited to `scopes`, when there are any, as they are in a form.
    Person service(const std::string& scopes = "") {
        const auto made =
            identity().service_registry.create(by_system(), identity::Label("a service"));
        std::string form = "grant_type=client_credentials&client_id=" + made.service.id.text() +
                           "&client_secret=" + std::string(made.secret.view());
        if (!scopes.empty()) form += "&scope=" + scopes;
        return {made.service.id.text(), bearer(granted(form).at("access_token"))};
    }

    /// The owner, known by a new key of theirs that is limited to `scope`.
    Person by_key(const Person& owner, const std::string& scope) {
        const Json wanted{{"name", "a key"}, {"scopes", {scope}}};
        const auto reply = client.post("/v1/me/keys", wanted.dump(), as(owner));
        EXPECT_EQ(reply.status, 201) << reply.body;
        return {owner.id, bearer(Json::parse(reply.body).at("key"))};
    }

    void change_account(const Person& person, const Json& change) {
        const auto reply = client.patch("/v1/accounts/" + person.id, change.dump(), as(admin));
        EXPECT_EQ(reply.status, 200) << reply.body;
    }

    /// What the line is about, for a request of anybody: things that there are, and that nobody has
    /// asked for before. What can be owned is the owner's.
    Asked about(const AccessLine& line, const Person& owner) {
        const std::string sent = filled(line.sent, line, owner);
        Asked asked{line.method, filled(line.pattern, line, owner), std::nullopt, {}};
        if (sent.starts_with("?")) {
            asked.target += sent;
        } else if (!sent.empty()) {
            asked.body = sent;
        }
        if (line.pattern.starts_with("/oauth/")) {
            asked.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        }
        if (line.pattern.ends_with("/files/{file}")) {
            asked.headers.emplace_back("Content-Type", "text/csv");
        }
        return asked;
    }

    test::HttpReply send(const Asked& asked, const std::string& authorization) const {
        auto headers = asked.headers;
        if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
        return client.request(asked.method, asked.target, asked.body, headers);
    }

    static test::HttpFields as(const Person& person) {
        return {{"Authorization", person.authorization}};
    }
    static std::string bearer(const std::string& token) { return "Bearer " + token; }
    static std::string token_of(const Person& person) { return person.authorization.substr(7); }
    static Json payload_of(const std::string& token) {
        const auto begin = token.find('.') + 1;
        return Json::parse(
            tokens::from_base64url(token.substr(begin, token.rfind('.') - begin)).value());
    }

    test::RunningServer running;
    test::HttpClient client;
    Person admin;

private:
    /// Asks again while a part is taken for lost, as one is that a busy machine leaves no time.
    Json granted(const std::string& form) const {
        const auto ask = [&] {
            return client.post("/oauth/token", form,
                               {{"Content-Type", "application/x-www-form-urlencoded"}});
        };
        auto reply = ask();
        for (int tries = 0; reply.status == 503 && tries < 20; ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds(500));
            reply = ask();
        }
        EXPECT_EQ(reply.status, 200) << reply.body;
        return Json::parse(reply.body);
    }

    std::string filled(std::string text, const AccessLine& line, const Person& owner) {
        for (const char* name : {"id", "record_type", "record_id", "user_id", "account_id", "file",
                                 "new_name", "free_desk"}) {
            const std::string place = "{" + std::string(name) + "}";
            const auto at = text.find(place);
            if (at == std::string::npos) continue;
            text.replace(at, place.size(), value_of(name, line.pattern, owner));
        }
        return text;
    }

    std::string value_of(const std::string& name, const std::string& pattern, const Person& owner) {
        if (name == "record_type") return "movie";
        if (name == "record_id") return rated_movie(owner);
        if (name == "user_id") return owner.id;
        if (name == "account_id") return erased_account();
        if (name == "file") return is_import(pattern) ? "links.csv" : "docs.js";
        if (name == "free_desk") return free_desk();
        if (name == "new_name") return new_name("newcomer");
        if (pattern.starts_with("/v1/accounts/")) return owner.id;
        if (pattern.starts_with("/v1/me/keys/")) return key_of(owner);
        if (pattern.starts_with("/v1/me/sessions/")) return session_of(owner);
        if (pattern.starts_with("/v1/services/")) return service().id;
        if (is_import(pattern)) return new_import();
        return rated_movie(owner);
    }

    static bool is_import(const std::string& pattern) {
        return pattern.starts_with("/v1/admin/imports/");
    }
    /// Ends the import that is under way, for there is one at a time. Answers the size of a file.
    std::string free_desk() {
        const auto all = Json::parse(client.get("/v1/admin/imports", as(admin)).body);
        for (const auto& one : all.at("items")) {
            const std::string id = one.at("id");
            client.remove("/v1/admin/imports/" + id, as(admin));
        }
        return "9";
    }
    std::string new_import() {
        AccessLine line;
        line.pattern = "/v1/admin/imports";
        const auto reply = client.post(line.pattern, filled(kImport, line, admin), as(admin));
        EXPECT_EQ(reply.status, 202) << reply.body;
        return Json::parse(reply.body).at("id");
    }

    std::string rated_movie(const Person& owner) {
        const std::string id = new_name("film");
        const auto reply = client.put("/v1/movies/" + id, R"({"title": "A film"})", as(admin));
        EXPECT_EQ(reply.status, 201) << reply.body;
        rating_.ratings.rate(by_system(), {rating::RecordType("movie"), rating::RecordId(id)},
                             rating::UserId(owner.id), rating::Score(7));
        return id;
    }

    std::string erased_account() {
        const auto erased = person(Role::viewer);
        identity().accounts.service.erase(by_system(), identity::AccountId(erased.id));
        return erased.id;
    }

    std::string key_of(const Person& owner) {
        const auto made = identity().key_service.create(
            by_system(), identity::AccountId(owner.id),
            {identity::Label("a key"), {Scope::ratings_write}, std::nullopt});
        return made.key.id.text();
    }

    std::string session_of(const Person& owner) {
        const auto all =
            identity().session_service.list(by_system(), identity::AccountId(owner.id));
        return all.at(0).id.text();
    }

    Settings beside(ContextName context) const {
        auto settings = default_settings();
        settings.database_url = running.database_url(context);
        settings.identity_password_memory = 8;
        settings.identity_password_operations = 1;
        return settings;
    }

    int made_ = 0;
    /// As another instance has them: the server may be in other processes.
    Contexts identity_contexts_{beside(ContextName::identity)};
    Identity identity_{beside(ContextName::identity), identity_contexts_};
    Contexts rating_{beside(ContextName::rating)};
};

}  // namespace marquee::app
