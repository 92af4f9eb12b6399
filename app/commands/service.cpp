#include <iostream>
#include <optional>

#include "app/accounts.h"
#include "app/commands/audited.h"
#include "app/commands/commands.h"
#include "app/commands/prepared.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/own_call.h"
#include "app/uuid.h"
#include "application/identity/service_registry.h"
#include "domain/shared/rfc3339.h"
#include "infrastructure/identity/sql_service_repository.h"
#include "interfaces/text/nfc.h"

namespace marquee::app {
namespace {

using identity::Label;
using identity::ServiceId;

/// How long one step may take.
constexpr std::chrono::minutes kStepLimit{2};

Call step_call() {
    return own_call("service-command", kStepLimit);
}

/// The services in a database that is ready for use.
class OpenServices {
public:
    explicit OpenServices(const Settings& settings) : contexts_(settings) {
        prepare(contexts_, settings, {ContextName::identity});
        accounts_.emplace(settings, contexts_);
        repository_.emplace(accounts_->log);
        registry_.emplace(*repository_, accounts_->mint, system_now);
    }

    identity::ServiceRegistry& registry() { return *registry_; }

private:
    Contexts contexts_;
    std::optional<Accounts> accounts_;
    std::optional<identity::SqlServiceRepository> repository_;
    std::optional<identity::ServiceRegistry> registry_;
};

}  // namespace

int create_service(const Settings& settings, const std::string& name) {
    const Label label(to_nfc(name));
    OpenServices services(settings);
    audited(settings, step_call(), {"service.create", "", ""}, [&](http::AuditAct& act) {
        const auto made = services.registry().create(step_call(), label);
        act.target = made.service.id.text();
        std::cout << "created " << made.service.name.text() << "\n"
                  << "client_id: " << made.service.id.text() << "\n"
                  << "client_secret: " << made.secret.view() << "\n";
    });
    return kSuccess;
}

int list_services(const Settings& settings) {
    OpenServices services(settings);
    for (const auto& service : services.registry().list(step_call())) {
        std::cout << format_time(service.created_at) << "  " << service.id.text() << "  "
                  << service.name.text() << "\n";
    }
    return kSuccess;
}

int revoke_service(const Settings& settings, const std::string& id) {
    const ServiceId client_id(id);
    OpenServices services(settings);
    audited(settings, step_call(), {"service.revoke", client_id.text(), ""},
            [&](http::AuditAct&) { services.registry().revoke(step_call(), client_id); });
    std::cout << "revoked " << client_id.text() << "\n";
    return kSuccess;
}

}  // namespace marquee::app
