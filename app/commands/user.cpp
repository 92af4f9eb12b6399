#include <iostream>
#include <optional>
#include <spdlog/spdlog.h>

#include "app/accounts.h"
#include "app/commands/commands.h"
#include "app/contexts.h"
#include "app/exit_codes.h"
#include "app/prepare_database.h"
#include "app/read_password.h"
#include "domain/shared/rfc3339.h"
#include "interfaces/text/nfc.h"

namespace marquee::app {
namespace {

using identity::Account;
using identity::AccountName;
using identity::Password;
using identity::SecretText;

/// How long one step may take.
constexpr std::chrono::minutes kStepLimit{2};
constexpr std::size_t kPage = 500;

Call step_call() {
    Call call;
    call.request_id = "user-command";
    call.caller = Caller::of_system();
    call.deadline = std::chrono::steady_clock::now() + kStepLimit;
    return call;
}

/// The accounts in a database that is ready for use.
class OpenAccounts {
public:
    explicit OpenAccounts(const Settings& settings) : contexts_(settings) {
        prepare_database(contexts_.database, settings.database_startup_wait,
                         [](const std::string& text) { spdlog::info("{}", text); });
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
    const auto account =
        accounts.service().create(step_call(), name, options.role, password.get(accounts.mint()));
    std::cout << "created " << account.name.text() << ", " << marquee::name_of(account.role)
              << ", id " << account.id.text() << "\n";
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
    const auto id = accounts.require(name_of(options)).id;
    const auto account = accounts.service().set_role(step_call(), id, options.role);
    std::cout << account.name.text() << " is " << marquee::name_of(account.role) << " now\n";
    return kSuccess;
}

int reset_user_password(const Settings& settings, const UserOptions& options) {
    const AccountName name = name_of(options);
    ChosenPassword password(options);
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name);
    accounts.service().reset_password(step_call(), account.id, password.get(accounts.mint()));
    std::cout << account.name.text() << " has a new password, and all its sessions have ended\n";
    password.print();
    return kSuccess;
}

int disable_user(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto id = accounts.require(name_of(options)).id;
    const auto account = accounts.service().disable(step_call(), id);
    std::cout << account.name.text() << " is disabled, and all its sessions have ended\n";
    return kSuccess;
}

int enable_user(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto id = accounts.require(name_of(options)).id;
    const auto account = accounts.service().enable(step_call(), id);
    std::cout << account.name.text() << " is enabled\n";
    return kSuccess;
}

int erase_user(const Settings& settings, const UserOptions& options) {
    OpenAccounts accounts(settings);
    const auto account = accounts.require(name_of(options));
    accounts.service().erase(step_call(), account.id);
    std::cout << account.name.text() << " is erased; a running server removes the ratings of "
              << account.id.text() << "\n";
    return kSuccess;
}

}  // namespace marquee::app
