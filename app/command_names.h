#pragma once

#include <array>
#include <string_view>

#include "app/command_line.h"

namespace marquee::app {

/// How a command is typed.
struct CommandName {
    std::string_view name;
    /// Empty for a command of one word.
    std::string_view action;
    Command command;
};

/// Every command, in the order in which they are offered.
inline constexpr std::array<CommandName, 23> kCommands{{
    {"serve", "", Command::serve},
    {"migrate", "status", Command::migrate_status},
    {"migrate", "up", Command::migrate_up},
    {"import", "movielens", Command::import_movielens},
    {"movies", "rebuild", Command::movies_rebuild},
    {"movies", "verify", Command::movies_verify},
    {"ratings", "verify", Command::ratings_verify},
    {"user", "create", Command::user_create},
    {"user", "list", Command::user_list},
    {"user", "set-role", Command::user_set_role},
    {"user", "reset-password", Command::user_reset_password},
    {"user", "disable", Command::user_disable},
    {"user", "enable", Command::user_enable},
    {"user", "erase", Command::user_erase},
    {"service", "create", Command::service_create},
    {"service", "list", Command::service_list},
    {"service", "revoke", Command::service_revoke},
    {"keys", "list", Command::keys_list},
    {"keys", "rotate", Command::keys_rotate},
    {"call", "", Command::call},
    {"services", "", Command::services},
    {"config", "", Command::config},
    {"version", "", Command::version},
}};

}  // namespace marquee::app
