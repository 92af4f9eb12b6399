#pragma once

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "nlohmann/json.hpp"

#include "tests/support/http_client.h"
#include "tests/support/marquee_process.h"
#include "tests/support/secret_search.h"
#include "tests/support/test_database.h"

namespace marquee::test {

/// The kinds of places in which something may be seen.
inline constexpr const char* kAnswers = "answers";
inline constexpr const char* kProblems = "problem documents";
inline constexpr const char* kMetrics = "metrics";
inline constexpr const char* kDocument = "OpenAPI document";
inline constexpr const char* kLog = "log";
inline constexpr const char* kOutput = "standard output";
inline constexpr const char* kComplaints = "standard error of commands";
inline constexpr const char* kConfig = "config";
inline constexpr const char* kDatabase = "database";

/// What can't do harm unnoticed: it is different in every encoding, and has a word in both halves.
inline std::string password_with(const std::string& word) {
    return "Zq\"" + word + "/&% \xC3\xA9\xE2\x82\xAC \\+'" + word + "#=?;X";
}

inline std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Of a token the part that makes it one: the rest is an id, or the same in all.
inline std::string secret_part(const std::string& token) {
    if (token.starts_with("mqs_")) return token.substr(4);
    if (!token.starts_with("mq")) return token.substr(token.rfind('.') + 1);
    return token.substr(token.find('_', token.find('_') + 1) + 1);
}

/// A run of the real program, in which every secret is noted and all that is to be seen collected.
class SecretsRun : public testing::TestWithParam<std::tuple<DatabaseKind, std::string>> {
protected:
    const std::string& format() const { return std::get<1>(GetParam()); }
    bool on_sqlite() const { return database_->url().starts_with("sqlite"); }

    /// A password of that word, which is a secret from now on.
    std::string password(const std::string& word) {
        const auto text = password_with(word);
        search_.add("the password with " + word, text);
        return text;
    }

    void collect(const std::string& kind, const std::string& text) { seen_[kind] += text + "\n"; }

    /// `text` without what stands behind `mark` on its line, which is a secret from now on.
    std::string without_shown(std::string text, const std::string& mark) {
        const auto at = text.find(mark);
        if (at == text.npos) {
            ADD_FAILURE() << "not shown: " << mark;
            return text;
        }
        const auto start = at + mark.size();
        shown_ = text.substr(start, text.find('\n', start) - start);
        search_.add("what a command showed behind " + mark, secret_part(shown_));
        return text.erase(start, shown_.size());
    }

    /// Runs a command. What stands behind `shown` is meant to be there, once.
    void command(int exit_code, const std::vector<std::string>& arguments,
                 const std::string& input = "", const std::string& shown = "",
                 const std::vector<std::string>& environment = {}) {
        const auto result = run_marquee(arguments, {environment, {}, "stdout", input});
        EXPECT_EQ(result.exit_code, exit_code) << arguments.front();
        const bool config = arguments.front() == "config" && exit_code == 0;
        collect(config ? kConfig : kOutput,
                shown.empty() ? result.out : without_shown(result.out, shown));
        collect(kComplaints, result.err);
    }

    /// The same with this run's database, and log.
    void on_database(const std::vector<std::string>& arguments, const std::string& input = "",
                     const std::string& shown = "") {
        auto all = arguments;
        all.insert(all.end(), {"--database-url", database_->url(), "--log-level", "trace",
                               "--log-format", format(), "--identity-password-memory", "8",
                               "--identity-password-operations", "1"});
        command(0, all, input, shown);
    }

    /// Asks the server. The members `shown` are meant to be in the answer, and kept in tokens_.
    HttpReply ask(const std::string& method, const std::string& target,
                  const std::optional<std::string>& body = std::nullopt,
                  const HttpFields& fields = {}, const std::vector<std::string>& shown = {}) {
        auto reply = HttpClient(port_).request(method, target, body, fields);
        std::string text = reply.body;
        for (const auto& name : shown) {
            const auto document = nlohmann::json::parse(reply.body, nullptr, false);
            if (reply.status >= 300 || !document.contains(name)) {
                ADD_FAILURE() << method << " " << target << " has no " << name << ": " << text;
                return reply;
            }
            const auto token = document[name].get<std::string>();
            search_.add(name + " of " + target, secret_part(token));
            tokens_[name] = token;
            text.erase(text.find(token), token.size());
        }
        for (const auto& [name, value] : reply.headers) text += "\n" + name + ": " + value;
        const bool problem = reply.status >= 400;
        collect(target == "/metrics"           ? kMetrics
                : target == "/v1/openapi.json" ? kDocument
                : problem                      ? kProblems
                                               : kAnswers,
                text);
        return reply;
    }

    static HttpFields bearer(const std::string& token) {
        return {{"Authorization", "Bearer " + token}};
    }
    static HttpFields basic(const std::string& name, const std::string& secret) {
        return {{"Authorization", "Basic " + base64(name + ":" + secret)}};
    }

    /// A form at one of the OAuth routes, of names and values in turn.
    HttpReply form(const std::string& target, const std::vector<std::string>& parts,
                   HttpFields fields = {}, const std::vector<std::string>& shown = {}) {
        std::string body;
        for (std::size_t i = 0; i < parts.size(); i += 2) {
            body += (i ? "&" : "") + parts[i] + "=" + percent_encoded(parts[i + 1]);
        }
        fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return ask("POST", target, body, fields, shown);
    }

    HttpReply sign_in(const std::string& name, const std::string& text, bool right) {
        const std::vector<std::string> shown{"access_token", "refresh_token"};
        return form("/oauth/token", {"grant_type", "password", "username", name, "password", text},
                    {}, right ? shown : std::vector<std::string>());
    }

    const std::unique_ptr<TestDatabase> database_ = std::get<0>(GetParam()).make();
    SecretSearch search_;
    /// Of which the database has to have the original.
    SecretSearch kept_secrets_;
    std::map<std::string, std::string> seen_;
    std::map<std::string, std::string> tokens_;
    std::string shown_;
    int port_ = 0;
};

}  // namespace marquee::test
