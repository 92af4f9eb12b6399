#include "interfaces/http/tls_context.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>

#include "Poco/Net/Context.h"

#include "domain/shared/error.h"
#include "openssl/err.h"
#include "openssl/ssl.h"
#include "openssl/x509.h"

namespace marquee::http {
namespace {

/// What the server takes of TLS 1.2; 1.3 has none that it would not take.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* kGroups = "X25519:P-256:P-384";

[[noreturn]] void refuse(const std::string& problem) {
    throw Error(ErrorCode::invalid, problem);
}

void require_readable(const std::string& setting, const std::string& file) {
    errno = std::filesystem::is_directory(file) ? EISDIR : 0;
    if (errno == 0) std::ifstream(file, std::ios::binary).peek();
    if (errno != 0) {
        refuse(setting + ": cannot read " + file + ": " + std::strerror(errno) +
               "; name a file that is there and that this user may read");
    }
}

/// What OpenSSL calls the last error, as " (no start line)"; it never quotes what it read.
std::string reason() {
    const char* text = ERR_reason_error_string(ERR_peek_last_error());
    return text ? std::string(" (") + text + ")" : "";
}

Poco::Net::Context::Params parameters() {
    Poco::Net::Context::Params parameters;
    parameters.verificationMode = Poco::Net::Context::VERIFY_NONE;
    parameters.cipherList = kCiphers;
    return parameters;
}

void load_certificate(SSL_CTX* context, const std::string& file) {
    require_readable("http.tls_certificate", file);
    if (SSL_CTX_use_certificate_chain_file(context, file.c_str()) != 1) {
        refuse("http.tls_certificate: " + file + " has no certificate that can be used" + reason() +
               "; it has to be PEM, with the server's own certificate first and the intermediate "
               "ones after it");
    }
}

void load_key(SSL_CTX* context, const std::string& file, const std::string& certificate_file) {
    require_readable("http.tls_key", file);
    // Or it would ask for a passphrase at the terminal.
    SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return -1; });
    const bool loaded = SSL_CTX_use_PrivateKey_file(context, file.c_str(), SSL_FILETYPE_PEM) == 1;
    const bool strange = !loaded && ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509;
    if (strange || (loaded && SSL_CTX_check_private_key(context) != 1)) {
        refuse("http.tls_key: the key in " + file + " is not that of the certificate in " +
               certificate_file + "; name the two files that belong together");
    }
    if (!loaded) {
        refuse("http.tls_key: " + file + " has no private key that can be used" + reason() +
               "; it has to be PEM, without a passphrase");
    }
}

}  // namespace

struct TlsContext::Parts {
    Poco::Net::Context context{Poco::Net::Context::TLS_SERVER_USE, parameters()};
};

TlsContext::TlsContext(const std::string& certificate_file, const std::string& key_file)
    : parts_(std::make_unique<Parts>()) {
    SSL_CTX* context = parts_->context.sslContext();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set1_groups_list(context, kGroups);
    // A client that starts anew again and again costs us much and itself little.
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    // What is sent need not stay in one place, and idle connections hold no buffers.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    ERR_clear_error();
    load_certificate(context, certificate_file);
    load_key(context, key_file, certificate_file);
}

TlsContext::~TlsContext() = default;

ssl_st* TlsContext::new_connection() const {
    SSL* connection = SSL_new(parts_->context.sslContext());
    if (!connection) throw std::bad_alloc();
    SSL_set_accept_state(connection);
    return connection;
}

}  // namespace marquee::http
