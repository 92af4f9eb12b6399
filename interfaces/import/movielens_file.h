#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "interfaces/import/csv_reader.h"

namespace marquee::movielens {

/// A file can't be read to its end, as on a failing disk. Its message names the file and says what
/// to do.
class ReadFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One CSV file of a MovieLens folder, open behind its header. For one thread.
class MovieLensFile {
public:
    /// Opens `folder`/`name`, whose first line has to be `header`. Throws Error(invalid) that says
    /// what to do, or ReadFailure.
    MovieLensFile(const std::filesystem::path& folder, std::string name, const std::string& header);

    /// As CsvReader::next. Throws ReadFailure.
    bool next(CsvRow& row);

    const std::string& name() const { return name_; }
    /// How many bytes have been read, of how many.
    std::uint64_t bytes_done() const { return reader_.bytes(); }
    std::uint64_t bytes_total() const { return bytes_total_; }

private:
    std::string name_;
    std::filesystem::path path_;
    std::ifstream stream_;
    CsvReader reader_;
    std::uint64_t bytes_total_ = 0;
};

}  // namespace marquee::movielens
