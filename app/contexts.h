#pragma once

#include <map>
#include <optional>
#include <prometheus/registry.h>
#include <string>

#include "app/peers.h"
#include "app/settings/settings.h"
#include "application/metadata/metadata_service.h"
#include "application/movie/listing_builder.h"
#include "application/movie/movie_notices.h"
#include "application/movie/movie_removal.h"
#include "application/movie/movie_service.h"
#include "application/rating/rating_service.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/events/rpc_event_feed.h"
#include "infrastructure/events/sql_event_feed.h"
#include "infrastructure/metadata/sql_metadata_repository.h"
#include "infrastructure/movie/announcing_ports.h"
#include "infrastructure/movie/feed_changes.h"
#include "infrastructure/movie/local_audience.h"
#include "infrastructure/movie/local_catalogue.h"
#include "infrastructure/movie/remembering_catalogue.h"
#include "infrastructure/movie/rpc_audience.h"
#include "infrastructure/movie/rpc_catalogue.h"
#include "infrastructure/movie/sql_listing_repository.h"
#include "infrastructure/movie/sql_removal_repository.h"
#include "infrastructure/rating/sql_rating_repository.h"
#include "interfaces/events/rpc_methods.h"
#include "interfaces/rpc/wire/direct_channel.h"

namespace marquee::app {

/// What the records of movies begin with in each context's events, before the id.
inline constexpr const char* kMetadataRecords = "";
inline constexpr const char* kRatingRecords = "movie/";

/// All contexts, put together: those that this process hosts, and the ways to the others. The
/// services of a context that is not hosted are there and of no use, for they have no tables. The
/// members stand in the order in which they need each other.
struct Contexts {
    /// Opens nothing; see prepare_database. `asked` are those that somebody will ask for, wherever
    /// they are. Throws Error(invalid) for a bad database URL, and what Peers does.
    explicit Contexts(const Settings& settings, const ContextSet& asked = {});
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;

    /// What answers other processes for metadata and rating, as far as they are hosted here.
    rpc::Handlers methods();
    std::map<std::string, events::HostedFeed> feeds();
    /// The way to a context by messages; null for one that is asked directly.
    rpc::Channel* channel(ContextName context);
    /// Ends all waiting for events, now and later.
    void close_feeds();

    const ContextSet hosted;
    const events::Readers metadata_readers;
    prometheus::Registry metrics;
    Peers peers;
    database::Database database;

    /// Tells of each change of a movie that is made here, or elsewhere at a request of here.
    movie::MovieNotices movie_notices;

    events::CommitSignal metadata_commits;
    events::EventLog metadata_log;
    events::SqlEventFeed own_metadata_feed;
    metadata::SqlMetadataRepository metadata_repository{metadata_log};
    metadata::MetadataService metadata;

    events::CommitSignal rating_commits;
    events::EventLog rating_log;
    events::SqlEventFeed own_rating_feed;
    rating::SqlRatingRepository rating_repository;
    rating::RatingService ratings;

    /// Of `rpc.messages`: what answers for metadata and rating in this process.
    std::optional<rpc::DirectChannel> own_messages;

    movie::LocalCatalogue local_catalogue{metadata};
    movie::LocalAudience local_audience{ratings};
    PortChoice<movie::Catalogue, movie::RpcCatalogue> catalogue;
    PortChoice<movie::Audience, movie::RpcAudience> audience;
    movie::AnnouncingCatalogue announcing_catalogue{catalogue.get(), movie_notices};
    movie::AnnouncingAudience announcing_audience{audience.get(), movie_notices};
    PortChoice<EventFeed, events::RpcEventFeed> metadata_feed;
    PortChoice<EventFeed, events::RpcEventFeed> rating_feed;

    /// What visitors are shown of a catalogue that may be away, because it is elsewhere.
    std::optional<movie::RememberingCatalogue> remembered;

    movie::SqlRemovalRepository removal_repository{database};
    movie::MovieRemoval removal;
    movie::MovieService movies;

    movie::SqlListingRepository listing{database};
    movie::FeedChanges catalogue_changes{metadata_feed.get(), "movie-listing"};
    movie::FeedChanges audience_changes{rating_feed.get(), "movie-listing"};
    const movie::ListingBuilder::Parts listing_parts{listing, catalogue.get(), audience.get(),
                                                     catalogue_changes, audience_changes};
};

}  // namespace marquee::app
