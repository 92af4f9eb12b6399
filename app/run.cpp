#include "app/run.h"

#include <iostream>
#include <malloc.h>
#include <signal.h>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/logging.h"
#include "app/server.h"
#include "app/version.h"
#include "domain/shared/error.h"
#include "infrastructure/database/database_url.h"
#include "infrastructure/migration/migration.h"
#include "interfaces/import/movielens_file.h"

namespace marquee::app {
namespace {

int run_command(const Invocation& invocation) {
    const Settings& settings = invocation.settings.settings;
    switch (invocation.command) {
        case Command::serve:
            return serve(invocation.settings);
        case Command::migrate_status:
            return migrate_status(settings);
        case Command::migrate_up:
            return migrate_up(settings);
        case Command::import_movielens:
            return import_movielens(settings, invocation.import);
        case Command::movies_rebuild:
            return rebuild_movies(settings);
        case Command::movies_verify:
            return verify_movies(settings);
        case Command::ratings_verify:
            return verify_ratings(settings, invocation.verify);
        case Command::user_create:
            return create_user(settings, invocation.user);
        case Command::user_list:
            return list_users(settings);
        case Command::user_set_role:
            return set_user_role(settings, invocation.user);
        case Command::user_reset_password:
            return reset_user_password(settings, invocation.user);
        case Command::user_disable:
            return disable_user(settings, invocation.user);
        case Command::user_enable:
            return enable_user(settings, invocation.user);
        case Command::user_erase:
            return erase_user(settings, invocation.user);
        case Command::service_create:
            return create_service(settings, invocation.service);
        case Command::service_list:
            return list_services(settings);
        case Command::service_revoke:
            return revoke_service(settings, invocation.service);
        case Command::keys_list:
            return list_keys(settings);
        case Command::keys_rotate:
            return rotate_keys(settings);
        case Command::call:
            return call_method(settings, invocation.call);
        case Command::services:
            return list_processes(settings);
        case Command::config:
            std::cout << describe(settings, invocation.settings.provenance);
            return kSuccess;
        case Command::version:
            std::cout << "marquee " << kVersion << "\n";
            return kSuccess;
    }
    return kInternalFailure;
}

/// The exit code for what a command could not handle.
int exit_code_of(const Error& error) {
    switch (error.code()) {
        case ErrorCode::invalid:
        case ErrorCode::not_found:
        case ErrorCode::conflict:
            return kUsage;
        case ErrorCode::unavailable:
        case ErrorCode::forbidden:
        case ErrorCode::unknown_outcome:
        case ErrorCode::deadline_exceeded:
        case ErrorCode::resource_exhausted:
            return kDatabaseUnusable;
        case ErrorCode::unauthenticated:
        case ErrorCode::precondition_failed:
            return kInternalFailure;
    }
    return kInternalFailure;
}

int fail(const std::string& message, int exit_code) {
    std::cout.flush();
    std::cerr << "marquee: " << message << std::endl;
    return exit_code;
}

/// A write to a closed connection, or past a limit on file sizes, is an error of that write, and no
/// reason to die.
void ignore_write_signals() {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/// Large blocks go back to the system when they are freed. By default glibc takes that for a habit
/// and keeps ever larger ones, of which each thread's heap soon holds hundreds of megabytes.
void give_large_blocks_back() {
    constexpr int kLarge = 256 * 1024;
    mallopt(M_MMAP_THRESHOLD, kLarge);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Environment& environment) {
    ignore_write_signals();
    give_large_blocks_back();
    try {
        const auto parsed = parse_command_line(arguments, environment);
        if (const auto* reply = std::get_if<Reply>(&parsed)) {
            (reply->exit_code == kSuccess ? std::cout : std::cerr) << reply->text;
            return reply->exit_code;
        }
        const auto& invocation = std::get<Invocation>(parsed);
        configure_logging(invocation.settings.settings.log_level,
                          invocation.settings.settings.log_format);
        const int exit_code = run_command(invocation);
        std::cout.flush();
        // For what was piped into a full disk or a closed pipe, success would be a lie.
        if (!std::cout) return fail("the output can't be written", kInternalFailure);
        return exit_code;
    } catch (const CannotListen& error) {
        return fail(error.what(), kCannotListen);
    } catch (const Error& error) {
        return fail(error.what(), exit_code_of(error));
    } catch (const migration::MigrationError& error) {
        return fail(error.what(), kMigrationFailed);
    } catch (const movielens::ReadFailure& error) {
        return fail(error.what(), kInternalFailure);
    } catch (const std::exception& error) {
        return fail(std::string("an internal failure: ") + error.what(), kInternalFailure);
    }
}

}  // namespace marquee::app
