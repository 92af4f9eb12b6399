#pragma once

#include "app/command_line.h"

namespace marquee::app {

/// The commands of the program, a file each. Each answers the process's exit code, prints its
/// outcome to standard output, and throws what it can't handle: Error, MigrationError, ReadFailure.

int serve(const LoadedSettings& settings);
int migrate_status(const Settings& settings);
int migrate_up(const Settings& settings);
int import_movielens(const Settings& settings, const ImportOptions& options);
int rebuild_movies(const Settings& settings);
int verify_movies(const Settings& settings);
int verify_ratings(const Settings& settings, const VerifyOptions& options);
int create_user(const Settings& settings, const UserOptions& options);
int list_users(const Settings& settings);
int set_user_role(const Settings& settings, const UserOptions& options);
int reset_user_password(const Settings& settings, const UserOptions& options);
int disable_user(const Settings& settings, const UserOptions& options);
int enable_user(const Settings& settings, const UserOptions& options);
int erase_user(const Settings& settings, const UserOptions& options);
int create_service(const Settings& settings, const std::string& name);
int list_services(const Settings& settings);
int revoke_service(const Settings& settings, const std::string& id);
int list_keys(const Settings& settings);
int rotate_keys(const Settings& settings);
int call_method(const Settings& settings, const CallOptions& options);
int list_processes(const Settings& settings);

}  // namespace marquee::app
