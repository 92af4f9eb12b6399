#include "interfaces/http/tls_certificate.h"

#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "domain/shared/error.h"
#include "tests/support/test_certificate.h"

namespace marquee::http {
namespace {

using marquee::test::TestCertificate;
using testing::HasSubstr;
using testing::Not;

std::string content_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::string& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

/// What is said of two files that cannot be used.
std::string problem_with(const std::string& certificate_file, const std::string& key_file) {
    try {
        const TlsCertificate certificate(certificate_file, key_file);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error.what();
    }
    return "(none)";
}

TEST(TlsCertificate, SaysWhichFileCannotBeUsedAndWhatToDo) {
    const TestCertificate one("one");
    const TestCertificate other("other");
    const std::string certificate = one.certificate_file();
    const std::string key = one.key_file();
    const std::string absent = (one.folder() / "absent.pem").string();
    const std::string empty = (one.folder() / "empty.pem").string();
    const std::string garbage = (one.folder() / "garbage.pem").string();
    write(empty, "");
    write(garbage, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    EXPECT_EQ(problem_with(certificate, key), "(none)");
    EXPECT_THAT(problem_with(absent, key), AllOf(HasSubstr("http.tls_certificate: cannot read"),
                                                 HasSubstr("absent.pem: No such file")));
    EXPECT_THAT(problem_with(certificate, absent),
                AllOf(HasSubstr("http.tls_key: cannot read"), HasSubstr("absent.pem")));
    EXPECT_THAT(problem_with(one.folder().string(), key), HasSubstr("Is a directory"));
    for (const std::string& file : {empty, garbage, key}) {
        EXPECT_THAT(problem_with(file, key),
                    AllOf(HasSubstr("http.tls_certificate: " + file), HasSubstr("has to be PEM")));
    }
    for (const std::string& file : {empty, garbage, certificate}) {
        EXPECT_THAT(problem_with(certificate, file),
                    AllOf(HasSubstr("http.tls_key: " + file), HasSubstr("without a passphrase")));
    }
    EXPECT_THAT(problem_with(certificate, other.key_file()),
                AllOf(HasSubstr("is not that of the certificate"), HasSubstr("belong together")));
    one.encrypt_key();
    EXPECT_THAT(problem_with(certificate, key), HasSubstr("without a passphrase"));
}

TEST(TlsCertificate, NeverRepeatsAKey) {
    const TestCertificate one("one");
    const TestCertificate other("other");
    for (const auto& [certificate, key] : std::vector<std::pair<std::string, std::string>>{
             {one.certificate_file(), other.key_file()},
             {one.key_file(), one.key_file()},
             {other.key_file(), one.certificate_file()}}) {
        const std::string problem = problem_with(certificate, key);
        for (const auto& file : {one.key_file(), other.key_file()}) {
            const std::string secret = content_of(file);
            EXPECT_THAT(problem, Not(HasSubstr(secret.substr(secret.find('\n') + 1, 40))));
        }
        EXPECT_THAT(problem, Not(HasSubstr("BEGIN")));
    }
}

TEST(TlsCertificate, IsReadAgainOnlyWhenAFileHasChanged) {
    const TestCertificate files("one");
    TlsCertificate certificate(files.certificate_file(), files.key_file());
    const auto first = certificate.current();
    EXPECT_FALSE(certificate.reload_if_changed());
    EXPECT_EQ(certificate.current(), first);
    files.renew("two");
    EXPECT_TRUE(certificate.reload_if_changed());
    EXPECT_NE(certificate.current(), first);
    EXPECT_FALSE(certificate.reload_if_changed());
    const auto second = certificate.current();
    certificate.reload();
    EXPECT_NE(certificate.current(), second);
}

TEST(TlsCertificate, StaysWhenTheNewOneIsBadAndComplainsOnce) {
    const TestCertificate files("one");
    TlsCertificate certificate(files.certificate_file(), files.key_file());
    const auto first = certificate.current();
    write(files.key_file(), "no key");
    EXPECT_THROW(certificate.reload_if_changed(), Error);
    EXPECT_EQ(certificate.current(), first);
    EXPECT_FALSE(certificate.reload_if_changed());
    EXPECT_THROW(certificate.reload(), Error);
    std::filesystem::remove(files.certificate_file());
    EXPECT_THROW(certificate.reload_if_changed(), Error);
    EXPECT_EQ(certificate.current(), first);
    files.renew("two");
    EXPECT_TRUE(certificate.reload_if_changed());
    EXPECT_NE(certificate.current(), first);
}

}  // namespace
}  // namespace marquee::http
