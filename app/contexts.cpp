#include "app/contexts.h"

#include <span>
#include <string_view>

#include "app/uuid.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/metadata/rpc_methods.h"
#include "interfaces/rating/rpc_methods.h"

namespace marquee::app {
namespace {

database::DatabaseOptions database_options(const Settings& settings) {
    database::DatabaseOptions options;
    options.pool_size = static_cast<std::size_t>(settings.database_pool_size);
    options.pool_wait = settings.database_pool_wait;
    options.statement_timeout = settings.database_statement_timeout;
    return options;
}

/// Of a few kilobytes each.
constexpr std::size_t kRememberedMovies = 10'000;

/// `prefix` is what the records of movies begin with, before the id.
events::EventLogParts log_parts(const movie::MovieNotices& notices, std::string_view prefix) {
    return {system_now, [] { return new_uuid(system_now()); },
            [&notices, prefix](std::span<const std::string> records) {
                for (const std::string_view record : records) {
                    if (record.starts_with(prefix)) notices.tell(record.substr(prefix.size()));
                }
            }};
}

}  // namespace

Contexts::Contexts(const Settings& settings, const ContextSet& asked)
    : hosted(settings.contexts),
      metadata_readers(settings.access_anonymous_reads ? events::Readers::anybody
                                                       : events::Readers::known),
      peers(settings, asked, metrics),
      database(database::DatabaseUrl::parse(settings.database_url), database_options(settings),
               metrics),
      metadata_log(database, "metadata", log_parts(movie_notices, kMetadataRecords),
                   metadata_commits, metrics),
      own_metadata_feed(database, "metadata", system_now, metadata_commits),
      metadata(metadata_repository, system_now),
      rating_log(database, "rating", log_parts(movie_notices, kRatingRecords), rating_commits,
                 metrics),
      own_rating_feed(database, "rating", system_now, rating_commits),
      rating_repository(rating_log, metrics, static_cast<std::size_t>(settings.rating_group_limit)),
      ratings(rating_repository, system_now, settings.rating_prior_weight),
      own_messages(messages_to(settings.rpc_messages, *this)),
      catalogue(local_catalogue, channel(ContextName::metadata)),
      audience(local_audience, channel(ContextName::rating)),
      metadata_feed(own_metadata_feed, channel(ContextName::metadata), "metadata"),
      rating_feed(own_rating_feed, channel(ContextName::rating), "rating"),
      remembered(
          hosted.contains(ContextName::metadata)
              ? std::nullopt
              : std::make_optional<movie::RememberingCatalogue>(
                    announcing_catalogue, kRememberedMovies, std::chrono::steady_clock::now)),
      removal(removal_repository, announcing_catalogue, announcing_audience, new_uuid(system_now()),
              system_now),
      movies(remembered ? static_cast<movie::Catalogue&>(*remembered) : announcing_catalogue,
             announcing_audience, removal, [] { return new_uuid(system_now()); }) {}

rpc::Handlers Contexts::methods() {
    rpc::Handlers all;
    if (hosted.contains(ContextName::metadata)) all = metadata::metadata_methods(metadata);
    if (hosted.contains(ContextName::rating)) rpc::add(all, rating::rating_methods(ratings));
    return all;
}

std::map<std::string, events::HostedFeed> Contexts::feeds() {
    std::map<std::string, events::HostedFeed> feeds;
    if (hosted.contains(ContextName::metadata)) {
        feeds.insert({"metadata", {own_metadata_feed, metadata_readers}});
    }
    if (hosted.contains(ContextName::rating)) feeds.insert({"rating", {own_rating_feed}});
    return feeds;
}

rpc::Channel* Contexts::channel(ContextName context) {
    if (!hosted.contains(context)) return peers.find(context);
    return own_messages ? &*own_messages : nullptr;
}

void Contexts::close_feeds() {
    metadata_commits.close();
    rating_commits.close();
    for (const auto* feed : {&metadata_feed, &rating_feed}) {
        if (auto* remote = feed->remote()) remote->close();
    }
}

}  // namespace marquee::app
