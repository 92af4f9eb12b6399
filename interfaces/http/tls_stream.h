#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "interfaces/http/io_step.h"

struct ssl_st;

namespace marquee::http {

class TlsContext;

/// The TLS layer over a socket that it does not own. Nothing here waits: what cannot go on says for
/// what to wait. For one thread at a time.
class TlsStream {
public:
    TlsStream(const TlsContext& context, int descriptor);
    /// Closes if that has not been done.
    ~TlsStream();
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    /// Goes on with the handshake, which comes before all else; 1 byte says that it is done.
    IoStep handshake();
    IoStep read(char* bytes, std::size_t size);
    IoStep write(std::string_view bytes);
    /// Tells the client, if it still listens, that nothing more will come.
    void close();

private:
    IoStep step(int outcome, std::size_t bytes);

    struct Free {
        void operator()(ssl_st* connection) const;
    };
    const int descriptor_;
    std::unique_ptr<ssl_st, Free> connection_;
    bool open_ = false;
};

}  // namespace marquee::http
