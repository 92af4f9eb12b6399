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

}  // namespace

Contexts::Contexts(const Settings& settings)
    : database(database::DatabaseUrl::parse(settings.database_url), database_options(settings),
               metrics),
      metadata(metadata_repository, system_now),
      ratings(rating_repository, system_now, settings.rating_prior_weight),
      removal(removal_repository, catalogue, audience, new_uuid(system_now()), system_now),
      movies(catalogue, audience, removal, [] { return new_uuid(system_now()); }) {}

}  // namespace marquee::app
