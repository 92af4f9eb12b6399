#include "interfaces/http/tls_certificate.h"

#include <sys/stat.h>

#include "interfaces/http/tls_context.h"

namespace marquee::http {

TlsCertificate::TlsCertificate(std::string certificate_file, std::string key_file)
    : certificate_file_(std::move(certificate_file)), key_file_(std::move(key_file)) {
    load(stamps());
}

TlsCertificate::~TlsCertificate() = default;

std::shared_ptr<const TlsContext> TlsCertificate::current() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void TlsCertificate::reload() {
    const std::lock_guard lock(reading_);
    load(stamps());
}

bool TlsCertificate::reload_if_changed() {
    const std::lock_guard lock(reading_);
    const Stamps found = stamps();
    if (found == read_) return false;
    load(found);
    return true;
}

TlsCertificate::Stamp TlsCertificate::stamp_of(const std::string& file) {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) return {};
    return {found.st_dev, found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

/// `found` was seen before the files are read, so that what changes meanwhile is read once more.
void TlsCertificate::load(const Stamps& found) {
    read_ = found;
    auto loaded = std::make_shared<const TlsContext>(certificate_file_, key_file_);
    const std::lock_guard lock(mutex_);
    current_ = std::move(loaded);
}

}  // namespace marquee::http
