#pragma once

#include "interfaces/http/tls_certificate.h"
#include "tests/interfaces/http/test_server.h"
#include "tests/support/test_certificate.h"

namespace marquee::http::test {

/// A TestServer behind TLS, with a certificate of its own for "first".
struct TlsServer {
    explicit TlsServer(HttpServerOptions options = TestServer::small())
        : server(secured(std::move(options))) {}

    int port() const { return server.port(); }

    marquee::test::TestCertificate files{"first"};
    TlsCertificate certificate{files.certificate_file(), files.key_file()};
    TestServer server;

private:
    HttpServerOptions secured(HttpServerOptions options) const {
        options.tls = &certificate;
        return options;
    }
};

}  // namespace marquee::http::test
