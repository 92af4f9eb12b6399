#pragma once

#include <prometheus/registry.h>

#include "app/settings/settings.h"
#include "application/metadata/metadata_service.h"
#include "application/movie/listing_builder.h"
#include "application/movie/movie_removal.h"
#include "application/movie/movie_service.h"
#include "application/rating/rating_service.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/event_log.h"
#include "infrastructure/events/sql_event_feed.h"
#include "infrastructure/metadata/sql_metadata_repository.h"
#include "infrastructure/movie/feed_changes.h"
#include "infrastructure/movie/local_audience.h"
#include "infrastructure/movie/local_catalogue.h"
#include "infrastructure/movie/sql_listing_repository.h"
#include "infrastructure/movie/sql_removal_repository.h"
#include "infrastructure/rating/sql_rating_repository.h"

namespace marquee::app {

/// All contexts of this process, put together. The members stand in the order in which they need
/// each other.
struct Contexts {
    /// Opens nothing; see prepare_database. Throws Error(invalid) for a bad database URL.
    explicit Contexts(const Settings& settings);
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;

    /// Ends all waiting for events, now and later.
    void close_feeds();

    prometheus::Registry metrics;
    database::Database database;

    events::CommitSignal metadata_commits;
    events::EventLog metadata_log;
    events::SqlEventFeed metadata_feed;
    metadata::SqlMetadataRepository metadata_repository{metadata_log};
    metadata::MetadataService metadata;

    events::CommitSignal rating_commits;
    events::EventLog rating_log;
    events::SqlEventFeed rating_feed;
    rating::SqlRatingRepository rating_repository{rating_log};
    rating::RatingService ratings;

    movie::LocalCatalogue catalogue{metadata};
    movie::LocalAudience audience{ratings};
    movie::SqlRemovalRepository removal_repository{database};
    movie::MovieRemoval removal;
    movie::MovieService movies;

    movie::SqlListingRepository listing{database};
    movie::FeedChanges catalogue_changes{metadata_feed, "movie-listing"};
    movie::FeedChanges audience_changes{rating_feed, "movie-listing"};
    const movie::ListingBuilder::Parts listing_parts{listing, catalogue, audience,
                                                     catalogue_changes, audience_changes};
};

}  // namespace marquee::app
