#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace marquee::test {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// An answer as a client sees it.
struct HttpReply {
    int status = 0;
    HttpFields headers;
    std::string body;

    /// The first field of that name, whatever its case.
    std::optional<std::string> header(std::string_view name) const;
};

/// A request and its answer.
struct HttpExchange {
    std::string method;
    std::string target;
    HttpFields headers;
    std::string body;
    HttpReply reply;
    /// By a server, and not only by the router.
    bool served = true;

    /// The first field of the request of that name, whatever its case.
    std::optional<std::string> header(std::string_view name) const;
};

/// Is told of every answer that clients get, on their threads. Nobody, unless api_observer.cpp is a
/// part of the executable.
inline void (*exchange_observer)(const HttpExchange&) = nullptr;

/// One TCP connection to a server on this machine, for bytes of the test's choice. Whatever takes
/// longer than 20 seconds throws std::runtime_error, so that a test cannot hang.
class HttpConnection {
public:
    explicit HttpConnection(int port);
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    /// A server that has closed already is no error: what it said is still to be read.
    void send(std::string_view bytes);
    /// Says that no more will be sent.
    void finish_sending();
    /// Goes away without a word, as programs do that are killed.
    void reset();
    /// The next answer, interim ones (100) included. `to_head`: it has no body, whatever it says.
    HttpReply read_reply(bool to_head = false);
    /// What is left until the server closes.
    std::string read_all();
    /// Whether the server has closed without another byte.
    bool closed_by_server() { return read_all().empty(); }

private:
    bool receive();

    int descriptor_;
    std::string buffer_;
};

/// Sends bytes, then nothing more, and gives all that came back until the server closed.
std::string exchange_bytes(int port, std::string_view bytes);

/// The status of the answer at the start of `bytes`; 0 when there is none.
int status_of(std::string_view bytes);

/// Asks a server on this machine, with a connection for each request; see send_signed_in. Callable
/// from any thread.
class HttpClient {
public:
    explicit HttpClient(int port) : port_(port) {}

    HttpReply get(const std::string& target, const HttpFields& headers = {}) const;
    HttpReply remove(const std::string& target, const HttpFields& headers = {}) const;
    /// With a JSON body, unless `headers` has another Content-Type.
    HttpReply put(const std::string& target, const std::string& body,
                  const HttpFields& headers = {}) const;
    HttpReply post(const std::string& target, const std::string& body,
                   const HttpFields& headers = {}) const;
    HttpReply patch(const std::string& target, const std::string& body,
                    const HttpFields& headers = {}) const;
    /// A body that is nothing is not sent, nor its length.
    HttpReply request(const std::string& method, const std::string& target,
                      const std::optional<std::string>& body, const HttpFields& headers) const;

private:
    HttpReply send(const std::string& method, const std::string& target,
                   const std::optional<std::string>& body, const HttpFields& headers) const;

    int port_;
};

}  // namespace marquee::test
