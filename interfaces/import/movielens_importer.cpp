#include "interfaces/import/movielens_importer.h"

#include <future>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "application/metadata/metadata_service.h"
#include "domain/shared/error.h"
#include "interfaces/import/movielens_description.h"
#include "interfaces/import/movielens_file.h"
#include "interfaces/import/movielens_movies.h"
#include "interfaces/import/movielens_ratings.h"
#include "interfaces/import/movielens_rows.h"
#include "interfaces/import/movielens_tags.h"
#include "interfaces/import/rating_progress.h"
#include "interfaces/import/rating_writer.h"

namespace marquee::movielens {
namespace {

constexpr std::size_t kMoviesPerBatch = 500;
constexpr std::int64_t kRowsPerProgress = 5'000;

int year_of(Timestamp time) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
    return static_cast<int>(day.year());
}

/// One run of an import.
class Run {
public:
    Run(metadata::MetadataService& metadata, rating::RatingService& ratings, const Call& call,
        const ImportOptions& options, int current_year,
        const MovieLensImporter::OnProblem& on_problem,
        const MovieLensImporter::OnProgress& on_progress)
        : metadata_(metadata),
          call_(call),
          options_(options),
          ratings_(ratings),
          current_year_(current_year),
          on_problem_(on_problem),
          on_progress_(on_progress) {}

    void read_links(MovieLensFile& file) { read(file, "links", parse_link_row, &Run::accept_link); }
    /// `movies` is the file that read_movies reads later, which tells what movies there are.
    void read_tags(MovieLensFile& file, MovieLensFile& movies);
    void read_movies(MovieLensFile& file);
    void read_ratings(MovieLensFile& file);
    const ImportReport& report() const { return report_; }

private:
    struct PendingMovie {
        std::int64_t line;
        std::int64_t number;
    };

    /// Does nothing once the run has stopped.
    template <typename Row>
    void read(MovieLensFile& file, const char* phase,
              Parsed<Row> (*parse)(const std::vector<std::string>&),
              void (Run::*accept)(std::int64_t line, Row row));
    void show(const MovieLensFile& file, const char* phase, std::int64_t rows) const;

    void accept_link(std::int64_t line, LinkRow row);
    void accept_tag(std::int64_t line, TagRow row);
    void accept_movie(std::int64_t line, MovieRow row);
    void flush_movies();

    void count_read(const std::vector<metadata::ImportedMovie>& movies);
    /// Writes all of them or none. Answers why the catalogue does not take them, if so.
    std::optional<std::string> import(const std::vector<metadata::ImportedMovie>& movies);
    void import_one(const metadata::ImportedMovie& movie, const PendingMovie& pending);
    /// Leaves out a row that is bad by itself.
    void refuse(std::int64_t line, std::string reason);
    void skip(std::int64_t line, std::string reason);
    void drop_id(std::int64_t line, std::string reason);

    metadata::MetadataService& metadata_;
    const Call& call_;
    const ImportOptions& options_;
    rating::RatingService& ratings_;
    int current_year_;
    const MovieLensImporter::OnProblem& on_problem_;
    const MovieLensImporter::OnProgress& on_progress_;

    ImportReport report_;
    /// The name of the file being read.
    std::string file_;
    Movies movies_;
    Tags tags_;

    std::vector<metadata::ImportedMovie> movie_batch_;
    std::vector<PendingMovie> pending_movies_;
};

template <typename Row>
void Run::read(MovieLensFile& file, const char* phase,
               Parsed<Row> (*parse)(const std::vector<std::string>&),
               void (Run::*accept)(std::int64_t line, Row row)) {
    if (report_.stopped) return;
    file_ = file.name();
    std::int64_t rows = 0;
    show(file, phase, rows);
    for (CsvRow row; !report_.stopped && file.next(row);) {
        if (++rows % kRowsPerProgress == 0) show(file, phase, rows);
        if (row.problem) {
            refuse(row.line, std::move(*row.problem));
            continue;
        }
        auto parsed = parse(row.fields);
        if (auto* reason = std::get_if<std::string>(&parsed)) {
            refuse(row.line, std::move(*reason));
        } else {
            (this->*accept)(row.line, std::get<Row>(std::move(parsed)));
        }
    }
    flush_movies();
    show(file, phase, rows);
}

void Run::show(const MovieLensFile& file, const char* phase, std::int64_t rows) const {
    on_progress_({phase, file.bytes_done(), file.bytes_total(), rows});
}

void Run::read_tags(MovieLensFile& file, MovieLensFile& movies) {
    if (report_.stopped) return;
    movies_.list(movies, current_year_);
    read(file, "tags", parse_tag_row, &Run::accept_tag);
}

void Run::read_movies(MovieLensFile& file) {
    read(file, "movies", parse_movie_row, &Run::accept_movie);
    // Ratings take long, and have no use for them.
    tags_ = {};
}

void Run::accept_link(std::int64_t line, LinkRow row) {
    if (movies_.linked(row.movie)) {
        refuse(line, repeated(row.movie));
        return;
    }
    for (auto& reason : movies_.link(row)) drop_id(line, std::move(reason));
}

void Run::accept_tag(std::int64_t line, TagRow row) {
    if (!movies_.listed(row.movie)) {
        refuse(line, not_there(row.movie));
        return;
    }
    tags_.add(row.movie, row.tag);
    ++report_.tags.read;
}

void Run::accept_movie(std::int64_t line, MovieRow row) {
    const std::int64_t number = row.movie;
    if (movies_.imported_id(number)) {
        refuse(line, repeated(number));
        return;
    }
    MovieDescription description =
        describe(std::move(row), movies_.imdb(number), movies_.tmdb(number));
    description.keywords = tags_.keywords(number);
    if (auto found = problems(description, current_year_); !found.empty()) {
        refuse(line, invalid_fields(std::move(found)).what());
        return;
    }
    movies_.set_imported(number, true);
    movie_batch_.push_back({MovieId(movies_.id(number)), std::move(description)});
    pending_movies_.push_back({line, number});
    if (movie_batch_.size() == kMoviesPerBatch) flush_movies();
}

void Run::flush_movies() {
    if (movie_batch_.empty()) return;
    if (options_.dry_run) {
        count_read(movie_batch_);
    } else if (import(movie_batch_)) {
        // One movie spoils the whole batch; one by one, only that is left out.
        for (std::size_t i = 0; i < movie_batch_.size() && !report_.stopped; ++i) {
            import_one(movie_batch_[i], pending_movies_[i]);
        }
    }
    movie_batch_.clear();
    pending_movies_.clear();
}

void Run::count_read(const std::vector<metadata::ImportedMovie>& movies) {
    for (const auto& movie : movies) {
        ++report_.movies.read;
        report_.tags.keywords += std::ssize(movie.description.keywords);
    }
}

std::optional<std::string> Run::import(const std::vector<metadata::ImportedMovie>& movies) {
    try {
        const auto counts = metadata_.import_movies(call_, movies, merge);
        count_read(movies);
        report_.movies.created += counts.created;
        report_.movies.changed += counts.changed;
        report_.movies.unchanged += counts.unchanged;
        return std::nullopt;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid) throw;
        return error.what();
    }
}

void Run::import_one(const metadata::ImportedMovie& movie, const PendingMovie& pending) {
    const auto refusal = import({movie});
    if (!refusal) return;
    movies_.set_imported(pending.number, false);
    skip(pending.line, *refusal);
}

void Run::read_ratings(MovieLensFile& file) {
    if (report_.stopped) return;
    file_ = file.name();
    RatingReader reader(file, movies_, options_.ratings_in_stretch, options_.strict);
    RatingProgress progress(file.bytes_total(), on_progress_);
    RatingWriter writer(ratings_, call_, reader, {options_.ratings_in_batch, options_.writers},
                        [&](std::size_t rows) { progress.add(rows); });
    const auto read = [&reader] { return reader.next(); };
    auto ahead = std::async(std::launch::async, read);
    for (bool last = false; !last;) {
        const RatingStretch stretch = ahead.get();
        last = stretch.last;
        if (!last) ahead = std::async(std::launch::async, read);
        for (const auto& [line, reason] : stretch.problems) skip(line, reason);
        progress.begin(stretch);
        if (options_.dry_run) {
            report_.ratings.read += std::ssize(stretch.ratings) + std::ssize(stretch.later);
        } else {
            writer.write(stretch);
        }
    }
    writer.finish();
    if (!options_.dry_run) report_.ratings = writer.counts();
    show(file, "ratings", reader.rows());
}

void Run::refuse(std::int64_t line, std::string reason) {
    if (options_.strict) {
        // What was read before is to be stored, and may hide a row that is the first bad one.
        flush_movies();
        if (report_.stopped) return;
    }
    skip(line, std::move(reason));
}

void Run::skip(std::int64_t line, std::string reason) {
    ++report_.skipped_rows;
    report_.stopped = options_.strict;
    on_problem_({file_, line, std::move(reason), true});
}

void Run::drop_id(std::int64_t line, std::string reason) {
    ++report_.dropped_external_ids;
    on_problem_({file_, line, std::move(reason), false});
}

}  // namespace

MovieLensImporter::MovieLensImporter(metadata::MetadataService& metadata,
                                     rating::RatingService& ratings, Clock clock,
                                     OnProblem on_problem, OnProgress on_progress)
    : metadata_(metadata),
      ratings_(ratings),
      clock_(std::move(clock)),
      on_problem_(std::move(on_problem)),
      on_progress_(std::move(on_progress)) {}

ImportReport MovieLensImporter::run(const Call& call, const std::filesystem::path& folder,
                                    const ImportOptions& options) {
    // All are opened first: a folder that lacks one changes nothing.
    MovieLensFile links(folder, "links.csv", "movieId,imdbId,tmdbId");
    constexpr const char* kMoviesHeader = "movieId,title,genres";
    MovieLensFile movies(folder, "movies.csv", kMoviesHeader);
    MovieLensFile ratings(folder, "ratings.csv", "userId,movieId,rating,timestamp");
    // Some of MovieLens' data sets have none.
    std::optional<MovieLensFile> tags;
    std::error_code failure;
    if (std::filesystem::exists(folder / "tags.csv", failure)) {
        tags.emplace(folder, "tags.csv", "userId,movieId,tag,timestamp");
    }
    Run run(metadata_, ratings_, call, options, year_of(clock_()), on_problem_, on_progress_);
    run.read_links(links);
    if (tags) {
        MovieLensFile listed(folder, "movies.csv", kMoviesHeader);
        run.read_tags(*tags, listed);
    }
    run.read_movies(movies);
    run.read_ratings(ratings);
    return run.report();
}

}  // namespace marquee::movielens
