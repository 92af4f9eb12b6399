#pragma once

namespace marquee::app {

/// Lets the process have as many files open as the system allows it at all: every connection is
/// one, and what systems begin with is often 1024.
void raise_file_limit();

}  // namespace marquee::app
