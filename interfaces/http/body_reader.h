#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "interfaces/http/connection.h"
#include "interfaces/http/problem.h"

namespace marquee::http {

/// Reads one request's body off a connection, up to a limit in bytes and until a deadline.
class BodyReader {
public:
    BodyReader(Connection& connection, std::size_t limit, Connection::Deadline deadline)
        : connection_(connection), limit_(limit), deadline_(deadline) {}

    /// A body of exactly `length` bytes; why not, or nothing when it is there.
    std::optional<Refused> read_sized(std::size_t length, std::string& body);
    /// A body in the chunked coding. Chunk extensions and trailers are passed over.
    std::optional<Refused> read_chunked(std::string& body);

    static Refused too_large(std::size_t limit);

private:
    std::optional<Refused> read_exactly(std::size_t length, std::string& body);
    std::optional<Refused> read_line(std::string& line);
    std::optional<Refused> read_chunk_size(std::size_t& size);
    std::optional<Refused> read_trailers();
    std::optional<Refused> receive();

    Connection& connection_;
    std::size_t limit_;
    Connection::Deadline deadline_;
};

}  // namespace marquee::http
