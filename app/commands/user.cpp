#include <iostream>
#include <optional>

#include "app/accounts.h"
#include "app/commands/audited.h"
#include "app/commands/commands.h"
#include "app/commands/prepared.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/own_call.h"
#include "app/read_password.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/text/nfc.h"

namespace marquee::app {
namespace {

using http::AuditAct;
using identity::Account;
using identity::AccountName;
using identity::Password;
using identity::SecretText;

/// How long one step may take.
constexpr std::chrono::minutes kStepLimit{2};
constexpr std::size_t kPage = 500;

Call step_call() {
    return own_call("user-command", kStepLimit);
}

/// The accounts in a database that is ready for use.
class OpenAccounts {
public:
    explicit OpenAccounts(const Settings& settings) : contexts_(settings) {
        prepare(contexts_, settings, {ContextName::identity});
        accounts_.emplace(settings, contexts_);
    }

    identity::AccountService& service() { return accounts_->service; }
    identity::SecretMint& mint() { return accounts_->mint; }

    /// Throws Error(not_found) when there is none by that name.
    Account require(const AccountName& name) {
        const auto found = service().find(step_call(), name);
        if (!found) throw Error(ErrorCode::not_found, "there is no account " + name.text());
        return *found;
    }

private:
    Contexts contexts_;
    std::optional<Accounts> accounts_;
};

AccountName name_of(const UserOptions& options) {
    return AccountName(to_nfc(options.name));
}

/// A password for an account, and what to print of it.
class ChosenPassword {
public:
    /// As it was read, if one was asked for.
    explicit ChosenPassword(const UserOptions& options) {
        if (options.password_stdin) password_ = read_password();
    }

    /// One that is made up, if none was read.
    const Password& get(identity::SecretMint& mint) {
        if (!password_) {
            made_up_ = mint.new_password();
            password_.emplace(std::string(made_up_->view()));
        }
        return *password_;
    }

    void print() const {
        if (made_up_) std::cout << "password: " << made_up_->view() << "\n";
    }

private:
    std::optional<Password> password_;
    std::optional<SecretText> made_up_;
};

void print(const Account& account) {
    const auto padded = [](std::string text) {
        text.resize(10, ' ');
        return text;
    };
    std::cout << padded(std::string(marquee::name_of(account.role)))
              << padded(account.disabled ? "disabled" : "enabled")
              << format_time(account.created_at) << "  " << account.id.text() << "  "
              << account.name.text() << "\n";
}

}  // namespace

int create_user(const Settings& settings, const UserOptions& options) {
    const AccountName name = name_of(options);
    ChosenPassword password(options);
    OpenAccounts accounts(settings);
    const std::string role(marquee::name_of(options.role));
    audited(settings, step_call(), {"account.create", "", "role=" + role}, [&](AuditAct& act) {
        const auto account = accounts.service().create(step_call(), name, options.role,
                                                       password.get(accounts.mint()));
        act.target = account.id.text();
        std::cout << "created " << account.name.text() << ", " << role << ", id " << act.target
                  << "\n";
    });
    password.print();
    return kSuccess;
}

int list_users(const Settings& settings) {
    OpenAccounts accounts(settings);
    std::optional<AccountName> after;
    while (true) {
        const auto page = accounts.service().list(step_call(), after, kPage);
        for (const auto& account : page) print(account);
        if (page.size() < kPage) return kSuccess;
        after = page.back().name;
    }
}

int set_user_role(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name_of(options));
    const std::string role(marquee::name_of(options.role));
    audited(settings, step_call(), {"account.change", account.id.text(), "role=" + role},
            [&](AuditAct&) { accounts.service().set_role(step_call(), account.id, options.role); });
    std::cout << account.name.text() << " is " << role << " now\n";
    return kSuccess;
}

int reset_user_password(const Settings& settings, const UserOptions& options) {
    const AccountName name = name_of(options);
    ChosenPassword password(options);
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name);
    audited(settings, step_call(), {"account.reset_password", account.id.text(), ""},
            [&](AuditAct&) {
                accounts.service().reset_password(step_call(), account.id,
                                                  password.get(accounts.mint()));
            });
    std::cout << account.name.text() << " has a new password, and all its sessions have ended\n";
    password.print();
    return kSuccess;
}

int disable_user(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name_of(options));
    audited(settings, step_call(), {"account.change", account.id.text(), "disabled=true"},
            [&](AuditAct&) { accounts.service().disable(step_call(), account.id); });
    std::cout << account.name.text() << " is disabled, and all its sessions have ended\n";
    return kSuccess;
}

int enable_user(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name_of(options));
    audited(settings, step_call(), {"account.change", account.id.text(), "disabled=false"},
            [&](AuditAct&) { accounts.service().enable(step_call(), account.id); });
    std::cout << account.name.text() << " is enabled\n";
    return kSuccess;
}

int erase_user(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name_of(options));
    audited(settings, step_call(), {"account.erase", account.id.text(), ""},
            [&](AuditAct&) { accounts.service().erase(step_call(), account.id); });
    std::cout << account.name.text() << " is erased; a running server removes the ratings of "
              << account.id.text() << "\n";
    return kSuccess;
}

}  // namespace marquee::app
