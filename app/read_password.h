#pragma once

#include "domain/identity/password.h"

namespace marquee::app {

/// A password from standard input: its first line, in NFC. At a terminal it is asked for twice, and
/// not shown. Throws Error(invalid) for what is no password.
identity::Password read_password();

}  // namespace marquee::app
