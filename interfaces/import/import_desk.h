#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "domain/shared/clock.h"
#include "interfaces/import/movielens_importer.h"

namespace marquee::movielens {

enum class ImportState {
    /// Its files are not all here.
    receiving,
    running,
    /// It was told to end, and has not yet.
    cancelling,
    done,
    cancelled,
    failed,
};

std::string_view name_of(ImportState state);

/// A file of an import, of which so many bytes are here.
struct ImportFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::uint64_t received = 0;
};

/// An import as operators see it.
struct ImportStatus {
    std::string id;
    ImportState state = ImportState::receiving;
    bool dry_run = false;
    std::vector<ImportFile> files;
    Timestamp started_at;
    std::optional<Timestamp> ended_at = {};
    /// Nothing before it runs.
    std::optional<Progress> progress = {};
    /// Only once it is done.
    std::optional<ImportReport> report = {};
    /// How many rows were complained of, and how many of those complaints are kept.
    std::size_t problems = 0;
    std::size_t problems_kept = 0;
    /// Why it failed; empty if it did not.
    std::string failure = {};
};

/// Imports of MovieLens' files that clients send piece by piece: one at a time, of which the last
/// stays to be looked at. Files wait on the disk, in a folder of their own that goes when the
/// import ends. What a cancelled import wrote stays. Imports end with the process, as if cancelled.
/// Callable from any thread.
class ImportDesk {
public:
    /// Imports a folder, until it is done or the token says stop, for which it may throw anything.
    using Run = std::function<ImportReport(
        std::stop_token, const std::filesystem::path& folder, const ImportOptions&,
        const MovieLensImporter::OnProblem&, const MovieLensImporter::OnProgress&)>;

    /// All files of an import together.
    static constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 30;
    static constexpr std::size_t kMostProblemsKept = 10'000;
    /// How long one waits for the next piece of its files.
    static constexpr std::chrono::minutes kPatience{15};

    /// For whoever runs the server: why the import of that id failed, if not by its files.
    using OnFailure = std::function<void(const std::string& id, const std::string& why)>;

    /// `on_failure` is called in the import's thread.
    ImportDesk(Run run, Clock clock, std::function<std::string()> new_id, OnFailure on_failure);
    /// Ends what is under way, and waits for that.
    ~ImportDesk();
    ImportDesk(const ImportDesk&) = delete;
    ImportDesk& operator=(const ImportDesk&) = delete;

    /// Begins one of files that are still to come: links.csv, movies.csv, ratings.csv and, if there
    /// is one, tags.csv. Throws Error(invalid) for others, and Error(conflict) while another import
    /// is under way.
    ImportStatus begin(const ImportOptions& options, const std::vector<ImportFile>& files);
    /// Takes a piece of a file, which may be one that was taken already. With the last one the
    /// import runs. Throws Error(invalid) when it does not fit, Error(not_found), Error(conflict)
    /// when files are not waited for, and Error(unavailable) when the disk won't have it.
    ImportStatus take(const std::string& id, const std::string& file, std::uint64_t offset,
                      std::string_view piece);

    /// The last one, if there was any.
    std::optional<ImportStatus> last() const;
    /// Throws Error(not_found) for all but the last one.
    ImportStatus status(const std::string& id) const;
    /// Complaints that are kept, from the one at `first` on, and no more than `count`. Throws as
    /// status does.
    std::vector<RowProblem> problems(const std::string& id, std::size_t first,
                                     std::size_t count) const;

    /// Has it end soon; nothing happens to one that has ended. Throws as status does.
    void cancel(const std::string& id);
    /// Ends, as failed, one that waits for files of which no piece came for kPatience: it would
    /// hold up all others. To be called now and then.
    void end_abandoned();
    /// Takes none any more, and ends what is under way.
    void close();

private:
    struct Job;

    Job& find(const std::string& id) const;
    void run(const std::stop_token& stop, Job& job);
    void end(Job& job, ImportState state);
    void cancel(Job& job);

    Run run_;
    Clock clock_;
    std::function<std::string()> new_id_;
    OnFailure on_failure_;
    mutable std::mutex mutex_;
    bool closed_ = false;
    /// Guarded by the mutex, as is what it points to.
    std::shared_ptr<Job> job_;
    /// Works on job_.
    std::jthread thread_;
};

}  // namespace marquee::movielens
