#include "infrastructure/sockets/encrypted.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>

namespace marquee::sockets {
namespace {

namespace net = Poco::Net;

constexpr int kCertificateChain = 9;

}  // namespace

net::StreamSocket encrypted(const net::StreamSocket& socket, const std::string& host) {
    net::Context::Ptr context(new net::Context(
        net::Context::TLS_CLIENT_USE, "", net::Context::VERIFY_STRICT, kCertificateChain, true));
    context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
    return net::SecureStreamSocket::attach(socket, host, context);
}

}  // namespace marquee::sockets
