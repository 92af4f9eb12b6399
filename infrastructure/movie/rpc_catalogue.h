#pragma once

#include "application/movie/catalogue.h"

namespace marquee::rpc {
class Channel;
}

namespace marquee::movie {

/// The catalogue, asked of context `metadata` by messages.
class RpcCatalogue : public Catalogue {
public:
    /// `channel` outlives the adapter.
    explicit RpcCatalogue(rpc::Channel& channel) : channel_(channel) {}

    std::optional<CatalogueEntry> find(const Call& call, const MovieRef& ref) override;
    std::vector<std::optional<CatalogueEntry>> find_many(
        const Call& call, const std::vector<MovieRef>& refs) override;
    std::vector<CatalogueEntry> scan(const Call& call, const std::optional<MovieId>& after,
                                     std::size_t limit) override;
    CatalogueWrite describe(const Call& call, const MovieId& id,
                            const MovieDescription& description,
                            const Precondition& precondition) override;
    bool remove(const Call& call, const MovieId& id, const Precondition& precondition) override;

private:
    rpc::Channel& channel_;
};

}  // namespace marquee::movie
