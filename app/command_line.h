#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "app/settings/load_settings.h"
#include "domain/shared/caller.h"

namespace marquee::app {

enum class Command {
    serve,
    migrate_status,
    migrate_up,
    import_movielens,
    movies_rebuild,
    movies_verify,
    ratings_verify,
    user_create,
    user_list,
    user_set_role,
    user_reset_password,
    user_disable,
    user_enable,
    user_erase,
    service_create,
    service_list,
    service_revoke,
    keys_list,
    keys_rotate,
    call,
    services,
    config,
    version,
};

/// What `marquee import movielens` is asked for.
struct ImportOptions {
    std::filesystem::path folder;
    /// Read and report everything, write nothing.
    bool dry_run = false;
    /// Stop at the first bad row.
    bool strict = false;
};

/// What `marquee ratings verify` is asked for.
struct VerifyOptions {
    bool repair = false;
};

/// What the `marquee user` commands are asked for, as far as it is of meaning to each.
struct UserOptions {
    std::string name;
    Role role = Role::viewer;
    /// Read the password from standard input, instead of making one up.
    bool password_stdin = false;
};

/// What `marquee call` is asked for.
struct CallOptions {
    std::string context;
    std::string method;
    /// JSON.
    std::string request;
};

/// A command line that was understood, and the settings it is to run with.
struct Invocation {
    Command command = Command::serve;
    /// Of meaning to Command::import_movielens only.
    ImportOptions import;
    /// Of meaning to Command::ratings_verify only.
    VerifyOptions verify;
    /// Of meaning to the user commands only.
    UserOptions user;
    /// Of meaning to Command::call only.
    CallOptions call;
    /// The name of the service to make, or the id of the one to revoke.
    std::string service;
    /// Command::version needs none, and gets the defaults.
    LoadedSettings settings;
};

/// What to say instead of running: help that was asked for, or what is wrong with the command line
/// or the settings.
struct Reply {
    /// For standard output when the exit code is kSuccess, otherwise for standard error.
    std::string text;
    int exit_code = 0;
};

/// Understands the arguments, without the program's name, and loads the settings from them, the
/// environment and the settings file. No reply repeats a secret.
std::variant<Invocation, Reply> parse_command_line(
    const std::vector<std::string>& arguments, const Environment& environment,
    const std::filesystem::path& default_file = "marquee.toml");

}  // namespace marquee::app
