#pragma once

#include <vector>

#include "application/identity/secret_mint.h"
#include "domain/identity/service_repository.h"
#include "domain/shared/call.h"
#include "domain/shared/clock.h"

namespace marquee::identity {

/// A credential that was made, and its secret, `mqs_<random>`, to be shown once.
struct MadeService {
    ServiceCredential service;
    SecretText secret;
};

/// The credentials of programs that speak for their users. Callable from any thread. Every method
/// throws what AccountRepository does, and Error(unauthenticated) or Error(forbidden) unless the
/// caller may administer.
class ServiceRegistry {
public:
    /// The references outlive the registry.
    ServiceRegistry(ServiceRepository& repository, SecretMint& mint, Clock clock);

    MadeService create(const Call& call, const Label& name);

    /// All of them, the oldest first.
    std::vector<ServiceCredential> list(const Call& call);

    /// Throws Error(not_found) when there is none by that id.
    void revoke(const Call& call, const ServiceId& id);

private:
    ServiceRepository& repository_;
    SecretMint& mint_;
    Clock clock_;
};

}  // namespace marquee::identity
