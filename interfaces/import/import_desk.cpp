#include "interfaces/import/import_desk.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

#include "domain/shared/error.h"
#include "interfaces/import/movielens_file.h"

namespace marquee::movielens {
namespace {

constexpr std::array<std::string_view, 3> kNeeded = {"links.csv", "movies.csv", "ratings.csv"};
constexpr std::string_view kOptional = "tags.csv";

/// Ends a run from within; nobody else takes it for an error.
struct Cancelled {};

void check(const std::vector<ImportFile>& files) {
    std::vector<FieldError> errors;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto field = "files[" + std::to_string(i) + "]";
        const auto& [name, bytes, received] = files[i];
        const auto earlier = files.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::ranges::find(kNeeded, name) == kNeeded.end() && name != kOptional) {
            errors.push_back(
                {field + ".name", "must be links.csv, movies.csv, ratings.csv or tags.csv"});
        } else if (std::find_if(files.begin(), earlier, [&name = name](const ImportFile& other) {
                       return other.name == name;
                   }) != earlier) {
            errors.push_back({field + ".name", "is there twice"});
        }
        if (bytes == 0) errors.push_back({field + ".bytes", "must be 1 or more"});
    }
    for (const auto name : kNeeded) {
        if (std::ranges::find(files, name, &ImportFile::name) != files.end()) continue;
        errors.push_back({"files", "must have " + std::string(name)});
    }
    if (!errors.empty()) throw invalid_fields(std::move(errors));
}

std::filesystem::path make_folder() {
    std::error_code failure;
    const auto parent = std::filesystem::temp_directory_path(failure);
    std::string pattern = (parent / "marquee-import-XXXXXX").string();
    if (failure || !::mkdtemp(pattern.data())) {
        throw Error(ErrorCode::unavailable, "the folder for temporary files can't be written to");
    }
    return pattern;
}

void write_piece(const std::filesystem::path& path, std::uint64_t offset, std::string_view piece) {
    std::fstream stream(path, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    stream.close();
    if (stream.fail()) {
        throw Error(ErrorCode::unavailable,
                    "the piece can't be kept: the disk of the folder for temporary files is full, "
                    "or fails");
    }
}

bool is_under_way(ImportState state) {
    return state == ImportState::receiving || state == ImportState::running ||
           state == ImportState::cancelling;
}

bool is_complete(const ImportStatus& status) {
    return std::ranges::all_of(status.files,
                               [](const ImportFile& file) { return file.received == file.bytes; });
}

}  // namespace

std::string_view name_of(ImportState state) {
    switch (state) {
        case ImportState::receiving:
            return "receiving";
        case ImportState::running:
            return "running";
        case ImportState::cancelling:
            return "cancelling";
        case ImportState::done:
            return "done";
        case ImportState::cancelled:
            return "cancelled";
        case ImportState::failed:
            return "failed";
    }
    throw std::logic_error("an import in no state");
}

/// An import, and where its files are, as long as it is under way.
struct ImportDesk::Job {
    ImportStatus status;
    ImportOptions options;
    std::filesystem::path folder;
    /// When it began, or a piece of its files came.
    Timestamp heard_at;
    std::vector<RowProblem> problems;
};

ImportDesk::ImportDesk(Run run, Clock clock, std::function<std::string()> new_id,
                       OnFailure on_failure)
    : run_(std::move(run)),
      clock_(std::move(clock)),
      new_id_(std::move(new_id)),
      on_failure_(std::move(on_failure)) {}

ImportDesk::~ImportDesk() {
    close();
}

void ImportDesk::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        if (job_) cancel(*job_);
    }
    if (thread_.joinable()) thread_.join();
}

ImportStatus ImportDesk::begin(const ImportOptions& options, const std::vector<ImportFile>& files) {
    check(files);
    const std::lock_guard lock(mutex_);
    if (closed_) throw Error(ErrorCode::unavailable, "the server is about to end");
    if (job_ && is_under_way(job_->status.state)) {
        throw Error(ErrorCode::conflict,
                    "import " + job_->status.id + " is under way: wait for its end, or cancel it");
    }
    auto job = std::make_shared<Job>();
    job->options = options;
    job->folder = make_folder();
    job->status = {
        .id = new_id_(), .dry_run = options.dry_run, .files = files, .started_at = clock_()};
    for (auto& file : job->status.files) {
        file.received = 0;
        std::ofstream(job->folder / file.name, std::ios::binary);
    }
    job->heard_at = job->status.started_at;
    job_ = std::move(job);
    return job_->status;
}

ImportStatus ImportDesk::take(const std::string& id, const std::string& name, std::uint64_t offset,
                              std::string_view piece) {
    const std::lock_guard lock(mutex_);
    Job& job = find(id);
    const auto file = std::ranges::find(job.status.files, name, &ImportFile::name);
    if (file == job.status.files.end()) {
        throw Error(ErrorCode::not_found, "the import has no such file");
    }
    if (offset > file->received) {
        throw invalid_field("offset", "must be up to " + std::to_string(file->received) +
                                          ", how many bytes of the file are here");
    }
    if (piece.size() > file->bytes - offset) {
        throw invalid_field("offset", "the piece would go beyond the file's " +
                                          std::to_string(file->bytes) + " bytes");
    }
    const auto end = offset + piece.size();
    // A client that did not hear of the last piece's arrival sends it again.
    if (job.status.state != ImportState::receiving) {
        if (end <= file->received) return job.status;
        throw Error(ErrorCode::conflict, "the import waits for no files");
    }
    write_piece(job.folder / name, offset, piece);
    file->received = std::max(file->received, end);
    job.heard_at = clock_();
    if (is_complete(job.status)) {
        job.status.state = ImportState::running;
        // The earlier import's is over: it left the mutex as its last step.
        thread_ = std::jthread(
            [this, shared = job_](const std::stop_token& stop) { run(stop, *shared); });
    }
    return job.status;
}

void ImportDesk::run(const std::stop_token& stop, Job& job) {
    const auto note_problem = [&](const RowProblem& problem) {
        const std::lock_guard lock(mutex_);
        ++job.status.problems;
        if (job.problems.size() == kMostProblemsKept) return;
        job.problems.push_back(problem);
        job.status.problems_kept = job.problems.size();
    };
    const auto note_progress = [&](const Progress& progress) {
        if (stop.stop_requested()) throw Cancelled();
        const std::lock_guard lock(mutex_);
        job.status.progress = progress;
    };
    auto state = ImportState::failed;
    std::string failure = "an error within the server";
    /// What the files are not to blame for.
    std::optional<std::string> ours;
    std::optional<ImportReport> report;
    try {
        report = run_(stop, job.folder, job.options, note_problem, note_progress);
        state = ImportState::done;
    } catch (const Cancelled&) {
        state = ImportState::cancelled;
    } catch (const Error& error) {
        failure = error.what();
        if (error.code() != ErrorCode::invalid) ours = failure;
    } catch (const ReadFailure& error) {
        ours = failure = error.what();
    } catch (const std::exception& error) {
        ours = error.what();
    } catch (...) {
        ours = "an exception that is no std::exception";
    }
    // Whatever a run says that was told to end.
    if (!report && stop.stop_requested()) state = ImportState::cancelled;
    if (state == ImportState::failed && ours) on_failure_(job.status.id, *ours);
    const std::lock_guard lock(mutex_);
    job.status.report = report;
    if (state == ImportState::failed) job.status.failure = std::move(failure);
    end(job, state);
}

void ImportDesk::end(Job& job, ImportState state) {
    job.status.state = state;
    job.status.ended_at = clock_();
    std::error_code ignored;
    std::filesystem::remove_all(job.folder, ignored);
}

ImportDesk::Job& ImportDesk::find(const std::string& id) const {
    if (!job_ || job_->status.id != id) {
        throw Error(ErrorCode::not_found,
                    "there is no such import: the server keeps the last one, until it ends");
    }
    return *job_;
}

std::optional<ImportStatus> ImportDesk::last() const {
    const std::lock_guard lock(mutex_);
    return job_ ? std::optional(job_->status) : std::nullopt;
}

ImportStatus ImportDesk::status(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    return find(id).status;
}

std::vector<RowProblem> ImportDesk::problems(const std::string& id, std::size_t first,
                                             std::size_t count) const {
    const std::lock_guard lock(mutex_);
    const auto& all = find(id).problems;
    first = std::min(first, all.size());
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(std::min(count, all.size() - first))};
}

void ImportDesk::cancel(const std::string& id) {
    const std::lock_guard lock(mutex_);
    cancel(find(id));
}

void ImportDesk::end_abandoned() {
    const std::lock_guard lock(mutex_);
    if (!job_ || job_->status.state != ImportState::receiving) return;
    if (clock_() - job_->heard_at < kPatience) return;
    job_->status.failure = "its files did not all come: there was no piece for " +
                           std::to_string(kPatience.count()) + " minutes";
    end(*job_, ImportState::failed);
}

void ImportDesk::cancel(Job& job) {
    if (job.status.state == ImportState::receiving) {
        end(job, ImportState::cancelled);
    } else if (job.status.state == ImportState::running) {
        job.status.state = ImportState::cancelling;
        thread_.request_stop();
    }
}

}  // namespace marquee::movielens
