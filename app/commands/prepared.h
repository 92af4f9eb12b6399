#pragma once

#include <initializer_list>

#include "app/contexts.h"

namespace marquee::app {

/// Makes the database of a command's contexts ready for use, and logs what that takes. Throws
/// Error(invalid) when the command works on one of `needed` and the settings say that this database
/// does not have it, and what prepare_database does.
void prepare(Contexts& contexts, const Settings& settings,
             std::initializer_list<ContextName> needed);

}  // namespace marquee::app
