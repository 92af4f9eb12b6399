#include "tests/support/test_certificate.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdexcept>

namespace marquee::test {
namespace {

template <class Thing, void (*Release)(Thing*)>
struct Releaser {
    void operator()(Thing* thing) const { Release(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releaser<X509, X509_free>>;

void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
}

/// Written beside the file and moved over it, so that nobody reads half of it.
template <class Write>
void write_file(const std::string& file, Write write) {
    const std::string beside = file + ".new";
    std::FILE* const out = std::fopen(beside.c_str(), "w");
    require(out != nullptr);
    const bool written = write(out) == 1;
    require(std::fclose(out) == 0 && written);
    std::filesystem::rename(beside, file);
}

Certificate sign(EVP_PKEY* key, const std::string& common_name) {
    Certificate certificate(X509_new());
    require(certificate != nullptr);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24 * 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    require(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
    return certificate;
}

}  // namespace

TestCertificate::TestCertificate(const std::string& common_name) {
    std::string pattern = (std::filesystem::temp_directory_path() / "marquee-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    renew(common_name);
}

TestCertificate::~TestCertificate() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void TestCertificate::renew(const std::string& common_name) const {
    const Key key(EVP_EC_gen("P-256"));
    require(key != nullptr);
    const Certificate certificate = sign(key.get(), common_name);
    write_file(certificate_file(),
               [&](std::FILE* out) { return PEM_write_X509(out, certificate.get()); });
    write_file(key_file(), [&](std::FILE* out) {
        return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

void TestCertificate::encrypt_key() const {
    std::FILE* const in = std::fopen(key_file().c_str(), "r");
    require(in != nullptr);
    const Key key(PEM_read_PrivateKey(in, nullptr, nullptr, nullptr));
    std::fclose(in);
    require(key != nullptr);
    write_file(key_file(), [&](std::FILE* out) {
        std::string passphrase = "unspeakable";
        return PEM_write_PKCS8PrivateKey(out, key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                         static_cast<int>(passphrase.size()), nullptr, nullptr);
    });
}

}  // namespace marquee::test
