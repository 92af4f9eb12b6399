#include "infrastructure/tokens/external_keys.h"

#include <fstream>
#include <spdlog/spdlog.h>
#include <utility>

#include "domain/shared/error.h"
#include "infrastructure/tokens/jwk.h"

namespace marquee::tokens {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMaxLength = 1024 * 1024;

std::string file_content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(kMaxLength + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    // At its end the file is read, and `fail` as well as `eof`.
    if (!file.is_open() || file.bad()) throw Error(ErrorCode::unavailable, "it can't be read");
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kMaxLength) throw Error(ErrorCode::unavailable, "it is longer than 1 MiB");
    return text;
}

std::optional<HttpDocument> url_at(const std::string& location) {
    if (location.find("://") == std::string::npos) return std::nullopt;
    return HttpDocument(location);
}

}  // namespace

ExternalKeys::ExternalKeys(ExternalKeysSettings settings)
    : settings_(std::move(settings)),
      url_(url_at(settings_.location)),
      name_(url_ ? url_->name() : settings_.location),
      keys_(std::make_shared<const KeySet>()) {
    if (!url_) {
        load({});
    } else if (!url_->is_encrypted()) {
        spdlog::warn(
            "the keys of the external issuer come from {} unencrypted: whoever stands in "
            "between can make tokens",
            name_);
    }
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

std::shared_ptr<const KeySet> ExternalKeys::keys() const {
    const std::lock_guard lock(mutex_);
    return keys_;
}

void ExternalKeys::miss() {
    const std::lock_guard lock(mutex_);
    missed_ = true;
    wake_.notify_all();
}

void ExternalKeys::run(const std::stop_token& stop) {
    bool is_loaded = !url_;
    for (bool is_first = true;; is_first = false) {
        const auto began = Steady::now();
        if (!is_first || url_) is_loaded = refresh(stop);
        std::unique_lock lock(mutex_);
        wake_.wait_until(lock, stop, began + settings_.pause, [] { return false; });
        if (is_loaded) {
            wake_.wait_until(lock, stop, began + settings_.refresh, [this] { return missed_; });
        }
        if (stop.stop_requested()) return;
        missed_ = false;
    }
}

void ExternalKeys::load(const std::stop_token& stop) {
    try {
        std::string text =
            url_ ? url_->fetch(kMaxLength, settings_.timeout, stop) : file_content(name_);
        if (text == last_document_) return;
        std::vector<KeySet::Member> members;
        for (PublicKey& key : parse_jwks(text)) members.push_back({std::move(key)});
        if (members.empty()) {
            throw Error(ErrorCode::invalid, "it has no key for ES256 or RS256");
        }
        spdlog::info("took {} keys of the external issuer from {}", members.size(), name_);
        last_document_ = std::move(text);
        const std::lock_guard lock(mutex_);
        keys_ = std::make_shared<const KeySet>(std::move(members));
    } catch (const Error& error) {
        throw Error(ErrorCode::invalid, "can't take the keys of the external issuer from " + name_ +
                                            ": " + error.what());
    }
}

bool ExternalKeys::refresh(const std::stop_token& stop) {
    try {
        load(stop);
        last_problem_.clear();
        return true;
    } catch (const std::exception& error) {
        if (error.what() != last_problem_ && !stop.stop_requested()) {
            last_problem_ = error.what();
            spdlog::warn("{}", last_problem_);
        }
        return false;
    }
}

}  // namespace marquee::tokens
