#include "infrastructure/tokens/external_keys.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>

#include "infrastructure/tokens/jwk.h"
#include "tests/infrastructure/tokens/document_server.h"
#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kEcSet = jwks_of({ec_key().public_key()});
const std::string kBothSet = jwks_of({ec_key().public_key(), rsa_key().public_key()});

/// Asks again as soon as it is told to, and otherwise never.
ExternalKeysSettings settings(const std::string& location) {
    return {location, std::chrono::seconds(20), std::chrono::hours(1),
            std::chrono::milliseconds(5)};
}

/// Whether the condition comes to hold, for which there are 20 seconds.
template <class Condition>
bool comes_true(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

bool comes_to(const ExternalKeys& keys, std::size_t count) {
    return comes_true([&] { return keys.keys()->size() == count; });
}

/// All that is logged while it lives.
class Log {
public:
    Log() : before_(spdlog::default_logger()) {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
    }
    ~Log() { spdlog::set_default_logger(before_); }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// Only when nobody logs any more.
    std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::shared_ptr<spdlog::logger> before_;
};

/// A file that goes with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text)
        : path_(std::filesystem::temp_directory_path() /
                ("marquee-jwks-" + std::to_string(::getpid()) + ".json")) {
        write(text);
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }

    void write(const std::string& text) const {
        // In one go, as an operator should: half a file is no JWK Set.
        const std::string next = path_.string() + ".new";
        std::ofstream(next) << text;
        std::filesystem::rename(next, path_);
    }
    std::string path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string problem_with(const std::string& location) {
    const auto error = error_of([&] { ExternalKeys keys(settings(location)); });
    return error && error->code() == ErrorCode::invalid ? error->what() : "none";
}

TEST(ExternalKeys, ComeFromAUrl) {
    const DocumentServer server(answering(kBothSet));
    const ExternalKeys keys(settings(server.url()));
    ASSERT_TRUE(comes_to(keys, 2));
    const PublicKey* key = keys.keys()->find(ec_key().public_key().id(), Timestamp());
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->jwk(), ec_key().public_key().jwk());
}

TEST(ExternalKeys, AreNoneUntilTheyHaveCome) {
    const DocumentServer server(stay_silent);
    const ExternalKeys keys(settings(server.url()));
    EXPECT_EQ(keys.keys()->size(), 0u);
}

TEST(ExternalKeys, AreAskedForAgainWhenOneIsMissing) {
    DocumentServer server(answering(kEcSet));
    ExternalKeys keys(settings(server.url()));
    ASSERT_TRUE(comes_to(keys, 1));
    server.set_answer(answering(kBothSet));
    keys.miss();
    EXPECT_TRUE(comes_to(keys, 2));
}

TEST(ExternalKeys, AreAskedForOncePerPauseHoweverManyAreMissing) {
    DocumentServer server(answering(kEcSet));
    {
        ExternalKeysSettings slow = settings(server.url());
        slow.pause = std::chrono::hours(1);
        ExternalKeys keys(slow);
        ASSERT_TRUE(comes_to(keys, 1));
        for (int i = 0; i < 1'000; ++i) keys.miss();
    }
    EXPECT_EQ(server.requests().size(), 1u);
}

TEST(ExternalKeys, AreAskedForWhenTheyGetOld) {
    DocumentServer server(answering(kEcSet));
    ExternalKeysSettings often = settings(server.url());
    often.refresh = often.pause;
    const ExternalKeys keys(often);
    ASSERT_TRUE(comes_to(keys, 1));
    server.set_answer(answering(kBothSet));
    EXPECT_TRUE(comes_to(keys, 2));
}

TEST(ExternalKeys, StayWhenNoNewOnesAreToBeHad) {
    const std::vector<DocumentServer::Answer> bad = {
        answering("{}", "500 Internal Server Error"),
        answering("<html>maintenance</html>"),
        answering(R"({"keys":[]})"),
        answering(R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})"),
        answering(std::string(1024 * 1024 + 1, ' ')),
        answering_bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"),
    };
    DocumentServer server(answering(kEcSet));
    ExternalKeys keys(settings(server.url()));
    ASSERT_TRUE(comes_to(keys, 1));
    for (const auto& answer : bad) {
        server.set_answer(answer);
        const auto before = server.requests().size();
        keys.miss();
        // The second says that the first was dealt with.
        ASSERT_TRUE(comes_true([&] { return server.requests().size() >= before + 2; }));
        EXPECT_EQ(keys.keys()->size(), 1u);
    }
    server.set_answer(answering(kBothSet));
    EXPECT_TRUE(comes_to(keys, 2)) << "it has to try again by itself";
}

TEST(ExternalKeys, StayWhenTheServerIsTooSlow) {
    DocumentServer server(answering(kEcSet));
    ExternalKeysSettings hasty = settings(server.url());
    hasty.timeout = std::chrono::milliseconds(300);
    ExternalKeys keys(hasty);
    ASSERT_TRUE(comes_to(keys, 1));
    server.set_answer(dripping("HTTP/1.1 200 OK\r\n\r\n"));
    const auto before = server.requests().size();
    keys.miss();
    ASSERT_TRUE(comes_true([&] { return server.requests().size() >= before + 2; }));
    EXPECT_EQ(keys.keys()->size(), 1u);
}

TEST(ExternalKeys, EndAtOnceWhileTheServerIsSilent) {
    const DocumentServer server(stay_silent);
    ExternalKeysSettings patient = settings(server.url());
    patient.timeout = std::chrono::hours(1);
    const ExternalKeys keys(patient);
    ASSERT_TRUE(comes_true([&] { return !server.requests().empty(); }));
}

TEST(ExternalKeys, LogEachProblemOnceAndWithoutSecrets) {
    const Log log;
    DocumentServer server(answering("nonsense-that-may-be-secret"));
    {
        const ExternalKeys keys(settings(server.url("/jwks?key=secret")));
        ASSERT_TRUE(comes_true([&] { return server.requests().size() >= 4; }));
        server.set_answer(answering(kEcSet));
        ASSERT_TRUE(comes_to(keys, 1));
    }
    const std::string text = log.text();
    EXPECT_THAT(text, HasSubstr(server.url("/jwks") + " unencrypted"));
    EXPECT_THAT(text, HasSubstr("took 1 keys"));
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    const auto first = text.find("no JSON object");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(text.find("no JSON object", first + 1), std::string::npos);
}

TEST(ExternalKeys, ComeFromAFileAtOnce) {
    const TemporaryFile file(kEcSet);
    ExternalKeys keys(settings(file.path()));
    EXPECT_EQ(keys.keys()->size(), 1u);
    file.write(kBothSet);
    keys.miss();
    EXPECT_TRUE(comes_to(keys, 2));
}

TEST(ExternalKeys, SayWhatIsWrongWithAFileOrUrl) {
    EXPECT_THAT(problem_with("/no/such/file"),
                HasSubstr("issuer from /no/such/file: it can't be read"));
    EXPECT_THAT(problem_with(std::filesystem::temp_directory_path()), HasSubstr("can't be read"));
    const TemporaryFile file("{}");
    EXPECT_THAT(problem_with(file.path()), HasSubstr("no array \"keys\""));
    file.write("");
    EXPECT_THAT(problem_with(file.path()), HasSubstr("no JSON object"));
    file.write(R"({"keys":[{"kty":"oct","k":"c2VjcmV0"}]})");
    EXPECT_THAT(problem_with(file.path()), HasSubstr("no key for ES256 or RS256"));
    file.write(std::string(1024 * 1024 + 1, ' '));
    EXPECT_THAT(problem_with(file.path()), HasSubstr("longer than 1 MiB"));
    EXPECT_THAT(problem_with("ftp://films.example/jwks"), HasSubstr("https://"));
}

}  // namespace
}  // namespace marquee::tokens
