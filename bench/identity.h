#pragma once

#include "bench/options.h"

namespace marquee::bench {

/// What it costs the server that whoever reads a movie says who they are, by an access token or an
/// API key; and what is left to those who read one while 100 logins a second are tried, from as
/// many addresses, every other one with a wrong password. The server trusts proxies on this
/// machine.
void identity(const Options& options);

}  // namespace marquee::bench
