#include "infrastructure/discovery/etcd_exchange.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <algorithm>
#include <istream>
#include <ostream>
#include <system_error>

#include "domain/shared/error.h"
#include "infrastructure/discovery/resolver.h"
#include "infrastructure/sockets/cutoff.h"
#include "infrastructure/sockets/encrypted.h"

namespace marquee::discovery {
namespace {

namespace net = Poco::Net;
using std::chrono::steady_clock;

constexpr std::size_t kMaxLength = 1024 * 1024;

std::vector<net::SocketAddress> addresses_of(const EtcdServer& server,
                                             steady_clock::time_point deadline,
                                             const std::stop_token& stop) {
    std::vector<net::SocketAddress> addresses;
    net::IPAddress number;
    if (net::IPAddress::tryParse(server.host, number)) {
        addresses.emplace_back(number, server.port);
        return addresses;
    }
    for (const std::string& host : resolve_by(deadline, stop, system_resolver, server.host)) {
        addresses.emplace_back(host, server.port);
    }
    return addresses;
}

/// Waits until the connection is there.
void await_connected(net::StreamSocket& socket, steady_clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        std::max(deadline - steady_clock::now(), steady_clock::duration::zero()));
    if (!socket.poll(Poco::Timespan(left.count()),
                     net::Socket::SELECT_WRITE | net::Socket::SELECT_ERROR)) {
        throw Poco::TimeoutException("no connection");
    }
    if (const int problem = socket.impl()->socketError(); problem != 0) {
        throw net::NetException(std::generic_category().message(problem));
    }
    socket.setBlocking(true);
}

}  // namespace

class EtcdExchange::Connection {
public:
    Connection(const EtcdServer& server, Deadline deadline, const std::stop_token& stop)
        : server_(server), deadline_(deadline), stop_(stop) {}

    /// What `act` answers, with what goes wrong in it as an Error.
    template <class Act>
    auto translated(Act act) {
        try {
            auto result = act();
            // What was cut may look like an end.
            if (!has_cut()) return result;
        } catch (const Poco::Exception& error) {
            if (!has_cut()) fail(error.displayText());
        } catch (const Error&) {
            if (!has_cut()) throw;
        }
        throw Error(ErrorCode::deadline_exceeded, server_.name() + " doesn't answer in time");
    }

    void connect() {
        const auto addresses = addresses_of(server_, deadline_, stop_);
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            try {
                net::StreamSocket socket;
                socket.connectNB(addresses[i]);
                cutoff_.emplace(socket.impl()->sockfd(), deadline_, stop_);
                await_connected(socket, deadline_);
                socket.setNoDelay(true);
                session_.emplace(server_.is_encrypted ? sockets::encrypted(socket, server_.host)
                                                      : socket);
                return;
            } catch (const Poco::Exception&) {
                if (i + 1 == addresses.size() || has_cut()) throw;
            }
        }
    }

    void send(const std::string& path, const std::string& body, const std::string& token) {
        net::HTTPRequest request(net::HTTPRequest::HTTP_POST, path, net::HTTPRequest::HTTP_1_1);
        request.setHost(server_.host, server_.port);
        request.setContentType("application/json");
        request.setContentLength(static_cast<std::streamsize>(body.size()));
        request.setKeepAlive(false);
        if (!token.empty()) request.set("Authorization", token);
        // A server that knows no leader of its cluster says so, rather than stay silent.
        request.set("Grpc-Metadata-hasleader", "true");
        session_->sendRequest(request) << body << std::flush;
        answer_ = &session_->receiveResponse(response_);
    }

    /// Bytes up to and with the next line feed or the end, of which there is at least one.
    std::string read(bool whole) {
        std::string text;
        for (int byte = answer_->get(); byte != std::istream::traits_type::eof();
             byte = answer_->get()) {
            if (text.size() == kMaxLength) fail("its answer is longer than 1 MiB");
            text.push_back(static_cast<char>(byte));
            if (!whole && byte == '\n') break;
        }
        if (answer_->bad()) fail("its answer stops in its middle");
        return text;
    }

    int status() const { return response_.getStatus(); }

    void set_deadline(Deadline deadline) {
        deadline_ = deadline;
        cutoff_->move_to(deadline);
    }

private:
    bool has_cut() const {
        return stop_.stop_requested() || (cutoff_ ? cutoff_->has_cut() : false) ||
               steady_clock::now() >= deadline_;
    }

    [[noreturn]] void fail(const std::string& problem) const {
        throw Error(ErrorCode::unavailable, server_.name() + ": " + problem);
    }

    EtcdServer server_;
    Deadline deadline_;
    std::stop_token stop_;
    std::optional<sockets::Cutoff> cutoff_;
    std::optional<net::HTTPClientSession> session_;
    net::HTTPResponse response_;
    std::istream* answer_ = nullptr;
};

EtcdExchange::EtcdExchange(const EtcdServer& server, const std::string& path,
                           const std::string& body, const std::string& token, Deadline deadline,
                           const std::stop_token& stop)
    : connection_(std::make_unique<Connection>(server, deadline, stop)) {
    connection_->translated([&] {
        connection_->connect();
        connection_->send(path, body, token);
        return true;
    });
}

EtcdExchange::~EtcdExchange() = default;

int EtcdExchange::status() const {
    return connection_->status();
}

std::string EtcdExchange::read_all() {
    return connection_->translated([&] { return connection_->read(true); });
}

std::optional<std::string> EtcdExchange::read_line() {
    std::string line = connection_->translated([&] { return connection_->read(false); });
    if (line.empty()) return std::nullopt;
    return line;
}

void EtcdExchange::set_deadline(Deadline deadline) {
    connection_->set_deadline(deadline);
}

}  // namespace marquee::discovery
