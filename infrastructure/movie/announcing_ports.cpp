#include "infrastructure/movie/announcing_ports.h"

namespace marquee::movie {
namespace {

/// Tells of a movie when whoever has it is done.
class Announcement {
public:
    Announcement(const MovieNotices& notices, const MovieId& id) : notices_(notices), id_(id) {}
    ~Announcement() { notices_.tell(id_.text()); }
    Announcement(const Announcement&) = delete;
    Announcement& operator=(const Announcement&) = delete;

private:
    const MovieNotices& notices_;
    const MovieId& id_;
};

}  // namespace

std::optional<CatalogueEntry> AnnouncingCatalogue::find(const Call& call, const MovieRef& ref) {
    return catalogue_.find(call, ref);
}

std::vector<std::optional<CatalogueEntry>> AnnouncingCatalogue::find_many(
    const Call& call, const std::vector<MovieRef>& refs) {
    return catalogue_.find_many(call, refs);
}

std::vector<CatalogueEntry> AnnouncingCatalogue::scan(const Call& call,
                                                      const std::optional<MovieId>& after,
                                                      std::size_t limit) {
    return catalogue_.scan(call, after, limit);
}

CatalogueWrite AnnouncingCatalogue::describe(const Call& call, const MovieId& id,
                                             const MovieDescription& description,
                                             const Precondition& precondition) {
    const Announcement announcement(notices_, id);
    return catalogue_.describe(call, id, description, precondition);
}

bool AnnouncingCatalogue::remove(const Call& call, const MovieId& id,
                                 const Precondition& precondition) {
    const Announcement announcement(notices_, id);
    return catalogue_.remove(call, id, precondition);
}

std::optional<MovieRating> AnnouncingAudience::rating(const Call& call, const MovieId& id) {
    return audience_.rating(call, id);
}

std::vector<std::optional<MovieRating>> AnnouncingAudience::ratings(
    const Call& call, const std::vector<MovieId>& ids) {
    return audience_.ratings(call, ids);
}

std::vector<RatedMovie> AnnouncingAudience::scan(const Call& call,
                                                 const std::optional<MovieId>& after,
                                                 std::size_t limit) {
    return audience_.scan(call, after, limit);
}

std::optional<PersonalRating> AnnouncingAudience::rating_by(const Call& call, const MovieId& id,
                                                            const std::string& user) {
    return audience_.rating_by(call, id, user);
}

OwnRating AnnouncingAudience::rate(const Call& call, const MovieId& id, const std::string& user,
                                   std::int64_t score) {
    const Announcement announcement(notices_, id);
    return audience_.rate(call, id, user, score);
}

bool AnnouncingAudience::withdraw(const Call& call, const MovieId& id, const std::string& user) {
    const Announcement announcement(notices_, id);
    return audience_.withdraw(call, id, user);
}

void AnnouncingAudience::forget(const Call& call, const MovieId& id, Timestamp until) {
    const Announcement announcement(notices_, id);
    audience_.forget(call, id, until);
}

}  // namespace marquee::movie
