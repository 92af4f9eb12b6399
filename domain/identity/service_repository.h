#pragma once

#include <optional>
#include <vector>

#include "domain/identity/credentials.h"
#include "domain/shared/call.h"

namespace marquee::identity {

/// Where the credentials of services are kept, until they are revoked. Callable from any thread.
/// Errors as in AccountRepository.
class ServiceRepository {
public:
    virtual ~ServiceRepository() = default;

    virtual void create(const Call& call, const ServiceCredential& service) = 0;

    /// The credential, or nothing.
    virtual std::optional<ServiceCredential> find(const Call& call, const ServiceId& id) = 0;

    /// All of them, the oldest first.
    virtual std::vector<ServiceCredential> list(const Call& call) = 0;

    /// False when there is none by that id.
    virtual bool revoke(const Call& call, const ServiceId& id) = 0;
};

}  // namespace marquee::identity
