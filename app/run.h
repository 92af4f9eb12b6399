#pragma once

#include <string>
#include <vector>

#include "app/settings/load_settings.h"

namespace marquee::app {

/// The whole program behind main: understands the arguments (without the program's name), runs the
/// command, and answers the exit code. Every exception ends here, as a message that says what to
/// do.
int run(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace marquee::app
