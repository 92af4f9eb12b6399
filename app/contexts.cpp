#include "app/contexts.h"

#include "app/uuid.h"

namespace marquee::app {
namespace {

database::DatabaseOptions database_options(const Settings& settings) {
    database::DatabaseOptions options;
    options.pool_size = static_cast<std::size_t>(settings.database_pool_size);
    options.pool_wait = settings.database_pool_wait;
    options.statement_timeout = settings.database_statement_timeout;
    return options;
}

events::EventLogParts log_parts() {
    return {system_now, [] { return new_uuid(system_now()); }};
}

}  // namespace

Contexts::Contexts(const Settings& settings)
    : database(database::DatabaseUrl::parse(settings.database_url), database_options(settings),
               metrics),
      metadata_log(database, "metadata", log_parts(), metadata_commits, metrics),
      metadata_feed(database, "metadata", system_now, metadata_commits),
      metadata(metadata_repository, system_now),
      rating_log(database, "rating", log_parts(), rating_commits, metrics),
      rating_feed(database, "rating", system_now, rating_commits),
      ratings(rating_repository, system_now, settings.rating_prior_weight),
      removal(removal_repository, catalogue, audience, new_uuid(system_now()), system_now),
      movies(catalogue, audience, removal, [] { return new_uuid(system_now()); }) {}

void Contexts::close_feeds() {
    metadata_commits.close();
    rating_commits.close();
}

}  // namespace marquee::app
