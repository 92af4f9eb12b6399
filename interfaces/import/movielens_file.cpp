#include "interfaces/import/movielens_file.h"

#include <utility>

#include "domain/shared/error.h"

namespace marquee::movielens {
namespace {

constexpr const char* kAdvice =
    "; give the folder that a MovieLens archive such as ml-latest-small.zip unpacks to";

std::ifstream open(const std::filesystem::path& folder, const std::string& name) {
    std::error_code failure;
    if (!std::filesystem::is_directory(folder, failure)) {
        throw Error(ErrorCode::invalid, folder.string() + " is not a folder" + kAdvice);
    }
    const auto path = folder / name;
    if (!std::filesystem::is_regular_file(path, failure)) {
        throw Error(ErrorCode::invalid, folder.string() + " has no file " + name + kAdvice);
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        throw Error(ErrorCode::invalid,
                    path.string() + " cannot be opened; check who may read the file");
    }
    return stream;
}

bool is(const CsvRow& row, const std::string& header) {
    if (row.problem) return false;
    std::string joined;
    for (const auto& field : row.fields) {
        if (&field != &row.fields.front()) joined += ',';
        joined += field;
    }
    return joined == header;
}

}  // namespace

MovieLensFile::MovieLensFile(const std::filesystem::path& folder, std::string name,
                             const std::string& header)
    : name_(std::move(name)),
      path_(folder / name_),
      stream_(open(folder, name_)),
      reader_(stream_) {
    std::error_code failure;
    const auto size = std::filesystem::file_size(path_, failure);
    if (!failure) bytes_total_ = size;
    CsvRow first;
    if (!next(first) || !is(first, header)) {
        throw Error(ErrorCode::invalid,
                    path_.string() + " does not begin with the line \"" + header + "\"" + kAdvice);
    }
}

bool MovieLensFile::next(CsvRow& row) {
    const bool found = reader_.next(row);
    if (stream_.bad()) {
        throw ReadFailure(path_.string() + " cannot be read beyond byte " +
                          std::to_string(reader_.bytes()) + "; check the disk and import again");
    }
    return found;
}

}  // namespace marquee::movielens
