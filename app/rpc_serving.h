#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "app/contexts.h"
#include "app/identity.h"
#include "app/settings/settings.h"
#include "interfaces/http/route.h"

namespace marquee::operations {
struct Readiness;
}
namespace marquee::rpc {
class RpcServer;
}
namespace marquee::discovery {
class EtcdRegistration;
}

namespace marquee::app {

/// What other processes reach of this one: the contexts that it hosts, over gRPC, and the word of
/// where that is, in etcd. For one thread.
class RpcServing {
public:
    /// Binds `rpc.address`, which is set, and answers from now on. `routes` are those of the hosted
    /// contexts, for requests that another process takes. The references outlive it. Throws
    /// Error(unavailable) when the address can't be had, and Error(invalid) when the certificates
    /// can't be used.
    RpcServing(const Settings& settings, Contexts& contexts, Identity& identity,
               std::vector<http::Route> routes, const operations::Readiness& readiness);
    ~RpcServing();
    RpcServing(const RpcServing&) = delete;
    RpcServing& operator=(const RpcServing&) = delete;

    /// Lets others know that it is there.
    void start();
    int port() const;
    /// Serves by the `rpc.*` of these settings that can be changed. Callable from any thread.
    void change(const Settings& settings);
    /// Tells others to go elsewhere, and answers those who come nevertheless.
    void withdraw();
    /// Finishes what is under way within `grace`; answers how many calls were cut off.
    std::size_t drain(std::chrono::milliseconds grace);

private:
    Settings settings_;
    prometheus::Registry& metrics_;
    std::unique_ptr<rpc::RpcServer> server_;
    std::unique_ptr<discovery::EtcdRegistration> registration_;
};

}  // namespace marquee::app
