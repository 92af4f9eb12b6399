#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "interfaces/import/csv_reader.h"

namespace marquee::movielens {

/// One CSV file of a MovieLens folder, open behind its header. For one thread.
class MovieLensFile {
public:
    /// Opens `folder`/`name`, whose first line has to be `header`. Throws Error(invalid) that says
    /// what to do.
    MovieLensFile(const std::filesystem::path& folder, std::string name, const std::string& header);

    /// As CsvReader::next. Throws Error(unavailable) when the file can't be read any further.
    bool next(CsvRow& row);

    const std::string& name() const { return name_; }
    /// How many bytes have been read, of how many.
    std::uint64_t bytes_done() const { return reader_.bytes(); }
    std::uint64_t bytes_total() const { return bytes_total_; }

private:
    std::string name_;
    std::ifstream stream_;
    CsvReader reader_;
    std::uint64_t bytes_total_ = 0;
};

}  // namespace marquee::movielens
