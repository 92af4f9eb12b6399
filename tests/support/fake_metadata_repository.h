#pragma once

#include <map>
#include <mutex>
#include <variant>

#include "domain/metadata/metadata_repository.h"

namespace marquee::metadata {

/// Metadata kept in memory. Callable from any thread; nobody else is served during a change.
class FakeMetadataRepository : public MetadataRepository {
public:
    std::optional<MovieMetadata> find(const Call& call, const MovieRef& ref) override {
        return find_many(call, {ref}).front();
    }

    std::vector<std::optional<MovieMetadata>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) override {
        const auto lock = enter(call);
        std::vector<std::optional<MovieMetadata>> result;
        for (const auto& ref : refs) {
            const MovieMetadata* found = find_in(movies_, ref);
            result.push_back(found ? std::optional(*found) : std::nullopt);
        }
        return result;
    }

    std::vector<MovieMetadata> scan(const Call& call, const std::optional<MovieId>& after,
                                    std::size_t limit) override {
        const auto lock = enter(call);
        std::vector<MovieMetadata> result;
        for (const auto& [id, movie] : movies_) {
            if ((!after || *after < id) && result.size() < limit) result.push_back(movie);
        }
        return result;
    }

    void update(const Call& call, const std::vector<MovieId>& ids, const Change& change) override {
        const auto lock = enter(call);
        Movies changed = movies_;
        for (const auto& id : ids) {
            const MovieMetadata* current = find_in(changed, id);
            auto next = change(id, current ? std::optional(*current) : std::nullopt);
            if (!next) continue;
            require_own_external_ids(changed, *next);
            changed.insert_or_assign(id, *std::move(next));
        }
        movies_ = std::move(changed);
    }

    bool remove(const Call& call, const MovieId& id, const Check& check) override {
        const auto lock = enter(call);
        const auto found = movies_.find(id);
        if (found == movies_.end()) return false;
        check(found->second);
        movies_.erase(found);
        return true;
    }

    bool empty(const Call& call) override {
        const auto lock = enter(call);
        return movies_.empty();
    }

private:
    using Movies = std::map<MovieId, MovieMetadata>;

    std::unique_lock<std::mutex> enter(const Call& call) {
        if (call.expired()) throw Error(ErrorCode::deadline_exceeded, "it took too long");
        return std::unique_lock(mutex_);
    }

    static const MovieMetadata* find_in(const Movies& movies, const MovieRef& ref) {
        if (const auto* id = std::get_if<MovieId>(&ref)) {
            const auto found = movies.find(*id);
            return found == movies.end() ? nullptr : &found->second;
        }
        const auto& external = std::get<ExternalId>(ref);
        for (const auto& [id, movie] : movies) {
            const auto& ids = movie.description.external_ids;
            const auto found = ids.find(external.provider());
            if (found != ids.end() && found->second == external.value()) return &movie;
        }
        return nullptr;
    }

    static void require_own_external_ids(const Movies& movies, const MovieMetadata& next) {
        for (const auto& [provider, value] : next.description.external_ids) {
            const MovieMetadata* owner = find_in(movies, ExternalId(provider, value));
            if (!owner || owner->id == next.id) continue;
            throw Error(ErrorCode::conflict,
                        provider + ":" + value + " is movie " + owner->id.text() + " already",
                        {{"external_ids." + provider, "belongs to another movie"}});
        }
    }

    std::mutex mutex_;
    Movies movies_;
};

}  // namespace marquee::metadata
