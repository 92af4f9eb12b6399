#include "infrastructure/movie/index_place.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "domain/shared/error.h"

namespace marquee::movie {
namespace {

/// Instances that can share a folder.
constexpr int kPlaces = 64;

}  // namespace

IndexPlace::IndexPlace(const std::filesystem::path& folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    for (int i = 0; i < kPlaces && !failure; ++i) {
        path_ = folder / std::to_string(i);
        const auto lock = folder / (std::to_string(i) + ".lock");
        file_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file_ < 0) break;
        if (::flock(file_, LOCK_EX | LOCK_NB) == 0) {
            std::filesystem::create_directories(path_, failure);
            if (!failure) return;
        }
        ::close(file_);
    }
    throw Error(ErrorCode::unavailable, "the folder " + folder.string() +
                                            " of the search index can't be used: is it "
                                            "writable? index.path names another one");
}

IndexPlace::~IndexPlace() {
    ::close(file_);
}

std::filesystem::path IndexPlace::new_folder() const {
    for (int i = 1;; ++i) {
        auto candidate = path_ / std::to_string(i);
        std::error_code failure;
        if (!std::filesystem::exists(candidate, failure)) return candidate;
    }
}

void IndexPlace::clear_but(const std::filesystem::path& kept) const {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(path_, failure)) {
        if (entry.path() != kept) std::filesystem::remove_all(entry.path(), failure);
    }
}

}  // namespace marquee::movie
