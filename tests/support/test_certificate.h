#pragma once

#include <filesystem>
#include <string>

namespace marquee::test {

/// A certificate that signs itself and its key, in two PEM files of a temporary folder, which is
/// gone afterwards.
class TestCertificate {
public:
    explicit TestCertificate(const std::string& common_name);
    ~TestCertificate();
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    std::string certificate_file() const { return (folder_ / "certificate.pem").string(); }
    std::string key_file() const { return (folder_ / "key.pem").string(); }
    std::filesystem::path folder() const { return folder_; }

    /// Puts another certificate and key into the same files.
    void renew(const std::string& common_name) const;
    /// Locks the key with a passphrase.
    void encrypt_key() const;

private:
    std::filesystem::path folder_;
};

}  // namespace marquee::test
