#pragma once

namespace marquee::app {

// How the process ends, for scripts and service managers. Part of the public interface: a number
// never changes its meaning, and each is described in `marquee --help`.

inline constexpr int kSuccess = 0;
/// A fault of Marquee itself, which is logged whole, or of the machine: a data set can't be read to
/// its end, or the output not be written.
inline constexpr int kInternalFailure = 1;
/// The command line or a setting is wrong, or what it asks for is not there or can't be; nothing
/// was started or changed.
inline constexpr int kUsage = 2;
/// The work was done, but not all was well: an import skipped rows, or a strict one stopped at a
/// bad one, or a verification found mismatches that it did not repair.
inline constexpr int kFindings = 3;
/// The database can't be reached, or isn't one.
inline constexpr int kDatabaseUnusable = 4;
/// A migration failed, or one that was applied before is not the one in this binary.
inline constexpr int kMigrationFailed = 5;
/// The address to listen on is taken, not allowed or not this machine's.
inline constexpr int kCannotListen = 6;

}  // namespace marquee::app
