#include "infrastructure/tokens/http_document.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include "tests/infrastructure/tokens/document_server.h"
#include "tests/infrastructure/tokens/forge.h"
#include "tests/support/thrown.h"

namespace marquee::tokens {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::size_t kLimit = 1'000;
constexpr milliseconds kLong{20'000};
constexpr milliseconds kShort{200};

std::string fetch(const std::string& url, milliseconds timeout = kLong) {
    return HttpDocument(url).fetch(kLimit, timeout, {});
}

/// The code's name and the message of the error, or the text.
std::string outcome(const std::string& url, milliseconds timeout = kLong) {
    std::string text;
    const auto error = error_of([&] { text = fetch(url, timeout); });
    return error ? std::string(name_of(error->code())) + ": " + error->what() : text;
}

TEST(HttpDocument, FetchesAText) {
    const DocumentServer server(answering("{\"keys\":[]}"));
    EXPECT_EQ(fetch(server.url("/a/jwks.json?tenant=1")), "{\"keys\":[]}");
    ASSERT_EQ(server.requests().size(), 1u);
    const std::string head = server.requests().front();
    EXPECT_THAT(head, testing::StartsWith("GET /a/jwks.json?tenant=1 HTTP/1.1\r\n"));
    EXPECT_THAT(head, HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"));
    EXPECT_THAT(head, HasSubstr("Connection: Close\r\n"));
}

TEST(HttpDocument, FetchesAgainEachTime) {
    DocumentServer server(answering("one"));
    const HttpDocument document(server.url());
    EXPECT_EQ(document.fetch(kLimit, kLong, {}), "one");
    server.set_answer(answering("two"));
    EXPECT_EQ(document.fetch(kLimit, kLong, {}), "two");
}

TEST(HttpDocument, TakesChunksAndTextsThatEndWithTheConnection) {
    DocumentServer server(answering_bytes(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    EXPECT_EQ(fetch(server.url()), "abcde");
    server.set_answer(answering_bytes("HTTP/1.0 200 OK\r\n\r\nabcde"));
    EXPECT_EQ(fetch(server.url()), "abcde");
    server.set_answer(answering(""));
    EXPECT_EQ(fetch(server.url()), "");
}

TEST(HttpDocument, TakesNothingButA200) {
    DocumentServer server(answering("{}", "500 Internal Server Error"));
    EXPECT_EQ(outcome(server.url()), "unavailable: the answer is 500 and not 200");
    for (const char* status : {"204 No Content", "304 Not Modified", "404 Not Found"}) {
        server.set_answer(answering("", status));
        EXPECT_THAT(outcome(server.url()), testing::StartsWith("unavailable")) << status;
    }
    server.set_answer(answering_bytes("HTTP/1.1 302 Found\r\nLocation: " + server.url("/other") +
                                      "\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(outcome(server.url()), "unavailable: the answer is 302 and not 200");
    EXPECT_THAT(server.requests().back(), HasSubstr("/jwks.json")) << "it followed";
}

TEST(HttpDocument, TakesNoMoreThanTheLimit) {
    DocumentServer server(answering(std::string(kLimit, 'x')));
    EXPECT_EQ(fetch(server.url()).size(), kLimit);
    server.set_answer(answering(std::string(kLimit + 1, 'x')));
    EXPECT_EQ(outcome(server.url()), "unavailable: the answer is longer than 1000 bytes");
    server.set_answer([](Poco::Net::StreamSocket& socket) {
        send_text(socket, "HTTP/1.1 200 OK\r\n\r\n");
        const std::string megabyte(1'000'000, 'x');
        for (;;) send_text(socket, megabyte);
    });
    EXPECT_EQ(outcome(server.url()), "unavailable: the answer is longer than 1000 bytes");
}

TEST(HttpDocument, TakesNoAnswerThatIsCutShort) {
    DocumentServer server(
        answering_bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":[]}"));
    EXPECT_EQ(outcome(server.url()), "unavailable: the answer stops in its middle");
    for (const char* bytes : {"", "HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Le", "garbage\r\n\r\n"}) {
        server.set_answer(answering_bytes(bytes));
        EXPECT_THAT(outcome(server.url()), testing::StartsWith("unavailable")) << bytes;
    }
}

TEST(HttpDocument, WaitsNoLongerThanItMay) {
    DocumentServer server(stay_silent);
    EXPECT_EQ(outcome(server.url(), kShort),
              "deadline_exceeded: there is no whole answer after 200 ms");
    for (const char* begin :
         {"", "HTTP/1.1 200 OK\r\nA: ", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
          "HTTP/1.1 200 OK\r\n\r\n"}) {
        server.set_answer(dripping(begin));
        EXPECT_THAT(outcome(server.url(), kShort), testing::StartsWith("deadline_exceeded"))
            << begin;
    }
}

TEST(HttpDocument, StopsWhenItIsAsked) {
    std::stop_source source;
    DocumentServer server([&source](Poco::Net::StreamSocket& socket) {
        source.request_stop();
        stay_silent(socket);
    });
    const HttpDocument document(server.url());
    EXPECT_EQ(code_of([&] { document.fetch(kLimit, std::chrono::hours(1), source.get_token()); }),
              ErrorCode::deadline_exceeded);
    EXPECT_EQ(code_of([&] { document.fetch(kLimit, std::chrono::hours(1), source.get_token()); }),
              ErrorCode::deadline_exceeded);
}

TEST(HttpDocument, SaysWhenNobodyAnswers) {
    int port = 0;
    {
        const DocumentServer server(stay_silent);
        port = server.port();
    }
    EXPECT_THAT(outcome("http://127.0.0.1:" + std::to_string(port)),
                HasSubstr("onnection refused"));
    EXPECT_THAT(outcome("http://no-such-host.invalid/"), testing::StartsWith("unavailable"));
}

TEST(HttpDocument, TakesUrlsOfHttpAndHttpsOnly) {
    for (const char* url : {"", "films.example", "/etc/passwd", "ftp://films.example/",
                            "file:///etc/passwd", "https://", "http:///path", "https:films.example",
                            "http://films.example:x/", "http://films.example:0/",
                            "http://user:secret@films.example/", "http://user@films.example/"}) {
        const auto error = error_of([&] { HttpDocument document(url); });
        ASSERT_TRUE(error) << url;
        EXPECT_EQ(error->code(), ErrorCode::invalid) << url;
        EXPECT_THAT(error->what(), testing::Not(HasSubstr("secret")));
    }
    EXPECT_TRUE(HttpDocument("https://films.example").is_encrypted());
    EXPECT_FALSE(HttpDocument("http://films.example").is_encrypted());
}

TEST(HttpDocument, IsNamedWithoutItsQuery) {
    EXPECT_EQ(HttpDocument("https://films.example:8443/a/jwks?key=secret#x").name(),
              "https://films.example:8443/a/jwks");
}

using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

/// A server with a certificate for "localhost" that it has signed itself, in a file of its own.
class TlsServer {
public:
    TlsServer()
        : folder_(std::filesystem::temp_directory_path() /
                  ("marquee-tls-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        write("key.pem", ec_key().pem());
        write("certificate.pem", certificate());
        const Poco::Net::Context::Ptr context(
            new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, file("key.pem"),
                                   file("certificate.pem"), "", Poco::Net::Context::VERIFY_NONE));
        server_.emplace(
            answering("{}"),
            Poco::Net::SecureServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0), 64, context));
    }
    ~TlsServer() { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return folder_ / name; }
    std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(server_->port()) + "/";
    }

private:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name)) << text;
    }

    static std::string certificate() {
        const Bio pem(BIO_new_mem_buf(ec_key().pem().data(), -1));
        const Key key(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr));
        const Certificate made(X509_new());
        X509_set_version(made.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
        X509_set_pubkey(made.get(), key.get());
        X509_NAME* name = X509_get_subject_name(made.get());
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
        X509_set_issuer_name(made.get(), name);
        const Extension names(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost"));
        const Extension authority(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE"));
        X509_add_ext(made.get(), names.get(), -1);
        X509_add_ext(made.get(), authority.get(), -1);
        X509_sign(made.get(), key.get(), EVP_sha256());
        const Bio out(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(out.get(), made.get());
        return content_of(out.get());
    }

    std::filesystem::path folder_;
    std::optional<DocumentServer> server_;
};

TEST(HttpDocument, FetchesFromAServerWhoseCertificateIsKnown) {
    const TlsServer server;
    ::setenv("SSL_CERT_FILE", server.file("certificate.pem").c_str(), 1);
    EXPECT_EQ(outcome(server.url("localhost")), "{}");
    EXPECT_THAT(outcome(server.url("127.0.0.1")), testing::StartsWith("unavailable"))
        << "the certificate is of another name";
    ::unsetenv("SSL_CERT_FILE");
}

TEST(HttpDocument, TakesNoCertificateOfAnUnknownAuthority) {
    const TlsServer server;
    EXPECT_THAT(outcome(server.url("localhost")), testing::StartsWith("unavailable"));
}

TEST(HttpDocument, WaitsNoLongerForAHandshake) {
    const DocumentServer server(stay_silent);
    EXPECT_THAT(outcome("https://127.0.0.1:" + std::to_string(server.port()), kShort),
                testing::StartsWith("deadline_exceeded"));
}

}  // namespace
}  // namespace marquee::tokens
