#include "application/identity/service_registry.h"

#include <string>
#include <utility>

#include "application/identity/permission.h"
#include "application/identity/secret_token.h"
#include "domain/shared/error.h"
#include "domain/shared/permission.h"

namespace marquee::identity {
namespace {

SecretText shown(const SecretText& secret) {
    std::string text;
    // At once, so that no half of it is left where it grew.
    text.reserve(kServiceSecretPrefix.size() + secret.view().size());
    text.append(kServiceSecretPrefix).append(secret.view());
    return SecretText(std::move(text));
}

}  // namespace

ServiceRegistry::ServiceRegistry(ServiceRepository& repository, SecretMint& mint, Clock clock)
    : repository_(repository), mint_(mint), clock_(std::move(clock)) {}

MadeService ServiceRegistry::create(const Call& call, const Label& name) {
    require(call, Scope::admin);
    const auto secret = mint_.new_secret();
    const ServiceCredential service{ServiceId(mint_.new_id()), name, mint_.hash_of(secret.view()),
                                    clock_()};
    repository_.create(call, service);
    return {service, shown(secret)};
}

std::vector<ServiceCredential> ServiceRegistry::list(const Call& call) {
    require(call, Scope::admin);
    return repository_.list(call);
}

void ServiceRegistry::revoke(const Call& call, const ServiceId& id) {
    require(call, Scope::admin);
    if (!repository_.revoke(call, id)) {
        throw Error(ErrorCode::not_found, "there is no service " + id.text());
    }
}

}  // namespace marquee::identity
